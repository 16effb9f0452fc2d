"""Phrases of the press must be read as the rule book says, or be refused."""

import math
import re
from fractions import Fraction
from pathlib import Path

import pytest
from conftest import read_csv
from hypothesis import given, settings
from hypothesis import strategies as st

from chinese_quantities import PhraseError, measures, read_phrase, read_quantities
from chinese_quantities.text import squeeze

DATA = Path(__file__).parent / "data"
MEASURE_WORDS = tuple(measures._GROUPS)


def number(cell):
    if not cell:
        return None
    return float(cell) if "." in cell else int(cell)


def as_labelled(row):
    value, low, high = (number(row[end]) for end in ("value", "low", "high"))
    return row | {"value": value, "unit": row["unit"] or None, "low": low, "high": high, "flags": row["flags"].split(),
                  "low_open": row["low_open"] == "true", "high_open": row["high_open"] == "true"}


def as_read(phrase):
    try:
        return read_phrase(phrase)
    except PhraseError as error:
        assert error.phrase == phrase and error.reason
        return None


def test_phrases_are_read_as_the_rule_book_says():
    """Protects every rule: the rows were worked out by hand from the table of hedges."""
    pairs = [(read and read.as_dict(), as_labelled(row))
             for row in read_csv(DATA / "phrases.csv") for read in [as_read(row["phrase"])]]
    # 3 and 3.0 are equal: whole numbers must be integers all the same, or JSON shows 400.0.
    assert [(read, labelled) for read, labelled in pairs if repr(read) != repr(labelled)] == []


def test_an_interval_is_exact_and_its_printed_ends_are_the_nearest_floats():
    """Protects the promise of the arithmetic, which rounded ends would break: three thirds are one."""
    assert (read_phrase("三分之一").interval * 3).contains(1)
    assert read_phrase("超过三分之一").interval.low == Fraction(1, 3)
    for row in read_csv(DATA / "phrases.csv"):
        reading = read_phrase(row["phrase"])
        assert (reading.interval is None) == ("contradiction" in reading.flags)
        ends = [(reading.interval.low, reading.low), (reading.interval.high, reading.high)] if reading.interval else []
        assert all(abs(exact) == math.inf if printed is None else float(exact) == printed for exact, printed in ends)


def test_what_is_no_quantity_or_not_understood_is_refused():
    """Protects from a wrong value, which is worse than none: each phrase has the reason why."""
    assert [row["phrase"] for row in read_csv(DATA / "phrases_refused.csv") if as_read(row["phrase"])] == []


def test_a_damaged_phrase_says_what_is_wrong_with_it():
    """Protects the curator of a cell that a spreadsheet or a web page has spoilt, invisibly at times."""
    for phrase, words in (("非公党组织39个x", "stray letter x"), ("组织\u00a039个", "no-break"), ("\ue00039个", "private-use"),
                          ("'39个", "spreadsheet"), ("=39个", "spreadsheet")):
        with pytest.raises(PhraseError, match=words):
            read_phrase(phrase)


def test_quantities_are_found_where_they_stand():
    """Protects the offsets, which must point into the text as given, gaps and wide digits too."""
    text = "近三年来组建３９个、\n拨付近 40\n\n0万元,占两成,第5批。"
    found = [(text[start:end], r.value) for start, end, r in read_quantities(text)]
    assert found == [("３９个", 39), ("近 40\n\n0万元", 4_000_000), ("两成", 2)]
    assert all(r.phrase == text[start:end] for start, end, r in read_quantities(text))
    # Passed over, not read as 60 and more.
    assert [r.phrase for *_, r in read_quantities("60岁以上（不含60岁）")] == ["60岁"]


def test_a_column_of_numbers_is_not_read_as_one():
    """Protects tables in an article: digits go on over a line's end only where both lines are prose."""
    assert squeeze("收入40\n25\n某地新建")[0] == "收入40 25某地新建"
    assert squeeze("收入40\n25万元\n某地新建")[0] == "收入4025万元某地新建"


# --- a quantity that is rendered must be read back ------------------------------------------

DIGITS = "零一二三四五六七八九"
UNITS = st.sampled_from([("个", True), ("名", True), ("元", False), ("亩", False)])
SCALES = st.sampled_from([("", 1), ("万", 10**4), ("亿", 10**8)])


def in_chinese(n):
    """Spell a number below 10 000 the standard way, independently of the code under test."""
    text, gap = "", False
    for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = n // power % 10
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + name
            gap = False
        else:
            gap = True
    return text.removeprefix("一") if text.startswith("一十") else text


def test_short_numerals_are_read_as_the_library_reads_them():
    """Protects the numerals that are read without cn2an, for speed."""
    import cn2an
    for n in [*range(1, 100), *(digit * 10**power for digit in range(1, 10) for power in (2, 3, 4, 8))]:
        for spelled in {cn2an.an2cn(n), cn2an.an2cn(n).replace("一十", "十")}:
            assert read_phrase(f"共{spelled}亩").value == n, spelled


def wide(text):
    return "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isdigit() else c for c in text)


