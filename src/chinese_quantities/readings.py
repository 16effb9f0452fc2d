"""A quantity as read from an article, and how its bounds come about."""

import math
from dataclasses import dataclass
from fractions import Fraction

from .bounds import bounds, combine
from .hedges import Hedge, HedgeError, Sense
from .intervals import Interval
from .measures import Unit
from .numerals import Number

__all__ = ["Reading", "make_reading"]

_NO_ANCHOR = (Sense.SEVERAL, Sense.HUNDREDS, Sense.THOUSANDS)
_MAY_BE_MONEY = 10**4


@dataclass(frozen=True, slots=True)
class Reading:
    """A quantity as read from its phrase.

    Attributes
    ----------
    phrase : str
        The words, as printed.
    value : int, float or None
        The numeral in base units (近400万元: 4000000; 56.9%: 56.9). None where no single numeral
        is printed: a range, adjacent digits, 数十, 成百上千. A third is the nearest float.
    unit : str or None
        The measure word as printed, with no scale; None where there is none.
    hedge : str
        The Chinese word as printed, ``"none"`` for an exact numeral, ``"range"`` (3—5),
        ``"adjacent"`` (两三个); two are joined by … in their order (约…余, 约…range).
    low, high : int, float or None
        What the hedge leaves open; None means no bound. For things that are counted both are
        whole numbers.
    low_open, high_open : bool
        Whether the end itself is left out; always so where there is no bound.
    flags : tuple of str
        ``"bare_scale"`` (亿元项目: a class, not an amount), ``"contradiction"`` (近…多: no bounds),
        ``"redundant"`` (至少…以上).
    """

    phrase: str
    value: int | float | None
    unit: str | None
    hedge: str
    low: int | float | None
    high: int | float | None
    low_open: bool
    high_open: bool
    flags: tuple[str, ...] = ()

    @property
    def interval(self) -> Interval | None:
        """What the hedge leaves open as an interval; None where two hedges contradict each other."""
        if "contradiction" in self.flags:
            return None
        low = -math.inf if self.low is None else self.low
        high = math.inf if self.high is None else self.high
        return Interval(low, high, self.low_open, self.high_open)

    def as_dict(self) -> dict:
        """Give the fields in their order, ready for JSON."""
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return fields | {"flags": list(self.flags)}


def make_reading(phrase: str, number: Number, hedges: tuple[Hedge, ...], unit: Unit | None, label: str = "") -> Reading:
    """Put a numeral, its hedges and its measure word together.

    Parameters
    ----------
    phrase : str
    number : Number
        In base units.
    hedges : tuple of Hedge
        In the order in which they are printed.
    unit : Unit or None
    label : str
        ``"range"`` or ``"adjacent"`` where the numeral is two numbers.

    Raises
    ------
    HedgeError
        If the hedges cannot be understood on this numeral.
    IntervalError
        If no whole number lies within the bounds of a count.
    """
    interval, flags = _interval(number, hedges, unit)
    if number.form == "bare" and not hedges:
        flags = (*flags, "bare_scale")
    has_value = number.low == number.high and not any(h.sense in _NO_ANCHOR for h in hedges)
    return Reading(
        phrase=phrase,
        value=_printed(number.low) if has_value else None,
        unit=unit.word if unit else None,
        hedge=_wording(hedges, label),
        low=_printed(interval.low) if interval else None,
        high=_printed(interval.high) if interval else None,
        low_open=interval.low_open if interval else True,
        high_open=interval.high_open if interval else True,
        flags=flags,
    )


def _interval(number: Number, hedges: tuple[Hedge, ...], unit: Unit | None) -> tuple[Interval | None, tuple[str, ...]]:
    if len(hedges) > 2:
        raise HedgeError("three hedges on one numeral are not understood")
    if hedges and hedges[0].word == "突破" and unit and unit.word == "项":
        raise HedgeError("突破 before 项 may mean what was achieved, not an amount exceeded")
    flags: tuple[str, ...] = ()
    if len(hedges) == 2:
        interval, flag = combine(*hedges, number)
        flags = (flag,) if flag else ()
    else:
        interval = bounds(hedges[0].sense if hedges else None, number)
    # Without a measure word, what reaches 万 may be money: 超千亿企业.
    small = number.low < _MAY_BE_MONEY and number.form in ("plain", "bare", "idiom", "adjacent", "several")
    counted = unit.is_count if unit else small
    # A count with decimals is a mean (户均1.5人), and may lie between whole numbers.
    if interval and counted and isinstance(number.low, int) and isinstance(number.high, int):
        interval = interval.whole()
    return interval, flags


def _wording(hedges: tuple[Hedge, ...], label: str) -> str:
    words = [hedge.word for hedge in hedges]
    if label:  # 约3—5个, 七八成左右
        words.insert(len(words) if hedges and hedges[0].sense is Sense.ABOUT else 0, label)
    return "…".join(words) or "none"


def _printed(value: float | Fraction) -> float | int | None:
    if isinstance(value, float):
        return None  # only an end without a bound is a float
    return int(value) if value == int(value) else float(value)
