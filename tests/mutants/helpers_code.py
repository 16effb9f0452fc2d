"""Part 3: the code of `helpers`, by mutmut, against the tests that take seconds.

mutmut changes a copy of the checkout, in `.cache/mutmut`. It runs the tests below once to learn which
function each of them calls, then tries a change on the tests of its function alone, the quickest first.
Each try is forked from a process that has imported the libraries and nothing of ours: what `helpers` or a
test file keeps from an earlier call would hide a change. (cosmic-ray starts a whole test run for each.)

Left out is what part 2 attacks more sharply (the forms, the frame, the style), and what is tested by
whole processes only: export, kernels, reports, the static page, the panel, the command line.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

from drawing import sample, short

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / ".cache" / "mutmut"
COPIED = ("src", "tests", "data", "notebooks", "figures", "pyproject.toml", "Makefile", "CITATION.cff", "requirements.lock")
LEFT_OUT = ("charts/*", "style.py", "frame.py", "export.py", "notebooks.py", "__main__.py", "report/*", "site/*",
            "explore/*", "kernels.py", "forkserver.py", "workers.py", "publish.py", "environment.py", "curation/commands.py")
TESTS = ("test_phrases.py", "test_intervals.py", "test_arithmetic.py", "test_bulk.py", "test_loading.py", "test_data.py",
         "test_parquet.py", "test_audit.py", "test_curation.py", "test_drafts.py", "test_register.py", "test_properties.py",
         "test_wording.py", "test_typeset.py", "test_trace.py", "test_files.py", "test_charts.py", "test_figures.py",
         "mutants/outputs.py")
# Those that take whole seconds or another program to show what others show too, or what part 2 attacks.
NOT = ("time_grows_with_the_text", "large_text_takes_seconds", "loading_brings_in_nothing_heavy", "qpdf", "poppler",
       "another_renderer", "test_rules", "sizes_are_as_promised", "a_threshold_is_no_measurement",
       "no_form_draws_a_hedged_number_solid")
PLUGIN = "tests.mutants.quickest"
LIBRARIES = ("pandas", "numpy", "cn2an", "duckdb", "hypothesis", "pytest", "nbformat", "matplotlib.figure",
             "matplotlib.backends.backend_svg", "IPython.core.formatters", "IPython.display")
SURVIVED = ("survived", "no tests", "suspicious", "not checked", "skipped")
NOBODY = "no mutant of this name"
CONFIG = """
[tool.mutmut]
source_paths = ["src"]
do_not_mutate = {left_out}
also_copy = {copied}
process_isolation = "forkserver"
forkserver_warmup = "import"
preload_modules_file = "libraries.txt"
timeout_multiplier = 3.0
timeout_constant = 10.0
track_dependencies = false
use_git_change_detection = false
pytest_add_cli_args = ["-p", "no:nbval", "-p", "no:xdist", "-p", "{plugin}", "-x", "-q", "-k", "{no}",
                       "--hypothesis-profile=few", "-o",
                       "disable_test_id_escaping_and_forfeit_all_rights_to_community_support=true"]
