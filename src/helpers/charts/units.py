"""Unit charts: one square for each thing counted, or for each so much of a sum."""

from __future__ import annotations

import math

import pandas as pd

from ..style import PAPER, blend
from ..typeset import POINT
from ..wording import is_exact
from .marks import admit, colour_of, millimetres, points, register

GAP = 0.28  # between squares, as a share of a square


def squares(ax, row: pd.Series, x: float, y: float, *, columns: int, side: float, per: float = 1.0,
            colour: str | None = None, upward: bool = False) -> tuple[float, float]:
    """Draw a row as countable squares on axes measured in layout millimetres.

    An exact row is solid squares. Of a hedged row no square is solid: those that its lower bound
    vouches for have a firm outline, those up to its upper bound a dashed one, so that the
    printed number itself is the place where they stop.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        As `Chart.stage` gives it: millimetres, y downwards.
    row : pandas.Series
        An observation or a derived row.
    x, y : float
        Top left corner.
    columns : int
        Squares in a line.
    side : float
        Side of a square in layout millimetres.
    per : float
        How much a square stands for; a remainder is drawn as a narrower square.
    colour : str, optional
        That of the row's region unless given.
    upward : bool
        Whether the heap grows from the bottom line upwards.

    Returns
    -------
    tuple of float
        Width and height taken up, in layout millimetres.

    Raises
    ------
    RefusedError
        For a threshold, or a second region or unit on the same axes.
    """
    admit(ax, row)
    colour = colour or colour_of(row)
    pitch = side * (1 + GAP)
    sure, most = row["low"] / per, (row["high"] if math.isfinite(row["high"]) else row["low"]) / per
    exact = is_exact(row)
    count = math.ceil(round(most, 9))
    lines = math.ceil(count / columns)
    first = None
    for place in range(count):
        line, column = divmod(place, columns)
        top = y + ((lines - 1 - line) if upward else line) * pitch
        width = side * min(1.0, most - place)
        if exact:
            style = {"facecolor": colour, "edgecolor": "none"}
        else:
            style = {"facecolor": PAPER, "edgecolor": colour, "linewidth": points(0.3),
                     "linestyle": "-" if place + 1 <= sure else (0, (2, 1.2))}
        patch = _square(ax, x + column * pitch, top, width, side, style)
        first = first or register(ax, patch, row, "solid squares" if exact else "open squares")
    return min(count, columns) * pitch - side * GAP, lines * pitch - side * GAP


def grid(ax, row: pd.Series, whole: int, x: float, y: float, *, columns: int, side: float,
         colour: str | None = None) -> tuple[float, float]:
    """Draw a row as part of a whole: so many pale squares, of which the row's are filled.

    Squares fill from the top left corner and say nothing of which ones are meant; a remainder
    fills part of a square. Of a hedged row the squares have an outline instead.

    Parameters
    ----------
    ax, row, x, y, columns, side, colour
        As for `squares`.
    whole : int
        How many squares there are.

    Returns
    -------
    tuple of float
        Width and height taken up, in layout millimetres.

    Raises
    ------
    RefusedError
        As for `squares`.
    """
    admit(ax, row)
    colour = colour or colour_of(row)
    pitch = side * (1 + GAP)
    exact = is_exact(row)
    first = None
    for place in range(whole):
        line, column = divmod(place, columns)
        left, top = x + column * pitch, y + line * pitch
        _square(ax, left, top, side, side, {"facecolor": blend(colour, 0.18), "edgecolor": "none"})
        if place < row["high"]:
            style = ({"facecolor": colour, "edgecolor": "none"} if exact else
                     {"facecolor": PAPER, "edgecolor": colour, "linewidth": points(0.3),
                      "linestyle": "-" if place + 1 <= row["low"] else (0, (2, 1.2))})
            patch = _square(ax, left, top, side * min(1.0, row["high"] - place), side, style)
            first = first or register(ax, patch, row, "squares of a grid")
    return columns * pitch - side * GAP, math.ceil(whole / columns) * pitch - side * GAP


def _square(ax, x: float, y: float, width: float, side: float, style: dict):
    from matplotlib.patches import Rectangle
    inset = 0 if style["edgecolor"] == "none" else 0.15
    return ax.add_patch(Rectangle((x + inset, y + inset), width - 2 * inset, side - 2 * inset, clip_on=False, **style))


def stop_tick(ax, x: float, y: float, side: float, colour: str) -> None:
    """Draw the tick that hedged squares stop before: the place of the printed number."""
    ax.plot([x, x], [y - side * 0.25, y + side * 1.25], color=colour, linewidth=points(0.35), solid_capstyle="butt",
            clip_on=False)


def bracket(ax, start: float, end: float, at: float, colour: str, *, depth: float = 1.6, upright: bool = False) -> None:
    """Draw a bracket along what it embraces: below it, or with `upright` to the right of it."""
    along, across = [start, start, end, end], [at, at + depth, at + depth, at]
    ax.plot(*((across, along) if upright else (along, across)), color=colour, linewidth=points(0.35), clip_on=False)


def fit(ax, count: float, wide: float | None = None, high: float | None = None, most: float = 6.0) -> tuple[int, float]:
    """Return columns and side so that `count` squares fill the room given, none larger than `most`.

    Raises
    ------
    ValueError
        Where even squares of a point do not fit.
    """
    across, down = millimetres(ax)
    wide, high = wide or across, high or down
    side = most
    while side > POINT:
        pitch = side * (1 + GAP)
        columns = int((wide + side * GAP) // pitch)
        if columns and math.ceil(count / columns) * pitch - side * GAP <= high:
            return columns, side
        side -= 0.05
    raise ValueError(f"{count:g} squares do not fit into {wide:g} by {high:g} mm")
