"""Measure the project's waits against what they can be at least, and against what else does the work: `make bench`.

Everything is measured in one run, in turn, so that what else the machine does meets all alike. The
results go to results.json, and from there into the table of both READMEs.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from loading import measure_loading
from measuring import command, in_turn, told
from table import write_tables

ROOT = Path(__file__).resolve().parents[1]
HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results.json"
PYTHON = sys.executable
BIN = Path(PYTHON).parent
NOTEBOOKS = [str(path) for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]
FIRST = "meetings-and-problems"
_NBVAL = ["--nbval", "--nbval-sanitize-with", "tests/sanitize.cfg", "notebooks"]


def notebooks(rounds: int) -> dict:
    """Every notebook under strict nbval, as `make test` runs it."""
    pytest = [PYTHON, "-m", "pytest", "-q"]
    quick = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    with tempfile.TemporaryDirectory() as out:
        return row("notebooks", rounds, {
            "floor": command(PYTHON, "benchmarks/floors.py", "cells", cwd=ROOT),
            "ours": command(PYTHON, "-m", "helpers.kernels", *pytest, "-p", "xdist", "-p", "tests.notebook_run",
                            "-p", "nbval", "-n", "2", "--dist", "loadfile", "--nbval-cell-timeout", "120", *_NBVAL,
                            cwd=ROOT, env=quick),
            "nbval": command(*pytest, *_NBVAL, cwd=ROOT),
            "nbval -n 2": command(*pytest, "-n", "2", "--dist", "loadfile", *_NBVAL, cwd=ROOT),
            "nbmake -n 2": command(*pytest, "-p", "no:nbval", "-n", "2", "--nbmake", "notebooks", cwd=ROOT),
            "papermill": command("sh", "-ec", 'for one; do "$0" -m papermill --cwd notebooks "$one" /dev/null; done',
                                 PYTHON, *NOTEBOOKS, cwd=ROOT),
            "nbconvert --execute": command(PYTHON, "-m", "nbconvert", "--execute", "--to", "notebook", "--output-dir",
                                           out, *NOTEBOOKS, cwd=ROOT)})


def figures(rounds: int) -> dict:
    """Every figure in two languages and three formats."""
    with tempfile.TemporaryDirectory() as out:
        return row("figures", rounds, {
            "floor": told(PYTHON, "benchmarks/floors.py", "savefig", cwd=ROOT),
            "ours": command(PYTHON, "-m", "helpers", "figures", "--out", out, cwd=ROOT),
            "papermill in turn": command(PYTHON, "benchmarks/floors.py", "papermill", cwd=ROOT)})


def imports(rounds: int) -> dict:
    """Import the package, against pandas, which most of its users import anyway."""
    return row("import", 3 * rounds, {"floor": timed("import pandas"), "ours": timed("import helpers")})


def observations(rounds: int) -> dict:
    """Load the observations, checked and with their bounds, against reading the same files."""
    bare = "for file in sorted(pathlib.Path('data/observations').glob('*.csv')): pandas.read_csv(file)"
    before = "import pandas, pathlib, helpers.tables"
    return row("observations", 3 * rounds, {
        "floor": timed(bare, before), "ours": timed("helpers.tables.load_observations()", before)})


def timed(code: str, before: str = "") -> Callable[[], float]:
    """Return the work of running some code in a new Python, timed without the start of Python and what comes before."""
    return told(PYTHON, "-c", f"import time\n{before}\nstart = time.perf_counter()\n{code}\n"
                "print(time.perf_counter() - start)", cwd=ROOT)


def fresh_clone(rounds: int) -> dict:
    """From an empty clone to the first figure, the packages in the caches and no network."""
    with tempfile.TemporaryDirectory() as scratch, wheels() as found:
        offline = {**os.environ, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(found), "UV_OFFLINE": "1",
                   "UV_FIND_LINKS": str(found), "UV_NO_INDEX": "1"}
        for name in ("MPLCONFIGDIR", "IPYTHONDIR", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR"):
            offline.pop(name, None)
        clone = Path(scratch) / "clone"
        first = f".venv/bin/python -m helpers figures --only {FIRST}"
        base = sys._base_executable  # a Python as a stranger has it

        def anew(script: str) -> Callable[[], None]:
            def work() -> None:
                shutil.rmtree(clone, ignore_errors=True)
                command("git", "clone", "--quiet", str(ROOT), str(clone))()
                command("sh", "-ec", script, cwd=clone, env=offline)()
            return work

        unpack = "import sys, zipfile, pathlib\nfor f in pathlib.Path(sys.argv[1]).glob('*.whl'):" \
                 " zipfile.ZipFile(f).extractall(sys.argv[2])"
        return row("clone", rounds, {
            "floor": command(base, "-c", unpack, str(found), str(Path(scratch) / "unpacked")),
            "ours": anew(f"make --silent PYTHON={base} setup; {first}"),
            "pip": anew(f"{base} -m venv .venv; .venv/bin/python -m pip install --quiet --require-hashes"
                        " -r requirements.lock; .venv/bin/python -m pip install --quiet --no-deps"
                        f" --no-build-isolation -e .; {first}")})


@contextmanager
def wheels() -> Iterator[Path]:
    """Fetch the pinned packages as files, once."""
    folder = ROOT / ".cache" / "wheels"
    for lock in ("requirements.lock", "bootstrap.lock"):
        command(sys._base_executable, "-m", "pip", "download", "--quiet", "--require-hashes", "--dest", str(folder),
                "-r", str(ROOT / lock))()
    yield folder


def row(name: str, rounds: int, works: dict[str, Callable]) -> dict:
    """Measure one row of the table."""
    print(name, file=sys.stderr, flush=True)
    timings = {key: timing.as_dict() for key, timing in in_turn(works, rounds).items()}
    return {"rounds": rounds, "floor": timings.pop("floor"), "ours": timings.pop("ours"), "peers": timings}


ROWS = {"notebooks": notebooks, "figures": figures, "import": imports, "observations": observations,
        "clone": fresh_clone}


def main() -> None:
    """Measure what is asked for, keep the rest as it was, and write results and tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", action="append", choices=[*ROWS, "loading"], help="only this row (may be repeated)")
    parser.add_argument("--rounds", type=int, default=5, help="of each measurement; at least 5 for what is published")
    parser.add_argument("--most", type=int, default=6, help="largest table that is loaded, as a power of ten")
    arguments = parser.parse_args()
    wanted = arguments.only or [*ROWS, "loading"]
    kept = json.loads(RESULTS.read_text("utf-8")) if RESULTS.is_file() else {"rows": {}}
    os.chdir(ROOT)
    for name, measure in ROWS.items():
        if name in wanted:
            kept["rows"][name] = measure(arguments.rounds)
    if "loading" in wanted:
        kept["loading"] = measure_loading(range(3, arguments.most + 1), arguments.rounds)
    kept["rows"] = {name: kept["rows"][name] for name in ROWS if name in kept["rows"]}
    kept["machine"] = {"processors": os.cpu_count(), "system": platform.system(), "kind": platform.machine(),
                       "python": platform.python_version()}
    fresh = RESULTS.with_suffix(".new")
    fresh.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    fresh.replace(RESULTS)
    print(write_tables(kept, ROOT))


if __name__ == "__main__":
    main()
