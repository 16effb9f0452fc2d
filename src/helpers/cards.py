"""A scorecard: numbers as large numerals with their words, where no scale would be honest."""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Text

from .errors import RefusedError
from .figure import EDGE, HIGHEST, LOWEST, WIDTH
from .loading import load_table
from .marks import check_drawable, figure_of, record_mark
from .style import HAIR, INK, MUTED, Piece, colour, line_width, wrap_evenly, write_line
from .wording import capital, get_language, is_exact, say, short_period, value_label, value_parts

Groups = Mapping[str, Iterable[str] | Mapping[str, Iterable[str]]]

# millimetres, and points for type
_WIDE = (WIDTH - 2 * EDGE) * 25.4
_WORDS = 36.0  # what title, measure line, note and source take of a figure's height
_FULLEST = 1.1 * (HIGHEST - _WORDS)  # lines may be set so much closer than is comfortable
_NUMERAL, _CLOSE_NUMERAL, _HEAD, _PLAIN = 12, 10, 11, 9
_KINDS = {  # room from the top to the first baseline, and from the last to the end; look of the type
    "head": (4.6, 2.2, _HEAD, "bold", INK),
    "part": (4.8, 0.8, _PLAIN, "medium", INK),
    "row": (4.6, 1.1, _PLAIN, "normal", INK),
    "words": (4.6, 1.1, _PLAIN, "normal", MUTED),
    "none": (4.8, 1.5, _NUMERAL, "bold", INK),
}
_CLOSE = {"head": (4.0, 1.4), "row": (3.4, 0.4), "none": (3.4, 0.4), "words": (3.4, 0.4)}  # room in a single column
_NEXT = 3.8  # from one baseline to the next
_GUTTER, _AFTER_GROUP, _SPACE, _BESIDE = 5.5, 2.8, 1.8, 0.9


@dataclass
class _Item:
    """What stands on a card below one another: a head, one within it (part), a row, words, “no number” (none)."""

    kind: str
    text: str
    row: pd.Series | None = None
    period: str = ""
    numeral: list[Piece] = field(default_factory=list)
    part: str = ""  # what stands to its left, in a single column
    close: bool = False  # is in a single column
    indent: float = 0.0  # where its words begin
    lines: list[list[Piece]] = field(default_factory=list)

    @property
    def first(self) -> float:
        """The room from the top to the first baseline."""
        return (_CLOSE if self.close else _KINDS)[self.kind][0] + (_BESIDE if self.part else 0.0)

    @property
    def height(self) -> float:
        last = (_CLOSE if self.close else _KINDS)[self.kind][1]
        return self.first + last + _NEXT * (len(self.lines) - 1)


def scorecard(rows: pd.DataFrame, ax: Axes | None = None, *, groups: Groups | None = None, columns: int = 2,
              color: str | None = None, accent: Iterable[str] | None = None) -> Axes:
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
        “no number”, in colour where no numeral is. By theme unless given, the theme with the most numbers first.
    columns : int
        A group is kept together in one where it can be. In a single one, further heads stand left of their rows.
    color : str, optional
        Of the numerals; the region's colour unless given.
    accent : iterable of str, optional
        Ids of the rows whose numerals have that colour, the others being in ink; the hedged ones unless given.

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
    inks = dict.fromkeys(rows.index[~rows.apply(is_exact, axis=1)] if accent is None else accent, ink)
    groups, wide = groups or _by_theme(rows), (_WIDE - (columns - 1) * _GUTTER) / columns
    for close in (columns == 1, True):  # where there is much to say, lines stand closer
        blocks = [
            _block(head if len(groups) > 1 else "", held, rows, inks, close)  # a lone head says nothing
            for head, held in groups.items()
        ]
        _break_lines([*itertools.chain(*blocks)], wide, INK if inks else ink)
        stacks = _stacks(blocks, columns)
        deep = _longest(stacks)
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
        raise RefusedError(f"rows of several regions ({found}) on one scorecard share no indicator: draw one for each")
    for name in rows.index[rows["measure"] != "threshold"]:
        check_drawable(rows.loc[[name]])


def _by_theme(rows: pd.DataFrame) -> Groups:
    names = load_table("categories").loc["observations.theme"][say("label_en", "label_zh")]
    counts = rows.loc[rows["measure"] != "threshold", "theme"].value_counts(sort=False)
    order = sorted(dict.fromkeys(rows["theme"]), key=lambda theme: -counts.get(theme, 0))
    return {capital(names[theme]): list(rows.index[rows["theme"] == theme]) for theme in order}


def _block(head: str, held: Iterable[str] | Mapping, rows: pd.DataFrame, inks: Mapping[str, str], close: bool
           ) -> list[_Item]:
    dated = bool((rows["period"] != "none").any())
    items = [_Item("head", head, close=close)] if head else []
    for part, names in held.items() if isinstance(held, Mapping) and held else [("", held)]:
        if part and not close:
            items.append(_Item("part", part))
        criteria, first = rows.loc[list(names), "measure"] == "threshold", len(items)
        items += [_row(rows.loc[name], inks.get(name, INK), dated, close) for name in criteria.index[~criteria]]
        for _, row in rows.loc[criteria.index[criteria]].iterrows():
            items.append(_Item("words", f"{row['label']}{say(': ', '：')}{''.join(value_parts(row)[:3])}", row))
        items += [] if len(criteria) else [_Item("none", say("no number", "无数字"))]
        if close:
            items[first].part = part
            items[first:] = [replace(item, close=True) for item in items[first:]]
    return items


