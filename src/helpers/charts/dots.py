"""Dots on a value axis, one row below another, hedges shown as they are."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pandas as pd

from ..style import HAIR, MUTED, PAPER, Setting
from ..typeset import width, write
from ..wording import tick, value_label
from .marks import admit, millimetres, points, text_points, value_mark
from .rows import NARROW, draw_labels, guide, left_margin, plan, scale_rows, spread

_GAP = 2.6  # between a mark and its label, in layout millimetres
_STUB = 2.4  # of a reference line, below its name, where labels stand above their rows


def dots(ax, rows: pd.DataFrame, *, log: bool = False, limits: tuple[float, float] | None = None,
         detail: Callable[[pd.Series], str] | None = None, groups: pd.Series | None = None,
         shown: Callable[[pd.Series], str] = value_label, ticks: list[float] | None = None,
         blank: list[tuple[str, str]] | None = None, mark: Callable = value_mark) -> dict[str, float]:
    """Draw one mark a row on a shared value axis, labelled directly.

    A hedged row is an open mark with a fade towards its bound; a derived row without a printed
    number is a bar between its bounds, with a ring at an end that is not reached.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Any axes; labels stand in the margin to its left, or above the rows where that is narrow.
    rows : pandas.DataFrame
        Observations or derived rows, drawn from top to bottom.
    log : bool
        Whether the axis is logarithmic; otherwise it starts at zero.
    limits : tuple of float, optional
        Ends of the axis, in base units; wide enough for the rows and the ticks unless given.
    detail : callable, optional
        Gives a second, quieter line for a row's label.
    groups : pandas.Series, optional
        Heading of the group that each row belongs to, by row id; rows of a group stand together.
    shown : callable
        Gives the value label of a row.
    ticks : list of float, optional
        Values to mark on the axis.
    blank : list of tuple of str, optional
        Rows without a value, last: the label, and what stands in place of the mark.
    mark : callable
        Draws a row's mark at a height and returns how far it reaches, as `value_mark` does.

    Returns
    -------
    dict of str to float
        The height of each row on the y axis, by row id, in layout millimetres from the top.

    Raises
    ------
    RefusedError
        For thresholds, mixed units or regions that cannot be compared.
    """
    for _, row in rows.iterrows():
        admit(ax, row)
    tall, wide, left = scale_rows(ax), millimetres(ax)[0], left_margin(ax)
    above = left < NARROW
    if log:
        ax.set_xscale("log")
    ax.set_xlim(*(limits or _limits(rows, log)))
    _axis(ax, rows, ticks)
    if limits:
        ax.set_xlim(*limits)  # ticks beyond them have widened it
    sides = {name: _side(ax, row, shown(row)) for name, row in rows.iterrows()}
    ax._values_end = max([0.0, *(_along(ax, _span(ax, rows.loc[name])[1]) * wide + _gap(rows.loc[name])
                                 + width(shown(rows.loc[name])) - wide for name, side in sides.items() if side > 0)])
    extra = {name: shown(rows.loc[name]) for name, side in sides.items() if side == 0}
    lines = spread(plan(rows, left, wide, detail=detail, groups=groups, blank=blank, extra=extra), tall, above)
    draw_labels(ax, lines, left, groups is not None)
    places = {line.name: line.mark for line in lines if line.name is not None}
    for name, row in rows.iterrows():
        reach = mark(ax, row, places[name])
        guide(ax, reach, places[name])
        if sides[name]:
            _value(ax, row, places[name], sides[name], shown(row))
    for place, (_, instead) in enumerate(blank or []):
        write(ax, ax.get_xlim()[0], places.pop(f"blank-{place}"), instead, va="center", colour=MUTED)
    ax._row_places = places
    return places


def _limits(rows: pd.DataFrame, log: bool) -> tuple[float, float]:
    finite = rows[["value", "low", "high"]].replace([float("inf"), float("-inf")], float("nan"))
    if log:
        return finite.min(axis=None) / 2, finite.max(axis=None) * 2
    return 0, finite.max(axis=None) * 1.02


def _axis(ax, rows: pd.DataFrame, ticks: list[float] | None) -> None:
    from matplotlib.ticker import FuncFormatter, NullLocator
    unit = rows["unit"].iloc[0] if rows["unit"].nunique() == 1 else ""
    ax.xaxis.set_minor_locator(NullLocator())
    first, last = ax.get_xlim()
    ax.set_xticks([at for at in ax.get_xticks() if first <= at <= last] if ticks is None else ticks)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: tick(v, unit)))
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.spines["bottom"].set_visible(False)
    ax.tick_params(axis="x", length=0 if ticks == [] else text_points(2.5), color=HAIR, labelsize=text_points(9),
                   pad=text_points(2))


def _span(ax, row: pd.Series) -> tuple[float, float]:
    """Return the least and the greatest value that the row's mark takes up, inside the limits."""
    left, right = sorted(ax.get_xlim())
    ends = [v for v in (row["value"], max(row["low"], left), min(row["high"], right)) if not math.isnan(v)]
    return min(ends), max(ends)


