"""Intervals with exact ends, each end open or closed, and their arithmetic.

An article says 近600万元 ("nearly 6 million yuan"): that is no number but a stretch of
numbers, here [5 400 000, 6 000 000). An :class:`Interval` is such a stretch, and arithmetic on
intervals gives the stretch in which the result must lie. Two promises are kept throughout:

* every result contains every value that the operands allow;
* an end is closed only where the operands can really reach it.

Operands are taken to vary independently of each other, so ``x - x`` is not zero but "the
difference of two values of which only the bounds are known". For a part and its own whole use
:func:`share`, which knows that the one lies inside the other.
"""

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import product
from numbers import Integral

__all__ = ["Interval", "IntervalError", "growth_share", "share"]

Number = int | float | Decimal | Fraction


class IntervalError(ValueError):
    """An interval that cannot exist, or an operation that has no answer."""


def _operator(method):
    """Let an operator of `Interval` take a plain number too, and leave other things to Python."""
    def operate(self, other):
        known = isinstance(other, Interval) or _is_number(other)
        return method(self, _interval(other)) if known else NotImplemented

    return operate


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers between `low` and `high`; ``a & b`` is what lies in both.

    Parameters
    ----------
    low, high : int, float, Decimal or Fraction
        The ends, in whatever unit the caller works in; kept exactly, as int or Fraction. A float
        is read as it is printed: 12.3 is 123/10, not the binary number next to it. ``math.inf``
        and ``-math.inf`` mean "no bound on this side".
    low_open, high_open : bool, default False
        True where the end itself is left out. An infinite end is always open.

    Raises
    ------
    IntervalError
        If an end is no number, or if no number lies between the ends.

    Examples
    --------
    >>> print(Interval(540, 600, high_open=True) / 54)
    [10, 100/9)
    >>> print(Interval(400, 500, True, True).whole())
    [401, 499]
    >>> Interval.exact(0.1) + Interval.exact(0.2) == Interval.exact(0.3)
    True
    """

    low: int | Fraction | float
    high: int | Fraction | float
    low_open: bool = False
    high_open: bool = False

    def __post_init__(self) -> None:
        low, high = _exact(self.low), _exact(self.high)
        low_open, high_open = bool(self.low_open) or math.isinf(low), bool(self.high_open) or math.isinf(high)
        for name, value in zip(self.__slots__, (low, high, low_open, high_open), strict=True):
            object.__setattr__(self, name, value)
        if low > high or (low == high and (low_open or high_open)):
            raise IntervalError(f"no number lies in {self}")

    @classmethod
    def exact(cls, value: Number) -> "Interval":
        """Give the interval that holds `value` and nothing else."""
        return cls(value, value)  # type: ignore[arg-type]  # a Decimal becomes a Fraction

    @property
    def is_exact(self) -> bool:
        """Whether exactly one number lies in the interval."""
        return self.low == self.high

    def contains(self, value: Number) -> bool:
        """Say whether `value` lies in the interval."""
        value = _exact(value)
        return (value > self.low if self.low_open else value >= self.low) and (
            value < self.high if self.high_open else value <= self.high)

    def whole(self) -> "Interval":
        """Narrow to the whole numbers inside, for what is counted: (400, 500) is [401, 499].

        Raises
        ------
        IntervalError
            If no whole number lies in the interval.
        """
        low, high = self.low, self.high
        if math.isfinite(low):
            low = math.floor(low) + 1 if self.low_open else math.ceil(low)
        if math.isfinite(high):
            high = math.ceil(high) - 1 if self.high_open else math.floor(high)
        if low > high:
            raise IntervalError(f"no whole number lies in {self}")
        return Interval(low, high)

    def __str__(self) -> str:
        left, right = "(" if self.low_open else "[", ")" if self.high_open else "]"
        return f"{left}{self.low}, {self.high}{right}".replace("inf", "∞")

    def __neg__(self) -> "Interval":
        return Interval(-self.high, -self.low, self.high_open, self.low_open)

    @_operator
    def __and__(self, other):
        low, low_open = max((one.low, one.low_open) for one in (self, other))
        high, closed = min((one.high, not one.high_open) for one in (self, other))
        return Interval(low, high, low_open, not closed)

    @_operator
    def __add__(self, other):
        return Interval(self.low + other.low, self.high + other.high,
                        self.low_open or other.low_open, self.high_open or other.high_open)

    @_operator
    def __sub__(self, other):
        return self + (-other)

    @_operator
    def __rsub__(self, other):
        return other - self

    @_operator
    def __mul__(self, other):
        ends = (((one.low, one.low_open), (one.high, one.high_open)) for one in (self, other))
        corners = [_corner(left, right) for left, right in product(*ends)]
        # Of equal corners the closed one wins: one way to reach the end is enough.
        low, low_open = min(corners)
        high, closed = max((value, not is_open) for value, is_open in corners)
        return Interval(low, high, low_open, not closed)

    @_operator
    def __truediv__(self, other):
        if other.contains(0):
            raise IntervalError(f"cannot divide by {other}: the divisor may be zero")
        # The side of an open zero runs off without bound, towards the side on which the rest lies.
        beyond = math.inf if other.high > 0 else -math.inf
        low, high = (Fraction(1) / end if end else beyond for end in (other.high, other.low))
        return self * Interval(low, high, other.high_open, other.low_open)

    @_operator
    def __rtruediv__(self, other):
        return other / self

    __radd__ = __add__
    __rmul__ = __mul__


def _is_number(value: object) -> bool:
    return isinstance(value, Integral | float | Decimal | Fraction) and not isinstance(value, bool)


def _exact(value: Number) -> int | Fraction | float:
    """Give `value` as an exact number; only the two infinities remain floats."""
    if type(value) is int or type(value) is Fraction:  # nearly always so
        return value.numerator if value.denominator == 1 else value
    if not _is_number(value) or math.isnan(value):
        raise IntervalError(f"an end must be a number, not {value!r}")
    if math.isinf(value):
        return float(value)
    # float.__repr__, because a numpy float prints as np.float64(12.3)
    exact = Fraction(float.__repr__(value)) if isinstance(value, float) else Fraction(value)
    return exact.numerator if exact.denominator == 1 else exact


def _interval(value: Interval | Number) -> Interval:
    return value if isinstance(value, Interval) else Interval.exact(value)


def _corner(left: tuple, right: tuple) -> tuple:
    """Multiply two ends, each a value and whether it is open."""
    (a, a_open), (b, b_open) = left, right
    # A zero that is reached makes the product zero whatever the other factor is; so does a zero
    # that is only approached, beside an end without bound: the other corners carry the infinity.
    if a == 0 or b == 0:
        return 0, (a != 0 or a_open) and (b != 0 or b_open)
    return a * b, a_open or b_open


def share(part: Interval | Number, whole: Interval | Number) -> Interval:
    """Divide a quantity by the whole that contains it.

    Knowing that the part lies inside the whole narrows the answer: it never leaves [0, 1], and
    pairs in which the part would exceed the whole are left out.

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
    part, whole = _interval(part), _interval(whole)
    if part.low < 0 or whole.low < 0:
        raise IntervalError(f"a share needs amounts of zero or more: {part} of {whole}")
    try:
        enough = whole & Interval(part.low, math.inf, part.low_open)
    except IntervalError:
        raise IntervalError(f"the part {part} cannot lie inside the whole {whole}") from None
    return (part / enough) & Interval(0, 1)


def growth_share(growth: Interval | Number) -> Interval:
    """Give the share of today's amount that was added by a growth of `growth` per cent.

    A growth of g per cent turns 100 into 100 + g, so that g / (100 + g) of today's amount is
    new. No base value is needed: 60 per cent makes 60 / 160.

    Raises
    ------
    IntervalError
        If `growth` is no number or may be negative: a loss is no part of what is left.

    Examples
    --------
    >>> print(growth_share(25))
    [1/5, 1/5]
    """
    growth = _interval(growth)
    if growth.low < 0:
        raise IntervalError(f"a growth of {growth} per cent may be a loss: it has no share")
    return 1 - 100 / (100 + growth)  # written so that `growth` stands in it once
