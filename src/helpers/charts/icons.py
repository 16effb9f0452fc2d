"""Icon rows: one small picture for each thing counted, where the counts are small enough to be seen."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache

import pandas as pd

from ..errors import RefusedError
from ..style import HAIR, INK, MUTED, PAPER, Setting
from ..typeset import height, width, wrap, write
from ..wording import is_exact, label, value_label
from .marks import MARKER, admit, colour_of, marker_of, points, register

GAP = 0.28  # between icons, as a share of an icon
MOST = 40  # beyond which nobody counts
_SPACE = 1.6  # between rows

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
        Whether stripes are cut out of the icons, to tell two kinds of the same thing apart.
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
    _countable(row)
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


def _countable(row: pd.Series) -> None:
    if not row["high"] <= MOST:
        raise RefusedError(f"{row.name} is {row['high']:g}: nobody counts more than {MOST} icons; draw squares")


def icon_rows(ax, rows: pd.DataFrame, *, detail: Callable[[pd.Series], str] | None = None, left: float = 0.0,
              most: float = 5.0, columns: int = 10) -> None:
    """Draw each row as lines of icons, its label before or above them and its value behind them.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        As `Chart.stage` gives it; the height that the rows do not need is shared out among them.
    rows : pandas.DataFrame
        Observations, drawn from top to bottom.
    detail : callable, optional
        Gives a second, quieter line for a row's label.
    left : float
        Room for labels, in layout millimetres; nothing sets them above their rows.
    most : float
        Largest side of an icon in layout millimetres.
    columns : int
        Icons in a line: by tens they are counted fastest.

    Raises
    ------
    RefusedError
        As for `icons`.
    """
    for _, row in rows.iterrows():
        admit(ax, row)
        _countable(row)
    wide, tall = abs(ax.get_xlim()[1] - ax.get_xlim()[0]), abs(ax.get_ylim()[1] - ax.get_ylim()[0])
    plans, side = _plan(rows, wide, detail, left, most, columns)
    slack = (tall - math.fsum(high for _, high in plans)) / len(plans)
    top = 0.0
    for (words, high), (_, row) in zip(plans, rows.iterrows(), strict=True):
        lines = math.ceil(row["high"] / columns) * side * (1 + GAP) - side * GAP
        said = math.fsum(height(text) for text, _ in words)
        middle = top + (high + slack) / 2
        y = middle - (said if left else said + lines) / 2
        for text, colour in words:
            write(ax, 0, y, text, colour=colour)
            y += height(text)
        y = middle - lines / 2 if left else y + _SPACE / 2
        across, _ = icons(ax, row, left, y, side=side, columns=columns)
        write(ax, left + across + 2, y + lines / 2, value_label(row), va="center")
        if top and left:
            ax.plot([0, wide], [top, top], color=HAIR, linewidth=points(0.2), zorder=0)
        top += high + slack


def icon_rows_height(rows: pd.DataFrame, *, detail: Callable[[pd.Series], str] | None = None, left: float = 0.0,
                     most: float = 5.0, columns: int = 10) -> float:
    """Return the height that icon rows need at the size in force, in layout millimetres; words as for `icon_rows`."""
    return math.fsum(high for _, high in _plan(rows, Setting.size.inner, detail, left, most, columns)[0])


def _plan(rows: pd.DataFrame, wide: float, detail, left: float, most: float, columns: int) -> tuple[list, float]:
    """Return the label of each row, broken to fit, with the height that the row needs; and the side of an icon."""
    room = wide - left - max(width(value_label(row)) for _, row in rows.iterrows()) - 2.5
    side = min(most, room / (min(columns, rows["high"].max()) * (1 + GAP)))
    plans = []
    for _, row in rows.iterrows():
        words = [(wrap(label(row), (left or wide) - 3), INK)]
        if detail:
            words.append((wrap(detail(row), (left or wide) - 3), MUTED))
        said = math.fsum(height(text) for text, _ in words)
        lines = math.ceil(row["high"] / columns) * side * (1 + GAP)
        plans.append((words, (max(said, lines) if left else said + lines) + _SPACE))
    return plans, side


def _icon(ax, kind: str, x: float, y: float, side: float, striped: bool, style: dict):
    """Draw one icon with its top left corner at a place."""
    from matplotlib.patches import PathPatch
    from matplotlib.transforms import Affine2D
    path = _path(kind if kind in _SHAPES else "square")
    patch = ax.add_patch(PathPatch(Affine2D().scale(side).translate(x, y).transform_path(path), clip_on=False,
                                   joinstyle="miter", zorder=2, **style))
    if striped:  # paper on paper is not seen, so the cuts may run past the outline
        for step in (0.58, 0.72, 0.86):
            ax.plot([x - 0.1, x + side + 0.1], [y + side * step] * 2, color=PAPER, linewidth=points(side * 0.05),
                    solid_capstyle="butt", zorder=3, clip_on=False)
    return patch


def hang(ax, row: pd.Series, left: float, right: float, y: float, words: str = "", *, drop: float = 2.5) -> None:
    """Hang a row over what it may be spread over, undivided: a bracket over the things below.

    For a sum of which the article does not say how it falls to the things below. It takes no place on
    their axis: nothing of its size is drawn, so the things below may be counted in another unit.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        As `Chart.stage` gives it: millimetres, y downwards.
    row : pandas.Series
    left, right : float
        Ends of the line.
    y : float
        Height of the line; value and words stand above it.
    words : str
        What is said behind the value; broken to fit.
    drop : float
        How far the bracket bends down at its ends.

    Raises
    ------
    RefusedError
        For a threshold.
    """
    if row["measure"] == "threshold":
        raise RefusedError(f"{row.name} is a threshold ({row['phrase']}): a criterion, not a measurement")
    colour, exact = colour_of(row), is_exact(row)
    ax.plot([left, left, right, right], [y + drop, y, y, y + drop], color=colour, linewidth=points(0.4), clip_on=False,
            linestyle=(0, (3, 1.6)), solid_joinstyle="miter")
    text = wrap(words, right - left)
    base = y - 1.2 - (height(text) if words else 0)
    if words:
        write(ax, left, base, text, colour=MUTED)
    (mark,) = ax.plot([left + 1.4], [base - 3], marker=marker_of(row), markersize=points(MARKER), color=colour,
                      markerfacecolor=colour if exact else PAPER, markeredgecolor=colour, markeredgewidth=points(0.45),
                      linestyle="none", clip_on=False)
    register(ax, mark, row, "printed value" if exact else "printed value, open")
    write(ax, left + 4, base, value_label(row), points=12, va="bottom")


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
        area = math.fsum(a[0] * b[1] - b[0] * a[1] for a, b in zip(shape, [*shape[1:], shape[0]], strict=True))
        corners = shape if (area > 0) != hole else shape[::-1]
        paths.append(Path([*corners, corners[0]], closed=True))
    return Path.make_compound_path(*paths)
