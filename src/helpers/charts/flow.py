"""A chain of named steps with equal arrows, the observations of each step printed in its box.

An arrow says that the article names one step after the other, nothing of how much passes
along: all arrows are equal, and no width means a number.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from ..style import MUTED, Setting
from ..typeset import write
from .boxes import Node, box, box_height, connector, longest_word

GAP = 6.5  # between boxes, room for an arrow or a plus sign, in layout millimetres
APART = 3.0  # between boxes that nothing links
LEAST = 24.0  # width of a box below which the chain wraps


def flow(ax, steps: Sequence[Node], *, link: str = "arrow", columns: int | None = None, top: float = 0.0,
         left: float = 0.0, wide: float | None = None, colour: str | None = None, least: float = 0.0, **how) -> float:
    """Draw steps in order, in one line where they fit, else in several; vertical in a narrow column.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        As `Chart.stage` gives it: layout millimetres, y downwards.
    steps : sequence of Node
        `Node(name, rows=(row, …), detail="")`; `read_node("chaoan-five-tiers").parts` gives those of
        the table. A step without rows is drawn pale and dashed.
    link : {"arrow", "plus", "none"}
        What stands between the boxes: an arrow (a chain), a plus sign (a sum), or nothing (a set).
    columns : int, optional
        Boxes in a line; as many as fit unless given.
    top, left, wide : float, optional
        Where to begin, and the width to take; all of the axes unless given.
    colour : str, optional
        That of the region unless given.
    least : float
        Least height of a box, so that it stands level with a neighbour.
    **how
        As for `helpers.charts.boxes.box`: `labels="full"|"counted"|"none"`, `periods=False`.

    Returns
    -------
    float
        Height taken up, in layout millimetres; `flow_height` gives it beforehand for the chart's `body`.

    Raises
    ------
    RefusedError
        For a threshold.

    Examples
    --------
    >>> steps = read_node("chaoan-three-orders").parts
    >>> chart = Chart("three-order-workflow", ..., body=flow_height(steps))
    >>> flow(chart.stage(), steps)
    >>> chart.show()
    """
    wide = wide or abs(ax.get_xlim()[1] - ax.get_xlim()[0]) - left
    gap = _gap(link)
    columns, side, heights = _measure(steps, wide, columns, gap, how)
    heights = [max(least, high) for high in heights]
    y, places = top, []
    for line, high in enumerate(heights):
        for column, step in enumerate(steps[line * columns:(line + 1) * columns]):
            x = left + column * (side + gap)
            box(ax, step, x, y, side, high, colour=colour, **how)
            places.append((x, y, side, high))
        y += high + gap
    if link != "none":
        for before, after in pairwise(places):
            _link(ax, before, after, link)
    return y - gap - top


def flow_height(steps: Sequence[Node], *, link: str = "arrow", wide: float | None = None,
                columns: int | None = None, **how) -> float:
    """Return the height that `flow` will take up at the size and language in force, in layout millimetres.

    Parameters
    ----------
    steps, link, columns, **how
        As for `flow`.
    wide : float, optional
        The width there is; that of the page between its margins unless given.
    """
    heights = _measure(steps, wide or Setting.size.inner, columns, _gap(link), how)[2]
    return math.fsum(heights) + _gap(link) * (len(heights) - 1)


def _gap(link: str) -> float:
    return APART if link == "none" else GAP


def _measure(steps: Sequence[Node], wide: float, columns: int | None, gap: float,
             how: dict) -> tuple[int, float, list[float]]:
    """Return boxes in a line, the width of a box, and the height of each line."""
    if columns is None:
        least = max(LEAST, *(longest_word(step) for step in steps))
        columns = 1 if Setting.size.name == "column" else max(1, min(len(steps), int((wide + gap) // (least + gap))))
        columns = math.ceil(len(steps) / math.ceil(len(steps) / columns))
    side = (wide - gap * (columns - 1)) / columns
    lines = [steps[start:start + columns] for start in range(0, len(steps), columns)]
    return columns, side, [max(box_height(step, side, **how) for step in line) for line in lines]


def _link(ax, before: tuple, after: tuple, link: str) -> None:
    """Link two boxes: beside each other, below each other, or from the end of a line to the next."""
    (x, y, side, high), (to_x, to_y, _, to_high) = before, after
    beside = to_y == y
    if link == "plus":
        at = (x + side + GAP / 2, y + high / 2) if beside else (to_x + side / 2, to_y - GAP / 2)
        write(ax, *at, "+", points=14, colour=MUTED, ha="center", va="center")
    elif beside:
        connector(ax, (x + side + 1, y + high / 2), (to_x - 1, to_y + to_high / 2))
    elif to_x == x:
        connector(ax, (x + side / 2, y + high + 1), (to_x + side / 2, to_y - 1))
    else:
        middle = to_y - GAP / 2
        connector(ax, (x + side / 2, y + high + 1), (x + side / 2, middle), head=False)
        connector(ax, (x + side / 2, middle), (to_x + side / 2, middle), head=False)
        connector(ax, (to_x + side / 2, middle), (to_x + side / 2, to_y - 1))
