"""Part 3: the code of `helpers`, by mutmut, against the fast tests.

mutmut changes a copy of the checkout, in `.cache/mutmut`, finds out which tests run which
function, and tries each change on those alone, in forks of one warmed process. (cosmic-ray starts
the whole test run anew for every change, seconds each.) Left out are the forms, the frame and the
style, which part 2 attacks more sharply, and what only runs whole processes: export, reports, site.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from drawing import sample

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / ".cache" / "mutmut"
COPIED = ("src", "tests", "data", "notebooks", "figures", "pyproject.toml", "Makefile", "CITATION.cff", "requirements.lock")
LEFT_OUT = ("charts/*", "style.py", "frame.py", "export.py", "notebooks.py", "files.py", "__main__.py", "report/*", "site/*",
            "explore/*", "explore*.py", "kernels/*", "nursery*.py")
TESTS = ("phrases", "intervals", "arithmetic", "bulk", "loading", "data", "audit", "curation", "register", "charts", "properties")
SURVIVED = ("survived", "no tests", "suspicious", "not checked", "skipped")
NOBODY = "no mutant of this name"
CONFIG = """
[tool.mutmut]
source_paths = ["src"]
do_not_mutate = {left_out}
also_copy = {copied}
pytest_add_cli_args = ["-p", "no:nbval", "-p", "no:xdist", "-x", "-q", "--hypothesis-profile=few", "-o",
                       "disable_test_id_escaping_and_forfeit_all_rights_to_community_support=true"]
pytest_add_cli_args_test_selection = {tests}
"""


def run(everything: bool, seed: int, number: int, known: set[str], workers: int) -> Iterator[tuple[str, str]]:
    """Yield the name of every mutant with what became of it, nothing where it survived."""
    _copy()
    said = _mutmut(workers, NOBODY)  # makes the mutants and the map of tests, and runs none
    stats = WORK / "mutants" / "mutmut-stats.json"
    if not stats.is_file():
        raise SystemExit("mutmut did not get as far as a map of the tests:\n" + said[-2000:])
    names = [name for meta in sorted((WORK / "mutants").rglob("*.meta"))
             for name in json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]]
    chosen = names if everything else sample(names, str, number, seed, known)
    tested = json.loads(stats.read_text(encoding="utf-8"))["tests_by_mangled_function_name"]
    run_now = [name for name in chosen if tested.get(name.rpartition("__mutmut_")[0])]
    if run_now:
        said = _mutmut(workers, *run_now)
    results = dict(line.strip().rsplit(": ", 1) for line in _call("results", "--all", "true").splitlines() if ": " in line)
    if not any(results.get(name) == "killed" for name in run_now):
        raise SystemExit("mutmut killed nothing:\n" + said[-2000:])
    for name in chosen:
        what = results.get(name, "no tests")
        yield name, "" if what in SURVIVED else "mutmut: " + what


def _copy() -> None:
    """Make the copy of the checkout that mutmut works in."""
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    for name in [*COPIED, *(path.name for path in ROOT.glob("*.md"))]:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, WORK / name, ignore=shutil.ignore_patterns("__pycache__", "mutants", "*.png", "*.pdf"))
        else:
            shutil.copy(ROOT / name, WORK / name)
    tests = [f"tests/test_{name}.py" for name in TESTS if (ROOT / "tests" / f"test_{name}.py").is_file()]
    with (WORK / "pyproject.toml").open("a", encoding="utf-8") as stream:
        stream.write(CONFIG.format(left_out=json.dumps([f"src/helpers/{one}" for one in LEFT_OUT]),
                                   copied=json.dumps([path.name for path in WORK.iterdir() if path.name != "src"]),
                                   tests=json.dumps(tests)))


def _mutmut(workers: int, *names: str) -> str:
    return _call("run", "--max-children", str(workers), *names)


def _call(*arguments: str) -> str:
    done = subprocess.run([sys.executable, "-m", "mutmut", *arguments], cwd=WORK, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr
