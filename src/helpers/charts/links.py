"""Dashed links between rows that may count some of the same."""

from __future__ import annotations

import pandas as pd

from ..style import QUIET
from .marks import millimetres, points

STEP = 2.4  # between links, in layout millimetres
_CLEAR = 2.4  # between a value and the links
APART = 1.3  # between the ends of several links at one row


def overlaps(rows: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the pairs of rows that may overlap, each once, in the order of the rows."""
    names = list(rows.index)
    return [(a, b) for place, a in enumerate(names) for b in names[place + 1:] if b in rows.at[a, "may_overlap"]]


def links(ax, rows: pd.DataFrame, places: dict[str, float], *, right: float | None = None) -> None:
    """Join rows that may overlap by dashed links in the margin right of the axes.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Axes on which `dots` has drawn the rows.
    rows : pandas.DataFrame
        Observations, with their `may_overlap`.
    places : dict of str to float
        Height of each row, as `dots` returns it.
    right : float, optional
        Distance of the links from the axes, in layout millimetres; just beyond the longest value unless given.
    """
    wide, _ = millimetres(ax)
    right = ax._values_end + _CLEAR if right is None else right
    pairs = sorted(overlaps(rows), key=lambda pair: abs(places[pair[0]] - places[pair[1]]))
    ends = _ends(pairs, places)
    for place, pair in enumerate(pairs):
        far, near = (right + STEP * (place + 1)) / wide + 1, right / wide + 1
        low, high = (ends[pair, name] for name in pair)
        (line,) = ax.plot([near, far, far, near], [low, low, high, high], transform=ax.get_yaxis_transform(),
                          color=QUIET, linewidth=points(0.3), linestyle=(0, (3, 2)), clip_on=False, zorder=1)
        line.set_gid(f"link-{place + 1}")
        ax.plot([near, near], [low, high], marker="o", markersize=points(0.9), color=QUIET, linestyle="none",
                transform=ax.get_yaxis_transform(), clip_on=False, zorder=1)


def _ends(pairs: list[tuple[str, str]], places: dict[str, float]) -> dict[tuple, float]:
    """Give each end of a link a height of its own at its row, in the order in which no two links cross there."""
    ends = {}
    for name, y in places.items():
        spans = {pair: places[pair[1] if pair[0] == name else pair[0]] - y for pair in pairs if name in pair}
        # Upward links first, the shortest on top; then downward ones, the longest on top.
        order = sorted(spans, key=lambda pair: (spans[pair] > 0, -spans[pair]))
        ends.update({(pair, name): y + APART * (place - (len(order) - 1) / 2) for place, pair in enumerate(order)})
    return ends
