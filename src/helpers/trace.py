"""Lead from every mark of a figure back to the words of the article."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from .errors import RefusedError
from .loading import load_observations
from .style import FORMATS
from .wording import bounds

if TYPE_CHECKING:
    from .frame import Chart


def trace(chart: Chart) -> pd.DataFrame:
    """List the marks of a chart with the observation that each stands for.

    Parameters
    ----------
    chart : Chart
        A chart whose marks are drawn.

    Returns
    -------
    pandas.DataFrame
        One row a mark and observation: what the mark is, what it shows, the observation, its
        phrase, the section of the article, the bounds that the hedge leaves, and the period
        with whether it stands with the quantity. A computed mark has a row for each
        observation that it is computed from.
    """
    return _table([(mark.row, mark.what, mark.shown) for mark in chart.marks])


def trace_file(figure: str, folder: Path) -> pd.DataFrame:
    """List the same for a figure's name, or for one of its files, from the manifest.

    Raises
    ------
    RefusedError
        Where there is no such figure, naming those that there are, or no manifest.
    """
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        raise RefusedError(f"no {manifest.name} in {folder.name}/: run `make figures` first")
    entries = json.loads(manifest.read_text(encoding="utf-8"))
    wanted = Path(figure).name
    found = [entry for entry in entries if wanted in (entry["file"], entry["name"])]
    if not found and wanted.rpartition(".")[2] in FORMATS:  # a file not made yet: its figure will do
        found = [entry for entry in entries if entry["name"] == wanted.partition(".")[0]]
    if not found:
        names = sorted({entry["name"] for entry in entries})
        raise RefusedError(f"no figure {figure!r}; there are: {', '.join(names)}")
    return _table([(mark["row"], mark["what"], mark["shown"]) for mark in found[0]["marks"]])


def _table(marks: list[tuple[str, str, str]]) -> pd.DataFrame:
    observations = load_observations()
    lines = []
    for number, (names, what, shown) in enumerate(marks, 1):
        for name in names.split(" + "):
            row = observations.loc[name]
            lines.append({
                "mark": number, "what": what, "shows": shown, "observation": name, "phrase": row["phrase"],
                "section": row["section"],
                "bounds": bounds(row["low"], row["high"], row["low_open"], row["high_open"], row["unit"]),
                "period": row["period"], "basis": str(row["period_basis"])})
    return pd.DataFrame(lines, columns=["mark", "what", "shows", "observation", "phrase", "section", "bounds",
                                        "period", "basis"])
