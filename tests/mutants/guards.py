"""What stands between a slip in the data and a reader: the fast checks, in the order of a curator's day.

1. loading: `load_tables`, the descriptor and the double entry;
2. rules: the tests of `tests/test_data.py` that need no article;
3. register: `data/register.md`, the tables said in words;
4. outputs: the committed outputs of every notebook, and every figure's words, rows, marks and
   drawing in both languages. It sees less than the register and takes the longest, so it comes last.

The tests against the articles' own texts also run where those are at hand, but a slip that only
they see counts as a survivor, because a checkout need not have them.
"""

from __future__ import annotations

import importlib
import inspect
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import replay
from cells import Slip, changed, tables

ROOT = replay.ROOT
DATA = ROOT / "data"
ORDER = "rwo"  # of the guards behind loading, by the letters in `judge`


def warm() -> None:
    """Import all that the guards need, so that a fork has it."""
    for name in ("helpers.register", "helpers.frame", "helpers.files", "test_data", "IPython.core.formatters",
                 "matplotlib.backends.backend_svg"):
        importlib.import_module(name)


def rules(module: str, *, articles: bool = False) -> list[tuple[Callable, dict]]:
    """Return the tests of a test file that need nothing but the data, with the arguments of each case."""
    found = []
    for name, test in vars(importlib.import_module(module)).items():
        marks = getattr(test, "pytestmark", [])
        if not name.startswith("test_") or name == "test_frictionless_accepts_the_package":
            continue  # frictionless reads the descriptor that loading reads, and takes a second
        needs = any(mark.name == "skipif" for mark in marks)
        cases = next((mark.args for mark in marks if mark.name == "parametrize"), None)
        wanted = set(inspect.signature(test).parameters)
        if needs != articles or name == "test_every_field_is_described" or wanted - _named(cases):
            continue
        found += [(test, case) for case in _cases(cases)]
    return found


def _named(cases: tuple | None) -> set[str]:
    names = () if cases is None else cases[0]
    return {names} if isinstance(names, str) else set(names)


def _cases(cases: tuple | None) -> list[dict]:
    if cases is None:
        return [{}]
    names, values = cases
    names = [names] if isinstance(names, str) else list(names)
    return [dict(zip(names, value if len(names) > 1 else [value], strict=True)) for value in values]


@contextmanager
def project_with(slip: Slip | None) -> Iterator[Path]:
    """Make a folder whose data are the committed ones but for one slip; stand in its notebooks/."""
    folder = Path(tempfile.mkdtemp(prefix="slip-"))
    try:
        (folder / "notebooks").mkdir()
        for file in [*tables(DATA), "datapackage.json"]:
            place = folder / "data" / file
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(DATA / file)
        if slip is not None:
            place = folder / "data" / slip.file
            place.unlink()
            place.write_text(changed(DATA, slip), encoding="utf-8")
        with replay.at(folder / "notebooks"):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def judge(slip: Slip | None, order: str = ORDER, every: bool = False) -> list[str]:
    """Return the guards that see a slip, the first one only unless `every`; `crash: …` for a foreign error.

    `order` names the guards behind loading by letter: r rules, w words (the register), o outputs.
    """
    from helpers import DataError, load_tables
    seen = []
    with project_with(slip) as folder:
        try:
            load_tables()
        except DataError:
            return ["loading"]
        except Exception as error:
            return [f"a foreign error ({type(error).__name__})"]
        for letter in order:
            name, guard = {"r": ("rules", _rules), "o": ("outputs", _outputs), "w": ("register", _register)}[letter]
            if guard(slip, folder):
                seen.append(name)
                if not every:
                    break
        if seen in ([], ["register"]) and _articles(folder):
            seen.append("articles")
    return seen


def _fails(tests: list[tuple[Callable, dict]], module: str, folder: Path) -> bool:
    sys.modules[module].ROOT = folder
    for test, case in tests:
        try:
            test(**case)
        except Exception:
            return True
    return False


def _rules(slip: Slip | None, folder: Path) -> bool:
    return _fails(rules("test_data"), "test_data", folder)


def _articles(folder: Path) -> bool:
    import conftest
    conftest.sources.cache_clear()
    os.environ.setdefault("TWO_REGIONS_SOURCES", str(ROOT.parent / "shared" / "sources"))
    return bool(conftest.sources()) and _fails(rules("test_data", articles=True), "test_data", folder)


def _register(slip: Slip | None, folder: Path) -> bool:
    from helpers.register import REGISTER, register
    return register() != (DATA / REGISTER).read_text(encoding="utf-8")


def _outputs(slip: Slip | None, folder: Path) -> bool:
    """Run the notebooks, those first whose figures draw the row, until an output differs."""
    import matplotlib as mpl
    about = set() if slip is None else set(_row(slip))
    entries = replay.manifest().values()
    near = {entry["notebook"] for entry in entries if about & {*entry["rows"], *entry["mechanisms"]}}
    runs = sorted(replay.settings(), key=lambda run: (run[0] not in near, run[0] != "00-overview"))
    try:
        with mpl.rc_context():
            for svg_too in (False, True):  # words are cheaper than drawings, and tell most
                for language in ("en", "zh"):
                    for stem, region in runs:
                        run = replay.Replay(stem, language, region=region, svg_too=svg_too)
                        for cell in run.steps():
                            run.run(cell)
    except Exception:  # a cell that fails is as loud as an output that differs
        return True
    return False


def _row(slip: Slip) -> list[str]:
    from cells import rows_of
    return rows_of(DATA, slip.file)[slip.row - 1]
