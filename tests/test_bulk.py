"""Reading a column at once gives what reading phrase by phrase gives."""

from __future__ import annotations

import csv
import re

import numpy as np
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from chinese_quantities.phrases import PhraseError, read_phrase, read_quantities
from helpers import bulk, shapes
from helpers.bulk import read_phrases

_NUMERAL = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_HEADS = st.text("党组织社区企业新增共达第前近约超每年月日建成金额资金人口位号全区累计投资项目三一十、：，A9分别增长网签大略稍接不得", max_size=6)
_TAILS = st.text("企业党员社区项目以上左右多余月小时百分点才民庭额计划工程行动级强位、和号年度台次半一.\n9", max_size=4)
_NUMBERS = st.one_of(st.integers(1, 130), st.integers(1, 10**6), st.integers(0, 10**15),
                     st.sampled_from([10, 100, 2000, 1999, 985, 12345, 400])).map(str)
_PHRASES = st.builds(
    lambda head, hedge, number, decimals, more, scale, unit, tail: head + hedge + number + decimals + more + scale + unit + tail,
    _HEADS, st.sampled_from(["", "", "近", "约", "超", "逾", "多"]), _NUMBERS, st.sampled_from(["", "", "", ".5", ".24", ".", "0"]),
    st.sampled_from(["", "", "多", "余", "近"]), st.sampled_from(["", "", "万", "亿"]),
    st.sampled_from(["个", "名", "人", "家", "次", "场次", "场", "件", "户", "项", "元", "%", "年", "月", "天", "级", "倍"]), _TAILS)


def same(phrases: list[str]) -> None:
    """Compare the two ways of reading some phrases."""
    read = read_phrases(phrases)
    for row, phrase in enumerate(phrases):
        try:
            slow = read_phrase(phrase)
        except PhraseError:
            assert row in read.reasons, f"{phrase!r} was read at once as {read.value[row]} {read.unit[row]}, but cannot be read"
            continue
        assert row not in read.reasons
        assert (row in read.contradictions) == ("contradiction" in slow.flags)
        assert (read.unit[row], read.hedge[row], read.low_open[row], read.high_open[row]) == (
            slow.unit, slow.hedge, slow.low_open, slow.high_open), phrase
        for name, none in (("value", np.nan), ("low", -np.inf), ("high", np.inf)):
            expected = none if getattr(slow, name) is None else float(getattr(slow, name))
            np.testing.assert_equal(getattr(read, name)[row], expected, err_msg=phrase)
        found = read_quantities(phrase)
        assert read.words[row] == (found[0][2].phrase if found else phrase)


@settings(max_examples=settings().max_examples * 5 // 2, deadline=None)
@given(st.lists(_PHRASES, min_size=1, max_size=12))
def test_both_ways_agree(phrases):
    """Protects big tables: the fast way never reads what the careful way reads otherwise or refuses."""
    same(phrases)


@settings(max_examples=settings().max_examples * 2, deadline=None)
@given(_PHRASES.filter(lambda phrase: _NUMERAL.search(phrase)), st.lists(st.one_of(
    _NUMBERS, st.integers(0, 40).map(str), st.integers(0, 9999).map("{:04}".format), st.integers(1800, 2100).map(str), st.integers(1, 9999).map("{}.0".format), st.floats(0, 99).map("{:.2f}".format),
    st.integers(12000, 12999).map(str), st.integers(0, 999).map("{}00".format)), min_size=1, max_size=12))
def test_a_form_is_read_alike_with_any_number(phrase, numbers):
    """Protects what is learnt from the first phrase of a form and used for all others."""
    same([phrase, *(_NUMERAL.sub(number, phrase) for number in numbers)])


@settings(max_examples=settings().max_examples * 3 // 2, deadline=None)
@given(st.lists(st.text(max_size=8), min_size=1, max_size=4))
def test_any_text_is_read_or_refused(phrases):
    """Protects big tables from characters that no phrase has, an empty cell among them."""
    same(phrases)


def test_all_hand_made_phrases_agree():
    """Protects against a rule of the reader that the fast way does not know."""
    for name in ("phrases.csv", "phrases_refused.csv"):
        with (ROOT / "tests" / "data" / name).open(encoding="utf-8") as stream:
            same([row["phrase"] for row in csv.DictReader(stream)])


@pytest.mark.parametrize("phrases", [
    ["企业1123家", "企业0123家"],  # a zero in front makes a code
    ["９900个", "９800个"],  # the numeral begins in full-width digits
    ["21000000000亿元", "95000000000亿元"],  # beyond the whole numbers that 64 bits hold
    ["3月", "13月", "35月"], ["9日游", "31日游", "32日游"], ["3路公交", "300路公交"], ["工业4.0", "工业4.5", "工业14.0"],
    ["约18345接", "约12345接"], ["约986高校", "约985高校"], ["约118报", "约119报"],  # numbers of services, names of a class
    ["7.50亿元", "7.5亿元", "70.0亿元", "77.0亿元"], ["近30个", "近33个", "近3个"], ["5\0个", "5个", "5个\0", "6个\0"],
    ["城市工作者协会组织开展各类主题党日活动暨志愿服务累计达到了39场次", "39场次"]])
def test_what_looks_alike_is_not_read_alike(phrases):
    """Protects phrases that differ in little from one that was read before them."""
    same(phrases)
    same(phrases[::-1])


def test_shapes_that_are_mixed_to_one_number_stay_apart(monkeypatch):
    """Protects every phrase from the chance that two shapes give the same sum."""
    monkeypatch.setattr(shapes, "_MIX", np.uint64(0))
    same(["39个", "近39个", "39亿元", "近42个", "400多名", "3.5亿元"])


def test_rows_keep_their_places():
    """Protects tables in which the two ways alternate."""
    same(["近400个", "第一", "39个", "近10个", "", "2000多名", "三百多个", "约5亿元", "近500个", "40个"])


@pytest.mark.parametrize("phrase", [
    "非公党组织{}9个", "奖补资金近{}00万元", "党员{}000多名", "增长{}6.9%", "企业{}00余家", "到账{}0.1亿元", "惠及{}20余万人",
    "投资约{}3亿元", "吸引游客超{}00万人", "近{}00场次", "就业岗位{}00余个", "{}27个机关、企事业单位", "投资金额达{}.24亿元",
    "约{}.5亿元"])
def test_phrases_of_a_known_form_take_the_fast_way(phrase, monkeypatch):
    """Protects the speed: of what big tables say again and again, the reader sees one phrase a form."""
    read, learn = [], bulk._learn
    monkeypatch.setattr(bulk, "_read_one", lambda phrase, *_: pytest.fail(f"{phrase} went through the reader"))
    monkeypatch.setattr(bulk, "_learn", lambda *given: read.append(given[0]) or learn(*given))
    read_phrases([phrase.format(n) for n in (*range(31, 99), *range(31, 99))])
    assert len(read) <= 68 and all("{}" not in one for one in read)
    read.clear()
    read_phrases([phrase.format(n) for n in range(331, 998)])
    assert len(read) <= 3, read
