"""Part 2b: changes to the forms, the frame and the style that every chart is drawn with.

Which notebooks run which line is recorded once; a changed line is then tried on those alone, in
either language and every size, until an output differs from the committed one, and last on the tests
of the forms. A change of a line that no figure reaches and no test sees is told apart.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.util
import os
import sys
from collections import defaultdict

import forks
import replay
from draw_notebooks import STAGES, sized
from drawing import Change, changes, sample

PACKAGE = replay.ROOT / "src" / "helpers"
UNREACHED = "nothing: no figure reaches it"
PATIENCE = 1800.0  # seconds: a survivor is tried on all that there is, which must not pass for a change that hangs
DEEP = ("style", "frame")  # modules that the loading of tables imports, or that hold a chart's own class


def sources() -> dict[str, str]:
    """Return the sources that draw, by module name; the forms are whatever lies in `charts/`."""
    paths = [*sorted((PACKAGE / "charts").glob("*.py")), *(PACKAGE / f"{name}.py" for name in DEEP)]
    names = {path: "helpers." + path.relative_to(PACKAGE).with_suffix("").as_posix().replace("/", ".") for path in paths}
    return {name: path.read_text(encoding="utf-8") for path, name in names.items() if path.stem != "__init__"}


def every_change() -> list[tuple[str, Change]]:
    """Return `(module, change)` for every change."""
    return [(name, change) for name, source in sources().items()
            for change in changes(source, name.removeprefix("helpers."))]


def choose(everything: bool, seed: int, number: int, known: set[str]) -> list[tuple[str, Change]]:
    """Return every change, or a sample with all known survivors in it."""
    found = every_change()
    return found if everything else sample(found, lambda one: one[1].name, number, seed, known)


def run(chosen: list[tuple[str, Change]], workers: int):
    """Yield `(name, what sees it)` for every change, nothing where it survives."""
    _third_party()
    runs = forks.alone(replay.settings)
    reached = _reached(runs, workers)
    deep = {f"helpers.{name}" for name in DEEP}
    for group in ([one for one in chosen if one[0] in deep], [one for one in chosen if one[0] not in deep]):
        if group and group[0][0] not in deep:
            _below_the_forms()
        for (_, change), seen in forks.run(group, lambda one: _try(*one, reached), workers, PATIENCE):
            yield change.name, str(seen)


def _third_party() -> None:
    """Import what the helpers import, but no module of theirs."""
    for name in ("cn2an", "IPython.core.formatters", "matplotlib.backends.backend_svg", "matplotlib.figure", "numpy",
                 "pandas"):
        importlib.import_module(name)


def _below_the_forms() -> None:
    """Import and warm all that lies below the forms, and none of them."""
    for name in ("files", "frame"):
        importlib.import_module(f"helpers.{name}")
    from helpers import load_tables
    with replay.at(replay.ROOT / "notebooks"):
        load_tables()
    assert not [name for name in sys.modules if name.startswith("helpers.charts.")]


def _reached(runs: list[tuple[str, str | None]], workers: int) -> dict[tuple, dict[str, set[int]]]:
    """Return which lines of which module every notebook runs, in each language and size."""
    settings = [(stem, region, *stage) for stage in STAGES for stem, region in runs]
    found = {}
    for setting, lines in forks.run(settings, _trace, workers, 600):
        if isinstance(lines, Exception):
            raise SystemExit(f"{setting} does not pass unchanged: {lines}")
        found[setting] = lines
    return {setting: found[setting] for setting in settings}


def _trace(setting: tuple) -> dict[str, set[int]]:
    """Run a notebook and return the lines that it runs, by module."""
    names = {str(PACKAGE / (name.removeprefix("helpers.").replace(".", "/") + ".py")): name for name in sources()}
    lines: dict[str, set[int]] = defaultdict(set)

    def trace(frame, event, _argument):
        name = names.get(frame.f_code.co_filename)
        if name is None:
            return None
        lines[name].add(frame.f_lineno)
        return trace

    sys.settrace(trace)
    try:
        _replay(setting)
    finally:
        sys.settrace(None)
    return dict(lines)


def _replay(setting: tuple) -> None:
    from helpers.style import EXPORT
    stem, region, language, size = setting
    os.environ[EXPORT] = f'{{"size": "{size}"}}'
    with replay.at(replay.ROOT / "notebooks"):
        walk = replay.Replay(stem, language, size, region, check=None if size == "page" else sized)
        for cell in walk.steps():
            walk.run(cell)


def _try(module: str, change: Change, reached: dict[tuple, dict[str, set[int]]]) -> str:
    """Return what sees a change of a module; nothing where it survives."""
    first, last = change.lines
    where = [setting for setting, lines in reached.items()
             if any(first <= line <= last for line in lines.get(module, ()))]
    sys.meta_path.insert(0, _Changed(module, change.apply(sources()[module])))
    for setting in where:
        try:
            _clean_replay(setting)
        except replay.DifferenceError as difference:
            return f"{setting[2]}, {setting[3]}: {difference}"
        except Exception as error:
            return f"{setting[2]}, {setting[3]}: {type(error).__name__}: {error}"[:150]
    if _tests_fail():
        return "tests/test_charts.py"
    return "" if where else UNREACHED


def _tests_fail() -> bool:
    """Run the tests of the forms, which draw what no figure does, in this process with its changed module."""
    import pytest
    os.environ.pop("TWO_REGIONS_EXPORT", None)
    os.chdir(replay.ROOT)
    return pytest.main(["-q", "-x", "-p", "no:nbval", "-p", "no:xdist", "-p", "no:cacheprovider", "tests/test_charts.py"]) != 0


def _clean_replay(setting: tuple) -> None:
    """Replay with matplotlib's settings put back, as each notebook has a kernel of its own."""
    import matplotlib as mpl
    with mpl.rc_context():
        _replay(setting)


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.SourceLoader):
    """Import one module from another source."""

    def __init__(self, name: str, source: str) -> None:
        self.name, self.source = name, source

    def find_spec(self, name, path=None, target=None):
        return importlib.util.spec_from_loader(name, self, origin=self.get_filename(name)) if name == self.name else None

    def get_filename(self, name: str) -> str:
        return str(PACKAGE / (name.removeprefix("helpers.").replace(".", "/") + ".py"))

    def get_data(self, path: str) -> bytes:
        return self.source.encode()

    def path_stats(self, path: str):
        raise OSError  # no bytecode is kept of a change
