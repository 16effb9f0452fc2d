"""Marks: which stands for which row, which rows may be drawn at all, and squares, which seaborn lacks."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from chinese_quantities import unit_at

from .errors import RefusedError
from .style import BASELINE, DASHED, EDGE, FAINT, PAPER, colour, tint
from .wording import is_exact, value_label

Box = tuple[float, float, float, float]  # where it begins along its line and across the lines, how long, how thick
_SIDE = 0.82  # of a square, in the room that it has
_marks: WeakKeyDictionary[Figure, list[Mark]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Mark:
    """A mark on a figure, its id inside an SVG, the row that it stands for, and the label that it carries."""

    artist: Artist
    gid: str
    row: pd.Series
    shown: str


def figure_of(artist: Artist) -> Figure:
    """Return the whole figure that an artist is on, subfigures apart."""
    fig = artist.get_figure(root=True)
    assert fig is not None  # nothing is recorded before it is drawn
    return fig


def record_mark(artist: Artist, row: pd.Series, shown: str = "") -> None:
    """Remember that an artist stands for a row: its id goes into the SVG, and `trace` leads back to the article.

    `show_hedges` and our own marks do so. Call it for what else is drawn from a row, such as a line at a criterion.

    Parameters
    ----------
    artist : matplotlib.artist.Artist
        On an Axes.
    row : pandas.Series
        An observation, or a row computed from some.
    shown : str
        The label that the mark carries; the value and its hedge unless given.

    Examples
    --------
    >>> from helpers import load_observations
    >>> floor = load_observations().loc["jiangnan-project-threshold"]
    >>> fig, ax = plt.subplots()
    >>> record_mark(ax.axvline(floor["value"]), floor)
    >>> [mark.shown for mark in marks_of(fig)]
    ['100m yuan']
    >>> plt.close(fig)
    """
    marks = _marks.setdefault(figure_of(artist), [])
    stem = "mark-" + re.sub(r"[^a-z0-9]+", "-", str(row.name).lower()).strip("-")
    count = sum(mark.gid == stem or mark.gid.startswith(f"{stem}.") for mark in marks)
    gid = f"{stem}.{count + 1}" if count else stem
    artist.set_gid(gid)
    marks.append(Mark(artist, gid, row, shown or value_label(row)))


def marks_of(fig: Figure) -> list[Mark]:
    """Return the marks recorded on a figure that are still on it."""
    return [mark for mark in _marks.get(fig, []) if mark.artist.get_figure(root=True) is fig]


def scale_of(row: pd.Series) -> str:
    """Return what the scale of a row measures: "count" for whatever is counted, else its unit (元, %, 亩)."""
    known = unit_at(row["unit"] or "", 0)
    return "count" if known is None or known.is_count else row["unit"]


def check_drawable(rows: pd.DataFrame, ax: Axes | None = None) -> None:
    """Refuse rows that no chart may show on one scale, alone or with those that stand on the axes already.

    Raises
    ------
    RefusedError
        For no rows, thresholds, several units or regions, and values outside their own bounds.
    """
    if not isinstance(rows, pd.DataFrame) or rows.empty:
        raise RefusedError("there is no row to draw: give a DataFrame with at least one observation")
    every = [mark.row for mark in marks_of(figure_of(ax)) if mark.artist.axes is ax] if ax else []
    every += [row for _, row in rows.iterrows()]
    for row in every:
        value, low, high = row["value"], row["low"], row["high"]
        step = row["hedge"] != "none"  # over 400 is 401 to 499: a count is narrowed to whole numbers
        if row["measure"] == "threshold":
            raise RefusedError(
                f"{row.name} is a threshold, a criterion that others meet: it measures nothing and is not drawn "
                "among measurements. Leave its row out; a line may show it (ax.axvline)")
        if value < low - step or value > high + step:
            raise RefusedError(
                f"{row.name}: the value {value:,.10g} does not lie with its bounds {low:,.10g} to {high:,.10g}. "
                "Was one of them changed after loading? Change value, low and high together")
    regions, scales = sorted({row["region"] for row in every}), sorted({scale_of(row) for row in every})
    for several, kinds, why in (("regions", regions, "they share no indicator, so no scale"),
                                ("units", scales, "these have no common scale")):
        if len(kinds) > 1:
            raise RefusedError(f"rows of several {several} on one axis ({', '.join(kinds)}): {why}. "
                               "Use an Axes for each")


def check_visible(fig: Figure) -> None:
    """Refuse limits of an axis that hide a mark or a part of it."""
    for ax in fig.axes:
        ax.get_xlim()  # brings limits that matplotlib has put off into effect
    for mark in marks_of(fig):
        if mark.artist.axes is None or not mark.artist.get_clip_on():
            continue
        box, room = mark.artist.get_window_extent(), mark.artist.axes.get_window_extent().padded(3)
        hidden = box.x1 > room.x1 or box.x0 < room.x0 or box.y1 > room.y1 or box.y0 < room.y0
        if hidden and np.isfinite(box.extents).all():
            raise RefusedError(f"the limits of the axis hide {mark.row.name} ({mark.shown}), or a part of its mark: "
                               "widen them (ax.set_xlim, ax.set_ylim)")


def label_mark(ax: Axes, mark: Artist, row: pd.Series, end: tuple[float, float], labels: bool,
               above: bool = False) -> None:
    """Record a mark, and write the value of its row beside the end of the mark, or above it."""
    shown = value_label(row)
    record_mark(mark, row, shown)
    if labels:
        place, ha, va = ((0, 6), "center", "bottom") if above else ((7, BASELINE), "left", "baseline")
        ax.annotate(shown, end, place, textcoords="offset points", ha=ha, va=va, weight="medium", annotation_clip=False)


def squares(rows: pd.DataFrame, ax: Axes | None = None, *, per: float = 1, columns: int = 20, stack: int | None = None,
            color: str | None = None, gap: float = 1.5, labels: bool = True) -> Axes:
    """Draw each row as squares that can be counted, one block of squares below the other.

    Solid squares are exact. Hedged ones are outlined and pale, dashed beyond what is sure. A part of a square at the
    end is a part of `per`.

    Parameters
    ----------
    rows : pandas.DataFrame
        Observations of one region and unit, drawn from top to bottom.
    ax : matplotlib.axes.Axes, optional
        The current axes unless given. Its y ticks stand at the middle of each block.
    per : float
        What a square stands for, in the unit of the rows.
    columns : int
        Squares in a line; each block fills line by line.
    stack : int, optional
        Fill each block column by column instead, with so many squares in a column: all blocks are then of one
        height, and compare by their length like bars.
    color : str, optional
        The region's colour unless given.
    gap : float
        Room between blocks, in squares.
    labels : bool
        Whether to write the values to the right of their blocks.

    Examples
    --------
    >>> from helpers import load_observations
    >>> ax = squares(load_observations().loc[["chaoan-communities"]], columns=9)
    >>> ax.texts[0].get_text()
    '27'
    """
    ax = ax or plt.gca()
    check_drawable(rows, ax)
    upright, line = stack is not None, stack or columns
    top, widest, middles = 0.0, 0 if upright else columns, []
    for _, row in rows.iterrows():
        ink = color or colour(row["region"])
        sure, most = row["low"] / per, (row["high"] if math.isfinite(row["high"]) else row["value"]) / per
        count = max(math.ceil(most - 1e-9), 1)
        along, lines = min(count, line), math.ceil(count / line)
        wide, deep = (lines, along) if upright else (along, lines)
        if is_exact(row):  # strips with slits across: squares in a tenth of an SVG's bytes
            strips = []
            for across in range(math.ceil(most / line - 1e-9)):
                here = min(most - across * line, line)
                whole = math.ceil(here - 1e-9) - 1
                strips.append((0, across, whole + _SIDE * (here - whole), _SIDE))
            slits = [(one - 1 + _SIDE, 0, 1 - _SIDE, lines) for one in range(1, along)]
            mark = ax.add_patch(PathPatch(_boxes(strips, top, upright), facecolor=ink, linewidth=0))
            ax.add_patch(PathPatch(_boxes(slits, top, upright), facecolor=PAPER, linewidth=0))
        else:
            firm = _boxes(_single(0, sure, line), top, upright)
            maybe = _boxes(_single(math.floor(sure + 1e-9), most, line), top, upright)
            mark = ax.add_patch(PathPatch(firm, facecolor=tint(ink, FAINT), edgecolor=ink, linewidth=EDGE))
            ax.add_patch(PathPatch(maybe, facecolor="none", edgecolor=ink, linewidth=0.8, linestyle=DASHED))
        middles.append(top + (deep - 1 + _SIDE) / 2)  # the room between squares is below the last
        label_mark(ax, mark, row, (wide, middles[-1]), labels)
        widest = max(widest, wide)
        top += deep + gap
    ax.set(aspect="equal", anchor="NW", xlim=(-0.1, widest + 0.1), ylim=(top - gap + 0.1, -0.1), xticks=[])
    ax.set_yticks(middles, list(rows["label"]))
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    return ax


def _single(begin: int, count: float, line: int) -> list[Box]:
    """Return squares from `begin` to `count` in lines of `line`; the last is cut where `count` is no whole number."""
    places = range(begin, math.ceil(count - 1e-9))
    return [(one % line, one // line, _SIDE * min(count - one, 1), _SIDE) for one in places]


def _boxes(boxes: Sequence[Box], top: float, upright: bool) -> Path:
    """Return boxes as one path."""
    corners = [(begin + x * long, across + y * thick) for begin, across, long, thick in boxes
               for x, y in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))]
    turned = [(y, x + top) if upright else (x, y + top) for x, y in corners]
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY] * len(boxes)
    return Path(turned or [(0, top)], codes or [Path.MOVETO])
