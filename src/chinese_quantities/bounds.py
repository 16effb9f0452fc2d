"""What hedges leave open on a numeral, as intervals.

N is the numeral in base units, u the place value of its last digit that is not zero (400: 100),
d = min(u, N / 10). Nothing here looks at units: counts are narrowed to whole numbers elsewhere.

How sure each rule is: 多, 余, 超, 以上, 不足 are the words' own meaning. That 近 reaches down and
约 both ways by d is a convention, since the language sets no limit.
"""

import math
from fractions import Fraction

from .hedges import Hedge, HedgeError, Sense
from .intervals import Interval, IntervalError
from .numerals import Number, place_of

__all__ = ["bounds", "combine"]


def bounds(sense: Sense | None, number: Number) -> Interval:
    """Give what a hedge leaves open on a numeral; None is no hedge at all.

    Parameters
    ----------
    sense : Sense or None
    number : Number
        In base units. Its `scale` limits 多 and 余, so it is given only where they follow the scale
        word: (10万, 11万) for 10万余, but (10万, 20万) for 10余万. On two numbers (三四百, 3—5) only
        约 and 左右 are understood: they widen both ends.

    Raises
    ------
    HedgeError
        If the numeral is zero, or has no last place (三分之二) and the hedge needs one.

    Examples
    --------
    >>> str(bounds(Sense.NEAR, Number(400, 400)))
    '[360, 400)'
    """
    n = number.low
    if sense is None:
        return Interval(n, number.high, high_open=number.form == "several")
    if sense is Sense.HUNDREDS:
        return Interval(100, 10**4, high_open=True)
    if sense is Sense.THOUSANDS:
        return Interval(10**3, 10**5, high_open=True)
    if n <= 0:
        raise HedgeError("a hedge on zero or less means nothing")
    if sense in (Sense.ABOUT, Sense.ROUND):
        return Interval(n - _slack(n, number), number.high + _slack(number.high, number))
    if n != number.high:
        raise HedgeError("only 约 and 左右 are understood on two numbers")
    if sense in (Sense.NEAR, Sense.REST):
        return _by_place(sense, number)
    low, high, low_open, high_open = {
        Sense.OVER: (n, math.inf, True, True),
        Sense.LEAST: (n, math.inf, False, True),
        Sense.MOST: (0, n, False, False),
        Sense.UNDER: (0, n, False, True),
        Sense.REST_UNIT: (n, n + 1, True, True),
        Sense.SEVERAL: (2 * n, 10 * n, False, True),
        Sense.UPWARD: (n, 10 * n, False, True),
    }[sense]
    return Interval(low, high, low_open, high_open)


def _by_place(sense: Sense, number: Number) -> Interval:
    n = number.low
    if sense is Sense.NEAR:
        return Interval(n - _slack(n, number), n, high_open=True)
    place = _place(n, number)
    return Interval(n, n + min(place, number.scale or place), True, True)


def _slack(n: int | Fraction, number: Number) -> Fraction:
    """Give d, the reach of 近 and 约."""
    return min(_place(n, number), Fraction(n) / 10)


def _place(n: int | Fraction, number: Number) -> Fraction:
    place = place_of(n) if number.form != "fraction" else None
    if place is None:
        raise HedgeError(f"{n} has no last place for a hedge to work on")
    return place


_AGREE, _REDUNDANT, _CONTRADICTION = "agree", "redundant", "contradiction"
_BELOW = (Sense.NEAR, Sense.UNDER)
_ABOVE = (Sense.OVER, Sense.LEAST)
_PAIRS: dict[str, list[tuple[tuple[Sense, ...], tuple[Sense, ...]]]] = {
    _AGREE: [
        ((Sense.ABOUT,), (Sense.REST, Sense.REST_UNIT)),
        (_ABOVE, (Sense.REST, Sense.REST_UNIT)),
        ((Sense.REST,), (Sense.ROUND, Sense.LEAST)),
    ],
    _REDUNDANT: [
        ((Sense.ABOUT, Sense.ROUND), (Sense.ROUND,)),
        (_ABOVE, (Sense.LEAST,)),
        ((*_BELOW, Sense.MOST), (Sense.MOST,)),
    ],
    _CONTRADICTION: [
        (_BELOW, (Sense.REST, Sense.REST_UNIT, Sense.ROUND, Sense.LEAST)),
        ((Sense.ABOUT,), (Sense.LEAST, Sense.MOST)),
        (_ABOVE, (Sense.ROUND, Sense.MOST)),
        ((Sense.MOST,), (Sense.ROUND, Sense.LEAST)),
    ],
}
_VERDICT = {
    (first, second): verdict
    for verdict, groups in _PAIRS.items()
    for firsts, seconds in groups
    for first in firsts
    for second in seconds
}


def combine(first: Hedge, second: Hedge, number: Number) -> tuple[Interval | None, str | None]:
    """Put two hedges on one numeral together, in the order in which they are printed.

    Returns
    -------
    interval : Interval or None
        What both leave open; None where they contradict each other.
    flag : str or None
        ``"contradiction"`` (近…多), ``"redundant"`` (至少…以上), or None where the two agree.

    Raises
    ------
    HedgeError
        If no rule covers the pair.
    """
    verdict = _VERDICT.get((first.sense, second.sense))
    if verdict is None:
        raise HedgeError(f"{first.word}…{second.word} is not understood")
    if verdict == _CONTRADICTION:
        return None, _CONTRADICTION
    one, two = bounds(first.sense, number), bounds(second.sense, number)
    low, low_open = max((i.low, i.low_open) for i in (one, two))
    high, shut = min((i.high, not i.high_open) for i in (one, two))
    try:
        both = Interval(low, high, low_open, not shut)
    except IntervalError as error:
        raise HedgeError(f"{first.word}…{second.word} leaves nothing: {error}") from error
    return both, _REDUNDANT if verdict == _REDUNDANT else None
