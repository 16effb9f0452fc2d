"""Run the cells of a notebook in this process and keep the figures that it finishes."""

import json
import os
from functools import cache
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from helpers import figure as finishing
from helpers.files import svg
from helpers.notebooks import find_runs, is_parameters
from helpers.notes import words_of

ROOT = Path(__file__).resolve().parents[2]


def cells(path: Path, kind: str = "code") -> list[dict]:
    """Return the cells of one kind in a notebook, the source of each as one text."""
    return [{**cell, "source": "".join(cell["source"])}
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == kind]


def parameters(path: Path) -> str:
    """Return the source of a notebook's cell of parameters."""
    return "\n".join(cell["source"] for cell in cells(path) if is_parameters(cell))


def figures_of(path: Path, language: str, region: str | None = None) -> dict[str, Figure]:
    """Return the finished figures of a notebook by name."""
    shown: list[Figure] = []
    original, here = finishing._show, Path.cwd()
    finishing._show = shown.append
    os.chdir(path.parent)
    try:
        with mpl.rc_context({"backend": "agg"}):
            space: dict = {"display": lambda *_, **__: None}
            for cell in cells(path):
                if is_parameters(cell):
                    cell["source"] += f"\nlanguage = {language!r}" + (f"\nregion = {region!r}" if region else "")
                exec(compile(cell["source"], f"{path.stem}[{cell['id']}]", "exec"), space)
    finally:
        finishing._show = original
        os.chdir(here)
        plt.close("all")
    return {words_of(fig).name: fig for fig in shown}


@cache
def all_figures(language: str) -> dict[str, Figure]:
    """Return every figure of every notebook in a language, each drawn once."""
    return {name: fig for run in find_runs(ROOT)[0]
            for name, fig in figures_of(run.path, language, run.parameters.get("region")).items()}


@cache
def svg_of(name: str, language: str) -> str:
    """Return the SVG of a figure, each written once."""
    return svg(all_figures(language)[name]).decode("utf-8")
