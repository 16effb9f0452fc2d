"""Marks that seaborn lacks: squares that can be counted, and bands from a lower to an upper bound."""

from __future__ import annotations

import math
from collections.abc import Sequence

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from .drawn import check_drawable, record_mark
from .hedges import DASHED, EDGE
from .style import BASELINE, PAPER, colour
from .wording import is_exact, value_label

_SIDE = 0.82  # of a square, in the room that it has


def squares(
    rows: pd.DataFrame,
    ax: Axes | None = None,
    *,
    per: float = 1,
    columns: int = 20,
    stack: int | None = None,
    color: str | None = None,
    gap: float = 1.5,
    labels: bool = True,
) -> Axes:
    """Draw each row as squares that can be counted, one block of squares below the other.

    Solid squares are exact. Hedged ones are open, dashed beyond what is sure. A part of a square at the
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

    Returns
    -------
    matplotlib.axes.Axes
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
        if is_exact(row):
            mark = ax.add_patch(PathPatch(_strips(sure, line, top, upright), facecolor=ink, linewidth=0))
            ax.add_patch(PathPatch(_slits(along, lines, top, upright), facecolor=PAPER, linewidth=0))
        else:
            firm, maybe = _block(0, sure, line, top, upright), _block(math.floor(sure + 1e-9), most, line, top, upright)
            mark = ax.add_patch(PathPatch(firm, facecolor=PAPER, edgecolor=ink, linewidth=EDGE))
            ax.add_patch(PathPatch(maybe, facecolor="none", edgecolor=ink, linewidth=0.8, linestyle=DASHED))
        middles.append(top + (deep - 1 + _SIDE) / 2)  # the room between squares is below the last
        shown = value_label(row)
        record_mark(mark, row, shown)
        if labels:
            ax.annotate(
                shown,
                (wide, middles[-1]),
                (7, BASELINE),
                textcoords="offset points",
                va="baseline",
                weight="medium",
                annotation_clip=False,
            )
        widest = max(widest, wide)
        top += deep + gap
    ax.set(aspect="equal", anchor="NW", xlim=(-0.1, widest + 0.1), ylim=(top - gap + 0.1, -0.1), xticks=[])
    ax.set_yticks(middles, list(rows["label"]))
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    return ax


def intervals(rows: pd.DataFrame, ax: Axes | None = None, *, color: str | None = None, labels: bool = True) -> Axes:
    """Draw each row as a band from its lower to its upper bound; no point inside it is marked.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows with `low` and `high`, such as `helpers.ratio` gives them, of one region and unit.
    ax : matplotlib.axes.Axes, optional
        The current axes unless given. Each row has its number as place on the y axis, downwards.
    color : str, optional
        The region's colour unless given.
    labels : bool
        Whether to write the bounds at the ends.

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = ax or plt.gca()
    check_drawable(rows, ax)
    for y, (_, row) in enumerate(rows.iterrows()):
        ink = color or colour(row["region"])
        (mark,) = ax.barh(
            y, row["high"] - row["low"], 0.3, left=row["low"], facecolor=PAPER, edgecolor=ink, linewidth=EDGE
        )
        record_mark(mark, row, value_label(row))
        if labels:
            ax.annotate(
                value_label(row),
                (row["high"], y),
                (7, BASELINE),
                textcoords="offset points",
                va="baseline",
                weight="medium",
                annotation_clip=False,
            )
    ax.set_yticks(range(len(rows)), list(rows["label"]))
    ax.set_ylim(len(rows) - 0.4, -0.6)
    return ax


def _block(begin: int, count: float, line: int, top: float, upright: bool) -> Path:
    """Return squares from `begin` to `count` in lines of `line`; the last is cut where `count` is no whole number."""
    boxes = []
    for one in range(begin, math.ceil(count - 1e-9)):
        across, along = divmod(one, line)
        boxes.append((along, across, _SIDE * min(count - one, 1), _SIDE))
    return _boxes(boxes, top, upright)


def _strips(count: float, line: int, top: float, upright: bool) -> Path:
    """Return each line of squares as one strip; slits across make squares of it, in a tenth of an SVG's bytes."""
    boxes = []
    for across in range(math.ceil(count / line - 1e-9)):
        here = min(count - across * line, line)
        whole = math.ceil(here - 1e-9) - 1
        boxes.append((0, across, whole + _SIDE * (here - whole), _SIDE))
    return _boxes(boxes, top, upright)


def _slits(along: int, lines: int, top: float, upright: bool) -> Path:
    """Return the gaps between the squares of all lines."""
    return _boxes([(one - 1 + _SIDE, 0, 1 - _SIDE, lines) for one in range(1, along)], top, upright)


def _boxes(boxes: Sequence[tuple[float, float, float, float]], top: float, upright: bool) -> Path:
    """Return boxes as one path; each begins so far along its line and across the lines, and is so long and so thick."""
    corners, codes = [], []
    for along, across, long, thick in boxes:
        far, over = along + long, across + thick
        for x, y in ((along, across), (far, across), (far, over), (along, over), (along, across)):
            corners.append((y, x + top) if upright else (x, y + top))
        codes += [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]
    return Path(corners or [(0, top)], codes or [Path.MOVETO])
