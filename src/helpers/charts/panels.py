"""Numbers of several units in one chart: a panel a unit, each on a value axis of its own.

Counts, sums of money, per cent and every other measure are never on one axis. Within a panel the
rows stand by theme. On a slide the panels flow into two columns, and themes have no headings.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from chinese_quantities.measures import unit_at

from ..loading import load_categories
from ..style import LANGUAGES, MUTED, Setting, Text, say
from ..typeset import width, write
from ..wording import capital, label, signed
from .dots import dots
from .rows import rows_height

COUNTS, MONEY, PER_CENT, BARE = "counts", "元", "%", ""
_NAMES = {
    COUNTS: Text("Counts", "数量"), MONEY: Text("Yuan", "元"), PER_CENT: Text("Per cent", "%"),
    BARE: Text("No unit stated", "无量词"),
    "个百分点": Text("Percentage points", "百分点"), "倍": Text("Times (倍)", "倍"), "亩": Text("Mu (亩)", "亩"),
    "公里": Text("Kilometres", "公里"), "平方米": Text("Square metres", "平方米"), "吨": Text("Tonnes", "吨"),
    "平方公里": Text("Square kilometres", "平方公里"), "公顷": Text("Hectares", "公顷"),
}  # fmt: skip
_LOG = Text("logarithmic scale", "对数刻度")
_SPAN = 20  # ratio of the greatest to the least from which on the axis is logarithmic
_HEAD, _FOOT, _GAP = 5.4, 6.0, 3.0  # above, below and between panels, in layout millimetres
_CLEAR = 4.0  # between a mark and its value, at least
_BETWEEN = 6.0  # between two columns
_SLIDE = 58.0  # height of a slide that is left for a column, its words being long
_TICKS = {"page": 5, "column": 4, "slide": 4}
_MARGINS = {"page": (78.0, 42.0), "column": (4.0, 8.0), "slide": (4.0, 8.0)}  # at most


@dataclass(frozen=True)
class _Panel:
    """Rows of one kind in one column, and their axis."""

    kind: str
    rows: pd.DataFrame
    limits: tuple[float, float]
    ticks: list[float]
    log: bool
    margins: tuple[float, float]

    @property
    def groups(self) -> pd.Series | None:
        """Headings by theme; a slide has no room for them."""
        if Setting.size.fixed:
            return None
        names = load_categories("observations", "theme")[f"label_{Setting.language}"]
        return self.rows["theme"].astype(str).map(names).map(capital)

    @property
    def high(self) -> float:
        left, right = self.margins
        short = Setting.size.inner - _wide()
        below = {name: signed(row) for name, row in self.rows.iterrows() if not self._beside(row)}
        return _HEAD + rows_height(self.rows, left, right + short, groups=self.groups, extra=below) + _FOOT

    def _beside(self, row: pd.Series) -> bool:
        """Whether a row's value has room right or left of its mark; else it stands below its label."""
        wide = _wide() - math.fsum(self.margins)
        need = width(signed(row)) + _CLEAR
        ends = [self._along(end) for end in row[["value", "low", "high"]] if math.isfinite(end)]
        return (max(ends) - 1) * wide + need <= self.margins[1] or need <= min(ends) * wide

    def _along(self, value: float) -> float:
        turn = math.log10 if self.log else float
        low, high = map(turn, self.limits)
        return (turn(value) - low) / (high - low)


def panels(chart, rows: pd.DataFrame) -> None:
    """Draw rows of any units of one region in the body of a chart, a panel a unit.

    Parameters
    ----------
    chart : Chart
        Its body is filled; `panels_height` gives the height that it needs.
    rows : pandas.DataFrame
        Measurements, no criteria; on a slide at most those that `fitting` keeps.
    """
    wide, inner = _wide(), Setting.size.inner
    for place, column in enumerate(_columns(rows)):
        start, y = place * (wide + _BETWEEN), 0.0
        for panel in column:
            left, right = panel.margins
            end = chart.body - y - panel.high
            ax = chart.plot(start + left, inner - start - wide + right, y + _HEAD, end + _FOOT)
            ax._room = (left, right)
            name = say(_NAMES[panel.kind]) if panel.kind in _NAMES else panel.kind
            said = f"{name}{'，' if Setting.language == 'zh' else ', '}{say(_LOG)}" if panel.log else name
            write(ax, 0, 1, said, dx=-left, dy=-_HEAD, colour=MUTED, transform=ax.transAxes)
            dots(ax, panel.rows, log=panel.log, limits=panel.limits, ticks=panel.ticks, groups=panel.groups,
                 shown=signed)
            y += panel.high + _GAP


