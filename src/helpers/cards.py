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
_LINE, _BASE = 3.8, 3.2  # a line of type, and how deep in it its letters stand
# The room above and below what a rule sets apart from its neighbours, where there is enough.
_AIR = {"head": (4.2, 1.6), "row": (1.4, 0.5), "part": (1.3, 0.2)}
_LEAST_AIR = 0.4  # the share of this room that is left where there is much to say
_GUTTER, _SPACE = 5.5, 1.8
_NUMERAL, _CLOSE_NUMERAL, _HEAD, _PLAIN = 12, 10, 11, 9


@dataclass
class _Item:
    """What stands on a card below one another: a head, a row of numbers, or words."""

    text: Piece
    row: pd.Series | None = None
    period: str = ""
    numeral: list[Piece] = field(default_factory=list)
    part: str = ""  # what stands left of it
    is_head: bool = False
    is_apart: bool = True  # from what stands above it; rows of one part stand close
    indent: float = 0.0  # where its words begin
    lines: list[list[Piece]] = field(default_factory=list)

    @property
    def air(self) -> tuple[float, float]:
        """The room above and below its lines, where there is enough."""
        kind = "head" if self.is_head else "part" if self.part else "row"
        return _AIR[kind] if self.is_apart else (0.0, 0.0)


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
        A group is kept together in one where it can be. Further heads stand left of their rows.
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
    items = _items(groups or _by_theme(rows), rows, inks, INK if inks else ink)
    wide = (_WIDE - (columns - 1) * _GUTTER) / columns
    _break_lines(items, wide)
    stacks = _stacks(items, columns)
    share = min(1, *((_FULLEST - lines) / air for lines, air in map(_depth, stacks)))
    if share < _LEAST_AIR:
        raise RefusedError(
            f"{len(rows)} rows do not fit on a scorecard of {HIGHEST:.0f} mm: draw one for each theme, "
            'for theme, part in rows.groupby("theme", observed=True)'
        )
    deep = max(LOWEST - _WORDS, *(lines + share * air for lines, air in map(_depth, stacks)))
    ax.set(xlim=(0, _WIDE), ylim=(deep, 0))
    ax.set_axis_off()
    figure_of(ax).set_figheight(min(deep + _WORDS, HIGHEST) / 25.4)
    for at, stack in enumerate(stacks):
        _draw(ax, stack, at * (wide + _GUTTER), wide, share)
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


def _items(groups: Groups, rows: pd.DataFrame, inks: Mapping[str, str], empty: str) -> list[_Item]:
    """Put heads, rows, criteria and “no number” into their order; a lone head says nothing and is left out."""
    dated = bool((rows["period"] != "none").any())
    parted = any(isinstance(held, Mapping) and held for held in groups.values())
    items = []
    for head, held in groups.items():
        items += [_Item(Piece(head, _HEAD, "bold"), is_head=True)] if len(groups) > 1 else []
        for part, names in held.items() if isinstance(held, Mapping) and held else [("", held)]:
            told = rows.loc[list(names)].sort_values("measure", key=lambda kind: kind == "threshold", kind="stable")
            here = [_item(row, inks.get(name, INK), dated, parted) for name, row in told.iterrows()]
            size = _PLAIN if parted else _NUMERAL
            here = here or [_Item(Piece(say("no number", "无数字"), size, "bold", empty))]
            for place, item in enumerate(here):
                item.part, item.is_apart = ("", not part) if place else (part, True)
            items += here
    return items


def _item(row: pd.Series, ink: str, dated: bool, close: bool) -> _Item:
    """Return a row: numeral large, the words before and after it small, label, period; a criterion in words alone."""
    before, numeral, after = value_parts(row)[:3]
    if row["measure"] == "threshold":
        return _Item(Piece(f"{row['label']}{say(': ', '：')}{before}{numeral}{after}", color=MUTED), row)
    # in Chinese the numeral itself has 元
    label = row["label"] + (", yuan" if get_language() == "en" and row["unit"] == "元" else "")
    size = _CLOSE_NUMERAL if close else _NUMERAL if numeral[0].isdigit() else _HEAD
    large = Piece(numeral, size, "bold" if is_exact(row) else "normal", ink)
    small = [Piece(text.strip(), color=ink) for text in (before, after.removesuffix(" yuan"))]
    pieces = [piece for piece in (small[0], large, small[1]) if piece.text]
    return _Item(Piece(label), row, short_period(row) if dated else "", pieces)


