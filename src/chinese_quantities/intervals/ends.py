"""Ends of intervals: exact numbers and the two infinities, and their arithmetic."""

import math
from decimal import Decimal
from fractions import Fraction
from numbers import Integral

__all__ = ["INFINITE", "IntervalError", "Number", "corner", "exact", "invert", "is_number"]

Number = int | float | Decimal | Fraction
INFINITE = (math.inf, -math.inf)


class IntervalError(ValueError):
    """An interval that cannot exist, or an operation that has no answer."""


def is_number(value: object) -> bool:
    """Say whether `value` can be an end; a truth value cannot."""
    return isinstance(value, Integral | float | Decimal | Fraction) and not isinstance(value, bool)


def exact(value: Number) -> int | Fraction | float:
    """Give `value` as an exact number; only the two infinities remain floats."""
    if type(value) is int or type(value) is Fraction:  # nearly always so
        return value.numerator if value.denominator == 1 else value
    if not is_number(value):
        raise IntervalError(f"an end must be a number, not {value!r}")
    if math.isnan(value):
        raise IntervalError("an end must be a number, not NaN")
    if value in INFINITE:
        return math.inf if value > 0 else -math.inf
    # float.__repr__, because a numpy float prints as np.float64(80.1)
    printed = Fraction(float.__repr__(value)) if isinstance(value, float) else Fraction(value)
    return printed.numerator if printed.denominator == 1 else printed


def corner(a: tuple, b: tuple) -> tuple:
    """Multiply two ends, each a value and whether it is open."""
    # A zero that is reached makes the product zero whatever the other factor is; so does a zero
    # that is only approached, beside an end without bound: the other corners carry the infinity.
    for value, is_open in (a, b):
        if value == 0 and not is_open:
            return 0, False
    if a[0] == 0 or b[0] == 0:
        return 0, True
    return a[0] * b[0], a[1] or b[1]


def invert(value: Fraction | float) -> Fraction | int:
    """Give 1 / `value`; an infinity gives zero."""
    return 0 if value in INFINITE else 1 / Fraction(value)
