"""Icon rows: one small picture for each thing counted, where the counts are small enough to be seen."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache

import pandas as pd

from ..faults import RefusedError
from ..style import HAIR, MUTED, PAPER
from ..typeset import height, width, wrap, write
from ..wording import is_exact, label, value_label
from .marks import admit, colour_of, points, register

GAP = 0.28  # between icons, as a share of an icon
MOST = 40  # beyond which nobody counts

# What each kind of thing looks like, in a square of 1 by 1, y downwards: pieces, then holes.
# A piece is a polygon, or a circle as (x, y, radius).
_HOUSE = [[(0.0, 0.5), (0.5, 0.04), (1.0, 0.5), (0.88, 0.5), (0.88, 0.98), (0.12, 0.98), (0.12, 0.5)]]
_SHAPES: dict[str, tuple[list, list]] = {
    "centre": (_HOUSE, [[(0.4, 0.98), (0.4, 0.66), (0.6, 0.66), (0.6, 0.98)]]),
    "firm": ([[(0.14, 0.04), (0.86, 0.04), (0.86, 0.98), (0.14, 0.98)]],
             [*([(x, y), (x + 0.15, y), (x + 0.15, y + 0.13), (x, y + 0.13)]
                for x in (0.27, 0.58) for y in (0.16, 0.38, 0.60)),
              [(0.42, 0.98), (0.42, 0.82), (0.58, 0.82), (0.58, 0.98)]]),
    "patent": ([[(0.16, 0.02), (0.62, 0.02), (0.86, 0.26), (0.86, 0.98), (0.16, 0.98)]],
               [[(0.3, y), (0.72, y), (0.72, y + 0.08), (0.3, y + 0.08)] for y in (0.38, 0.55, 0.72)]),
    "platform": ([[(0.5, 0.04), (1.0, 0.27), (0.5, 0.5), (0.0, 0.27)],
                  *([(0.0, y), (0.13, y - 0.06), (0.5, y + 0.11), (0.87, y - 0.06), (1.0, y), (0.5, y + 0.23)]
                    for y in (0.5, 0.74))], []),
    "project": ([[(0.0, 0.14), (0.38, 0.14), (0.48, 0.27), (1.0, 0.27), (1.0, 0.9), (0.0, 0.9)]],
                [[(0.0, 0.37), (1.0, 0.37), (1.0, 0.42), (0.0, 0.42)]]),
    "person": ([(0.5, 0.24, 0.2), [(0.14, 0.98), (0.14, 0.72), (0.26, 0.54), (0.74, 0.54), (0.86, 0.72), (0.86, 0.98)]],
               []),
    "team": ([(0.19, 0.4, 0.13), (0.81, 0.4, 0.13), (0.5, 0.26, 0.17),
              [(0.26, 0.96), (0.26, 0.66), (0.36, 0.52), (0.64, 0.52), (0.74, 0.66), (0.74, 0.96)],
              [(0.0, 0.96), (0.0, 0.7), (0.08, 0.6), (0.2, 0.6), (0.2, 0.96)],
              [(1.0, 0.96), (1.0, 0.7), (0.92, 0.6), (0.8, 0.6), (0.8, 0.96)]], []),
    "square": ([[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]], []),
}


def icons(ax, row: pd.Series, x: float, y: float, *, side: float, columns: int = MOST, kind: str | None = None,
          striped: bool = False, colour: str | None = None) -> tuple[float, float]:
    """Draw a row as countable icons on axes measured in layout millimetres.

    An exact row is solid icons. Of a hedged row none is solid: those that the lower bound vouches
    for have a firm outline, those up to the upper bound a dashed one.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        As `Chart.stage` gives it: millimetres, y downwards.
    row : pandas.Series
    x, y : float
        Top left corner.
    side : float
        Side of an icon in layout millimetres.
    columns : int
        Icons in a line.
    kind : str, optional
        Which icon; that of what the row counts unless given, a square where there is none.
    striped : bool
        Whether the icons are hatched, to tell two kinds of the same thing apart.
    colour : str, optional
        That of the row's region unless given.

    Returns
    -------
    tuple of float
        Width and height taken up, in layout millimetres.

    Raises
    ------
    RefusedError
        For more icons than can be counted at sight, and as for `squares`.
    """
    admit(ax, row)
    if not row["high"] <= MOST:
        raise RefusedError(f"{row.name} is {row['high']:g}: nobody counts more than {MOST} icons; draw squares")
    kind = kind or str(row["counted"])
    colour = colour or colour_of(row)
    pitch, exact = side * (1 + GAP), is_exact(row)
    count = math.ceil(row["high"])
    for place in range(count):
        line, column = divmod(place, columns)
        style = {"facecolor": colour, "edgecolor": "none"}
        if not exact:
            style = {"facecolor": PAPER, "edgecolor": colour, "linewidth": points(0.3),
                     "linestyle": "-" if place + 1 <= row["low"] else (0, (2, 1.2))}
        patch = _icon(ax, kind, x + column * pitch, y + line * pitch, side, striped, style)
        if not place:
            register(ax, patch, row, "solid icons" if exact else "open icons")
    return min(count, columns) * pitch - side * GAP, math.ceil(count / columns) * pitch - side * GAP


def icon_rows(ax, rows: pd.DataFrame, *, detail: Callable[[pd.Series], str] | None = None, left: float = 0.0,
              most: float = 5.0) -> None:
    """Draw each row as a line of icons, its label before or above it and its value behind it.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        As `Chart.stage` gives it; its height is shared out among the rows.
    rows : pandas.DataFrame
        Observations, drawn from top to bottom.
    detail : callable, optional
        Gives a second, quieter line for a row's label.
    left : float
        Room for labels, in layout millimetres; nothing sets them above their rows.
    most : float
        Largest side of an icon in layout millimetres.
    """
    wide, tall = abs(ax.get_xlim()[1] - ax.get_xlim()[0]), abs(ax.get_ylim()[1] - ax.get_ylim()[0])
    pitch = tall / len(rows)
    room = wide - left - max(width(value_label(row)) for _, row in rows.iterrows()) - 2.5
    side = min(most, room / (rows["high"].max() * (1 + GAP)), pitch * 0.62)
    for place, (_, row) in enumerate(rows.iterrows()):
        top = place * pitch
        name, second = (wrap(text, (left or wide) - 2) for text in (label(row), detail(row) if detail else ""))
        high = height(name) + (height(second) if second else 0)
        y = top + (pitch - side) / 2 if left else top + high + 0.8
        at = y + side / 2 - high / 2 if left else top
        write(ax, 0, at, name)
        if second:
            write(ax, 0, at + height(name), second, colour=MUTED)
        across, _ = icons(ax, row, left, y, side=side)
        write(ax, left + across + 2, y + side / 2, value_label(row), va="center")
        if place and left:
            ax.plot([0, wide], [top, top], color=HAIR, linewidth=0.6, zorder=0)


def _icon(ax, kind: str, x: float, y: float, side: float, striped: bool, style: dict):
    """Draw one icon with its top left corner at a place."""
    from matplotlib.patches import PathPatch
    from matplotlib.transforms import Affine2D
    path = _path(kind if kind in _SHAPES else "square")
    patch = ax.add_patch(PathPatch(Affine2D().scale(side).translate(x, y).transform_path(path), clip_on=False,
                                   joinstyle="miter", zorder=2, **style))
    if striped:
        patch.set(hatch="////", hatchcolor=PAPER, hatch_linewidth=points(0.35))
    return patch


@cache
def _path(kind: str):
    """Return the outline of an icon; holes run the other way round, so that they stay empty."""
    from matplotlib.path import Path
    pieces, holes = _SHAPES[kind]
    paths = []
    for shape, hole in [*((piece, False) for piece in pieces), *((piece, True) for piece in holes)]:
        if isinstance(shape, tuple):
            paths.append(Path.circle(shape[:2], shape[2]))
            continue
        area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(shape, [*shape[1:], shape[0]], strict=True))
        corners = shape if (area > 0) != hole else shape[::-1]
        paths.append(Path([*corners, corners[0]], closed=True))
    return Path.make_compound_path(*paths)
