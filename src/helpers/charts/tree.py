"""A mechanism as the article builds it: its parts side by side, below each what hangs on it."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from ..style import INK, MUTED, QUIET, Setting, Text, say
from ..typeset import height, wrap, write
from .boxes import Node, box, box_height, box_overflow, colour_for, record
from .marks import points

GAP = 3.5  # between columns, in layout millimetres
_BELOW = {"page": 1.4, "column": 1.4, "slide": 1.0}  # between boxes
_BLOCK = 4.0  # between parts that stand below each other
_TRIALS = 40  # of other widths of the columns
_SPILL = 20.0  # what a millimetre of a line that sticks out weighs against height
_RULE = 1.4  # room for the rule over a part
NOTHING = Text("empty", "为空")


def tree(ax, parts: Sequence[Node], *, shares: Sequence[float] | None = None, top: float = 0.0,
         **how) -> float:
    """Draw parts as columns, each headed by its name, with a box for every part of its own.

    In a narrow column the parts stand below each other. A part that has nothing of its own gets
    a narrow column with one dashed box.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        As `Chart.stage` gives it.
    parts : sequence of Node
        `read_node("…").parts`; only their own parts of the kind `part` are drawn, so that what
        is named inside a part can stand in a drawing of its own.
    shares : sequence of float, optional
        How wide each column is relative to the others; unless given, so that the drawing is as low as can be.
    top : float
        Where to begin.
    **how
        As for `helpers.charts.boxes.box`: `labels="full"|"counted"|"none"`, `periods=False`.

    Returns
    -------
    float
        Height taken up; `tree_height` gives it beforehand.

    Raises
    ------
    RefusedError
        For a threshold.
    """
    ends, between = [top], _BELOW[Setting.size.name]
    for part, x, y, wide in _places(parts, abs(ax.get_xlim()[1] - ax.get_xlim()[0]), top, shares, how):
        colour = colour_for(part)
        record(ax, part)
        bare = part.empty
        ax.plot([x, x + wide], [y, y], color=QUIET if bare else colour, linewidth=points(0.35 if bare else 0.9),
                linestyle=(0, (3, 2)) if bare else "-", solid_capstyle="butt", clip_on=False)
        head = wrap(say(part.name), wide, 10)
        write(ax, x, y + _RULE - 0.4, head, points=10, colour=MUTED if bare else INK)
        y += _RULE + height(head, 10) + 0.6
        for below in _below(part):
            high = box_height(below, wide, **how)
            box(ax, below, x, y, wide, high, colour=colour, **how)
            y += high + between
        ends.append(y - between)
    return max(ends) - top


def tree_height(parts: Sequence[Node], *, shares: Sequence[float] | None = None, **how) -> float:
    """Return the height that `tree` will take up at the size and language in force."""
    return max(y + _high(part, wide, how) for part, _, y, wide in _places(parts, Setting.size.inner, 0, shares, how))


def _below(part: Node) -> list[Node]:
    """Return the boxes of a part: its own parts, itself where it has numbers, or one that says there is nothing."""
    own = [below for below in part.parts if below.kind in ("", "part")]
    if len(part.rows):
        own.insert(0, part)
    return own or [Node(NOTHING)]


def _high(part: Node, wide: float, how: dict) -> float:
    boxes = [box_height(below, wide, **how) for below in _below(part)]
    between = _BELOW[Setting.size.name] * (len(boxes) - 1)
    return _RULE + height(wrap(say(part.name), wide, 10), 10) + 0.6 + fsum(boxes) + between


def _overflow(part: Node, wide: float, how: dict) -> float:
    return max(box_overflow(below, wide, **how) for below in _below(part))


def _share(shares: Sequence[float], room: float) -> float:
    """Return the width of a share of one."""
    return (room - GAP * (len(shares) - 1)) / fsum(shares)


def _balanced(parts: Sequence[Node], room: float, how: dict) -> list[float]:
    """Widen the tallest column step by step, and return the shares at which the tallest was the lowest."""
    shares = [0.4 if part.empty and not part.parts else 1.0 for part in parts]
    tried = []
    for _ in range(_TRIALS):
        one = _share(shares, room)
        heights = [_high(part, one * share, how) + _SPILL * _overflow(part, one * share, how)
                   for part, share in zip(parts, shares, strict=True)]
        tried.append((max(heights), len(tried), list(shares)))
        shares[heights.index(max(heights))] *= 1.03
    return min(tried)[2]


def _places(parts: Sequence[Node], room: float, top: float, shares, how: dict) -> list[tuple]:
    """Give each part its left end, top and width."""
    if Setting.size.name == "column":
        places, y = [], top
        for part in parts:
            places.append((part, 0.0, y, room))
            y += _high(part, room, how) + _BLOCK
        return places
    shares = shares or _balanced(parts, room, how)
    one = _share(shares, room)
    places, x = [], 0.0
    for part, share in zip(parts, shares, strict=True):
        places.append((part, x, top, one * share))
        x += one * share + GAP
    return places


