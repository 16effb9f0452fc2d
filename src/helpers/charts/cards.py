"""An inventory of mechanisms: a card each, with its kind, its parts in order and its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

import pandas as pd

from ..loading import load_categories
from ..style import INK, MUTED, PAPER, QUIET, Setting, blend, say
from ..typeset import height, width, wrap, write
from ..wording import label, period_sign, value_label
from .boxes import Node, colour_for, mark_value, phrase, record, short_noun
from .marks import points

GAP = 2.4  # between cards, in layout millimetres
PAD = 1.6  # between a card and what it holds
_CHIP = 1.0  # between a chip and its text
_LINE = 1.0  # between lines of chips
_JOIN = {"chain": "→", "sum": "+", "set": "", "tree": ""}
_SIZES = (12.0, 11.0, 10.0, 9.0)  # of text in points
_ROOM = 56.0  # height of a slide that cards may fill, their notes being long
_MARK = 3.6  # room for the mark of a value


def cards(ax, nodes: Sequence[Node], *, columns: int | None = None, top: float = 0.0, labels: str = "full",
          periods: bool = False, size: float | None = None) -> float:
    """Draw a card for each mechanism; those without any number are dashed.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        As `Chart.stage` gives it.
    nodes : sequence of Node
        Mechanisms with their parts, as `read_node` gives them; read downwards, column by column.
    columns : int, optional
        Columns of cards; by the size in force unless given.
    top : float
        Where to begin.
    labels : {"full", "counted"}
        Whether a value stands with its label or only with what is counted.
    periods : bool
        Whether the letter of its period stands behind each value: for a chart with `periods_signed`.
    size : float, optional
        Points of the text on a page; on a slide as large as the cards have room for, unless given.

    Returns
    -------
    float
        Height taken up; `cards_height` gives it beforehand.

    Raises
    ------
    RefusedError
        For a threshold.
    """
    room = abs(ax.get_xlim()[1] - ax.get_xlim()[0])
    columns = columns or _columns()
    wide = _wide(room, columns)
    size = size or _largest(nodes, columns, labels, periods)
    stacks = _stacks([_lay_out(node, wide, labels, periods, size)[1] for node in nodes], columns)
    for place, stack in enumerate(stacks):
        y = top
        for number, high in stack:
            _card(ax, nodes[number], place * (wide + GAP), y, wide, high, labels, periods, size)
            y += high + GAP
    return max(map(_tall, stacks))


def cards_height(nodes: Sequence[Node], *, columns: int | None = None, labels: str = "full",
                 periods: bool = False, size: float | None = None) -> float:
    """Return the height that `cards` will take up at the size and language in force."""
    columns = columns or _columns()
    wide = _wide(Setting.size.inner, columns)
    size = size or _largest(nodes, columns, labels, periods)
    return max(map(_tall, _stacks([_lay_out(node, wide, labels, periods, size)[1] for node in nodes], columns)))


def _largest(nodes: Sequence[Node], columns: int, labels: str, periods: bool) -> float:
    """Return the size of text: the smallest, but on a slide the largest at which the cards have room."""
    sizes = _SIZES if Setting.size.fixed else _SIZES[-1:]
    fits = (size for size in sizes
            if cards_height(nodes, columns=columns, labels=labels, periods=periods, size=size) <= _ROOM)
    return next(fits, _SIZES[-1])


def _columns() -> int:
    return {"page": 2, "column": 1, "slide": 3}[Setting.size.name]


def _wide(room: float, columns: int) -> float:
    return (room - GAP * (columns - 1)) / columns


def _tall(stack: list[tuple[int, float]]) -> float:
    return fsum(high for _, high in stack) + GAP * (len(stack) - 1)


def _stacks(heights: list[float], columns: int) -> list[list[tuple[int, float]]]:
    """Deal cards into columns, read downwards in order, so that the tallest column is as low as can be."""
    most = min(limit for limit in _limits(heights) if len(_deal(heights, limit)) <= columns)
    return _deal(heights, most)


def _limits(heights: list[float]) -> list[float]:
    """Return every height that a column of neighbouring cards can have."""
    return [fsum(heights[a:b]) + GAP * (b - a - 1) for a in range(len(heights)) for b in range(a + 1, len(heights) + 1)]


def _deal(heights: list[float], most: float) -> list[list[tuple[int, float]]]:
    """Fill columns one after another up to a height; a card that is taller than it stands alone."""
    stacks: list[list[tuple[int, float]]] = []
    for number, high in enumerate(heights):
        if not stacks or _tall([*stacks[-1], (number, high)]) > most + 1e-6:
            stacks.append([])
        stacks[-1].append((number, high))
    return stacks


def _card(ax, node: Node, x: float, y: float, wide: float, high: float, labels: str, periods: bool,
          size: float) -> None:
    """Draw one card: its outline, its words, its chips."""
    colour = colour_for(node)
    for drawn in (node, *node.parts):
        record(ax, drawn)
    _outline(ax, x, y, wide, high, colour, node.empty, tint=0.05)
    for item in _lay_out(node, wide, labels, periods, size)[0]:
        if item["chip"]:
            _outline(ax, x + item["x"], y + item["y"], item["wide"], item["high"], colour, not item["filled"], 0.16)
        dx = item["x"] + (_CHIP if item["chip"] else 0.0)
        dy = item["y"] + (_CHIP - 0.6 if item["chip"] else 0.0)
        if item["row"] is not None:
            mark_value(ax, item["row"], x + dx + item["mark"], y + dy + height("", size) / 2, colour)
        write(ax, x + dx + item["indent"], y + dy, item["text"], points=size, colour=item["colour"], zorder=3)


def _outline(ax, x: float, y: float, wide: float, high: float, colour: str, bare: bool, tint: float) -> None:
    from matplotlib.patches import FancyBboxPatch
    style = ({"edgecolor": QUIET, "facecolor": PAPER, "linestyle": (0, (3, 2)), "linewidth": points(0.25)} if bare else
             {"edgecolor": colour, "facecolor": blend(colour, tint), "linewidth": points(0.3)})
    ax.add_patch(FancyBboxPatch((x, y), wide, high, boxstyle="round,pad=0,rounding_size=0.8", clip_on=False,
                                zorder=1, **style))


def _item(text: str, x: float, y: float, colour: str = INK, row: pd.Series | None = None, **more) -> dict:
    return {"text": text, "x": x, "y": y, "colour": colour, "row": row, "chip": False, "indent": 0.0,
            "mark": 1.0, **more}


def _lay_out(node: Node, wide: float, labels: str, periods: bool, size: float) -> tuple[list[dict], float]:
    """Return what stands on a card, and the height that it takes."""
    room, items, y = wide - 2 * PAD, [], PAD - 0.6
    kind = load_categories("mechanisms", "kind").at[node.kind, f"label_{Setting.language}"]
    name = wrap(say(node.name), room - width(kind, size) - 3, size)
    items.append(_item(name, PAD, y))
    items.append(_item(kind, wide - PAD - width(kind, size), y, MUTED))
    y += height(name, size)
    for row in node.rows:
        noun = label(row) if labels == "full" else short_noun(row, room - _MARK, size, periods)
        spoken, tall = phrase(row, noun, room - _MARK, size, periods=periods)
        items += [_item(text, PAD, y + dy, ink, None if place else row, indent=_MARK + dx)
                  for place, (dx, dy, text, _, ink) in enumerate(spoken)]
        y += tall
    if node.parts:
        chips, y = _chips(node, room, y + 1.0, periods, size)
        items += chips
    if say(node.note):
        text = wrap(say(node.note), room, size)
        items.append(_item(text, PAD, y + 0.3, MUTED))
        y += height(text, size) + 0.3
    return items, y + PAD - 0.6


def _short(row: pd.Series, periods: bool, room: float, size: float) -> str:
    """Set a value for a chip with what it counts; of a rate the chart's measure line says it."""
    noun = "" if row["counted"] == "rate" else label(row)
    sign = period_sign(row) if periods else ""
    said = f"{value_label(row)}{sign} {noun}".rstrip() if Setting.language == "en" else value_label(row) + noun + sign
    return wrap(said, room, size)


