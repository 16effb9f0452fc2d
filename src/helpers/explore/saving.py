"""Keep what is on screen as a figure, in a folder of its own."""

from __future__ import annotations

import tempfile
from pathlib import Path

from ..errors import RefusedError
from ..export import file_name
from ..files import WRITERS
from ..notebooks import find_notebooks
from ..site.assets import write_csv
from .view import View, drawn_in

FOLDER = "explored"  # beside figures/, which holds only what the notebooks draw
COLUMNS = ("region", "phrase", "value", "unit", "hedge", "low", "high", "low_open", "high_open", "measure", "period",
           "period_basis", "section", "label_en", "label_zh", "note_en", "note_zh")


def save_view(view: View, folder: Path | None = None) -> list[Path]:
    """Write the chart as SVG, PDF and PNG, its words as text, and its rows as CSV.

    Parameters
    ----------
    view : View
    folder : Path, optional
        `explored/` beside the notebooks unless given. Files of the same choices are replaced.

    Returns
    -------
    list of Path
        What was written, all of it or, where that fails, nothing.

    Raises
    ------
    RefusedError
        Where the view has no chart.
    OSError
        Where the folder cannot be written.
    """
    chart = view.chart()
    if chart is None:
        raise RefusedError(view.reason()[view.language])
    folder = folder or find_notebooks().parent / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".explored-", dir=folder) as staging, drawn_in(view.language):
        fresh = Path(staging)
        for form, write in WRITERS.items():
            (fresh / file_name(chart.name, view.language, "page", form)).write_bytes(write(chart))
        said = chart.words()
        text = [said["title"], said["measure"], *said["notes"], said["source"], "", chart.describe()]
        (fresh / f"{chart.name}.{view.language}.txt").write_text("\n".join(text) + "\n", encoding="utf-8")
        rows = [[name, *(row[column] for column in COLUMNS)] for name, row in chart.rows.iterrows()]
        write_csv(fresh / f"{chart.name}.{view.language}.csv", ["id", *COLUMNS], rows)
        return [path.replace(folder / path.name) for path in sorted(fresh.iterdir())]
