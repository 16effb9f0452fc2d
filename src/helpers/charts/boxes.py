"""Named boxes that carry observations: what flows, trees and inventories are made of.

A box names a step or part. The observations that belong to it are printed in it, each with the
mark of its kind (solid exact, open hedged). A box without any is pale and dashed, so that it is
seen that the article gives no number there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from ..errors import RefusedError
from ..loading import load_mechanisms, load_observations, load_regions
from ..style import INK, MUTED, PAPER, QUIET, Setting, Text, blend, say
from ..typeset import LEADING, POINT, empty_half, height, width, wrap, write
from ..wording import is_exact, label, signed, value_label
from .marks import MARKER, colour_of, marker_of, points, register

PAD = 1.8  # between a box and what it holds, in layout millimetres
SMALL = 9.0  # points of text; a value is one larger
_INDENT = 4.0  # room for a mark
_SPACE = 1.0  # between two observations
_BRACKETS = re.compile(r" ?[(（][^()（）]*[)）]")
_FULL_WIDTH = str.maketrans("()", "（）")  # the articles print half-width brackets; Chinese type has none
_WORD = 1.2  # between a value and its noun


@dataclass(frozen=True)
class Node:
    """A step, part or mechanism, with the observations that belong to it.

    Attributes
    ----------
    name : Text or str
        What the box is headed with.
    rows : sequence of pandas.Series
        Observations (or derived rows) printed in the box.
    parts : tuple of Node
        What it is made of, in order.
    detail : Text or str
        A quieter line under the name.
    note : Text or str
        What is not said of it.
    id, kind, drawing, colour : str
        As in the table of mechanisms, and the region's colour, where the node is from there.
    """

    name: Text | str
    rows: tuple = ()
    parts: tuple = ()
    detail: Text | str = ""
    note: Text | str = ""
    id: str = ""
    kind: str = ""
    drawing: str = ""
    colour: str = ""

    @property
    def empty(self) -> bool:
        """Whether neither the node nor any of its parts carries an observation."""
        return not len(self.rows) and all(part.empty for part in self.parts)

    def walk(self) -> list[Node]:
        """Return the node and all below it, in order."""
        return [self, *(below for part in self.parts for below in part.walk())]

    @property
    def names(self) -> list[str]:
        """Ids of all observations in the node and below it, each once."""
        return list(dict.fromkeys(str(row.name) for node in self.walk() for row in node.rows))


def read_nodes(region: str | None = None) -> list[Node]:
    """Return the mechanisms at the top of the table, with all that stands below them."""
    table = load_mechanisms(region)
    return _grow(table, table.index[table["parent"] == ""])


def read_node(name: str) -> Node:
    """Return one mechanism or part of the table by its id, with all that stands below it.

    Raises
    ------
    RefusedError
        Where there is none.
    """
    table = load_mechanisms()
    if name not in table.index:
        raise RefusedError(f"no mechanism {name!r}; there are: {', '.join(table.index)}")
    return _grow(table, [name])[0]


def _grow(table: pd.DataFrame, names: Iterable[str]) -> list[Node]:
    """Build the nodes of these names and all below them."""
    obs, colours = load_observations(), load_regions()["colour"]
    nodes = {row["id"]: row for row in table.reset_index().to_dict("records")}
    below: dict[str, list[str]] = {}
    for name in sorted(nodes, key=lambda name: nodes[name]["order"]):
        below.setdefault(nodes[name]["parent"], []).append(name)

    def build(name: str) -> Node:
        row = nodes[name]
        return Node(Text(row["name_en"], row["name_zh"].translate(_FULL_WIDTH)),
                    tuple(obs.loc[i] for i in row["observations"]), tuple(build(part) for part in below.get(name, [])),
                    note=Text(row["note_en"], row["note_zh"]), id=name, kind=str(row["kind"]),
                    drawing="" if pd.isna(row["drawing"]) else str(row["drawing"]), colour=colours[row["region"]])

    return [build(name) for name in names]


def box_height(node: Node, wide: float, **how) -> float:
    """Return the height that a box of this width needs, in layout millimetres; `how` as for `box`."""
    return _layout(node, wide, **how)[1]


def box_overflow(node: Node, wide: float, **how) -> float:
    """Return how far a box's longest line would stick out at this width, in layout millimetres; `how` as for `box`."""
    ends = [dx + (_INDENT if row is not None else 0.0) + width(text, points)
            for dx, _, text, points, _, row in _layout(node, wide, **how)[0]]
    return max(0.0, max(ends) - (wide - PAD))


