"""What several test files share: the project's folders, copies of the data, the charts of a notebook."""

from __future__ import annotations

import json
import os
import shutil
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


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


@cache
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
