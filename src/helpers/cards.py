"""A scorecard: numbers as large numerals with their words, where no scale would be honest."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Text

from .errors import RefusedError
from .figure import EDGE, HIGHEST, LOWEST, WIDTH
from .language import get_language, say
from .loading import load_categories
from .marks import check_drawable, figure_of, record_mark
from .style import HAIR, INK, MUTED, colour
from .text import Piece, line_width, wrap_evenly, write_line
from .wording import brief, capital, is_exact, short_period, value_label, value_parts

Groups = Mapping[str, Iterable[str] | Mapping[str, Iterable[str]]]

# Lengths are in millimetres, type is in points.
_WIDE = (WIDTH - 2 * EDGE) * 25.4
_WORDS = 36.0  # what title, measure line, note and source take of a figure's height
_FULLEST = 1.1 * (HIGHEST - _WORDS)  # lines may be set so much closer than is comfortable
_NUMERAL, _HEAD, _PLAIN, _SMALL, _NONE = 12, 11, 9, 8, 24
_KINDS = {  # room from the top to the first baseline, and from the last to the end; look of the type
    "head": (4.6, 2.2, _HEAD, "bold", INK),
    "part": (4.8, 0.8, _PLAIN, "medium", INK),
    "bare": (4.8, 1.5, _PLAIN, "medium", INK),
    "row": (4.4, 1.3, _PLAIN, "normal", INK),
    "words": (3.9, 1.3, _SMALL, "normal", MUTED),
    "none": (9.0, 2.0, _NONE, "bold", INK),
}
_NEXT = 3.8  # from one baseline to the next
_GUTTER, _AFTER_GROUP, _SPACE = 5.5, 2.8, 1.8


@dataclass
class _Item:
    """What stands on a card below one another: a head, one within it (part; without rows: bare), rows, words."""

    kind: str
    text: str
    row: pd.Series | None = None
    period: str = ""
    numeral: list[Piece] = field(default_factory=list)
    indent: float = 0.0  # room for the numeral
    lines: list[list[Piece]] = field(default_factory=list)

    @property
    def height(self) -> float:
        first, last, *_ = _KINDS[self.kind]
        return first + last + _NEXT * (len(self.lines) - 1)


def scorecard(
    rows: pd.DataFrame,
    ax: Axes | None = None,
    *,
    groups: Groups | None = None,
    columns: int | None = None,
    color: str | None = None,
    accent: Iterable[str] | None = None,
) -> Axes:
    """Set out every number of a region as a large numeral with its words, group by group, in columns.

    An exact numeral is bold. A hedged one is light, with the article's word beside it and its bounds in brackets
    after the label. The period is grey, at the right edge; where no row has one, there is no room kept for it. A
    threshold is told in words at the end of its group. The height of the figure is set to what the rows need.

    Parameters
    ----------
    rows : pandas.DataFrame
        Observations of one region, in the order in which they are to stand in their groups.
    ax : matplotlib.axes.Axes, optional
        Axes as wide as the figure; the current ones unless given.
    groups : mapping, optional
        Ids of rows under each head, or under each head a mapping of further heads to ids; a head without ids reads
        “none”, in colour. By theme unless given, the theme with the most numbers first.
    columns : int, optional
        Two unless given, three where two have no room. They are read one after the other.
    color : str, optional
        Of the numerals; the region's colour unless given.
    accent : iterable of str, optional
        Ids of the rows whose numerals have that colour, the others being in ink; all unless given.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    RefusedError
        For no rows, rows of several regions, values that do not lie with their bounds, and more rows than fit.

    Examples
    --------
    >>> from helpers import load_observations
    >>> ax = scorecard(load_observations("chaoan"))
    """
    _check(rows)
    ax, ink = ax or plt.gca(), color or colour(rows["region"].iloc[0])
    inks = dict.fromkeys(rows.index if accent is None else accent, ink)
    groups = groups or _by_theme(rows)
    # Where there is much to say, hedges are said in signs (500+) before a third column makes all narrow.
    for count, signs in itertools.product([columns] if columns else (2, 3), (False, True)):
        # A head over everything says nothing.
        blocks = [_block(head if len(groups) > 1 else "", held, rows, inks, signs) for head, held in groups.items()]
        items = [item for block in blocks for item in block]
        wide = (_WIDE - (count - 1) * _GUTTER) / count
        _break_lines(items, wide, ink)
        stacks = _stacks(items, count)
        deep = max(map(_height, stacks))
        if deep <= _FULLEST:
            break
    else:
        raise RefusedError(
            f"{len(rows)} rows do not fit on a scorecard of {HIGHEST:.0f} mm: draw one for each theme, "
            'for theme, part in rows.groupby("theme", observed=True)'
        )
    deep = max(deep, LOWEST - _WORDS)
    ax.set(xlim=(0, _WIDE), ylim=(deep, 0))
    ax.set_axis_off()
    figure_of(ax).set_figheight(min(deep + _WORDS, HIGHEST) / 25.4)
    for at, stack in enumerate(stacks):
        _draw(ax, stack, at * (wide + _GUTTER), wide)
    return ax


def _check(rows: pd.DataFrame) -> None:
    if not isinstance(rows, pd.DataFrame) or rows.empty:
        raise RefusedError("there is no row to draw: give a DataFrame with at least one observation")
    if rows["region"].nunique() > 1:
        found = ", ".join(sorted(set(rows["region"])))
        raise RefusedError(
            f"rows of several regions ({found}) on one scorecard: they share no indicator. Draw one for each"
        )
    for name in rows.index[rows["measure"] != "threshold"]:
        check_drawable(rows.loc[[name]])


def _by_theme(rows: pd.DataFrame) -> Groups:
    names = load_categories("observations", "theme")[say("label_en", "label_zh")]
    counts = rows.loc[rows["measure"] != "threshold", "theme"].value_counts(sort=False)
    order = sorted(dict.fromkeys(rows["theme"]), key=lambda theme: -counts.get(theme, 0))
    return {capital(names[theme]): list(rows.index[rows["theme"] == theme]) for theme in order}


def _block(
    head: str, held: Iterable[str] | Mapping, rows: pd.DataFrame, inks: Mapping[str, str], signs: bool
) -> list[_Item]:
    dated = bool((rows["period"] != "none").any())
    items = [_Item("head", head)] if head else []
    items += [] if held else [_Item("none", "")]
    for part, names in held.items() if isinstance(held, Mapping) else [("", held)]:
        chosen = rows.loc[list(names)]
        items += [_Item("bare" if chosen.empty else "part", part)] if part else []
        for name, row in chosen[chosen["measure"] != "threshold"].iterrows():
            # In Chinese the numeral itself has 元.
            label = row["label"] + (", yuan" if get_language() == "en" and row["unit"] == "元" else "")
            period = short_period(row) if dated else ""
            items.append(_Item("row", label, row, period, _numeral(row, inks.get(name, INK), signs)))
        for _, row in chosen[chosen["measure"] == "threshold"].iterrows():
            items.append(_Item("words", f"{row['label']}{say(': ', '：')}{''.join(value_parts(row)[:3])}", row))
    return items


def _numeral(row: pd.Series, ink: str, signs: bool) -> list[Piece]:
    """Return what is said of a value: the numeral large, the words before and after it small, or in signs alone."""
    before, numeral, after, _ = ("", brief(row), "", "") if signs and not is_exact(row) else value_parts(row)
    digits = numeral.lstrip("<>~≤")[0].isdigit()
    large = Piece(numeral, _NUMERAL if digits else _HEAD, "bold" if is_exact(row) else "normal", ink)
    small = [Piece(text.strip(), color=ink) for text in (before, after.removesuffix(" yuan"))]
    return [piece for piece in (small[0], large, small[1]) if piece.text]


def _break_lines(items: list[_Item], wide: float, ink: str) -> None:
    """Break the words of items that stand below one another into lines."""
    indent = max(line_width(item.numeral) for item in items) + _SPACE
    for item in items:
        if item.kind == "none":
            item.lines = [[Piece(say("none", "无"), _NONE, "bold", ink)]]
            continue
        item.indent = indent if item.kind == "row" else 0.0
        look = _KINDS[item.kind][2:]
        room = wide - item.indent - (Piece(item.period, _SMALL).width + _SPACE if item.period else 0.0)
        item.lines = [[Piece(line, *look)] for line in wrap_evenly(item.text, room / 25.4, *look[:2])]
        tail = Piece(value_parts(item.row)[3], _SMALL, color=MUTED) if item.kind == "row" else Piece("")
        if item.kind == "bare":
            item.lines[-1] += [Piece(" ", _NUMERAL), Piece(say("none", "无"), _NUMERAL, "bold", ink)]
        if tail.text:
            line, room = [*item.lines[-1], tail], room if len(item.lines) == 1 else wide - item.indent
            item.lines[-1:] = [line] if line_width(line) <= room else [line[:-1], [tail]]


def _height(stack: list[_Item]) -> float:
    return sum(item.height for item in stack) + _AFTER_GROUP * sum(item.kind == "head" for item in stack[1:])


def _stacks(items: list[_Item], count: int) -> list[list[_Item]]:
    """Cut items into columns, the longest as short as can be: between groups, or where that is too long in them."""
    inside = [at for at in range(1, len(items)) if items[at - 1].kind not in ("head", "part")]
    groups = [at for at in inside if items[at].kind == "head"]
    parts = [at for at in inside if items[at].kind in ("head", "part", "bare")]
    stacks = [items]
    for places in (groups, parts, inside):
        cuts = [(0, *at, len(items)) for at in itertools.combinations(places, count - 1)]
        cut = [[_continued(items, *ends) for ends in itertools.pairwise(at)] for at in cuts]
        stacks = min(cut, key=lambda one: max(map(_height, one)), default=stacks)
        if len(stacks) == count and max(map(_height, stacks)) <= _FULLEST:
            break
    return stacks


def _continued(items: list[_Item], start: int, end: int) -> list[_Item]:
    """Return the items of a column; where it begins within a group, the head is repeated."""
    head = next((item for item in items[start::-1] if item.kind == "head"), items[start])
    if head is items[start]:
        return items[start:end]
    more = Piece(say("continued", "（续）"), _SMALL, color=MUTED)
    return [replace(head, lines=[*head.lines[:-1], [*head.lines[-1], more]]), *items[start:end]]


def _draw(ax: Axes, stack: list[_Item], left: float, wide: float) -> None:
    top = 0.0
    for at, item in enumerate(stack):
        top += _AFTER_GROUP if at and item.kind == "head" else 0.0
        base, x = top + _KINDS[item.kind][0], left + item.indent
        top += item.height
        numeral = write_line(ax, item.numeral, x - _SPACE - line_width(item.numeral), base)
        words = [write_line(ax, line, x, base + below * _NEXT) for below, line in enumerate(item.lines)]
        if item.row is not None:
            record_mark(max(numeral or words[0], key=Text.get_fontsize), item.row, value_label(item.row))
        ax.text(left + wide, base, item.period, size=_SMALL, color=MUTED, ha="right")
        if item.kind != "part":
            ink, thick = (INK, 0.9) if item.kind == "head" else (HAIR, 0.5)
            ax.plot([left, left + wide], [top, top], color=ink, linewidth=thick, clip_on=False, solid_capstyle="butt")
