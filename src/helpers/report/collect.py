"""Draw the bodies of figures and bring together what a report says about each."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path

from ..export import draw, file_name
from ..notebooks import find_notebooks
from ..style import Text


class IncompleteError(RuntimeError):
    """A notebook failed, so that a report would lack figures."""


@dataclass(frozen=True)
class Drawn:
    """A figure of a report: the picture of its body, and its words.

    Attributes
    ----------
    name, notebook : str
        The figure's name, and the notebook that draws it.
    theme : str
        The notebook's heading.
    title, measure, source, alt : str
    notes : list of str
        A paragraph each.
    unsaid : str
        The caveats that these only count, in full; empty where all are printed.
    rows, mechanisms : list of str
        The ids of the observations and of the parts of mechanisms drawn.
    places : dict of str to list of float
        Where title, measure, body, notes and source stand: left, top, width, height in millimetres.
    picture : bytes
        The body as PNG.
    """

    name: str
    notebook: str
    theme: str
    title: str
    measure: str
    notes: list[str]
    unsaid: str
    source: str
    alt: str
    rows: list[str]
    mechanisms: list[str]
    places: dict[str, list[float]]
    picture: bytes


def collect(names: list[str], language: str, size: str, staging: Path, tell: Callable[[str], None],
            workers: int | None) -> list[Drawn]:
    """Run the notebooks and return their figures in the order of `names`.

    Raises
    ------
    IncompleteError
        Where a notebook fails or does not show a figure that it holds.
    """
    failures = draw(names, [language], staging, tell, workers, formats=["png"], size=size, bare=True)
    if failures:
        raise IncompleteError("\n".join(f"FAILED {label}: {error}" for label, error in failures.items()))
    figures = {figure.name: figure for figure in read_drawn(staging)}
    if lost := [name for name in names if name not in figures]:
        raise IncompleteError(f"no notebook shows {', '.join(lost)}: call show() on the chart")
    return [figures[name] for name in names]


def read_drawn(staging: Path) -> list[Drawn]:
    """Read the records and pictures that charts have saved below a folder."""
    wanted, figures = {field.name for field in fields(Drawn)}, []
    for path in sorted(staging.glob("*/*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        picture = path.parent / file_name(record["name"], record["language"], record["size"], "png")
        theme = read_theme(find_notebooks() / f"{record['notebook']}.ipynb", record["language"])
        figures.append(Drawn(theme=theme, picture=picture.read_bytes(),
                             **{key: value for key, value in record.items() if key in wanted}))
    return figures


def read_theme(notebook: Path, language: str) -> str:
    """Return a notebook's heading, `# English · 中文`, in one language; its file name where it has none."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    heading = re.search(r"^# (.+?) · (.+)$", "".join(cells[0]["source"]), re.M) if cells else None
    return Text(*heading.groups())[language] if heading else notebook.stem
