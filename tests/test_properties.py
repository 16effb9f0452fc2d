"""Promises that hold for any input, tried on generated ones.

Readings of suffixes and ranges, arithmetic on rows, any bytes as an article. What the phrase reader, the intervals and the audit promise one by one is tried in their
own test files too.
"""

from __future__ import annotations

import contextlib
import io
import tempfile
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from helpers import (
    PhraseError,
    RefusedError,
    Text,
    joint_growth,
    new_share,
    ratio,
    read_phrase,
    share,
    total,
    union,
)
from helpers.__main__ import main

unhurried = settings(deadline=None)
costly = settings(deadline=None, max_examples=settings().max_examples * 3 // 5, suppress_health_check=[HealthCheck.too_slow])
WORDS = Text("made up", "虚构")


# --- the phrase reader ----------------------------------------------------------------------

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
    low = -np.inf if reading.low is None else reading.low
    high = np.inf if reading.high is None else reading.high
    assert low < high or (low == high and not reading.low_open and not reading.high_open), phrase
    if reading.value is not None and reading.hedge == "none" and not reading.flags:
        assert low == high == reading.value


# --- arithmetic on rows -----------------------------------------------------------------------


@st.composite
def row(draw, name="", counted="person", measure="stock", least=0):
    """A row with bounds, and a number that they allow."""
    low, point, high = sorted(draw(st.lists(st.fractions(least, 1000, max_denominator=20), min_size=3, max_size=3)))
    low_open, high_open = low < point and draw(st.booleans()), point < high and draw(st.booleans())
    made = pd.Series({"region": "r", "label_en": "a", "label_zh": "甲", "value": float(point), "low": float(low),
                      "high": float(high), "low_open": low_open, "high_open": high_open, "unit": "名", "counted": counted,
                      "measure": measure, "phrase": "", "hedge": "none", "separate_from": (), "may_overlap": (),
                      "part_of": ()}, name=name or "a")
    return made, Fraction(made["value"])


def holds(made: pd.Series, truth: Fraction) -> bool:
    """Whether a derived row allows a number; its bounds are floats, so the last place is given away."""
    slack = 1e-9 * max(1.0, abs(float(truth)))
    return made["low"] - slack <= truth <= made["high"] + slack


def frame(*rows: pd.Series) -> pd.DataFrame:
    return pd.DataFrame([one.rename(f"r-{number}") for number, one in enumerate(rows)])


@unhurried
@given(st.lists(row(), min_size=2, max_size=4))
def test_a_total_holds_every_truth(given_rows):
    """Protects `total`: whatever the rows are in truth, their sum lies in its bounds."""
    rows, truths = zip(*given_rows, strict=True)
    assert holds(total(frame(*rows), WORDS, because="made up"), sum(truths))


@unhurried
@given(st.lists(row(), min_size=2, max_size=4), st.data())
def test_a_union_holds_every_overlap(given_rows, data):
    """Protects `union`: from the largest, all others inside it, to the sum, none in another."""
    rows, truths = zip(*given_rows, strict=True)
    true = data.draw(st.fractions(max(truths), sum(truths)))
    assert holds(union(frame(*rows), WORDS), true)


@unhurried
@given(row(), row(least=1), st.sampled_from([1, 100]))
def test_a_ratio_holds_every_truth(part, per, times):
    (a, x), (b, y) = part, per
    assert holds(ratio(a.rename("r-a"), b.rename("r-b"), WORDS, times), x / y * times)


@unhurried
@given(row(), row())
def test_a_share_holds_every_part_of_its_whole(part, rest):
    """Protects `share`: a part that lies in its whole has its share in the bounds, and none is under 0 or over 100."""
    (a, x), (b, y) = part, rest
    assume(x + y > 0 and a["low"] <= b["low"] + a["low"] and a["low"] + b["low"] > 0)
    whole = b.copy()
    for end in ("low", "high"):
        whole[end] = a[end] + b[end]
        whole[f"{end}_open"] = a[f"{end}_open"] or b[f"{end}_open"]
    a = a.rename("r-a")
    a["part_of"] = ("r-w",)
    made = share(a, whole.rename("r-w"), WORDS)
    assert holds(made, x / (x + y) * 100) and made["low"] >= 0 and made["high"] <= 100


@unhurried
@given(row(counted="rate", measure="rate"))
def test_a_new_share_holds_every_truth(growth):
    rate, truth = growth
    assert holds(new_share(rate), 100 * truth / (100 + truth))


@unhurried
@given(st.lists(st.tuples(row(counted="rate", measure="rate"), st.integers(1, 100)), min_size=2, max_size=4))
def test_joint_growth_holds_every_weighting(weighed):
    """Protects `joint_growth`: whatever the sizes of the industries, the growth of all together lies in its bounds."""
    rows, truths = zip(*(one for one, _ in weighed), strict=True)
    weights = [weight for _, weight in weighed]
    true = sum(truth * weight for truth, weight in zip(truths, weights, strict=True)) / sum(weights)
    assert holds(joint_growth(frame(*rows), WORDS), true)


@unhurried
@given(st.lists(row(), min_size=2, max_size=3))
def test_nothing_undeclared_is_added(given_rows):
    """Protects from a total of what may overlap: without a reason it is refused."""
    with pytest.raises(RefusedError, match="declared separate"):
        total(frame(*(one for one, _ in given_rows)), WORDS)


# --- the audit --------------------------------------------------------------------------------


@costly
@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode),
                 st.text(max_size=100).map(lambda text: text.encode("utf-16")),
                 st.text(st.sampled_from("近一二十百万亿0123456789个名元年月日第,。“”\n多余约超"), max_size=120).map(str.encode)))
def test_any_file_can_be_audited_or_is_refused(content):
    """Protects whoever audits the wrong file: a list, or one line that says what is wrong; never a traceback."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "article.txt"
        path.write_bytes(content)
        said, wrong = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(wrong):
            status = main(["audit", str(path)])
    assert status in (0, 1, 2)
    assert bool(wrong.getvalue().strip()) == (status == 2), "only a refusal speaks on standard error"
    assert status == 2 or "numeral" in said.getvalue()
