"""Lead from every mark of a figure back to the words of the article."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from .errors import RefusedError
from .loading import load_observations
from .marks import marks_of
from .wording import bounds

COLUMNS = ["mark", "shown", "observation", "phrase", "section", "bounds", "period", "period_basis"]


def trace(figure: Figure | str, folder: str | Path = "figures") -> pd.DataFrame:
    """List the marks of a figure with the words of the article that each stands for.

    Parameters
    ----------
    figure : matplotlib.figure.Figure or str
        A drawn figure, or the name or file of an exported one.
    folder : str or Path
        Where exported figures and their manifest are.

    Returns
    -------
    pandas.DataFrame
        A row for each mark and observation: `mark` (its number), `shown` (its label), `observation`, `phrase`,
        `section`, `bounds`, `period` and `period_basis`. A computed mark has a row for each observation
        behind it.

    Raises
    ------
    RefusedError
        Where there is no such figure, naming those that there are, or no manifest.
    """
    if isinstance(figure, Figure):
        marks = [(str(mark.row.name), mark.shown) for mark in marks_of(figure)]
    else:
        marks = [(mark["row"], mark["shown"]) for mark in _exported(figure, Path(folder))["marks"]]
    observations, lines = load_observations(), []
    for number, (names, shown) in enumerate(marks, 1):
        for name in names.split(" + "):
            row = observations.loc[name]
            held = bounds(row["low"], row["high"], row["low_open"], row["high_open"], row["unit"])
            lines.append([number, shown, name, row["phrase"], row["section"], held, row["period"], row["period_basis"]])
    return pd.DataFrame(lines, columns=COLUMNS)


def _exported(figure: str, folder: Path) -> dict:
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        raise RefusedError(f"no {manifest.name} in {folder}: run `make figures` first")
    entries = json.loads(manifest.read_text(encoding="utf-8"))
    name, _, language = Path(figure).name.partition(".")
    found = [
        one for one in entries if one["name"] == name and one["language"] in (language.split(".")[0] or "en", "en")
    ]
    if not found:
        raise RefusedError(f"no figure {figure!r}; there are: {', '.join(sorted({one['name'] for one in entries}))}")
    return found[-1]