def _chips(node: Node, room: float, y: float, periods: bool, size: float) -> tuple[list[dict], float]:
    """Set the parts as chips in order, joined as the drawing of the mechanism asks."""
    join = _JOIN.get(node.drawing, "")
    between = width(join, size) + 2.4 if join else 1.8
    items, x, high = [], 0.0, 0.0
    for place, part in enumerate(node.parts):
        rows, lead = list(part.rows), between if place else 0.0
        own = room - 2 * _CHIP - lead
        head = wrap(say(part.name), own, size)
        words = [_short(row, periods, own - _MARK, size) for row in rows]
        across = max([width(head, size), *(width(text, size) + _MARK for text in words)]) + 2 * _CHIP
        tall = height(head, size) + fsum(height(text, size) for text in words) + 2 * _CHIP - 1.2
        if x and x + lead + across > room:
            x, y, high = 0.0, y + high + _LINE, 0.0
            lead = between if join else 0.0
        if place and join:
            items.append(_item(join, PAD + x + lead / 2 - width(join, size) / 2, y + _CHIP - 0.6, MUTED))
        x += lead
        items.append(_item(head, PAD + x, y, INK if rows else MUTED, None, chip=True, wide=across, high=tall,
                           filled=bool(rows)))
        below = y + _CHIP - 0.6 + height(head, size)
        for row, text in zip(rows, words, strict=True):
            items.append(_item(text, PAD + x + _CHIP, below, INK, row, indent=_MARK))
            below += height(text, size)
        x += across
        high = max(high, tall)
    return items, y + high + 0.8
