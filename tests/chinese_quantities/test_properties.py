"""Promises of the reader that hold for any number, tried on generated ones."""

from __future__ import annotations

import math
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from chinese_quantities import PhraseError, read_phrase

unhurried = settings(deadline=None)
AFTER = {"左右": "about", "上下": "about", "以上": "least", "以下": "most", "以内": "most"}


@unhurried
@given(st.integers(10, 9999), st.sampled_from(["", "万", "亿"]), st.sampled_from(list(AFTER)))
def test_a_hedge_after_the_unit_reads_back(number, scale, hedge):
    """Protects suffix hedges; the bounds are worked out here a second time, as the rule book has them."""
    n = number * {"": 1, "万": 10**4, "亿": 10**8}[scale]
    place = 10 ** (len(str(n)) - len(str(n).rstrip("0")))
    d = min(Fraction(place), Fraction(n, 10))
    low, high = {"about": (n - d, n + d), "least": (n, None), "most": (0, n)}[AFTER[hedge]]
    reading = read_phrase(f"{number}{scale}元{hedge}")
    assert (reading.value, reading.unit, reading.hedge) == (n, "元", hedge)
    assert (reading.low, reading.high) == (float(low), None if high is None else float(high))
    assert not reading.low_open and (high is None or not reading.high_open), "these words include the number itself"


@unhurried
@given(st.integers(1, 999), st.integers(1, 999), st.sampled_from(["", "万", "亿"]), st.sampled_from("—至"))
def test_a_range_reads_from_end_to_end(low, more, scale, between):
    """Protects ranges, whose right scale reaches left: 3至5亿 is 300 to 500 million."""
    worth = {"": 1, "万": 10**4, "亿": 10**8}[scale]
    reading = read_phrase(f"投入{low}{between}{low + more}{scale}元")
    assert (reading.value, reading.low, reading.high) == (None, low * worth, (low + more) * worth)
    assert not reading.low_open and not reading.high_open


@unhurried
@given(st.text(st.sampled_from("近约超多余不足至少左右以上以下0123456789一二三十百千万亿个名元%几数两"), max_size=10))
def test_whatever_is_read_can_be_true(phrase):
    """Protects from bounds that nothing can satisfy: a wrong value is worse than none."""
    try:
        reading = read_phrase(phrase)
    except PhraseError:
        return
    low = -math.inf if reading.low is None else reading.low
    high = math.inf if reading.high is None else reading.high
    assert low < high or (low == high and not reading.low_open and not reading.high_open), phrase
    if reading.value is not None and reading.hedge == "none" and not reading.flags:
        assert low == high == reading.value
