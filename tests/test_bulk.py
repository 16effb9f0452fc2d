"""Reading a column at once gives what reading phrase by phrase gives."""

from __future__ import annotations

import csv

import numpy as np
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.bulk import _plain, read_phrases
from helpers.phrases import PhraseError, read_phrase

_HEADS = st.text("党组织社区企业新增共达第前近约超每年月日建成金额资金人口位号全区累计投资项目三一十、：，A9分别增长", max_size=6)
_TAILS = st.text("企业党员社区项目以上左右多余月小时百分点才民庭额计划工程行动级强位、和号年度台次半一", max_size=4)
_NUMBERS = st.one_of(st.integers(1, 130), st.integers(1, 10**6), st.sampled_from([10, 100, 2000, 1999, 985, 12345, 400])).map(str)
_PHRASES = st.builds(
    lambda head, near, number, decimals, more, scale, unit, tail: head + near + number + decimals + more + scale + unit + tail,
    _HEADS, st.sampled_from(["", "", "近", "约"]), _NUMBERS, st.sampled_from(["", "", "", ".5", ".24"]),
    st.sampled_from(["", "", "多", "余"]), st.sampled_from(["", "", "万", "亿"]),
    st.sampled_from(["个", "名", "人", "家", "次", "场次", "件", "户", "项", "元", "%", "年", "月", "天", "级", "倍"]), _TAILS)


def same(phrase: str) -> None:
    """Compare the two ways of reading one phrase."""
    bulk = read_phrases([phrase]).iloc[0]
    try:
        slow = read_phrase(phrase)
    except PhraseError:
        assert bulk["reason"], f"{phrase} was read at once as {bulk['value']} {bulk['unit']}, but cannot be read"
        return
    assert not bulk["reason"]
    assert (bulk["unit"], bulk["hedge"], bulk["low_open"], bulk["high_open"]) == (
        slow.unit, slow.hedge, slow.low_open, slow.high_open), phrase
    for name, none in (("value", np.nan), ("low", -np.inf), ("high", np.inf)):
        expected = none if getattr(slow, name) is None else float(getattr(slow, name))
        np.testing.assert_allclose(bulk[name], expected, rtol=1e-12, err_msg=phrase)


@settings(max_examples=3000, deadline=None)
@given(_PHRASES)
def test_both_ways_agree(phrase):
    """Protects big tables: the fast way never reads what the careful way reads otherwise or refuses."""
    same(phrase)


def test_all_hand_made_phrases_agree():
    """Protects against a rule of the reader that the fast way does not know."""
    for name in ("phrases.csv", "phrases_refused.csv"):
        for row in csv.DictReader((ROOT / "tests" / "data" / name).open(encoding="utf-8")):
            same(row["phrase"])


def test_plain_phrases_take_the_fast_way():
    """Protects the speed: what big tables hold does not go through the reader."""
    for phrase in ("非公党组织39个", "奖补资金近400万元", "党员2000多名", "增长56.9%", "企业800余家", "到账80.1亿元"):
        assert _plain(phrase), phrase
