"""The least that work can take, and a peer that no command line offers: `python benchmarks/floors.py WHICH`.

cells     all cells of all notebooks, in one process
savefig   the savefig calls of all figures alone, two languages, three formats; prints their seconds
papermill every notebook in both languages through papermill, one after the other, figures saved
"""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from helpers.frame import Chart
from helpers.notebooks import code_cells, find_notebooks, list_runs
from helpers.style import EXPORT, FORMATS, LANGUAGES


def cells() -> None:
    """Run all cells of all notebooks."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output
    shell = InteractiveShell.instance()
    os.chdir(find_notebooks())
    for path in sorted(Path().glob("*.ipynb")):
        for cell in code_cells(path):
            with capture_output():
                shell.run_cell(cell["source"]).raise_error()
        shell.reset()


def savefig() -> None:
    """Draw every figure, then time the savefig calls."""
    drawn: list[Chart] = []
    Chart.show = lambda chart: drawn.append(chart)
    notebooks = find_notebooks()
    os.chdir(notebooks)
    for run in dict.fromkeys(list_runs(notebooks).values()):
        for language in LANGUAGES:
            space: dict = {"display": lambda *_: None, "print": lambda *_: None}
            for cell in code_cells(notebooks / f"{run.notebook}.ipynb"):
                given = f"\nlanguage, region = {language!r}, {run.region!r}"
                parameters = "parameters" in cell["metadata"].get("tags", [])
                exec(cell["source"] + (given if parameters else ""), space)
    start = time.perf_counter()
    for chart in drawn:
        for form in FORMATS:
            chart.figure.savefig(io.BytesIO(), format=form)
    print(time.perf_counter() - start)


def papermill() -> None:
    """Run the notebooks in turn, as one would without this project's export."""
    from papermill import execute_notebook
    notebooks = find_notebooks()
    with tempfile.TemporaryDirectory() as folder:
        for number, run in enumerate(dict.fromkeys(list_runs(notebooks).values())):
            for language in LANGUAGES:
                place = Path(folder) / f"{number}.{language}"
                place.mkdir()
                os.environ[EXPORT] = json.dumps({"dir": str(place), "formats": FORMATS, "notebook": run.notebook})
                region = {"region": run.region} if run.region else {}
                execute_notebook(notebooks / f"{run.notebook}.ipynb", None, {"language": language, **region},
                                 cwd=str(notebooks), progress_bar=False)


if __name__ == "__main__":
    {"cells": cells, "savefig": savefig, "papermill": papermill}[sys.argv[1]]()
