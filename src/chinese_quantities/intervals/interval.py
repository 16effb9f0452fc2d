"""All numbers between two exact ends, each open or closed, and their arithmetic."""

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import wraps

from .ends import INFINITE, IntervalError, Number, corner, exact, invert, is_number

__all__ = ["Interval", "operand"]


def _operator(method):
    """Let an operator of `Interval` take a plain number too, and leave other things to Python."""
    @wraps(method)
    def operate(self, other):
        other = operand(other)
        return NotImplemented if other is None else method(self, other)

    return operate


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
    >>> print(Interval(270, 300, high_open=True) / 27)
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
        low, high = exact(self.low), exact(self.high)
        low_open = bool(self.low_open) or low in INFINITE
        high_open = bool(self.high_open) or high in INFINITE
        for name, value in zip(self.__slots__, (low, high, low_open, high_open), strict=True):
            object.__setattr__(self, name, value)
        if low > high or (low == high and (low_open or high_open)):
            raise IntervalError(f"no number lies in {self}")

    @classmethod
    def exact(cls, value: Number) -> "Interval":
        """Give the interval that holds `value` and nothing else."""
        end = exact(value)
        return cls(end, end)

    @property
    def is_exact(self) -> bool:
        """Whether exactly one number lies in the interval."""
        return self.low == self.high

    def contains(self, value: Number) -> bool:
        """Say whether `value` lies in the interval."""
        value = exact(value)
        above = value > self.low if self.low_open else value >= self.low
        below = value < self.high if self.high_open else value <= self.high
        return above and below

    def whole(self) -> "Interval":
        """Narrow to the whole numbers inside, for what is counted: (400, 500) is [401, 499].

        Raises
        ------
        IntervalError
            If no whole number lies in the interval.
        """
        low, high = self.low, self.high
        if low not in INFINITE:
            low = math.floor(low) + 1 if self.low_open else math.ceil(low)
        if high not in INFINITE:
            high = math.ceil(high) - 1 if self.high_open else math.floor(high)
        if low > high:
            raise IntervalError(f"no whole number lies in {self}")
        return Interval(low, high)

    def __str__(self) -> str:
        left, right = "(" if self.low_open else "[", ")" if self.high_open else "]"
        low = "-∞" if self.low == -math.inf else self.low
        high = "∞" if self.high == math.inf else self.high
        return f"{left}{low}, {high}{right}"

    def __neg__(self) -> "Interval":
        return Interval(-self.high, -self.low, self.high_open, self.low_open)

    @_operator
    def __add__(self, other):
        return Interval(
            self.low + other.low,
            self.high + other.high,
            self.low_open or other.low_open,
            self.high_open or other.high_open,
        )

    @_operator
    def __sub__(self, other):
        return self + (-other)

    @_operator
    def __rsub__(self, other):
        return other - self

    @_operator
    def __mul__(self, other):
        corners = [corner(a, b) for a in _ends(self) for b in _ends(other)]
        # Of equal corners the closed one wins: one way to reach the end is enough.
        low, low_open = min(corners)
        high, shut = max((value, not is_open) for value, is_open in corners)
        return Interval(low, high, low_open, not shut)

    @_operator
    def __truediv__(self, other):
        return self * _reciprocal(other)

    @_operator
    def __rtruediv__(self, other):
        return other / self

    __radd__ = __add__
    __rmul__ = __mul__


def operand(value: Interval | Number) -> Interval | None:
    """Give `value` as an interval, or None where it is no number at all."""
    if isinstance(value, Interval):
        return value
    return Interval.exact(value) if is_number(value) else None


def _ends(interval: Interval) -> tuple[tuple, tuple]:
    return (interval.low, interval.low_open), (interval.high, interval.high_open)


def _reciprocal(interval: Interval) -> Interval:
    if interval.contains(0):
        raise IntervalError(f"cannot divide by {interval}: the divisor may be zero")
    # The side of an open zero runs off without bound, towards the side on which the rest lies.
    sign = 1 if interval.high > 0 else -1
    low = sign * math.inf if interval.high == 0 else invert(interval.high)
    high = sign * math.inf if interval.low == 0 else invert(interval.low)
    return Interval(low, high, interval.high_open, interval.low_open)
