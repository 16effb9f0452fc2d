"""A quantity as read from an article, and what its hedges leave open.

N is the numeral in base units, u the place value of its last digit that is not zero (400: 100),
d = min(u, N / 10). How sure each rule is: 多, 余, 超, 以上, 不足 are the words' own meaning. That
近 reaches down and 约 both ways by d is a convention, since the language sets no limit.
"""

import math
from dataclasses import dataclass
from fractions import Fraction

from .hedges import Hedge, HedgeError, Sense
from .intervals import Interval, IntervalError
from .measures import Unit
from .numerals import Number, place_of

__all__ = ["READ", "Reading", "describe", "make_reading"]

READ = ("value", "unit", "hedge", "low", "high", "low_open", "high_open")  # what a numeral takes from its reading
_MAY_BE_MONEY = 10**4


@dataclass(frozen=True, slots=True)
class Reading:
    """A quantity as read from its phrase.

    Attributes
    ----------
    phrase : str
        The words, as printed.
    value : int, float or None
        The numeral in base units (近600万元: 6000000; 7.5%: 7.5). None where no single numeral
        is printed: a range, adjacent digits, 数十, 成百上千. A third is the nearest float.
    unit : str or None
        The measure word as printed, with no scale; None where there is none.
    hedge : str
        The Chinese word as printed, ``"none"`` for an exact numeral, ``"range"`` (3—5),
        ``"adjacent"`` (两三个); two are joined by … in their order (约…余, 约…range).
    interval : Interval or None
        What the hedge leaves open, exactly; None where two hedges contradict each other. For
        things that are counted both ends are whole numbers.
    flags : tuple of str
        ``"bare_scale"`` (亿元企业: a class, not an amount), ``"contradiction"`` (近…多: no bounds),
        ``"redundant"`` (至少…以上).
    """

    phrase: str
    value: int | float | None
    unit: str | None
    hedge: str
    interval: Interval | None
    flags: tuple[str, ...] = ()

    @property
    def low(self) -> float | int | None:
        """The lower end for printing, where need be the nearest float; None means no bound."""
        return _printed(self.interval.low) if self.interval else None

    @property
    def high(self) -> float | int | None:
        """The upper end, as `low`."""
        return _printed(self.interval.high) if self.interval else None

    @property
    def low_open(self) -> bool:
        """Whether the lower end itself is left out; always so where there is no bound."""
        return self.interval is None or self.interval.low_open

    @property
    def high_open(self) -> bool:
        """Whether the upper end itself is left out, as `low_open`."""
        return self.interval is None or self.interval.high_open

    def as_dict(self) -> dict:
        """Give what was read in its order, ready for JSON; bounds are printed as numbers."""
        return {name: getattr(self, name) for name in ("phrase", *READ)} | {"flags": list(self.flags)}


def describe(fields: dict, *, brief: bool = False) -> str:
    """Say in a line what was read, or "not read"; nothing of a numeral that is no quantity.

    Parameters
    ----------
    fields : dict
        As `as_dict` of a :class:`Reading` or a :class:`chinese_quantities.Numeral` gives them.
    brief : bool
        Bounds as an interval.

    Examples
    --------
    >>> near = Reading("近600个", 600, "个", "近", Interval(540, 600, high_open=True))
    >>> describe(near.as_dict())
    '600 个, hedge 近, from 540 to below 600'
    >>> describe(near.as_dict(), brief=True)
    '600个 近 [540, 600)'
    """
    value, unit, hedge, low, high, low_open, high_open = (fields[name] for name in READ)
    if hedge is None:
        return "not read" if fields["kind"] == "quantity" else ""
    number = [f"{word}" for word in (value, unit) if word is not None]
    if brief:
        left = "(-inf" if low is None else f"{'(' if low_open else '['}{low}"
        right = "inf)" if high is None else f"{high}{')' if high_open else ']'}"
        return f"{''.join(number)}{'' if hedge == 'none' else f' {hedge}'} {left}, {right}"
    parts = [" ".join(number)]
    if hedge != "none":
        left = "" if low is None else f"{'above' if low_open else 'from'} {low}"
        right = "" if high is None else f"to {'below ' if high_open else ''}{high}"
        parts += [f"hedge {hedge}", f"{left} {right}".strip() or "no bounds"]
    return ", ".join(filter(None, [*parts, *fields.get("flags", ())]))


