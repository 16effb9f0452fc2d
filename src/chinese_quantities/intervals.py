"""Intervals with exact ends, each end open or closed.

An article says 近400万元 ("nearly 4 million yuan"): that is no number but a stretch of
numbers, here [3 600 000, 4 000 000). An :class:`Interval` is such a stretch, and arithmetic on
intervals gives the stretch in which the result must lie. Two promises are kept throughout:

* every result contains every value that the operands allow;
* an end is closed only where the operands can really reach it.

Operands are taken to vary independently of each other, so ``x - x`` is not zero but "the
difference of two values of which only the bounds are known". For a part and its own whole use
:func:`share`, which knows that the one lies inside the other.

Numbers are exact (`int` and :class:`fractions.Fraction`). A float is read as it is printed:
80.1 is 801/10, not the binary number next to it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from numbers import Integral

__all__ = ["Interval", "IntervalError", "growth_share", "hull", "ratio", "share"]

Number = int | float | Decimal | Fraction
_INFINITE = (math.inf, -math.inf)


class IntervalError(ValueError):
    """An interval that cannot exist, or an operation that has no answer."""


def _exact(value: Number) -> int | Fraction | float:
    """Give `value` as an exact number; only the two infinities remain floats."""
    if type(value) in (int, Fraction):  # nearly always so
        return value.numerator if value.denominator == 1 else value
    if isinstance(value, bool) or not isinstance(value, Integral | float | Decimal | Fraction):
        raise IntervalError(f"an end must be a number, not {value!r}")
    if math.isnan(value):
        raise IntervalError("an end must be a number, not NaN")
    if value in _INFINITE:
        return math.inf if value > 0 else -math.inf
    # float.__repr__, because a numpy float prints as np.float64(80.1)
    printed = Fraction(float.__repr__(value)) if isinstance(value, float) else Fraction(value)
    return printed.numerator if printed.denominator == 1 else printed


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers between `low` and `high`.

    Parameters
    ----------
    low, high : int, float, Decimal or Fraction
        The ends, in whatever unit the caller works in. ``math.inf`` and ``-math.inf`` mean "no
        bound on this side".
    low_open, high_open : bool, default False
        True where the end itself is left out. An infinite end is always open.

    Raises
    ------
    IntervalError
        If an end is no number, or if no number lies between the ends.

    Examples
    --------
    >>> str(Interval(270, 300, high_open=True) / 27)
    '[10, 100/9)'
    """

    low: int | Fraction | float
    high: int | Fraction | float
    low_open: bool = False
    high_open: bool = False

    def __post_init__(self) -> None:
        low, high = _exact(self.low), _exact(self.high)
        low_open = bool(self.low_open) or low in _INFINITE
        high_open = bool(self.high_open) or high in _INFINITE
        if low > high or (low == high and (low_open or high_open)):
            left, right = "(" if low_open else "[", ")" if high_open else "]"
            raise IntervalError(f"no number lies in {left}{low}, {high}{right}")
        for name, value in (("low", low), ("high", high)):
            object.__setattr__(self, name, value)
        object.__setattr__(self, "low_open", low_open)
        object.__setattr__(self, "high_open", high_open)

    @classmethod
    def exact(cls, value: Number) -> Interval:
        """Give the interval that holds `value` and nothing else."""
        return cls(value, value)

    @property
    def is_exact(self) -> bool:
        """Whether exactly one number lies in the interval."""
        return self.low == self.high

    def contains(self, value: Number) -> bool:
        """Say whether `value` lies in the interval."""
        value = _exact(value)
        above = value > self.low if self.low_open else value >= self.low
        below = value < self.high if self.high_open else value <= self.high
        return above and below

    def whole(self) -> Interval:
        """Narrow to the whole numbers inside, for what is counted: (400, 500) is [401, 499].

        Raises
        ------
        IntervalError
            If no whole number lies in the interval.
        """
        low, high = self.low, self.high
        if low not in _INFINITE:
            low = math.floor(low) + 1 if self.low_open else math.ceil(low)
        if high not in _INFINITE:
            high = math.ceil(high) - 1 if self.high_open else math.floor(high)
        if low > high:
            raise IntervalError(f"no whole number lies in {self}")
        return Interval(low, high)

    def __str__(self) -> str:
        left, right = "(" if self.low_open else "[", ")" if self.high_open else "]"
        low = "-∞" if self.low == -math.inf else self.low
        high = "∞" if self.high == math.inf else self.high
        return f"{left}{low}, {high}{right}"

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low, self.high_open, self.low_open)

    def __add__(self, other: Interval | Number) -> Interval:
        other = _operand(other)
        if other is None:
            return NotImplemented
        return Interval(
            self.low + other.low,
            self.high + other.high,
            self.low_open or other.low_open,
            self.high_open or other.high_open,
        )

    def __sub__(self, other: Interval | Number) -> Interval:
        other = _operand(other)
        return NotImplemented if other is None else self + (-other)

    def __rsub__(self, other: Number) -> Interval:
        other = _operand(other)
        return NotImplemented if other is None else other - self

    def __mul__(self, other: Interval | Number) -> Interval:
        other = _operand(other)
        if other is None:
            return NotImplemented
        corners = [_corner(a, b) for a in _ends(self) for b in _ends(other)]
        # Of equal corners the closed one wins: one way to reach the end is enough.
        low, low_open = min(corners)
        high, shut = max((value, not is_open) for value, is_open in corners)
        return Interval(low, high, low_open, not shut)

    def __truediv__(self, other: Interval | Number) -> Interval:
        other = _operand(other)
        return NotImplemented if other is None else self * _reciprocal(other)

    def __rtruediv__(self, other: Number) -> Interval:
        other = _operand(other)
        return NotImplemented if other is None else other / self

    __radd__ = __add__
    __rmul__ = __mul__


