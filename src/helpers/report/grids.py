"""The data behind a figure as tables of text: its observations, and the parts of its mechanisms."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from ..loading import load_categories, load_mechanisms, load_observations, load_sections
from ..style import Text, say
from ..wording import bounds, label, listed, note, period, value_label
from .collect import Drawn
from .words import FOR_WHOLE, PARTS, ROWS, WHOLE

MOST_ROWS = 15  # of a figure's own table; the rows of figures with more are listed once, at the end

_COLUMNS = (Text("Observation", "名称"), Text("Words of the article", "原文用语"), Text("Value", "数值"),
            Text("Bounds", "区间"), Text("Period", "时段"), Text("Section", "章节"))
_NOTE = Text("Note", "注")
_CARRIED = Text("{period}, carried over", "{period}（承上下文）")
_PARTS = (Text("Part", "名称"), Text("Kind", "类别"), Text("Part of", "所属"), Text("Section", "章节"),
          Text("Numbers stated", "所载数字"))
NONE = "–"  # an empty cell has a height of its own in office programs


@dataclass
class Grid:
    """A table of text.

    Attributes
    ----------
    title : str
    header : list of str
    rows : list of list of str
    notes : list of str
        What the numbers in the last column refer to, the first as 1; empty where there is none.
    """

    title: str
    header: list[str]
    rows: list[list[str]]
    notes: list[str] = field(default_factory=list)

    def noted(self, row: list[str]) -> list[str]:
        """Return the notes of a row, with their numbers before them."""
        return [self.numbered[int(row[-1]) - 1]] if self.notes and row[-1] != NONE else []

    @property
    def numbered(self) -> list[str]:
        """The notes, each with its number before it."""
        return [f"[{place}] {note}" for place, note in enumerate(self.notes, 1)]


def grids_of(figure: Drawn) -> list[Grid]:
    """Return the tables that stand behind a figure; its rows only where they are not too many."""
    rows = [] if len(figure.rows) > MOST_ROWS else [rows_grid(figure.rows, " ".join(figure.notes))]
    return [grid for grid in (*rows, parts_grid(figure)) if grid.rows]


def whole_grid(figures: list[Drawn]) -> Grid | None:
    """List once, in the order of the data, every observation of the figures that draw too many; None without such."""
    drawn = {name for figure in figures if len(figure.rows) > MOST_ROWS for name in figure.rows}
    if not drawn:
        return None
    grid = rows_grid([name for name in load_observations().index if name in drawn])
    return Grid(say(WHOLE), grid.header, grid.rows, grid.notes)


def for_whole(figures: list[Drawn]) -> str:
    """Say which figures the table of all observations stands for."""
    names = listed([figure.name for figure in figures if len(figure.rows) > MOST_ROWS])
    return say(FOR_WHOLE).format(most=MOST_ROWS, names=names)


def rows_grid(names: list[str], printed: str = "") -> Grid:
    """List observations, with those caveats that are not yet printed."""
    observations = load_observations().loc[names]
    notes = list(dict.fromkeys(text for _, row in observations.iterrows() if (text := note(row)) not in printed))
    rows = [[*row_cells(row), *([str(notes.index(note(row)) + 1) if note(row) in notes else NONE] if notes else [])]
            for _, row in observations.iterrows()]
    header = [say(name) for name in (*_COLUMNS, *([_NOTE] if notes else []))]
    return Grid(say(ROWS), header, rows, notes)


def row_cells(row: pd.Series) -> list[str]:
    """Return what the table says of one observation."""
    when = period(row)
    if row["period_basis"] == "carried":
        when = say(_CARRIED).format(period=when)
    return [label(row), row["phrase"], value_label(row),
            bounds(row["low"], row["high"], row["low_open"], row["high_open"], row["unit"]), when,
            section(row["source"], row["section"])]


def parts_grid(figure: Drawn) -> Grid:
    """List the parts of mechanisms that a figure draws, each with what it belongs to."""
    mechanisms, observations = load_mechanisms(), load_observations()
    kinds = load_categories("mechanisms", "kind")
    name, kind = (say(Text(f"{stem}_en", f"{stem}_zh")) for stem in ("name", "label"))
    rows = []
    for _, node in mechanisms.loc[figure.mechanisms].iterrows():
        parent = mechanisms.at[node["parent"], name] if node["parent"] else NONE
        phrases = [observations.at[one, "phrase"] for one in node["observations"]]
        rows.append([both(node["name_en"], node["name_zh"]), kinds.at[node["kind"], kind], parent,
                     section(node["source"], node["section"]), listed(phrases) if phrases else NONE])
    return Grid(say(PARTS), [say(column) for column in _PARTS], rows)


def section(source: str, heading: str) -> str:
    """Name a section of an article: in English with its own heading behind."""
    sections = load_sections().set_index(["source", "section"])
    return both(sections.at[(source, heading), "label_en"], heading)


def both(english: str, chinese: str) -> str:
    """Return a name: in English with the Chinese words behind it."""
    return say(Text(f"{english} ({chinese})", chinese))