def panels_height(rows: pd.DataFrame) -> float:
    """Return the height that `panels` will take up at the size and language in force."""
    return max(math.fsum(panel.high + _GAP for panel in column) - _GAP for column in _columns(rows))


def fitting(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that have room at the size in force in every language: all of them, but for a slide."""
    if not Setting.size.fixed:
        return rows
    rows = rows.loc[[name for panel in _kinds(rows) for name in panel.index]]
    while len(rows) > 1 and any(_height_in(language, rows) > _SLIDE for language in LANGUAGES):
        rows = rows.iloc[:-1]
    return rows


def _height_in(language: str, rows: pd.DataFrame) -> float:
    spoken, Setting.language = Setting.language, language
    try:
        return panels_height(rows)
    finally:
        Setting.language = spoken


def kind_of_unit(row: pd.Series) -> str:
    """Return which axis a row belongs to: counts, 元, %, or the unit of any other measure."""
    known = unit_at(row["unit"] or "", 0)
    return COUNTS if known and known.is_count else row["unit"] or BARE


def _wide() -> float:
    """Return the width of a column."""
    inner = Setting.size.inner
    return (inner - _BETWEEN) / 2 if Setting.size.fixed else inner


def _kinds(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """Part rows by kind, each part by theme: counts first, then money, per cent, and any other."""
    kinds = rows.apply(kind_of_unit, axis=1)
    order = dict.fromkeys([COUNTS, MONEY, PER_CENT, *sorted(set(kinds))])
    return [rows[kinds == kind].sort_values("theme", kind="stable") for kind in order if (kinds == kind).any()]


def _columns(rows: pd.DataFrame) -> list[list[_Panel]]:
    """Deal the panels out: one column, on a slide two of about the same height."""
    margins = _margins(rows)
    parts = [(kind_of_unit(part.iloc[0]), part, (*value_axis(part), margins)) for part in _kinds(rows)]
    whole = [_Panel(kind, part, *axis) for kind, part, axis in parts]
    if not Setting.size.fixed or len(rows) < 2:
        return [whole]
    order = [name for _, part, _ in parts for name in part.index]
    deals = [[[_Panel(kind, half, *axis) for kind, part, axis in parts if len(half := part.loc[part.index.isin(names)])]
              for names in (order[:cut], order[cut:])] for cut in range(1, len(order))]
    return min(deals, key=lambda deal: max(math.fsum(panel.high + _GAP for panel in column) for column in deal))


def _margins(rows: pd.DataFrame) -> tuple[float, float]:
    """Return the room for labels left of the axes and for values right of them: what they need, within bounds."""
    left, right = _MARGINS[Setting.size.name]
    if Setting.size.name != "page":
        return left, right
    said = [row for _, row in rows.iterrows()]
    return (min(left, max(width(label(row)) for row in said) + 6.0),
            min(right, max(width(signed(row)) for row in said) + 3.0))


def value_axis(rows: pd.DataFrame, log: bool | None = None, most_ticks: int | None = None) -> tuple:
    """Choose limits and ticks of an axis that holds the rows.

    Parameters
    ----------
    rows : pandas.DataFrame
    log : bool, optional
        Whether it is logarithmic; where the rows span much, unless given.
    most_ticks : int, optional
        How many ticks have room; a few unless given.

    Returns
    -------
    limits : tuple of float
    ticks : list of float
    log : bool
        True only where no value is zero or less.
    """
    few = most_ticks or _TICKS[Setting.size.name]
    ends = rows[["value", "low", "high"]].to_numpy(float).ravel()
    ends = [float(end) for end in ends if math.isfinite(end)]
    least, most = min([*ends, 0.0]), max([*ends, 0.0])
    positive = [end for end in ends if end > 0]
    if least == 0 and positive and (most / min(positive) >= _SPAN if log is None else log):
        first, last = math.floor(math.log10(min(positive))), math.ceil(math.log10(most))
        last = max(last, first + 1)
        ticks = [10.0 ** power for power in range(first, last + 1)]
        step = math.ceil((last - first) / (few - 1)) if last - first >= few else 1
        return (ticks[0], ticks[-1]), ticks[::step], True
    from matplotlib.ticker import MaxNLocator
    ticks = [float(tick) for tick in MaxNLocator(few - 1, steps=[1, 2, 5, 10]).tick_values(least, most)]
    return (ticks[0], ticks[-1]), ticks, False