def _row(row: pd.Series, ink: str, dated: bool, close: bool) -> _Item:
    """Return a row: numeral large, the words before and after it small, label, period."""
    # in Chinese the numeral itself has 元
    label = row["label"] + (", yuan" if get_language() == "en" and row["unit"] == "元" else "")
    before, numeral, after = value_parts(row)[:3]
    size = _CLOSE_NUMERAL if close else _NUMERAL if numeral[0].isdigit() else _HEAD
    large = Piece(numeral, size, "bold" if is_exact(row) else "normal", ink)
    small = [Piece(text.strip(), color=ink) for text in (before, after.removesuffix(" yuan"))]
    pieces = [piece for piece in (small[0], large, small[1]) if piece.text]
    return _Item("row", label, row, short_period(row) if dated else "", pieces)


def _break_lines(items: list[_Item], wide: float, ink: str) -> None:
    """Break the words of items that stand below one another into lines."""
    parts = max(Piece(item.part, _PLAIN, "medium").width for item in items)
    indent = max(line_width(item.numeral) for item in items) + _SPACE + (parts + 2 * _SPACE if parts else 0.0)
    for item in items:
        look = _KINDS[item.kind][2:]
        if item.kind == "none":
            item.indent = indent if parts else 0.0
            item.lines = [[Piece(item.text, _PLAIN if item.close else look[0], "bold", ink)]]
            continue
        item.indent = indent if item.numeral else 0.0
        room = wide - item.indent - (Piece(item.period, _PLAIN).width + _SPACE if item.period else 0.0)
        item.lines = [[Piece(line, *look)] for line in wrap_evenly(item.text, room / 25.4, *look[:2])]
        tail = Piece(value_parts(item.row)[3] if item.numeral else "", _PLAIN, color=MUTED)
        if tail.text:
            line, room = [*item.lines[-1], tail], room if len(item.lines) == 1 else wide - item.indent
            item.lines[-1:] = [line] if line_width(line) <= room else [line[:-1], [tail]]


def _stacks(blocks: list[list[_Item]], count: int) -> list[list[_Item]]:
    """Share out groups to columns, the longest as short as can be; where that is too long, cut within groups."""
    shared: list[list[list[_Item]]] = []
    for way in itertools.product(range(count), repeat=len(blocks)):
        stacks: list[list[_Item]] = [[] for _ in range(count)]
        shared.append(stacks)
        for block, at in zip(blocks, way, strict=True):
            stacks[at] += block
    whole = min(filter(all, shared), key=_longest, default=None)
    if whole and _longest(whole) <= _FULLEST:
        return whole
    items = list(itertools.chain(*blocks))
    places = [at for at in range(1, len(items)) if items[at - 1].kind not in ("head", "part")]
    cuts = [(0, *at, len(items)) for at in itertools.combinations(places, count - 1)]
    cut = [[_continued(items, *ends) for ends in itertools.pairwise(at)] for at in cuts]
    return min(cut, key=_longest, default=[items])


def _longest(stacks: list[list[_Item]]) -> float:
    heads = [sum(item.kind == "head" for item in stack[1:]) for stack in stacks]
    return max(sum(item.height for item in stack) + _AFTER_GROUP * n for stack, n in zip(stacks, heads, strict=True))


def _continued(items: list[_Item], start: int, end: int) -> list[_Item]:
    """Return the items of a column; where it begins within a group, the head is repeated."""
    head = next((item for item in items[start::-1] if item.kind == "head"), items[start])
    if head is items[start]:
        return items[start:end]
    more = Piece(say("continued", "（续）"), _PLAIN, color=MUTED)
    return [replace(head, lines=[*head.lines[:-1], [*head.lines[-1], more]]), *items[start:end]]


def _draw(ax: Axes, stack: list[_Item], left: float, wide: float) -> None:
    top = 0.0
    for at, item in enumerate(stack):
        top += _AFTER_GROUP if at and item.kind == "head" else 0.0
        if item.part and stack[at - 1].kind != "head":
            _rule(ax, left, wide, top + 0.6)  # clear of what hangs below the line above
        base, x = top + item.first, left + item.indent
        top += item.height
        ax.text(left, base, item.part, size=_PLAIN, weight="medium")
        numeral = write_line(ax, item.numeral, x - _SPACE - line_width(item.numeral), base)
        words = [write_line(ax, line, x, base + below * _NEXT) for below, line in enumerate(item.lines)]
        if item.row is not None:
            record_mark(max(numeral or words[0], key=Text.get_fontsize), item.row, value_label(item.row))
        ax.text(left + wide, base, item.period, size=_PLAIN, color=MUTED, ha="right")
        if item.kind == "head":
            _rule(ax, left, wide, top, INK, 0.9)
        elif not item.close and item.kind != "part":
            _rule(ax, left, wide, top)


def _rule(ax: Axes, left: float, wide: float, y: float, ink: str = HAIR, points: float = 0.5) -> None:
    ax.plot([left, left + wide], [y, y], color=ink, linewidth=points, clip_on=False, solid_capstyle="butt")
