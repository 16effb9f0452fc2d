"""Run a notebook's cells in this process and compare each output with the committed one.

What strict nbval and the tests of stale figures compare, without a kernel: what cells print, the
tables, the charts as SVG to the last byte, and for charts the words, rows and marks that
`figures/manifest.json` keeps.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
WORDS = ("title", "measure", "notes", "source", "alt", "rows", "mechanisms", "marks", "places")


class DifferenceError(Exception):
    """An output is not the committed one."""


@cache
def manifest() -> dict[str, dict]:
    """Return the committed entries of the figures by file name."""
    entries = json.loads((ROOT / "figures" / "manifest.json").read_text(encoding="utf-8"))
    return {entry["file"]: entry for entry in entries}


@cache
def notebook_cells(stem: str) -> list[dict]:
    """Return the code cells of a committed notebook."""
    cells = json.loads((ROOT / "notebooks" / f"{stem}.ipynb").read_text(encoding="utf-8"))["cells"]
    return [{**cell, "source": "".join(cell["source"])} for cell in cells if cell["cell_type"] == "code"]


def compare_chart(chart, svg_too: bool = True) -> None:
    """Hold a page-size chart against the manifest and its committed SVG.

    Raises
    ------
    DifferenceError
        Naming the first thing that differs.
    """
    from dataclasses import asdict

    from helpers.files import svg
    name = f"{chart.name}.{chart.language}.svg"
    entry = manifest().get(name)
    if entry is None:
        raise DifferenceError(f"{name} is not in the manifest")
    today = {**chart.words(), "alt": chart.describe(), "rows": list(chart.rows.index), "mechanisms": chart.nodes,
             "marks": [asdict(mark) for mark in chart.marks], "places": chart.places()}
    for field in WORDS:
        if json.loads(json.dumps(today[field])) != entry[field]:
            raise DifferenceError(f"{name}: {field}")
    if svg_too and svg(chart) != (ROOT / "figures" / name).read_text(encoding="utf-8"):
        raise DifferenceError(f"{name}: drawing")


class Replay:
    """A notebook run cell by cell in one language and size, for one region where it wants one.

    `tables` compares printed text and tables with the committed outputs; they were made in
    English at page size, for the notebook's own region.
    """

    def __init__(self, stem: str, language: str = "en", size: str = "page", region: str | None = None,
                 svg_too: bool = True, check=None) -> None:
        self.stem, self.language, self.size, self.region = stem, language, size, region
        self.svg_too, self.check = svg_too, check
        self.space: dict = {"__name__": "__main__", "display": lambda *_: None}
        import pandas as pd
        pd.reset_option("display.max_colwidth")  # which another notebook may have set
        pd.set_option("display.max_columns", 20)  # as in a kernel, which is no terminal
        self.tables = language == "en" and size == "page" and region in (None, "chaoan")

    def steps(self) -> Iterator[dict]:
        """Return the cells in order."""
        return iter(notebook_cells(self.stem))

    def run(self, cell: dict, source: str | None = None) -> None:
        """Run one cell, or another source in its place, and compare what comes of it.

        Raises
        ------
        DifferenceError
            Where an output differs; any other error is the cell's own.
        """
        from IPython.core.formatters import DisplayFormatter

        from helpers.frame import Chart
        source = cell["source"] if source is None else source
        if "parameters" in cell["metadata"].get("tags", []):
            source += f"\nlanguage = {self.language!r}" + (f"\nregion = {self.region!r}" if self.region else "")
        said, shown, tables = io.StringIO(), [], []
        original = Chart.show
        Chart.show = lambda chart: shown.append(chart)
        tree = ast.parse(source)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        try:
            with contextlib.redirect_stdout(said):
                exec(compile(tree, f"{self.stem}[{cell['id']}]", "exec"), self.space)
                if last is not None:
                    value = eval(compile(ast.Expression(last.value), f"{self.stem}[{cell['id']}]", "eval"), self.space)
                    if value is not None and not source.rstrip().endswith(";"):
                        tables.append(DisplayFormatter().format(value)[0])
        finally:
            Chart.show = original
        for chart in shown:
            if self.check is not None:
                self.check(chart)
            elif self.size == "page":
                compare_chart(chart, self.svg_too)
        if self.tables:
            self._compare(cell, said.getvalue(), tables, len(shown))

    def _compare(self, cell: dict, said: str, tables: list[dict], charts: int) -> None:
        outputs = cell["outputs"]
        printed = "".join("".join(o["text"]) for o in outputs if o["output_type"] == "stream")
        if said != printed:
            raise DifferenceError(f"{self.stem}[{cell['id']}]: what it prints")
        kept = [{kind: data if isinstance(data, dict) else "".join(data) for kind, data in o["data"].items()}
                for o in outputs if "data" in o]
        if len(kept) != charts + len(tables):
            raise DifferenceError(f"{self.stem}[{cell['id']}]: how many charts and tables it shows")
        if any(table not in kept for table in tables):
            raise DifferenceError(f"{self.stem}[{cell['id']}]: its table")


def settings() -> list[tuple[str, str | None]]:
    """Return every notebook as it is committed, and with every region that it is run for."""
    from helpers.notebooks import list_runs
    runs = [(run.notebook, run.region) for run in list_runs(ROOT / "notebooks").values()]
    committed = [(path.stem, None) for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]
    return list(dict.fromkeys([*committed, *runs]))


@contextlib.contextmanager
def at(folder: Path) -> Iterator[None]:
    """Stand in a folder, so that the data beside it are the ones that are read."""
    here = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(here)
