"""The feasible box: what two hedged numbers still allow together, and the ratios that pass through it."""

from __future__ import annotations

import math

import pandas as pd

from ..style import HAIR, INK, MUTED, PALE, PAPER, QUIET, Setting, Text, blend, say
from ..typeset import wrap, write
from ..wording import label, plain, value_label
from .marks import MARKER, admit, colour_of, points, register, text_points
from .rows import left_margin

RULED_OUT = Text("grey: ruled out", "灰色：已排除")


def feasible(ax, across: pd.Series, up: pd.Series, *, limits: tuple[tuple[float, float], tuple[float, float]],
             ticks: tuple[list[float], list[float]] | None = None) -> tuple[tuple[float, float], tuple[float, float]]:
    """Draw every pair of values that two hedged rows allow as a rectangle; all around it is shaded and named.

    Its edge at a printed number that the hedge excludes is dashed: the truth comes near and never
    there. The other edges are solid: they are reached. The printed pair is an open ring; dots mark
    the corners of the least and the greatest ratio, with the division that gives it.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    across, up : pandas.Series
        The rows on the two axes, with finite bounds; each axis is headed with label and value.
    limits : pair of pairs of float
        Ends of the two axes. They need not start at zero: the chart shows places, not lengths.
    ticks : pair of lists of float, optional
        Values to mark on the two axes.

    Returns
    -------
    tuple
        The corner of the least ratio `up` to `across`, and that of the greatest.

    Raises
    ------
    RefusedError
        For thresholds, mixed units or regions that cannot be compared.
    """
    for row in (across, up):
        admit(ax, row)
    colour = colour_of(across)
    ax.set(xlim=limits[0], ylim=limits[1])
    left, right = _edges(across)
    low, high = _edges(up)
    ax.set_facecolor(PALE)
    ax.fill([left, right, right, left], [low, low, high, high], color=blend(colour, 0.16), linewidth=0, zorder=1)
    for row, ends, other, upright in ((across, (left, right), (low, high), True),
                                      (up, (low, high), (left, right), False)):
        for end in ends:
            dashed = end == row["value"] and not row["low"] <= end <= row["high"]
            pair = ([end, end], other) if upright else (other, [end, end])
            (line,) = ax.plot(*pair, color=colour, linewidth=points(0.45), zorder=3, solid_capstyle="butt",
                              linestyle=(0, (2.2, 1.6)) if dashed else "-", markerfacecolor=PAPER)
            register(ax, line, row, "open edge" if dashed else "closed edge")
    ax.plot([across["value"]], [up["value"]], marker="o", markersize=points(MARKER), markerfacecolor=PAPER,
            markeredgecolor=colour, markeredgewidth=points(0.45), linestyle="none", zorder=6)
    least, most = (across["high"], up["low"]), (across["low"], up["high"])
    ax.plot(*zip(least, most, strict=True), marker="o", markersize=points(MARKER * 0.62), color=colour,
            linestyle="none", zorder=7)
    for (x, y), side in ((least, -1), (most, 1)):
        plate = {"facecolor": blend(colour, 0.16), "edgecolor": "none", "pad": points(0.1)}  # no ray through it
        write(ax, x, y, f"{plain(y)} ÷ {plain(x)}", dx=1.6 * side, dy=1.0 * side, ha="left" if side > 0 else "right",
              va="top" if side > 0 else "bottom", zorder=7, bbox=plate)
    write(ax, limits[0][1], limits[1][0], say(RULED_OUT), dx=-1.2, dy=-0.8, ha="right", va="bottom", colour=MUTED)
    _axes(ax, across, up, ticks)
    return least, most


def ray(ax, slope: float, text: str, *, strong: bool = False, dashed: bool = False, colour: str = INK) -> None:
    """Draw the line of all pairs with one ratio, named where it leaves the axes at the right or top.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Axes that `feasible` has drawn on.
    slope : float
        The ratio of the upright to the level axis.
    text : str
        Its name.
    strong : bool
        Whether it matters, or only gives the scale.
    dashed : bool
        Whether it rests on a convention.
    colour : str
        Of a strong ray and of its name.
    """
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    start = max(left, low / slope)
    end = min(right, high / slope)
    line = {"color": colour, "linewidth": points(0.5), "zorder": 5} if strong else {
        "color": QUIET, "linewidth": points(0.22), "zorder": 4}
    ax.plot([start, end], [start * slope, end * slope], linestyle=(0, (4, 2)) if dashed else "-",
            solid_capstyle="butt", **line)
    ink = colour if strong else MUTED
    if math.isclose(end, right):
        edge = Setting.size.width - Setting.size.margin - ax.get_position().x1 * Setting.size.width
        write(ax, end, end * slope, wrap(text, edge - 1.4), dx=1.4, va="center", colour=ink)
    else:
        write(ax, end, high, text, dy=-0.6, va="bottom", ha="center", colour=ink)


def _edges(row: pd.Series) -> tuple[float, float]:
    """Return where the edges of a row stand: the printed number where the hedge excludes it, else the bound."""
    return min(row["low"], row["value"]), max(row["high"], row["value"])


def _axes(ax, across: pd.Series, up: pd.Series, ticks) -> None:
    """Mark the axes and head them with what they measure."""
    for axis, values in zip((ax.xaxis, ax.yaxis), ticks or (None, None), strict=True):
        if values is not None:
            axis.set_ticks(values)
        axis.set_major_formatter(lambda value, _: plain(value))
    ax.tick_params(length=text_points(2.5), color=HAIR, labelsize=text_points(9), pad=text_points(2))
    for side in ("left", "bottom"):
        ax.spines[side].set_color(HAIR)
    room = left_margin(ax)
    write(ax, 0, 1, f"{label(up)} ↑ {value_label(up)}", transform=ax.transAxes, dx=-room, dy=-7, va="bottom")
    write(ax, 0, 0, f"{label(across)} → {value_label(across)}", transform=ax.transAxes, dx=-room, dy=6.2)