def _break_lines(items: list[_Item], wide: float) -> None:
    """Break the words of items that stand below one another into lines, the bounds behind the last."""
    parts = max(Piece(item.part, weight="medium").width for item in items)
    beside = parts + 2 * _SPACE if parts else 0.0
    indent = max(line_width(item.numeral) for item in items) + _SPACE + beside
    for item in items:
        item.indent = indent if item.numeral or (parts and item.row is None and not item.is_head) else 0.0
        room = wide - item.indent - (Piece(item.period).width + _SPACE if item.period else 0.0)
        words, size, weight, _ = item.text
        item.lines = [[item.text._replace(text=line)] for line in wrap_evenly(words, room / 25.4, size, weight)]
        tail = Piece(value_parts(item.row)[3] if item.numeral else "", color=MUTED)
        if tail.text:
            line, room = [*item.lines[-1], tail], room if len(item.lines) == 1 else wide - item.indent
            item.lines[-1:] = [line] if line_width(line) <= room else [line[:-1], [tail]]


def _stacks(items: list[_Item], count: int) -> list[list[_Item]]:
    """Share out groups to columns, the longest as short as can be; where that is too long, cut within groups."""
    heads = [at for at, item in enumerate(items) if item.is_head or not at]
    blocks = [items[start:end] for start, end in itertools.pairwise([*heads, len(items)])]
    ways = itertools.product(range(count), repeat=len(blocks))
    shared = [[list(itertools.chain(*(block for block, to in zip(blocks, way, strict=True) if to == at)))
               for at in range(count)] for way in ways]
    whole = min(filter(all, shared), key=_longest, default=None)
    if whole and _longest(whole) <= _FULLEST:
        return whole
    places = [at for at in range(1, len(items)) if not items[at - 1].is_head]
    cuts = [(0, *at, len(items)) for at in itertools.combinations(places, count - 1)]
    cut = [[_continued(items, *ends) for ends in itertools.pairwise(at)] for at in cuts]
    return min(cut, key=_longest, default=[items])


def _depth(stack: list[_Item]) -> tuple[float, float]:
    """Return the room that the lines of a column take, and the room around them."""
    return _LINE * sum(len(item.lines) for item in stack), sum(sum(item.air) for item in stack)


def _longest(stacks: list[list[_Item]]) -> float:
    return max(sum(_depth(stack)) for stack in stacks)


def _continued(items: list[_Item], start: int, end: int) -> list[_Item]:
    """Return the items of a column; where it begins within a group, the head is repeated."""
    head = next((item for item in items[start::-1] if item.is_head), items[start])
    if head is items[start]:
        return items[start:end]
    more = Piece(say("continued", "（续）"), color=MUTED)
    return [replace(head, lines=[*head.lines[:-1], [*head.lines[-1], more]]), *items[start:end]]


def _draw(ax: Axes, stack: list[_Item], left: float, wide: float, share: float) -> None:
    """Write the items of a column below one another, with so much of the room around them, and rules between."""
    top = 0.0
    for at, item in enumerate(stack):
        above, below = (share * room for room in item.air)
        base, x = top + (above if at else share * _AIR["row"][0]) + _BASE, left + item.indent
        if item.is_apart and at and not (item.is_head or stack[at - 1].is_head):
            clear = top + 0.4  # of the letters above that hang below their line
            ax.plot([left, left + wide], [clear, clear], color=HAIR, linewidth=0.5, clip_on=False)
        ax.text(left, base, item.part, weight="medium")
        numeral = write_line(ax, item.numeral, x - _SPACE - line_width(item.numeral), base)
        words = [write_line(ax, line, x, base + place * _LINE) for place, line in enumerate(item.lines)]
        if item.row is not None:
            record_mark(max(numeral or words[0], key=Text.get_fontsize), item.row, value_label(item.row))
        ax.text(left + wide, base, item.period, color=MUTED, ha="right")
        top = base - _BASE + _LINE * len(item.lines) + below
        if item.is_head:
            ax.plot([left, left + wide], [top, top], color=INK, linewidth=0.9, clip_on=False)