pytest_add_cli_args_test_selection = {tests}
"""


def run(everything: bool, seed: int, number: int, known: set[str], workers: int) -> Iterator[tuple[str, str]]:
    """Yield every change by name with what became of it, nothing where it survived."""
    _copy()
    said = _mutmut(workers, NOBODY)  # makes the changes and the map of tests, and tries none
    if not (WORK / "mutants" / "mutmut-stats.json").is_file():
        raise SystemExit("mutmut did not get as far as a map of the tests:\n" + said[-2000:])
    numbered = _named()
    chosen = list(numbered) if everything else sample(list(numbered), str, number, seed, known)
    said = _mutmut(workers, *(numbered[name] for name in chosen))
    results = _results()
    if not any(results[numbered[name]] == "killed" for name in chosen):
        raise SystemExit("mutmut killed nothing:\n" + said[-2000:])
    for name in chosen:
        what = results[numbered[name]]
        yield name, "" if what in SURVIVED else "mutmut: " + what


def _copy() -> None:
    """Make the copy of the checkout that mutmut works in."""
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    for name in [*COPIED, *(path.name for path in ROOT.glob("*.md"))]:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, WORK / name, ignore=shutil.ignore_patterns("__pycache__", "*.png", "*.pdf"))
        else:
            shutil.copy(ROOT / name, WORK / name)
    copied = [path.name for path in WORK.iterdir() if path.name != "src"]
    (WORK / "libraries.txt").write_text("\n".join(LIBRARIES), encoding="utf-8")
    with (WORK / "pyproject.toml").open("a", encoding="utf-8") as stream:
        stream.write(CONFIG.format(left_out=json.dumps([f"src/helpers/{one}" for one in LEFT_OUT]), plugin=PLUGIN,
                                   no="not (" + " or ".join(NOT) + ")",
                                   copied=json.dumps(copied), tests=json.dumps([f"tests/{name}" for name in TESTS])))


def _mutmut(workers: int, *names: str) -> str:
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(workers), *names]
    done = subprocess.run(command, cwd=WORK, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def _files() -> Iterator[tuple[Path, object]]:
    """Return every changed file with what mutmut keeps of it."""
    from mutmut.mutation.data import SourceFileMutationData
    with contextlib.chdir(WORK):
        for meta in sorted(Path("mutants/src").rglob("*.py.meta")):
            data = SourceFileMutationData(path=meta.relative_to("mutants").with_suffix(""))
            data.load()
            yield data.path, data


def _results() -> dict[str, str]:
    from mutmut.stats import status_by_exit_code
    said = {**status_by_exit_code, 255: "killed"}  # 255: helpers could not even be imported; mutmut takes it for a timeout
    return {key: said.get(code, "suspicious") for _, data in _files() for key, code in data.exit_code_by_key.items()}


def _named() -> dict[str, str]:
    """Return mutmut's own name of every change by one that says what is changed: mutmut's are numbers that every edit moves."""
    from mutmut.mutation.data import MutantLineSpans
    found: dict[str, str] = {}
    seen: Counter = Counter()
    for path, data in _files():
        keys = {key.rpartition(".")[2]: key for key in data.exit_code_by_key}
        unchanged = sorted({key.partition("__mutmut_")[0] + "__mutmut_orig" for key in keys})
        functions = [*keys, *unchanged]
        with contextlib.chdir(WORK):
            sources = dict(zip(functions, MutantLineSpans.load(path).read_function_sources(functions), strict=True))
        for mangled, key in keys.items():
            function = mangled.partition("__mutmut_")[0]
            where = ".".join([*path.with_suffix("").parts[2:], *function.removeprefix("x_").removeprefix("xǁ").split("ǁ")])
            name = f"{where}: {_difference(sources[function + '__mutmut_orig'], sources[mangled])}"
            seen[name] += 1
            found[name + (f" ({seen[name]})" if seen[name] > 1 else "")] = key
    return found


def _difference(before: str, after: str) -> str:
    """Say what differs between two functions, with the words around it."""
    was, now = (re.sub(r"__mutmut_\w+|# type: ignore # mutmut generated", "", text) for text in (before, after))
    was, now = (" ".join(text.split()) for text in (was, now))
    head = _alike(was, now)
    tail = _alike(was[head:][::-1], now[head:][::-1])
    head = re.search(r"([\w.\"'(]+\W{0,3})?$", was[:head]).start()
    tail -= re.match(r"\W{0,2}[\w.\"')]*", was[len(was) - tail:]).end() if tail else 0
    return f"{short(was[head:len(was) - tail])} → {short(now[head:len(now) - tail])}"


def _alike(one: str, other: str) -> int:
    """Count the characters with which two texts begin alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
