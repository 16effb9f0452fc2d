"""What stands on a figure: which mark is which row, the words around it, and whether rows may be drawn at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from chinese_quantities.measures import unit_at

from .errors import RefusedError

_marks: WeakKeyDictionary[Figure, list[Mark]] = WeakKeyDictionary()
_finished: WeakKeyDictionary[Figure, Finished] = WeakKeyDictionary()


@dataclass(frozen=True)
class Mark:
    """A mark on a figure, the row that it stands for, and the label that it carries.

    Attributes
    ----------
    artist : matplotlib.artist.Artist
    gid : str
        The mark's id inside an SVG.
    row : pandas.Series
        An observation, or a row computed from several.
    shown : str
        The label beside the mark.
    """

    artist: Artist
    gid: str
    row: pd.Series
    shown: str


def figure_of(artist: Artist) -> Figure:
    """Return the whole figure that an artist is on, even where that is inside a subfigure."""
    fig = artist.get_figure(root=True)
    assert fig is not None  # nothing is recorded before it is drawn
    return fig


def record_mark(artist: Artist, row: pd.Series, shown: str) -> None:
    """Remember that an artist stands for a row; its id goes into the SVG and leads back to the article."""
    marks = _marks.setdefault(figure_of(artist), [])
    stem = "mark-" + re.sub(r"[^a-z0-9]+", "-", str(row.name).lower()).strip("-")
    count = sum(mark.gid == stem or mark.gid.startswith(f"{stem}.") for mark in marks)
    gid = f"{stem}.{count + 1}" if count else stem
    artist.set_gid(gid)
    marks.append(Mark(artist, gid, row, shown))


def marks_of(fig: Figure) -> list[Mark]:
    """Return the marks recorded on a figure that are still on it."""
    return [mark for mark in _marks.get(fig, []) if mark.artist.get_figure(root=True) is fig]


@dataclass(frozen=True)
class Finished:
    """The words of a finished figure, in the language in which it was finished.

    Attributes
    ----------
    name, language, title, measure, note, source : str
    caveats : list of str
        All that the data warn of, a sentence or two each.
    alt : str
        The whole alt text, hedges and periods included.
    rows : list of str
        Ids of the observations.
    body_mm : tuple of float
        Where the drawing begins and ends, in millimetres from the upper edge: what lies outside is words.
    """

    name: str
    language: str
    title: str
    measure: str
    note: str
    source: str
    caveats: list[str]
    alt: str
    rows: list[str]
    body_mm: tuple[float, float] = (0.0, 0.0)


def remember_words(fig: Figure, words: Finished) -> None:
    """Remember the words of a figure that is finished."""
    _finished[fig] = words


def words_of(fig: Figure) -> Finished:
    """Return the words of a finished figure.

    Raises
    ------
    RefusedError
        Where it is not finished.
    """
    if fig not in _finished:
        raise RefusedError("the figure is not finished: call finish(fig, rows, name=…, title=…) first")
    return _finished[fig]


def check_drawable(rows: pd.DataFrame, ax: Axes | None = None) -> None:
    """Refuse rows that no chart may show on one scale.

    Parameters
    ----------
    rows : pandas.DataFrame
        Observations, or rows computed from them.
    ax : matplotlib.axes.Axes, optional
        Rows that stand on it already must be of the same region and unit.

    Raises
    ------
    RefusedError
        For no rows, thresholds, several units or regions, and values outside their own bounds.
    """
    if not isinstance(rows, pd.DataFrame) or rows.empty:
        raise RefusedError("there is no row to draw: give a DataFrame with at least one observation")
    thresholds = rows.index[rows["measure"] == "threshold"]
    if len(thresholds):
        raise RefusedError(
            f"{thresholds[0]} is a threshold, a criterion that others meet: it measures nothing and is "
            "not drawn among measurements. Leave it out, or draw it as a line (ax.axvline)"
        )
    before = [mark.row for mark in marks_of(figure_of(ax)) if mark.artist.axes is ax] if ax else []
    every = [*before, *(row for _, row in rows.iterrows())]
    for column, kinds, why in (
        ("region", {str(row["region"]) for row in every}, "the regions share no indicator, so no scale"),
        ("unit", {scale_of(row) for row in every}, "numbers of different units have no common scale"),
    ):
        if len(kinds) > 1:
            raise RefusedError(
                f"rows of several {column}s on one axis ({', '.join(sorted(kinds))}): {why}. Use an Axes for each"
            )
    outside = (rows["value"] < rows["low"]) & ~_printed_below(rows) | (rows["value"] > rows["high"]) & ~_printed_above(
        rows
    )
    for name, row in rows[outside].iterrows():
        raise RefusedError(
            f"{name}: the value {row['value']:,.10g} does not lie with its bounds {row['low']:,.10g} to "
            f"{row['high']:,.10g}. Was one of them changed after loading? Change value, low and high "
            "together"
        )


def scale_of(row: pd.Series) -> str:
    """Return what the scale of a row measures: "count" for whatever is counted, else its unit (元, %, 亩)."""
    known = unit_at(row["unit"] or "", 0)
    return "count" if known is None or known.is_count else row["unit"]


def check_visible(fig: Figure) -> None:
    """Refuse limits of an axis that hide a mark or a part of it.

    Raises
    ------
    RefusedError
        Naming the row.
    """
    for ax in fig.axes:
        ax.get_xlim()  # brings limits that matplotlib has put off into effect
    for mark in marks_of(fig):
        if mark.artist.axes is None or not mark.artist.get_clip_on():
            continue
        box, room = mark.artist.get_window_extent(), mark.artist.axes.get_window_extent().padded(3)
        hidden = box.x1 > room.x1 or box.x0 < room.x0 or box.y1 > room.y1 or box.y0 < room.y0
        if hidden and np.isfinite(box.extents).all():
            raise RefusedError(
                f"the limits of the axis hide {mark.row.name} ({mark.shown}), or a part of its mark: "
                "widen them (ax.set_xlim, ax.set_ylim)"
            )


def _printed_below(rows: pd.DataFrame) -> pd.Series:
    """Tell where the printed number lies one step below what is sure: over 400 is 401 to 499."""
    return rows["low"] - rows["value"] <= _step(rows)


def _printed_above(rows: pd.DataFrame) -> pd.Series:
    """Tell where the printed number lies one step above what is possible: nearly 10 is at most 9."""
    return rows["value"] - rows["high"] <= _step(rows)


def _step(rows: pd.DataFrame) -> pd.Series:
    return (rows["hedge"] != "none").astype(float)  # a count is narrowed to whole numbers