def make_reading(phrase: str, number: Number, hedges: tuple[Hedge, ...], unit: Unit | None, label: str = "") -> Reading:
    """Put a numeral, its hedges in the order in which they are printed, and its measure word together.

    Parameters
    ----------
    number : Number
        In base units. Its `scale` limits 多 and 余, so it is given only where they follow the scale
        word: (10万, 11万) for 10万余, but (10万, 20万) for 10余万.
    label : str
        What makes the numeral two numbers: ``"range"``, ``"adjacent"``, or 数 in 数十.

    Raises
    ------
    HedgeError
        If the hedges cannot be understood on this numeral.
    IntervalError
        If no whole number lies within the bounds of a count.
    """
    if hedges and hedges[0].word == "突破" and unit and unit.word == "项":
        raise HedgeError("突破 before 项 may mean what was achieved, not an amount exceeded")
    interval, flag = _combined(number, hedges)
    # Without a measure word, what reaches 万 may be money: 超千亿企业.
    small = number.low < _MAY_BE_MONEY and number.form in ("plain", "bare", "adjacent", "several")
    counted = unit.is_count if unit else small
    # A count with decimals is a mean (户均1.5人), and may lie between whole numbers.
    if interval and counted and isinstance(number.low, int) and isinstance(number.high, int):
        interval = interval.whole()
    words = [hedge.word for hedge in hedges]
    if label:  # 约3—5个, 七八成左右
        words.insert(len(words) if hedges and hedges[0].sense is Sense.ABOUT else 0, label)
    return Reading(
        phrase=phrase,
        value=_printed(number.low) if number.low == number.high else None,
        unit=unit.word if unit else None,
        hedge="…".join(words) or "none",
        interval=interval,
        flags=(flag,) if flag else (),
    )


_BELOW, _ABOVE = (Sense.NEAR, Sense.UNDER), (Sense.OVER, Sense.LEAST)
# Two hedges on one numeral, in the order in which they are printed. Other pairs are not understood.
_PAIRS: dict[tuple[Sense, Sense], str] = {
    (first, second): verdict
    for verdict, firsts, seconds in (
        ("agree", (Sense.ABOUT, *_ABOVE), (Sense.REST, Sense.REST_UNIT)),
        ("agree", (Sense.REST,), (Sense.ROUND, Sense.LEAST)),
        ("redundant", (Sense.ABOUT, Sense.ROUND), (Sense.ROUND,)),
        ("redundant", _ABOVE, (Sense.LEAST,)),
        ("redundant", (*_BELOW, Sense.MOST), (Sense.MOST,)),
        ("contradiction", _BELOW, (Sense.REST, Sense.REST_UNIT, Sense.ROUND, Sense.LEAST)),
        ("contradiction", (Sense.ABOUT,), (Sense.LEAST, Sense.MOST)),
        ("contradiction", _ABOVE, (Sense.ROUND, Sense.MOST)),
        ("contradiction", (Sense.MOST,), (Sense.ROUND, Sense.LEAST)),
    )
    for first in firsts
    for second in seconds
}


def _combined(number: Number, hedges: tuple[Hedge, ...]) -> tuple[Interval | None, str]:
    """Give what all hedges leave open, None where two contradict each other, and the flag."""
    if len(hedges) < 2:
        classed = not hedges and number.form == "bare"
        return _bounds(hedges[0].sense if hedges else None, number), "bare_scale" if classed else ""
    if len(hedges) > 2:
        raise HedgeError("three hedges on one numeral are not understood")
    one, two = hedges
    verdict = _PAIRS.get((one.sense, two.sense))
    if not verdict:
        raise HedgeError(f"{one.word}…{two.word} is not understood")
    if verdict == "contradiction":
        return None, verdict
    first, second = _bounds(one.sense, number), _bounds(two.sense, number)
    try:
        return first & second, "" if verdict == "agree" else verdict
    except IntervalError as error:
        raise HedgeError(f"{one.word}…{two.word} leaves nothing: {error}") from error


def _bounds(sense: Sense | None, number: Number) -> Interval:
    """Give what one hedge leaves open on a numeral; None is no hedge at all."""
    n = number.low
    if sense is None:
        return Interval(n, number.high, high_open=number.form == "several")
    if n <= 0:
        raise HedgeError("a hedge on zero or less means nothing")
    if sense in (Sense.ABOUT, Sense.ROUND):
        return Interval(n - _slack(n, number), number.high + _slack(number.high, number))
    if n != number.high:
        raise HedgeError("only 约 and 左右 are understood on two numbers")
    if sense is Sense.NEAR:
        return Interval(n - _slack(n, number), n, high_open=True)
    if sense is Sense.REST:
        place = _place(n, number)
        return Interval(n, n + min(place, number.scale or place), True, True)
    low, high, low_open, high_open = {
        Sense.OVER: (n, math.inf, True, True),
        Sense.LEAST: (n, math.inf, False, True),
        Sense.MOST: (0, n, False, False),
        Sense.UNDER: (0, n, False, True),
        Sense.REST_UNIT: (n, n + 1, True, True),
        Sense.UPWARD: (n, 10 * n, False, True),
    }[sense]
    return Interval(low, high, low_open, high_open)


def _slack(n: int | Fraction, number: Number) -> Fraction:
    """Give d, the reach of 近 and 约."""
    return min(_place(n, number), Fraction(n) / 10)


def _place(n: int | Fraction, number: Number) -> Fraction:
    place = place_of(n) if number.form != "fraction" else None
    if place is None:
        raise HedgeError(f"{n} has no last place for a hedge to work on")
    return place


def _printed(value: float | Fraction) -> float | int | None:
    if isinstance(value, float):
        return None  # only an end without a bound is a float
    return int(value) if value == int(value) else float(value)
