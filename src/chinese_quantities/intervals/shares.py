"""Ratios and shares of quantities of which only the bounds are known."""

import math
from fractions import Fraction

from .ends import IntervalError, Number
from .interval import Interval, operand

__all__ = ["growth_share", "ratio", "share"]


def _need(value: Interval | Number, role: str) -> Interval:
    interval = operand(value)
    if interval is None:
        raise IntervalError(f"the {role} must be an interval or a number, not {value!r}")
    return interval


def ratio(numerator: Interval | Number, denominator: Interval | Number) -> Interval:
    """Divide two independent quantities; for a part of its own whole use :func:`share`.

    Raises
    ------
    IntervalError
        If an operand is no number, or if the denominator may be zero.

    Examples
    --------
    >>> print(ratio(Interval(270, 300, high_open=True), 30))
    [9, 10)
    """
    return _need(numerator, "numerator") / _need(denominator, "denominator")


def share(part: Interval | Number, whole: Interval | Number) -> Interval:
    """Divide a quantity by the whole that contains it.

    Knowing that the part lies inside the whole narrows the answer: the share equals
    part / (part + rest) with a rest of at least nothing, so it never leaves [0, 1], and pairs in
    which the part would exceed the whole are left out.

    Parameters
    ----------
    part, whole : Interval or number
        Both in the same unit, neither below zero.

    Raises
    ------
    IntervalError
        If an operand is no number or may be negative, if the whole may be zero, or if the part
        is larger than the whole whatever the truth is.

    Examples
    --------
    >>> print(share(Interval(10, 20), Interval(20, 40)))
    [1/4, 1]
    """
    part, whole = _need(part, "part"), _need(whole, "whole")
    if part.low < 0 or whole.low < 0:
        raise IntervalError(f"a share needs amounts of zero or more: {part} of {whole}")
    if part.contains(0) and whole.contains(0):
        raise IntervalError(f"no share of {whole}: the whole may be zero")
    meet_closed = not (part.low_open or whole.high_open)
    if part.low > whole.high or (part.low == whole.high and not meet_closed):
        raise IntervalError(f"the part {part} cannot lie inside the whole {whole}")

    if part.high == 0:
        return Interval.exact(0)
    low: Fraction | float = 0
    if part.low == 0 or whole.high == math.inf:
        low_open = part.low_open or part.low > 0
    else:
        low, low_open = Fraction(part.low) / whole.high, part.low_open or whole.high_open

    if part.high > whole.low:  # the two can be equal: all of the whole
        return Interval(low, 1, low_open, False)
    high_open = part.high_open or whole.low_open
    return Interval(low, Fraction(part.high) / whole.low, low_open, high_open)


def growth_share(growth: Interval | Number) -> Interval:
    """Give the share of today's amount that was added by a growth of `growth` per cent.

    A growth of g per cent turns 100 into 100 + g, so that g / (100 + g) of today's amount is
    new. No base value is needed: 134.5 per cent makes 134.5 / 234.5.

    Raises
    ------
    IntervalError
        If `growth` is no number or may be negative: a loss is no part of what is left.

    Examples
    --------
    >>> print(growth_share(25))
    [1/5, 1/5]
    """
    growth = _need(growth, "growth")
    if growth.low < 0:
        raise IntervalError(f"a growth of {growth} per cent may be a loss: it has no share")
    # The share rises with the growth, so that the ends answer to the ends.
    low = Fraction(growth.low) / (100 + growth.low)
    high = 1 if growth.high == math.inf else Fraction(growth.high) / (100 + growth.high)
    return Interval(low, high, growth.low_open, growth.high_open)