def box(ax, node: Node, x: float, y: float, wide: float, high: float, *, colour: str | None = None,
        filled: bool = True, **how) -> None:
    """Draw a node as a box on axes measured in layout millimetres, without its parts.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        As `Chart.stage` gives it.
    node : Node
    x, y, wide, high : float
        Top left corner, width, height.
    colour : str, optional
        That of the region of its rows unless given.
    filled : bool
        Whether a box that carries observations is tinted.
    labels : {"full", "counted", "none"}
        What stands by a value: its label; its label where that fits into one line, else without
        what stands in brackets, all set closer; or nothing, where the name of the box says it.
    periods : bool
        Whether the letter of its period stands behind each value: for a chart with `periods_signed`.
    size : float
        Points of the text on a page; a value is one point larger.

    Raises
    ------
    RefusedError
        For a threshold: it is no measurement of the part.
    """
    from matplotlib.patches import FancyBboxPatch
    colour = colour or colour_for(node)
    record(ax, node)
    outline = {"edgecolor": QUIET, "facecolor": PAPER, "linestyle": (0, (3, 2)), "linewidth": points(0.25)}
    if len(node.rows):
        outline = {"edgecolor": colour, "facecolor": blend(colour, 0.09) if filled else PAPER,
                   "linewidth": points(0.35)}
    ax.add_patch(FancyBboxPatch((x, y), wide, high, boxstyle="round,pad=0,rounding_size=0.8", clip_on=False,
                                zorder=1, **outline))
    for dx, dy, text, size, ink, row in _layout(node, wide, **how)[0]:
        if row is not None:
            mark_value(ax, row, x + dx + 1.1, y + dy + height("", size) / 2, colour)
            dx += _INDENT
        write(ax, x + dx, y + dy, text, points=size, colour=ink, zorder=3)


def record(ax, node: Node) -> None:
    """Note on the chart that it draws a node of the table of mechanisms."""
    chart = getattr(ax.figure, "chart", None)
    if chart is not None and node.id and node.id not in chart.nodes:
        chart.nodes.append(node.id)


def rows_of(nodes: Sequence[Node]) -> pd.DataFrame:
    """Return the observations in nodes and below them, each once: the `rows` of a chart that draws them."""
    obs = load_observations()
    names = dict.fromkeys(name for node in nodes for name in node.names)
    return obs.loc[[name for name in names if name in obs.index]]


def colour_for(node: Node) -> str:
    """Return the colour of the node's region."""
    for below in node.walk():
        if below.colour:
            return below.colour
        if len(below.rows):
            return colour_of(below.rows[0])
    return QUIET


def mark_value(ax, row: pd.Series, x: float, y: float, colour: str) -> None:
    """Draw the mark of a printed value: solid where it is exact, open where it is hedged."""
    if row["measure"] == "threshold":
        raise RefusedError(f"{row.name} is a threshold ({row['phrase']}): a criterion, not a number of this part")
    exact = is_exact(row)
    (dot,) = ax.plot([x], [y], marker=marker_of(row), markersize=points(MARKER * 0.8), linestyle="none", color=colour,
                     markerfacecolor=colour if exact else PAPER, markeredgecolor=colour,
                     markeredgewidth=points(0.4), zorder=4, clip_on=False)
    register(ax, dot, row, "printed value" if exact else "printed value, open")


