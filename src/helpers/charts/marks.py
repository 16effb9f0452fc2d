"""What every form draws with: a mark that shows its hedge, knows its row, and refuses what is unsound.

A hedged number is an open mark at the number that the article prints, with a bar that fades out
towards where the hedge lets the truth lie. An exact number is a solid mark. No form draws a
value in any other way, so none can draw a hedged one as exact.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pandas as pd

from ..errors import RefusedError
from ..frame import Mark
from ..loading import load_regions
from ..style import PAPER, Setting, blend
from ..wording import is_exact, value_label

POINTS_PER_MM = 72 / 25.4
STEPS = 12  # pieces that a fading bar is made of
MARKER = 2.5  # size of a mark in layout millimetres
BAR = 1.5  # thickness of a fading bar
_KINDS = {"money": "money", "rate": "per cent", "share": "per cent"}


def admit(ax, row: pd.Series) -> None:
    """Let a row onto the value axis of `ax`, or refuse it.

    Raises
    ------
    RefusedError
        For a threshold, for a unit unlike those already drawn, and for a second region
        unless both are sums of money.
    """
    if row["measure"] == "threshold":
        raise RefusedError(f"{row.name} is a threshold ({row['phrase']}): a criterion, not a measurement to chart")
    kind = _KINDS.get(str(row["counted"]), "counts")
    seen = ax.__dict__.setdefault("_admitted", {"kinds": set(), "regions": set()})
    if seen["kinds"] - {kind}:
        raise RefusedError(f"{row.name} is {kind}; the axis already holds {seen['kinds'].pop()}: one unit an axis")
    others = seen["regions"] - {row["region"]}
    if others and kind != "money":
        raise RefusedError(f"{row.name} beside {others.pop()}: the regions share no indicator")
    seen["kinds"].add(kind)
    seen["regions"].add(row["region"])


def register(ax, artist, row: pd.Series, what: str, shown: str | None = None):
    """Tie an artist to its row, so that the mark can be traced to the article's words."""
    chart = getattr(ax.figure, "chart", None)
    if chart is not None:
        gid = f"mark-{len(chart.marks) + 1}"
        artist.set_gid(gid)
        chart.marks.append(Mark(str(row.name), what, value_label(row) if shown is None else shown, gid))
    return artist


def colour_of(row: pd.Series) -> str:
    """Return the colour of the row's region."""
    return load_regions().at[row["region"], "colour"]


def marker_of(row: pd.Series) -> str:
    """Return the shape of the row's region."""
    return load_regions().at[row["region"], "marker"]


def points(millimetres: float) -> float:
    """Turn layout millimetres into points at the size in force."""
    return millimetres * Setting.size.scale * POINTS_PER_MM


def text_points(size: float = 9.0) -> float:
    """Turn a text size on the page into one at the size in force."""
    return size * Setting.size.scale


def millimetres(ax) -> tuple[float, float]:
    """Return width and height of the axes in layout millimetres."""
    box, figure = ax.get_position(), ax.figure
    wide, high = figure.get_size_inches() * 25.4 / Setting.size.scale
    return box.width * wide, box.height * high


def value_mark(ax, row: pd.Series, y: float, colour: str | None = None, marker: str | None = None):
    """Draw one row at height `y` of an axes with a value axis: solid, open with a fade, or a bare fade.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Its x axis carries the values; set scale and limits first.
    row : pandas.Series
        An observation or a derived row.
    y : float
    colour, marker : str, optional
        Those of the row's region unless given.

    Returns
    -------
    float
        The rightmost value that the mark takes up, inside the limits.

    Raises
    ------
    RefusedError
        See `admit`.
    """
    admit(ax, row)
    colour, marker = colour or colour_of(row), marker or marker_of(row)
    exact = is_exact(row)
    reach = [row["low"], row["high"]]
    if not exact:
        reach = fade(ax, row, y, colour)
    if math.isnan(row["value"]):
        _ends(ax, row, y, colour, reach)
        return reach[1]
    if not exact:
        _direction(ax, row, reach, y, colour)
    (line,) = ax.plot([row["value"]], [y], marker=marker, markersize=points(MARKER), color=colour, linestyle="none",
                      markerfacecolor=_face(row, colour, exact), markeredgecolor=colour,
                      markeredgewidth=points(0.45), zorder=4, clip_on=False)
    register(ax, line, row, "dot" if exact else "open dot with fade")
    return max(row["value"], reach[1])


