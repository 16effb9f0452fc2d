"""Bars from zero: solid where a row is exact, an outline that fades where it is hedged."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from ..errors import RefusedError
from ..style import PAPER, blend
from ..wording import is_exact
from .dots import dots
from .marks import STEPS, admit, colour_of, millimetres, points, register, value_mark

THICK = 3.6  # of a bar in layout millimetres


def bars(ax, rows: pd.DataFrame, **how) -> dict[str, float]:
    """Draw one bar a row on a shared value axis that starts at zero, labelled directly.

    An exact row is solid. Of a hedged row nothing is: an outline runs as far as its hedge vouches
    for, and what the hedge leaves open fades from the printed number towards the bound.
    A derived row without a printed number is drawn as its range alone.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Any axes; labels stand in the margin to its left, or above the rows where that is narrow.
    rows : pandas.DataFrame
        Observations or derived rows, drawn from top to bottom.
    **how
        As for `helpers.charts.dots.dots`, but for `log`: a bar has no zero there.

    Returns
    -------
    dict of str to float
        The height of each row on the y axis, by row id.

    Raises
    ------
    RefusedError
        For a logarithmic axis or one that does not start at zero, and as for `dots`.
    """
    if how.get("log") or (how.get("limits") or (0,))[0] != 0:
        raise RefusedError("bars start at zero: draw dots on a logarithmic or cut axis")
    return dots(ax, rows, mark=value_bar, **how)


def value_bar(ax, row: pd.Series, y: float) -> float:
    """Draw one row as a bar at height `y`; return the greatest value that it takes up."""
    from matplotlib.patches import PathPatch, Rectangle
    from matplotlib.path import Path
    if math.isnan(row["value"]):
        return value_mark(ax, row, y)
    admit(ax, row)
    colour = colour_of(row)
    thick = THICK / millimetres(ax)[1] * abs(ax.get_ylim()[1] - ax.get_ylim()[0])
    if is_exact(row):
        bar = Rectangle((0, y - thick / 2), row["value"], thick, facecolor=colour, edgecolor="none", zorder=2)
        register(ax, ax.add_patch(bar), row, "solid bar")
        return row["value"]
    sure, most = min(row["low"], row["value"]), min(row["high"], ax.get_xlim()[1])
    for end in {row["low"], most} - {row["value"]}:
        _fade(ax, row["value"], end, y - thick / 2, thick, colour)
    # Three sides only: the bar is open where the truth may lie beyond.
    low, high = y - thick / 2, y + thick / 2
    outline = PathPatch(Path([(sure, low), (0, low), (0, high), (sure, high)]), facecolor=PAPER, edgecolor=colour,
                        linewidth=points(0.4), joinstyle="miter", capstyle="butt", zorder=3)
    register(ax, ax.add_patch(outline), row, "open bar that fades")
    ax.plot([row["value"]] * 2, [y - thick * 0.72, y + thick * 0.72], color=colour, linewidth=points(0.4),
            solid_capstyle="butt", zorder=4, clip_on=False)
    return max(row["value"], most)


def _fade(ax, start: float, end: float, y: float, thick: float, colour: str) -> None:
    """Fill from the printed number towards a bound, paler step by step."""
    from matplotlib.patches import Rectangle
    edges = np.linspace(start, end, STEPS + 1)
    for a, b, share in zip(edges[:-1], edges[1:], np.linspace(0.75, 0.15, STEPS), strict=True):
        ax.add_patch(Rectangle((min(a, b), y), abs(b - a), thick, facecolor=blend(colour, share),
                               edgecolor=blend(colour, share), linewidth=0.1, zorder=2))