def _operand(value: Interval | Number) -> Interval | None:
    """Give `value` as an interval, or None where it is no number at all."""
    if isinstance(value, Interval):
        return value
    if isinstance(value, Integral | float | Decimal | Fraction) and not isinstance(value, bool):
        return Interval.exact(value)
    return None


def _ends(interval: Interval) -> tuple[tuple, tuple]:
    return (interval.low, interval.low_open), (interval.high, interval.high_open)


def _corner(a: tuple, b: tuple) -> tuple:
    """Multiply two ends, each (value, open)."""
    # A zero that is reached makes the product zero whatever the other factor is; so does a zero
    # that is only approached, beside an end without bound: the other corners carry the infinity.
    for value, is_open in (a, b):
        if value == 0 and not is_open:
            return 0, False
    if a[0] == 0 or b[0] == 0:
        return 0, True
    return a[0] * b[0], a[1] or b[1]


def _reciprocal(interval: Interval) -> Interval:
    if interval.contains(0):
        raise IntervalError(f"cannot divide by {interval}: the divisor may be zero")
    # The side of an open zero runs off without bound, towards the side on which the rest lies.
    sign = 1 if interval.high > 0 else -1
    low = sign * math.inf if interval.high == 0 else _invert(interval.high)
    high = sign * math.inf if interval.low == 0 else _invert(interval.low)
    return Interval(low, high, interval.high_open, interval.low_open)


def _invert(value: Fraction | float) -> Fraction | int:
    return 0 if value in _INFINITE else 1 / Fraction(value)


def _need(value: Interval | Number, role: str) -> Interval:
    interval = _operand(value)
    if interval is None:
        raise IntervalError(f"the {role} must be an interval or a number, not {value!r}")
    return interval


def hull(*parts: Interval | Number) -> Interval:
    """Give the smallest interval that holds all of `parts`.

    Raises
    ------
    IntervalError
        If there are no parts, or one is no number.
    """
    if not parts:
        raise IntervalError("the hull of nothing does not exist")
    intervals = [_need(part, "part") for part in parts]
    low, low_open = min((part.low, part.low_open) for part in intervals)
    high, shut = max((part.high, not part.high_open) for part in intervals)
    return Interval(low, high, low_open, not shut)


def ratio(numerator: Interval | Number, denominator: Interval | Number) -> Interval:
    """Divide two independent quantities; for a part of its own whole use :func:`share`.

    Raises
    ------
    IntervalError
        If an operand is no number, or if the denominator may be zero.
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
    if part.low == 0 or whole.high == math.inf:
        low, low_open = 0, part.low_open or part.low > 0
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
    """
    growth = _need(growth, "growth")
    if growth.low < 0:
        raise IntervalError(f"a growth of {growth} per cent may be a loss: it has no share")
    # The share rises with the growth, so that the ends answer to the ends.
    low = Fraction(growth.low) / (100 + growth.low)
    high = 1 if growth.high == math.inf else Fraction(growth.high) / (100 + growth.high)
    return Interval(low, high, growth.low_open, growth.high_open)