def _face(row: pd.Series, colour: str, exact: bool) -> str:
    """Return the filling of a mark: solid for a stated number, tinted for a computed one, open for a hedged one."""
    if not exact:
        return PAPER
    return blend(colour, 0.35) if row["measure"] == "derived" else colour


def fade(ax, row: pd.Series, y: float, colour: str) -> list[float]:
    """Draw the bar that fades from the printed number to the bound; return what it spans."""
    from matplotlib.collections import LineCollection
    left, right = sorted(ax.get_xlim())
    low, high = max(row["low"], left), min(row["high"], right)
    derived = math.isnan(row["value"])
    runs = [(low, high, False)] if derived else [
        (row["value"], end, True) for end, beyond in ((low, low < row["value"]), (high, high > row["value"])) if beyond]
    log = ax.get_xscale() == "log"
    for start, end, fading in runs:
        edges = np.geomspace(start, end, STEPS + 1) if log else np.linspace(start, end, STEPS + 1)
        shares = np.linspace(0.85, 0.08, STEPS) if fading else np.full(STEPS, 0.4)
        ax.add_collection(LineCollection(
            [[(a, y), (b, y)] for a, b in pairwise(edges)],
            colors=[blend(colour, share) for share in shares], linewidths=points(BAR), capstyle="butt", zorder=2),
            autolim=False)
    return [low, high]


def _direction(ax, row: pd.Series, reach: list[float], y: float, colour: str) -> None:
    """Point the way of a fade: within the mark that would hide it, or at the end of an axis that it runs beyond.

    The pointer never stands where the truth cannot lie: beside the mark it would be read as a range.
    """
    from matplotlib.markers import CARETLEFT, CARETLEFTBASE, CARETRIGHT, CARETRIGHTBASE
    from matplotlib.transforms import ScaledTranslation
    place = ax.transData.transform
    ways = [(sign, end) for sign, end in ((-1, reach[0]), (1, reach[1])) if sign * (end - row["value"]) > 0]
    for sign, end in ways:
        length = abs(place((end, y))[0] - place((row["value"], y))[0]) / ax.figure.dpi * 25.4 / Setting.size.scale
        style = {"color": colour, "markeredgewidth": 0, "linestyle": "none", "zorder": 5, "clip_on": False}
        if math.isinf(row["high" if sign > 0 else "low"]):
            ax.plot([end], [y], marker=CARETRIGHTBASE if sign > 0 else CARETLEFTBASE, markersize=points(1.5), **style)
        elif length < MARKER and len(ways) == 1:
            shift = ScaledTranslation(sign * points(0.5) / 72, 0, ax.figure.dpi_scale_trans)
            ax.plot([row["value"]], [y], marker=CARETRIGHT if sign > 0 else CARETLEFT, markersize=points(1.3),
                    transform=ax.transData + shift, **style)


def _ends(ax, row: pd.Series, y: float, colour: str, reach: list[float]) -> None:
    """Close the ends of a derived row: a bracket that is full where the end is reached, else hollow."""
    gid = None
    for end, is_open, marker in ((reach[0], row["low_open"], "|"), (reach[1], row["high_open"], "|")):
        (tick,) = ax.plot([end], [y], marker="o" if is_open else marker, markersize=points(1.6 if is_open else MARKER),
                          markerfacecolor=PAPER, markeredgecolor=colour, markeredgewidth=points(0.4),
                          linestyle="none", zorder=4, clip_on=False)
        gid = gid or register(ax, tick, row, "range, computed")