def _side(ax, row: pd.Series, text: str) -> int:
    """Tell where the value has room: 1 right of the mark, -1 left of it, 0 at neither."""
    wide, _ = millimetres(ax)
    need = _gap(row) + width(text)
    page = ax.figure.get_figwidth() * 25.4 / Setting.size.scale - Setting.size.margin
    first, last = _span(ax, row)
    room = wide + ax._room[1] if hasattr(ax, "_room") else page - ax.get_position().x0 * (page + Setting.size.margin)
    if _along(ax, last) * wide + need <= room:
        return 1
    return -1 if need <= _along(ax, first) * wide else 0


def _value(ax, row: pd.Series, y: float, side: int, text: str) -> None:
    first, last = _span(ax, row)
    write(ax, last if side > 0 else first, y, text, dx=side * _gap(row), va="center",
          ha="left" if side > 0 else "right", bbox=_plate())


def _gap(row: pd.Series) -> float:
    """Return how far from the mark a value stands: further where a pointer says that a fade has no end."""
    return _GAP + 1.2 if math.isinf(row["high"]) or math.isinf(row["low"]) else _GAP


def _plate() -> dict:
    """Keep lines from running through a value."""
    return {"facecolor": PAPER, "edgecolor": "none", "pad": points(0.15)}


def reference(ax, value: float, text: str, colour: str = MUTED, only: Sequence[str] | None = None) -> None:
    """Draw a line across the rows at a value that means something, its name above it.

    Call it after the rows are drawn: where labels stand above their rows, it is broken there.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Axes that `dots` or `bars` has drawn on.
    value : float
    text : str
        What the value is; it stands above the first row.
    colour : str
    only : sequence of str, optional
        Ids of the rows, from the first on, that the value has to do with; all unless given.
    """
    dashed = {"color": colour, "linewidth": points(0.3), "linestyle": (0, (3, 2)), "zorder": 0}
    places = [y for name, y in ax._row_places.items() if only is None or name in only]
    narrow = left_margin(ax) < NARROW
    if narrow:
        for top, bottom in ((-_STUB, 0.0), *((y - 1.8, y + 1.8) for y in places)):
            ax.plot([value, value], [top, bottom], clip_on=False, **dashed)
    elif only is None:
        ax.axvline(value, **dashed)
    else:
        ax.plot([value, value], [0, places[-1] + 3.0], **dashed)
    write(ax, value, 1, text, dy=-_STUB if narrow else 0.0, transform=ax.get_xaxis_transform(), va="bottom",
          ha="center", colour=colour)


def _along(ax, value: float) -> float:
    """Return how far along the axes a value lies, from 0 to 1."""
    return float(ax.transAxes.inverted().transform(ax.transData.transform((value, 0)))[0])
