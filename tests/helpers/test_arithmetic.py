"""Arithmetic on observations carries bounds through, and refuses what the data do not bear out."""

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from helpers import RefusedError, joint_growth, load_observations, new_share, ratio, share, total, union

NAME = "Name"
ROWS = load_observations()
KINDS = ("nonpublic-organisations", "social-organisations", "newform-organisations")


def rows(*names: str) -> pd.DataFrame:
    """Rows of one region by the last words of their ids."""
    return ROWS.loc[[next(i for i in ROWS.index if i.endswith(name)) for name in names]]


def one(name: str) -> pd.Series:
    return rows(name).iloc[0]


def changed(name: str, **bounds: float) -> pd.Series:
    return pd.Series({**one(name), **bounds}, name=one(name).name)


@pytest.mark.parametrize(("compute", "low", "high"), [
    (lambda: total(rows(*KINDS[:2]), NAME), 58, 58),
    (lambda: total(rows(*KINDS), NAME, because="taken as three kinds"), 67, 67),
    (lambda: union(rows(*KINDS), NAME), 58, 67),
    (lambda: ratio(one("problems-solved"), one("chaoan-meetings"), NAME), 401 / 299, 499 / 270),
    (lambda: ratio(one("funds-in-place"), one("projects-attracted"), NAME), 445e6, 445e6),
    (lambda: ratio(one("campus-graduates"), one("campus-posts"), NAME, times=100), 100 * 181 / 899, 100 * 189 / 801),
    (lambda: share(one("committees-upgraded"), one("communities"), NAME), 100 * 7 / 27, 100 * 7 / 27),
    (lambda: new_share(one("growth-materials")), 100 * 56.9 / 156.9, 100 * 56.9 / 156.9),
    (lambda: joint_growth(rows("growth-materials", "growth-electronics", "growth-equipment"), NAME), 34.8, 134.5),
])  # fmt: skip
def test_results_by_hand(compute, low, high):
    """Protects the results from agreeing with nothing but themselves: 近300 is at most 299, 400多 at least 401."""
    got = compute()
    assert (got["low"], got["high"]) == (pytest.approx(low), pytest.approx(high))
    assert pd.isna(got["value"]) == (low != high)  # never a midpoint


def test_a_result_names_its_rows_and_open_ends():
    """Protects the trace of computed marks, and a joint rate from being said to reach the greatest."""
    got = joint_growth(rows("growth-materials", "growth-electronics"), NAME)
    assert got.name == "jiangnan-growth-materials + jiangnan-growth-electronics"
    assert got["low_open"] and got["high_open"]


@pytest.mark.parametrize(("compute", "reason"), [
    (lambda: total(rows(*KINDS), NAME), "may overlap"),
    (lambda: total(rows("committees-upgraded", "property-branches"), NAME), "not declared"),
    (lambda: total(rows("service-subsidies", "funds-in-place"), NAME), "region"),
    (lambda: total(rows("fund-invested", "equity-invested"), NAME), "money"),
    (lambda: total(rows("meetings", "problems-solved"), NAME), "unit"),
    (lambda: total(rows("growth-materials", "growth-equipment"), NAME), "growth rates"),
    (lambda: total(rows("problems-solved", "communities"), NAME), "counted"),
    (lambda: total(ROWS.iloc[:0], NAME), "no row"),
    (lambda: ratio(one("upgrade-threshold"), one("communities"), NAME), "threshold"),
    (lambda: ratio(one("service-subsidies"), one("projects-attracted"), NAME), "no indicator"),
    (lambda: share(one("grid-members"), one("members-checked-in"), NAME), "contained"),
    (lambda: new_share(one("communities")), "growth"),
    (lambda: joint_growth(rows("communities"), NAME), "growth"),
    (lambda: ratio(one("problems-solved"), changed("chaoan-meetings", low=0), NAME), "Name.*may be zero"),
    (lambda: share(changed("committees-upgraded", low=30, high=30), one("communities"), NAME), "cannot lie inside"),
    (lambda: new_share(changed("growth-materials", low=-5)), "may be a loss"),
])  # fmt: skip
def test_what_is_unsound_is_refused_with_its_reason(compute, reason):
    """Protects from totals that count twice, shares of what does not contain, criteria taken for counts."""
    with pytest.raises(RefusedError, match=reason):
        compute()


@st.composite
def row(draw, name="r-a", counted="person", measure="stock", least=0):
    """A row with bounds, and a number that they allow."""
    low, point, high = sorted(draw(st.lists(st.fractions(least, 1000, max_denominator=20), min_size=3, max_size=3)))
    low_open, high_open = low < point and draw(st.booleans()), point < high and draw(st.booleans())
    made = {"region": "r", "source": "r-article", "label": "a", "value": float(point), "low": float(low),
            "high": float(high), "low_open": low_open, "high_open": high_open, "unit": "名", "counted": counted,
            "measure": measure, "phrase": "", "hedge": "none", "separate_from": (), "may_overlap": (), "part_of": ()}
    return pd.Series(made, name=name), Fraction(made["value"])


def holds(made: pd.Series, truth: Fraction) -> bool:
    """Whether a derived row allows a number; its bounds are floats, so the last place is given away."""
    slack = 1e-9 * max(1.0, abs(float(truth)))
    return made["low"] - slack <= truth <= made["high"] + slack


def frame(*rows: pd.Series) -> pd.DataFrame:
    return pd.DataFrame([one.rename(f"r-{number}") for number, one in enumerate(rows)])


@given(st.lists(row(), min_size=2, max_size=4), st.data())
def test_a_total_and_a_union_hold_every_truth(given_rows, data):
    """Protects the bounds of a sum, and of a union from the largest (all others inside) to the sum (none in another)."""
    rows, truths = zip(*given_rows, strict=True)
    assert holds(total(frame(*rows), NAME, because="made up"), sum(truths))
    assert holds(union(frame(*rows), NAME), data.draw(st.fractions(max(truths), sum(truths))))


@given(row(), row(name="r-b", least=1), st.sampled_from([1, 100]))
def test_a_ratio_holds_every_truth(part, per, times):
    """Protects `ratio`: any two numbers within their bounds have a quotient within the bounds of the result."""
    (a, x), (b, y) = part, per
    assert holds(ratio(a, b, NAME, times), x / y * times)


@given(row(), row(name="r-w"))
def test_a_share_holds_every_part_of_its_whole(part, rest):
    """Protects `share`: a part that lies in its whole has its share in the bounds, and none is under 0 or over 100."""
    (a, x), (whole, y) = part, rest
    assume(x + y > 0 and a["low"] + whole["low"] > 0)
    for end in ("low", "high"):
        whole[end] = a[end] + whole[end]
        whole[f"{end}_open"] = a[f"{end}_open"] or whole[f"{end}_open"]
    a["part_of"] = ("r-w",)
    made = share(a, whole, NAME)
    assert holds(made, x / (x + y) * 100) and made["low"] >= 0 and made["high"] <= 100


@given(st.lists(st.tuples(row(counted="rate", measure="rate"), st.integers(1, 100)), min_size=2, max_size=4))
def test_growth_holds_every_truth(weighed):
    """Protects `new_share`, and `joint_growth` whatever the sizes of the industries."""
    rows, truths = zip(*(one for one, _ in weighed), strict=True)
    weights = [weight for _, weight in weighed]
    assert all(holds(new_share(row), 100 * truth / (100 + truth)) for row, truth in zip(rows, truths, strict=True))
    true = sum(truth * weight for truth, weight in zip(truths, weights, strict=True)) / sum(weights)
    assert holds(joint_growth(frame(*rows), NAME), true)