# What each hedge leaves open of n, worked out here a second time from the rule book: u is the last place of n, and d
# the smaller of u and a tenth. The brackets say whether the ends belong to it.
RULES = {
    "{n}{scale}{unit}": lambda n, u, d: (n, n, "[]"),
    "近{n}{scale}{unit}": lambda n, u, d: (n - d, n, "[)"),
    "约{n}{scale}{unit}": lambda n, u, d: (n - d, n + d, "[]"),
    "超{n}{scale}{unit}": lambda n, u, d: (n, math.inf, "()"),
    "不足{n}{scale}{unit}": lambda n, u, d: (0, n, "[)"),
    "至少{n}{scale}{unit}": lambda n, u, d: (n, math.inf, "[)"),
    "不超过{n}{scale}{unit}": lambda n, u, d: (0, n, "[]"),
    "{n}多{scale}{unit}": lambda n, u, d: (n, n + u, "()"),
    "{n}{scale}余{unit}": lambda n, u, d: (n, n + u, "()"),
    "{n}{scale}{unit}左右": lambda n, u, d: (n - d, n + d, "[]"),
    "{n}{scale}{unit}上下": lambda n, u, d: (n - d, n + d, "[]"),
    "{n}{scale}{unit}以上": lambda n, u, d: (n, math.inf, "[)"),
    "{n}{scale}{unit}以下": lambda n, u, d: (0, n, "[]"),
    "{n}{scale}{unit}以内": lambda n, u, d: (0, n, "[]"),
}


@settings(max_examples=30)
@given(st.data())
@pytest.mark.parametrize("template", RULES)
def test_a_quantity_reads_back(template, data):
    """Protects every hedge in every combination of scripts, scales, units and places in a sentence."""
    draw = data.draw
    script = draw(st.sampled_from([str, "{:,}".format, in_chinese, lambda n: wide(str(n))]))
    (scale, worth), (unit, whole) = draw(SCALES), draw(UNITS)
    number = draw(st.integers(1 if script is not in_chinese else 2, 9999))  # 一个 is an article as well as a number
    before = draw(st.sampled_from(["", "非公党组织", "达", "截至7月,累计", "近三年来共"]))
    phrase = before + template.format(n=script(number), scale=scale, unit=unit) + draw(st.sampled_from(["", "(含新增)", ",其中"]))
    n, u = number * worth, 10 ** (len(str(number)) - len(str(number).rstrip("0"))) * worth
    if "余" in template and scale:
        u = min(u, worth)  # nothing is left below the scale word but what is below it
    low, high, ends = RULES[template](n, u, min(Fraction(u), Fraction(n, 10)))
    if whole:
        low = math.floor(low) + 1 if ends[0] == "(" else math.ceil(low)
        high = high if high == math.inf else math.ceil(high) - 1 if ends[1] == ")" else math.floor(high)
        ends = "[]"
    if low > high:
        with pytest.raises(PhraseError, match="whole"):
            read_phrase(phrase)
        return
    reading = read_phrase(phrase)
    hedge = re.sub(r"\{\w+\}", "", template)
    assert (reading.value, reading.unit, reading.hedge) == (n, unit, hedge or "none")
    assert reading.low == pytest.approx(float(low), rel=1e-15)
    assert (math.inf if reading.high is None else reading.high) == pytest.approx(float(high), rel=1e-15)
    assert (reading.low_open, reading.high_open) == (ends[0] == "(", ends[1] == ")" or high == math.inf)


@given(st.integers(1, 999), st.integers(1, 999), SCALES, st.sampled_from("—至"))
def test_a_range_reads_from_end_to_end(low, more, scale, between):
    """Protects ranges, whose right scale reaches left: 3至5亿 is 300 to 500 million."""
    reading = read_phrase(f"投入{low}{between}{low + more}{scale[0]}元")
    assert (reading.value, reading.low, reading.high) == (None, low * scale[1], (low + more) * scale[1])
    assert not reading.low_open and not reading.high_open


def test_every_measure_word_is_read():
    """Protects the numerals that a rule for dates or names might seize (211个, 十一人, 110平方米)."""
    for unit in MEASURE_WORDS:
        for n in (3, 11, 12, 25, 30, 101, 110, 120, 211, 985, 1000, 5000):
            assert (read_phrase(f"共有{n}{unit}").value, read_phrase(f"{n}{unit}").unit) == (n, unit)
        for n in (3, 11, 12, 25, 30, 101, 110, 985):
            assert (read_phrase(f"共有{in_chinese(n)}{unit}").value, read_phrase(in_chinese(n) + unit).unit) == (n, unit)


WORDS = "一二两三十百千万亿零〇半几数0123456789.,%多余近约超个元年月第以上至—“” \n点分之"
HEDGED = "近约超多余不足至少左右以上以下0123456789一二三十百千万亿个名元%几数两"


@given(st.text(st.sampled_from(WORDS)) | st.text(st.sampled_from(HEDGED), max_size=10))
def test_a_phrase_is_read_into_what_can_be_true_or_refused_with_the_reason(text):
    """Protects the loader, which tells people the reason; and from bounds that nothing can satisfy."""
    try:
        reading = read_phrase(text)
    except PhraseError as error:
        assert error.phrase == text and error.reason
        return
    assert reading.phrase == text
    assert "contradiction" in reading.flags or reading.interval, "an empty interval is an error"
    if reading.hedge == "none" and not reading.flags:
        assert reading.low == reading.high == reading.value


@given(st.text())
def test_arbitrary_text_does_no_harm(text):
    """Protects from crashes on any character there is."""
    for start, end, reading in read_quantities(text):
        assert 0 <= start < end <= len(text) and reading.phrase == text[start:end]
