"""Phrases of the press must be read as the rule book says, or be refused."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chinese_quantities import PhraseError, Reading, read_phrase, read_quantities
from chinese_quantities.measures import MEASURE_WORDS
from chinese_quantities.text import squeeze

unhurried = settings(deadline=None)  # a busy machine is no failure

DATA = Path(__file__).parent / "data"


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(cell):
    if not cell:
        return None
    return float(cell) if "." in cell else int(cell)


def as_labelled(row):
    value, low, high = (number(row[end]) for end in ("value", "low", "high"))
    return Reading(row["phrase"], value, row["unit"] or None, row["hedge"], low, high, row["low_open"] == "true",
                   row["high_open"] == "true", tuple(row["flags"].split()))


def as_read(phrase):
    try:
        return read_phrase(phrase)
    except PhraseError as error:
        assert error.phrase == phrase and error.reason
        return None


def test_phrases_are_read_as_the_rule_book_says():
    """Protects every rule: 531 rows, worked out by hand from the table of hedges."""
    wrong = [(as_read(row["phrase"]), as_labelled(row)) for row in rows("phrases.csv")
             # 3 and 3.0 are equal: whole numbers must be integers all the same, or JSON shows 400.0.
             if repr(as_read(row["phrase"])) != repr(as_labelled(row))]
    assert wrong == []


def test_what_is_no_quantity_or_not_understood_is_refused():
    """Protects from a wrong value, which is worse than none: 149 phrases, each with the reason why."""
    assert [row["phrase"] for row in rows("phrases_refused.csv") if as_read(row["phrase"])] == []


def test_a_damaged_phrase_says_what_is_wrong_with_it():
    """Protects the curator of a cell that a spreadsheet or a web page has spoilt, invisibly at times."""
    for phrase, words in (("非公党组织39个x", "stray letter x"), ("组织\u00a039个", "no-break"), ("\ue00039个", "private-use"),
                          ("'39个", "spreadsheet"), ("=39个", "spreadsheet")):
        with pytest.raises(PhraseError, match=words):
            read_phrase(phrase)


def test_fields_come_in_a_fixed_order():
    """Protects the JSON that other programs read."""
    assert list(read_phrase("39个").as_dict()) == [
        "phrase", "value", "unit", "hedge", "low", "high", "low_open", "high_open", "flags",
    ]  # fmt: skip


def test_quantities_are_found_where_they_stand():
    """Protects the offsets, which must point into the text as given, gaps and wide digits too."""
    text = "近三年来组建３９个、\n拨付近 40\n\n0万元,占两成,第5批。"
    found = [(text[start:end], r.value) for start, end, r in read_quantities(text)]
    assert found == [("３９个", 39), ("近 40\n\n0万元", 4_000_000), ("两成", 2)]
    assert all(r.phrase == text[start:end] for start, end, r in read_quantities(text))


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


@st.composite
def quantities(draw):
    """A numeral below ten thousand, its script, its scale, its unit, words around it."""
    n = draw(st.integers(1, 9999))
    script = draw(st.sampled_from([str, "{:,}".format, in_chinese, lambda n: wide(str(n))]))
    scale, worth = draw(SCALES)
    unit, whole = draw(UNITS)
    before = draw(st.sampled_from(["", "非公党组织", "达", "截至7月,累计", "近三年来共"]))
    after = draw(st.sampled_from(["", "(含新增)", ",其中"]))
    if script is in_chinese and n < 10 and not scale and n == 1:
        n = 2  # 一个 is an article as well as a number
    return n, script(n), scale, worth, unit, whole, before, after


def last_place(n):
    return 10 ** (len(str(n)) - len(str(n).rstrip("0")))


@unhurried
@given(quantities())
def test_an_exact_quantity_reads_back(given_quantity):
    """Protects scripts, scales, units and positions in every combination."""
    n, numeral, scale, worth, unit, _, before, after = given_quantity
    reading = read_phrase(before + numeral + scale + unit + after)
    assert (reading.value, reading.unit, reading.hedge) == (n * worth, unit, "none")
    assert (reading.low, reading.high) == (n * worth, n * worth)


@unhurried
@given(quantities(), st.sampled_from(["近", "约", "超", "不足", "至少", "不超过"]))
def test_a_hedge_before_reads_back(given_quantity, hedge):
    """Protects the bounds of prefix hedges, computed here a second time from the rule book."""
    n, numeral, scale, worth, unit, whole, before, after = given_quantity
    n, u = n * worth, last_place(n) * worth
    d = min(Fraction(u), Fraction(n, 10))
    low, high = {
        "近": (n - d, n), "约": (n - d, n + d), "超": (n, None),
        "不足": (0, n), "至少": (n, None), "不超过": (0, n),
    }[hedge]  # fmt: skip
    phrase = before + hedge + numeral + scale + unit + after
    if whole and hedge == "近" and n < 10:
        with pytest.raises(PhraseError, match="whole"):
            read_phrase(phrase)
        return
    reading = read_phrase(phrase)
    assert (reading.value, reading.unit, reading.hedge) == (n, unit, hedge)
    if whole:
        low = low + 1 if hedge == "超" else -(-low // 1)
        high = high and (high - 1 if hedge in ("近", "不足") else high // 1)
    assert reading.low == pytest.approx(float(low), rel=1e-15)
    assert (reading.high is None) == (high is None)
    assert high is None or reading.high == pytest.approx(float(high), rel=1e-15)


@unhurried
@given(quantities(), st.sampled_from("多余"), st.booleans())
def test_a_remainder_reads_back(given_quantity, hedge, before_scale):
    """Protects 多 and 余 before the scale (10余万) and after it (10万余)."""
    n, numeral, scale, worth, unit, whole, before, after = given_quantity
    place = last_place(n) * worth
    words = numeral + (hedge + scale if before_scale else scale + hedge) + unit
    u = place if before_scale or not scale else min(place, worth)
    if whole and u == 1:
        with pytest.raises(PhraseError, match="whole"):
            read_phrase(before + words + after)
        return
    reading = read_phrase(before + words + after)
    n *= worth
    assert (reading.value, reading.unit, reading.hedge) == (n, unit, hedge)
    assert (reading.low, reading.high) == ((n + 1, n + u - 1) if whole else (n, n + u))
    assert reading.low_open is reading.high_open is not whole


def test_every_measure_word_is_read():
    """Protects the numerals that a rule for dates or names might seize (211个, 十一人, 110平方米)."""
    for unit in MEASURE_WORDS:
        for n in (3, 11, 12, 25, 30, 101, 110, 120, 211, 985, 1000, 5000):
            assert (read_phrase(f"共有{n}{unit}").value, read_phrase(f"{n}{unit}").unit) == (n, unit)
        for n in (3, 11, 12, 25, 30, 101, 110, 985):
            assert (read_phrase(f"共有{in_chinese(n)}{unit}").value, read_phrase(in_chinese(n) + unit).unit) == (n, unit)


@unhurried
@given(st.text(st.sampled_from("一二两三十百千万亿零〇半几数0123456789.,%多余近约超个元年月第以上至—“” \n点分之")))
def test_nothing_but_a_phrase_error_is_raised(text):
    """Protects the loader, which turns a PhraseError into a message with file, row and field."""
    try:
        reading = read_phrase(text)
    except PhraseError as error:
        assert error.phrase == text and error.reason
    else:
        assert reading.phrase == text


@unhurried
@given(st.text())
def test_arbitrary_text_does_no_harm(text):
    """Protects from crashes on any character there is."""
    for start, end, reading in read_quantities(text):
        assert 0 <= start < end <= len(text) and reading.phrase == text[start:end]