def _layout(node: Node, wide: float, labels: str = "full", periods: bool = False,
            size: float = SMALL) -> tuple[list[tuple], float]:
    """Return the lines of a box as (dx, dy, text, points, colour, row to mark), and its height."""
    room, lines = wide - 2 * PAD, []
    tight = labels == "counted"
    edge = 0.5 if tight else PAD - 0.4
    y = edge

    def put(text: str, dx: float, points: float, colour: str, row=None) -> None:
        nonlocal y
        text = wrap(text, room - dx - (_INDENT if row is not None else 0.0), points)
        lines.append((PAD + dx, y, text, points, colour, row))
        y += height(text, points)

    put(say(node.name), 0, size, INK if len(node.rows) else MUTED)
    if node.detail:
        put(say(node.detail), 0, size, MUTED)
    for row in node.rows:
        y += 0.0 if tight else _SPACE
        noun = {"none": "", "counted": short_noun(row, room - _INDENT, size, periods)}.get(labels, label(row))
        spoken, tall = phrase(row, noun, room - _INDENT, size, 0 if tight else 1, periods)
        lines += [(PAD + dx, y + dy, text, points, ink, row if place == 0 else None)
                  for place, (dx, dy, text, points, ink) in enumerate(_shift(spoken))]
        y += tall
    return lines, y + edge


def _shift(spoken: list[tuple]) -> list[tuple]:
    """Move all lines but the marked first one to the right of the mark."""
    return [(dx + (_INDENT if place else 0.0), *rest) for place, (dx, *rest) in enumerate(spoken)]


def phrase(row: pd.Series, noun: str, room: float, size: float = SMALL, more: float = 0,
           periods: bool = False) -> tuple[list[tuple], float]:
    """Set a value and behind it, quieter, what it counts; below it where there is no room.

    Returns
    -------
    tuple
        Lines as (dx, dy, text, points, colour), and their height.
    """
    value = signed(row) if periods else value_label(row)
    if width(value, size + more) > room:  # break before the bounds rather than within them
        value = value.replace(" (", "\n(").replace("（", "\n（")
    value = wrap(value, room, size + more)
    lines, y = [(0.0, 0.0, value, size + more, INK)], height(value, size + more)
    used = width(value, size + more) + _WORD
    first = wrap(noun, max(room - used, 1.0), size).split("\n")[0]
    if noun and "\n" not in value and used + width(first, size) <= room and len(first) >= min(len(noun), 8):
        lower = more * POINT * (LEADING / 2 + 0.345)  # from the top of a line down to its base line
        lines.append((used + empty_half(first, size), lower, first, size, MUTED))
        noun = noun[len(first):].lstrip()
    if noun:
        noun = wrap(noun, room, size)
        lines.append((0.0, y, noun, size, MUTED))
        y += height(noun, size)
    return lines, y


def short_noun(row: pd.Series, room: float, size: float = SMALL, periods: bool = False) -> str:
    """Return a row's label, where it does not fit behind the value into one line without what stands in brackets."""
    whole = width(signed(row) if periods else value_label(row), size) + _WORD + width(label(row), size)
    return label(row) if whole <= room else _BRACKETS.sub("", label(row))


def connector(ax, start: tuple[float, float], end: tuple[float, float], *, head: bool = True) -> None:
    """Draw a straight link, with an arrow head where something follows."""
    from matplotlib.patches import FancyArrowPatch
    ax.add_patch(FancyArrowPatch(start, end, arrowstyle="-|>" if head else "-", mutation_scale=points(2.6),
                                 linewidth=points(0.35), color=QUIET, shrinkA=0, shrinkB=0, zorder=2, clip_on=False))


def longest_word(node: Node) -> float:
    """Return the width that a box needs so that no word of its own sticks out, in layout millimetres."""
    if Setting.language == "zh":
        return 24.0
    words = [(word, SMALL, 0.0) for word in say(node.name).split()]
    words += [(word, SMALL, _INDENT) for row in node.rows for word in label(row).split()]
    words += [(word, SMALL + 1, _INDENT) for row in node.rows for word in value_label(row).split()]
    return max((width(word, size) + indent for word, size, indent in words), default=0.0) + 2 * PAD + 0.5
