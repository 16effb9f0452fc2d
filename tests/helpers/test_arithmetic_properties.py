"""Promises of the arithmetic on rows that hold for any rows, tried on generated ones."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from helpers import RefusedError, joint_growth, new_share, ratio, share, total, union

unhurried = settings(deadline=None)
WORDS = "made up"


@st.composite
def row(draw, name="", counted="person", measure="stock", least=0):
    """A row with bounds, and a number that they allow."""
    low, point, high = sorted(draw(st.lists(st.fractions(least, 1000, max_denominator=20), min_size=3, max_size=3)))
    low_open, high_open = low < point and draw(st.booleans()), point < high and draw(st.booleans())
    made = pd.Series({"region": "r", "source": "r-article", "label": "a", "value": float(point), "low": float(low),
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
