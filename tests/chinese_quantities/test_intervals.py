"""Interval arithmetic: it must hold every possible truth, and claim no end that is not reached."""

import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chinese_quantities.intervals import Interval, IntervalError, growth_share, share

numbers = st.fractions(min_value=-1000, max_value=1000, max_denominator=20)
amounts = st.fractions(min_value=0, max_value=1000, max_denominator=20)


@st.composite
def with_point(draw, of=numbers):
    """An interval, now and then without a bound, and a number inside it."""
    low, point, high = sorted(draw(st.lists(of, min_size=3, max_size=3)))
    low_open = low < point and draw(st.booleans())
    high_open = point < high and draw(st.booleans())
    if draw(st.integers(0, 9)) == 0:
        high = math.inf
    if of is numbers and draw(st.integers(0, 9)) == 0:
        low = -math.inf
    return Interval(low, high, low_open, high_open), point


@given(with_point(), with_point())
def test_results_hold_every_truth(left, right):
    """Protects the promise of the module: no operation may lose a value that is possible."""
    (a, x), (b, y) = left, right
    assert (a + b).contains(x + y)
    assert (a - b).contains(x - y)
    assert (a * b).contains(x * y)
    assert (-a).contains(-x)
    if b.contains(0):
        with pytest.raises(IntervalError, match="zero"):
            a / b
    else:
        assert (a / b).contains(Fraction(x) / Fraction(y))


@given(with_point(), numbers)
def test_plain_numbers_are_operands_on_both_sides(left, number):
    """Protects the reflected operators, in which the order is easily swapped."""
    a, x = left
    assert (number - a).contains(number - x) and (a - number).contains(x - number)
    assert number + a == a + number and number * a == a * number
    if not a.contains(0):
        assert (number / a).contains(number / Fraction(x))


@given(with_point(amounts), with_point(amounts))
def test_share_holds_every_part_of_its_whole(part, rest):
    """Protects `share` from losing a truth and from leaving nought to one."""
    (a, x), (b, y) = part, rest
    whole = a + b
    assume(not (a.contains(0) and whole.contains(0)) and x + y > 0)
    result = share(a, whole)
    assert result.contains(Fraction(x) / (x + y))
    assert result.low >= 0 and result.high <= 1


@given(with_point(amounts))
def test_growth_share_holds_every_truth(growth):
    """Protects the formula g / (100 + g) and its ends."""
    g, x = growth
    assert growth_share(g).contains(Fraction(x) / (100 + x))


@given(with_point())
def test_whole_keeps_exactly_the_whole_numbers(left):
    """Protects the narrowing of counts: 400多个 is 401 to 499, not 400 to 500."""
    a, _ = left
    assume(a.low > -math.inf and a.high < math.inf)
    inside = [n for n in range(math.floor(a.low), math.ceil(a.high) + 1) if a.contains(n)]
    if inside:
        assert a.whole() == Interval(inside[0], inside[-1])
    else:
        with pytest.raises(IntervalError, match="no whole number"):
            a.whole()


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (lambda: Interval(1, 2, True) + Interval(3, 4, False, True), "(4, 6)"),
        (lambda: Interval(1, 2) - Interval(3, 4, True), "[-3, -1)"),
        (lambda: Interval(2, 3, True) * Interval(-1, 5), "[-3, 15]"),
        (lambda: Interval(2, 3, False, True) * Interval(-1, 5), "(-3, 15)"),
        (lambda: Interval(0, 1) * Interval(5, 6, True, True), "[0, 6)"),
        (lambda: Interval(0, 1, True) * Interval(5, math.inf), "(0, ∞)"),
        (lambda: Interval(0, 0) * Interval(5, math.inf), "[0, 0]"),
        (lambda: Interval(1, 3) & Interval(1, 3, True, True), "(1, 3)"),
        (lambda: Interval(1, 3) & Interval(2, math.inf), "[2, 3]"),
        (lambda: 1 / Interval(0, 4, True), "[1/4, ∞)"),
        (lambda: 1 / Interval(-4, 0, False, True), "(-∞, -1/4]"),
        (lambda: 6 / Interval(2, math.inf), "(0, 3]"),
        (lambda: Interval(400, 500, True, True).whole(), "[401, 499]"),
        (lambda: Interval(9, 10, False, True).whole(), "[9, 9]"),
        (lambda: Interval(100, math.inf, True).whole(), "[101, ∞)"),
        (lambda: share(5, Interval(0, 100, False, True)), "(1/20, 1]"),
        (lambda: share(Interval(10, 20, True), Interval(20, 40)), "(1/4, 1]"),
        (lambda: share(Interval(10, 20, True, True), Interval(20, 40)), "(1/4, 1)"),
        (lambda: share(0, Interval(0, 40, True)), "[0, 0]"),
        (lambda: share(3, Interval(10, math.inf, True)), "(0, 3/10)"),
        (lambda: share(20, Interval(10, 20)), "[1, 1]"),
        (lambda: growth_share(Decimal("134.5")), "[269/469, 269/469]"),
        (lambda: growth_share(Interval(25, math.inf)), "[1/5, 1)"),
    ],
)
def test_ends_are_closed_only_where_reached(result, expected):
    """Protects openness: each case was worked out by hand, one for each rule of the module."""
    assert str(result()) == expected


def test_floats_mean_what_they_print():
    """Protects exactness: 80.1 is 801/10, or sums of money would drift in the last place."""
    assert Interval.exact(80.1).low == Fraction(801, 10)
    assert Interval.exact(0.1) + Interval.exact(0.2) == Interval.exact(0.3)
    assert Interval.exact(Decimal("6.24")) * 10**8 == Interval.exact(624_000_000)
    assert isinstance(Interval.exact(8.0).low, int)


@pytest.mark.parametrize(
    "broken",
    [
        lambda: Interval(2, 1),
        lambda: Interval(1, 1, True),
        lambda: Interval(math.inf, math.inf),
        lambda: Interval(math.nan, 1),
        lambda: Interval("1", 2),
        lambda: Interval(True, 2),
        lambda: Interval(1, 2) / 0,
        lambda: Interval(1, 2) / Interval(-1, 1),
        lambda: share(1, "2"),
        lambda: Interval(1, 2, False, True) & 2,
        lambda: share(5, 4),
        lambda: share(0, Interval(0, 3)),
        lambda: share(-1, 3),
        lambda: share(Interval(4, 5, True), 4),
        lambda: growth_share(-3),
    ],
)
def test_what_has_no_answer_is_refused(broken):
    """Protects the reader from an interval that means nothing; the error is a ValueError."""
    with pytest.raises(IntervalError) as caught:
        broken()
    assert isinstance(caught.value, ValueError) and len(str(caught.value)) > 10


def test_intervals_do_not_mix_with_other_things():
    """Protects from silent nonsense such as adding text."""
    with pytest.raises(TypeError):
        Interval(1, 2) + "3"
