"""Dashed links between rows that may count some of the same."""

from __future__ import annotations

import pandas as pd

from ..style import HAIR, QUIET
from .marks import millimetres, points

STEP = 2.4  # between links, in layout millimetres
_CLEAR = 2.4  # between a value and the links


def overlaps(rows: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the pairs of rows that may overlap, each once, in the order of the rows."""
    names = list(rows.index)
    return [(a, b) for place, a in enumerate(names) for b in names[place + 1:] if b in rows.at[a, "may_overlap"]]


def links(ax, rows: pd.DataFrame, places: dict[str, float], *, right: float | None = None) -> None:
    """Join rows that may overlap by dashed links in the margin right of the axes, each pair in a lane of its own.

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
    level = {"transform": ax.get_yaxis_transform(), "clip_on": False}
    line, dot = {"linewidth": points(0.3), "linestyle": (0, (3, 2))}, {"marker": "o", "markersize": points(1.2)}
    end = (right + STEP * len(pairs)) / wide + 1
    for name in {name: None for pair in pairs for name in pair}:  # which row a lane's end belongs to
        ax.plot([right / wide + 1, end], [places[name]] * 2, color=HAIR, linewidth=points(0.25), zorder=0, **level)
    for place, pair in enumerate(pairs):
        lane, ends = (right + STEP * (place + 1)) / wide + 1, [places[name] for name in pair]
        (drawn,) = ax.plot([lane, lane], ends, color=QUIET, zorder=1, **line, **level)
        drawn.set_gid(f"link-{place + 1}")
        ax.plot([lane, lane], ends, color=QUIET, linestyle="none", zorder=2, **dot, **level)
