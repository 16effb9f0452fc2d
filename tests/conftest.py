"""What several test files share: the project's folders, copies of the data, the charts of a notebook."""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections import Counter
from functools import cache, lru_cache
from pathlib import Path

import pytest
from browsing import browser, visit  # noqa: F401 (fixtures)
from hypothesis import Phase, settings

# For mutmut, which runs the same tests a thousand times: it is to find the same each time, and wants no smallest example.
settings.register_profile("few", max_examples=10, derandomize=True, database=None, deadline=None,
                          phases=(Phase.explicit, Phase.generate))

# Started in the background, a run ignores Ctrl-C, and so would what the tests start and interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


SHARED_BY = {"test_reports": "language"}  # files whose tests draw the same charts for the same value of a parameter


def pytest_collection_modifyitems(items: list) -> None:
    """Let tests that share costly work run in one process (`--dist loadgroup`), so that it is done once."""
    for item in items:
        item.user_properties.append(("protects", (getattr(item.obj, "__doc__", "") or item.module.__doc__).split("\n")[0]))
        made = {name: found[-1].scope for name, found in item._fixtureinfo.name2fixturedefs.items()}
        shared = [name for name, scope in made.items() if scope == "module" and name not in ("anyio_backend",)]
        of = getattr(getattr(item, "callspec", None), "params", {}).get(SHARED_BY.get(item.path.stem))
        if shared or of:
            item.add_marker(pytest.mark.xdist_group(f"{item.path.stem}-{of or min(shared)}"))


def pytest_terminal_summary(terminalreporter) -> None:
    """Name the slowest ten tests, with preparation, and what each protects."""
    seconds, protects = Counter(), {}
    for report in (one for reports in terminalreporter.stats.values() for one in reports):
        if isinstance(report, pytest.TestReport):
            seconds[report.nodeid] += report.duration
            protects[report.nodeid] = dict(report.user_properties).get("protects", "")
    if len(seconds) > 10:
        terminalreporter.section("slowest ten, and what each protects")
        for name, took in seconds.most_common(10):
            terminalreporter.line(f"{took:6.1f} s  {name.removeprefix('tests/')}: {protects[name]}")


@pytest.fixture(autouse=True)
def in_english() -> None:
    """Begin every test in English on a page, whatever the test before it drew."""
    from helpers.style import SIZES, Setting
    Setting.language, Setting.size = "en", SIZES["page"]


@pytest.fixture
def data_copy(tmp_path: Path) -> Path:
    """A copy of the data folder that a test may damage."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


@cache
def sources() -> dict[str, str]:
    """The articles by source id, without white space, where their texts are at hand; else nothing.

    They are no part of the project. They are looked for beside the checkout, or in the folder
    that TWO_REGIONS_SOURCES names.
    """
    from helpers import load_sources
    folder = Path(os.environ.get("TWO_REGIONS_SOURCES", ROOT.parent / "shared" / "sources"))
    table = load_sources(ROOT / "data")
    return {name: "".join((folder / row.file).read_text(encoding="utf-8").split())
            for name, row in table.iterrows() if (folder / row.file).is_file()}


needs_sources = pytest.mark.skipif(not sources(), reason="the articles' texts are not at hand (TWO_REGIONS_SOURCES)")


@lru_cache(maxsize=4)  # a notebook's charts hold a hundred megabytes
def charts_of(notebook: str, language: str, size: str, bare: bool = False, region: str | None = None,
              root: Path = ROOT) -> tuple:
    """Run a notebook's cells in this process and return the charts it shows, drawn once; bare as for a report."""
    import matplotlib as mpl

    from helpers.frame import Chart
    from helpers.notebooks import code_cells
    from helpers.style import EXPORT
    shown: list[Chart] = []
    original, request = Chart.show, os.environ.get(EXPORT)
    here = Path.cwd()
    os.environ[EXPORT] = json.dumps({"size": size, "bare": bare})
    os.chdir(root / "notebooks")
    Chart.show = lambda self: shown.append(self)
    try:
        with mpl.rc_context():
            space: dict = {"display": lambda *_: None}
            for cell in code_cells(root / "notebooks" / f"{notebook}.ipynb"):
                source = cell["source"]
                if "parameters" in cell["metadata"].get("tags", []):
                    source += f"\nlanguage = {language!r}" + (f"\nregion = {region!r}" if region else "")
                exec(compile(source, f"{notebook}[{cell['id']}]", "exec"), space)
            for chart in shown:
                chart.figure.dpi = 100
                chart.figure.draw_without_rendering()
    finally:
        Chart.show = original
        os.chdir(here)
        os.environ.pop(EXPORT) if request is None else os.environ.update({EXPORT: request})
    return tuple(shown)
