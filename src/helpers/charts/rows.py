"""Labelled rows from top to bottom, each as high as its words need.

Labels stand in the margin left of the axes, or above the marks where that margin is narrow.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import fsum

import pandas as pd

from ..style import HAIR, INK, MUTED, Setting
from ..typeset import height, width, wrap, write
from ..wording import label
from .marks import millimetres, points

NARROW = 26.0  # a left margin below which labels go above their rows, in layout millimetres
MANY = 14  # rows that are set closer
LANE = 5.2  # height of the lane of a mark
_GAP, _INDENT, _SPACE = 2.2, 2.5, 3.0
_AIR = 1.6  # between a mark and the label below it, beside what parts a label from its own


@dataclass(slots=True)
class Line:
    """One row or heading: its words, broken to fit, and where it stands."""

    name: str | None
    words: list[tuple[str, str]]
    inline: str = ""
    high: float = 0.0
    top: float = 0.0
    mark: float = 0.0


def plan(rows: pd.DataFrame, left: float, wide: float, *, detail: Callable[[pd.Series], str] | None = None,
         groups: pd.Series | None = None, blank: list[tuple[str, str]] | None = None,
         extra: dict[str, str] | None = None) -> list[Line]:
    """Break the labels of rows and give each the height that it needs.

    Parameters
    ----------
    rows : pandas.DataFrame
        Observations or derived rows, from top to bottom.
    left, wide : float
        Left margin and width of the axes, in layout millimetres.
    detail : callable, optional
        Gives a quieter text after or below a row's label.
    groups : pandas.Series, optional
        Heading of the group that each row belongs to, by row id.
    blank : list of tuple of str, optional
        Rows without a value: the label, and what stands in place of the mark.
    extra : dict of str to str, optional
        A further line below a row's label, by row id.

    Returns
    -------
    list of Line
        Headings too; `top` and `mark` in millimetres from the top.
    """
    above = left < NARROW
    indent = _INDENT if groups is not None else 0.0
    room = (wide + left if above else left - _SPACE) - indent
    lines, last = [], None
    for name, row in rows.iterrows():
        if groups is not None and groups[name] != last:
            last = groups[name]
            lines.append(Line(None, [(wrap(last, room + indent), INK)]))
        lines.append(_line(str(name), label(row), detail(row) if detail else "", room))
        if extra and name in extra:
            lines[-1].words.append((wrap(extra[name], room), INK))
    lines += [_line(f"blank-{place}", name, "", room) for place, (name, _) in enumerate(blank or [])]
    gap = _GAP if len(rows) < MANY else _GAP / 2
    for line in lines:
        line.high = fsum(height(text) for text, _ in line.words)
        if line.name is not None:
            line.high = line.high + LANE + _AIR if above else max(line.high + gap, LANE)
    return spread(lines, fsum(line.high for line in lines), above)


def _line(name: str, title: str, more: str, room: float) -> Line:
    title = wrap(title, room)
    if more and "\n" not in title and width(title) + 2.5 + width(more) <= room:
        return Line(name, [(title, INK)], inline=more)
    return Line(name, [(title, INK), *([(wrap(more, room), MUTED)] if more else [])])


def spread(lines: list[Line], tall: float, above: bool) -> list[Line]:
    """Place lines one below the other so that together they fill `tall` millimetres."""
    named = sum(line.name is not None for line in lines)
    slack = (tall - fsum(line.high for line in lines)) / max(named, 1)
    top = 0.0
    for line in lines:
        room = line.high + (slack if line.name is not None else 0)
        words = fsum(height(text) for text, _ in line.words)
        line.mark = top + room / 2 + (words / 2 - _AIR / 2 if above else 0)
        line.top = line.mark - LANE / 2 - words if above and line.name is not None else line.mark - words / 2
        if line.name is None:
            line.top, line.mark = top, top
        top += room
    return lines


def rows_height(rows: pd.DataFrame, left: float, right: float = 0.0, **words) -> float:
    """Return the height that rows need at the size in force, in layout millimetres; words as for `plan`."""
    lines = plan(rows, left, Setting.size.inner - left - right, **words)
    return fsum(line.high for line in lines)


def draw_labels(ax, lines: list[Line], left: float, grouped: bool) -> None:
    """Write the labels of placed lines beside axes whose y axis is in millimetres from the top."""
    for line in lines:
        shift = -left + (_INDENT if grouped and line.name is not None else 0)
        dy = 0.0
        for text, colour in line.words:
            write(ax, 0, line.top, text, dx=shift, dy=dy, colour=colour, transform=ax.get_yaxis_transform())
            dy += height(text)
        if line.inline:
            write(ax, 0, line.top, line.inline, dx=shift + width(line.words[0][0]) + 2.5, colour=MUTED,
                  transform=ax.get_yaxis_transform())


def left_margin(ax) -> float:
    """Room left of the axes down to the margin of the page or of its column, in layout millimetres."""
    if hasattr(ax, "_room"):
        return ax._room[0]
    size = Setting.size
    return ax.get_position().x0 * ax.figure.get_figwidth() * 25.4 / size.scale - size.margin


def guide(ax, x: float, y: float) -> None:
    """Draw the hairline that leads to a mark: from zero, or across a logarithmic axis, which has no zero."""
    x = ax.get_xlim()[1] if ax.get_xscale() == "log" else x
    ax.plot([ax.get_xlim()[0], x], [y, y], color=HAIR, linewidth=points(0.3), solid_capstyle="butt", zorder=1)


def scale_rows(ax) -> float:
    """Measure the y axis in layout millimetres from the top; return its height."""
    tall = millimetres(ax)[1]
    ax.set_ylim(tall, 0)
    return tall
