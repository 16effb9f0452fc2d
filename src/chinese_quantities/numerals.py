"""Numerals without their words: 1.2万, 三百, １２３４, 三四百, 百分之五, 2万5000.

This layer knows digits and scales, and nothing of hedges or units. :func:`squeeze` makes a text
readable for the layers above (one form of every digit, no line breaks inside a phrase, and the
way back to the original places); :data:`CORE` finds a numeral, :func:`parse` reads it.

Bare Chinese numerals are read by the package cn2an (Ailln, MIT licence) in its strict mode, and
what it has read must spell itself again. Adjacent digits (三四, "three or four") are found before
it is called, because it may take them for 34. What cannot be read for certain is an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

__all__ = ["CHINESE", "CORE", "SCALE", "Number", "NumeralError", "parse", "place_of", "squeeze"]

# One character for one character, so that no place in the text moves.
_FORMS = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | str.maketrans(
    "﹣−–—―〜∼∶萬億○幾餘兩來約個壹贰叁柒捌玖", "--———~~:万亿〇几余两来约个一二三七八九"
)
# Alone these capital numerals are ordinary characters (队伍陆续, 大陆, 收拾): they count only in
# a row that has a place (伍拾, 陆佰), or before 万元.
_CAPITALS = str.maketrans("肆伍陆拾佰仟", "四五六十百千")
_CAPITAL_ROW = re.compile("(?<![收捡])[零一二三七八九肆伍陆拾佰仟]{2,}|[肆伍陆拾佰仟](?=[万亿]元)")
_ONES = "一二三四五六七八九"
_DIGITS = {*_ONES, "两"}
_WORTH = {"〇": 0, "零": 0, "两": 2} | {digit: n for n, digit in enumerate(_ONES, start=1)}
_SCALES = {"个": 1, "十": 10, "百": 100, "千": 10**3, "万": 10**4, "亿": 10**8}
# The commonest, of one digit and one scale or below a hundred: read here, since loading cn2an takes
# longer than loading the tables.
_SHORT = re.compile(rf"(?P<digit>[{_ONES}])?(?P<scale>[十百千万亿])?(?P<rest>(?<=十)[{_ONES}])?")

# 千瓦, 千米 … are units of their own, and 百分 begins a percentage or a percentage point.
_HUNDRED = r"百(?!分[之点比])"
_THOUSAND = r"千(?![瓦米克卡伏赫帕焦])"
SCALE = rf"(?:万亿|(?:{_THOUSAND}|{_HUNDRED}|十)?[万亿]|{_HUNDRED}|{_THOUSAND})"
CHINESE = rf"(?:零(?!下)|[〇一二两三四五六七八九十廿卅万亿]|{_HUNDRED}|{_THOUSAND}){{1,20}}"
_ARABIC = r"(?:[1-9]\d{0,2}(?:,\d{3})+(?![\d,])(?:\.\d+)?|\d+(?:\.\d+)?)"
# Only where the lower part fills its places: 2万5000 and 3万5千, never 2万5.
_COMPOUND = r"(?:\d{1,4}亿\d{1,4}万(?:\d{4}(?!\d))?|\d{1,4}亿\d[千百]万|\d{1,4}万(?:\d{4}(?!\d)|\d千))"
_POINTED = rf"(?:{CHINESE}点[零〇{_ONES}]+(?![十百千])[万亿]?)"
_PARTS = rf"(?:[百千万]分之(?:{_POINTED}|{_ARABIC}|{CHINESE})|{CHINESE}分之{CHINESE})"
# 1/3, but no date (5/13) and no code (7/24).
_SLASHED = r"(?:(?<![\d/.])[1-7]/(?:[234568]|10)(?![\d/.号日月路栋幢]))"
CORE = rf"(?:{_PARTS}|{_SLASHED}|{_COMPOUND}|{_ARABIC}{SCALE}?|{_POINTED}|{CHINESE})"

_TERM = re.compile(r"([\d.,]+)(\D*)")  # 2万5000 has two
# A gap is kept between two digits or letters of one line, and before the next item of a list.
_ALIKE = re.compile(r"[0-9A-Za-z.]{2}|[零〇一二两三四五六七八九]{2}")
_ITEM = re.compile(r"\d{1,2}[.、)](?!\d)")


# Beyond this a row of digits is a code, and a float could no longer show it.
_LONGEST = 18
_DECIMALS = 15  # more than these no article prints


class NumeralError(ValueError):
    """A numeral that cannot be read for certain."""


@dataclass(frozen=True, slots=True)
class Number:
    """What a numeral says.

    Attributes
    ----------
    low, high : int or Fraction
        The same number, or the two numbers of adjacent digits (三四百: 300 and 400).
    scale : int or None
        The scale word at the end of the numeral (万 in 10万), where there is one.
    form : str
        ``"plain"``; ``"bare"`` for a scale without a digit (百, 千万, 亿); ``"adjacent"``;
        ``"percent"`` (百分之五 is 5), ``"permille"`` or ``"fraction"`` (三分之二 is 2/3).
    """

    low: int | Fraction
    high: int | Fraction
    scale: int | None = None
    form: str = "plain"


def squeeze(text: str) -> tuple[str, list[int]]:
    """Give `text` in one form of every digit and without the gaps inside a phrase.

    A newspaper's line break may cut a phrase, even a number, so that gaps are dropped. A gap
    stays, as one space, where closing it could make a number that is not there: between two
    digits in a line, around lines without a Chinese word (tables), before the item of a list.

    Returns
    -------
    clean : str
        The text without gaps.
    places : list of int
        For each character of `clean` its place in `text`.
    """
    text = text.translate(_FORMS)
    text = _CAPITAL_ROW.sub(_lower, text)
    clean: list[str] = []
    places: list[int] = []
    for word in re.finditer(r"\S+", text):
        if clean and _gap_counts(text, places[-1], word.start()):
            clean.append(" ")
            places.append(places[-1] + 1)
        clean.extend(word.group())
        places.extend(range(*word.span()))
    return "".join(clean), places


def _lower(row: re.Match) -> str:
    word = row.group()
    return word.translate(_CAPITALS) if len(word) == 1 or {*word} & {*"拾佰仟"} else word


def _gap_counts(text: str, left: int, right: int) -> bool:
    if not _ALIKE.fullmatch(text[left] + text[right]):
        return False
    if "\n" not in text[left:right] or text[left].isalpha() != text[right].isalpha():
        return True
    before = text[text.rfind("\n", 0, left) + 1 : left + 1]
    after = text[right : text.find("\n", right) if "\n" in text[right:] else len(text)]
    prose = re.search(r"[\u4e00-\u9fff]", before) and re.search(r"[\u4e00-\u9fff]", after)
    return not prose or bool(_ITEM.match(after))


@lru_cache(maxsize=4096)
def parse(text: str) -> Number:
    """Read one numeral, as :data:`CORE` finds it.

    Raises
    ------
    NumeralError
        If it is malformed (007, 一百二) or could be read in two ways (二五).
    """
    if len(text) > _LONGEST:
        raise NumeralError(f"{text[:_LONGEST]}… is longer than any quantity")
    if "分之" in text:
        return _parts(text)
    if "/" in text:
        return _fraction(text, *map(int, text.split("/")))
    if text[0].isdigit() and text[0].isascii():
        return _arabic(text)
    if "点" in text:
        return _pointed(text)
    return _chinese(text)


def place_of(value: int | Fraction) -> Fraction | None:
    """Give the place value of the last digit of `value` that is not zero: 400 gives 100.

    None for zero and for what no finite decimal can spell (2/3).
    """
    if value == 0:
        return None
    number, parts = value.as_integer_ratio()
    decimals = 0
    while 10**decimals % parts:
        decimals += 1
        if decimals > _DECIMALS:
            return None
    digits, zeros = number * 10**decimals // parts, 0
    while digits % 10 ** (zeros + 1) == 0:
        zeros += 1
    return Fraction(10**zeros, 10**decimals)


def _plain(value: Fraction | int, scale: int | None = None, form: str = "plain") -> Number:
    value = value.numerator if value.denominator == 1 else value
    return Number(value, value, scale, form)


def _scale(word: str) -> int:
    worth = 1
    for character in word:
        worth *= _SCALES[character]
    return worth


def _arabic(text: str) -> Number:
    total, scale = 0, None
    for digits, word in _TERM.findall(text):
        if digits[0] == "0" and digits[1:2].isdigit():
            raise NumeralError(f"{digits} begins with a zero, as a code does")
        scale = _scale(word) if word else None
        digits = digits.replace(",", "")
        total += (int(digits) if digits.isdecimal() else Fraction(digits)) * (scale or 1)
    return _plain(total, scale)


def _chinese(text: str) -> Number:
    pairs = [(a, b) for a, b in pairwise(text) if a in _DIGITS and b in _DIGITS]
    zeros = "零" in text or "〇" in text
    if len(pairs) == 1 and not zeros:
        ((a, b),) = pairs
        if _WORTH[b] - _WORTH[a] != 1 and a + b != "三五":
            raise NumeralError(f"{a}{b} is neither one number nor two neighbours")
        at = text.index(a + b)
        low = _spelled(text[: at + 1] + text[at + 2 :])
        high = _spelled(text[:at] + text[at + 1 :])
        return Number(low, high, _final_scale(text), "adjacent")
    if pairs and not zeros:
        raise NumeralError(f"{text} is a row of digits, not a number")
    bare = {*"零〇十廿卅", *_DIGITS}.isdisjoint(text)
    value = _spelled(text)
    return _plain(value, value, "bare") if bare else _plain(value, _final_scale(text))


def _final_scale(text: str) -> int | None:
    return next((_scale(word) for word in ("万亿", "亿", "万") if text.endswith(word)), None)


def _spelled(text: str) -> int:
    """Read a Chinese numeral without neighbours."""
    digit_by_digit = set(text) <= {*_ONES, *"零〇"}
    if digit_by_digit and (text[0] in _ONES or len(text) == 1):
        return int("".join(str(_WORTH[digit]) for digit in text))
    standard = text.replace("廿", "二十").replace("卅", "三十")
    standard = standard.replace("两", "二").replace("〇", "零")
    if standard[0] in "百千万亿":
        if not set(standard) <= {*"百千万亿"}:
            raise NumeralError(f"{text} may be two numbers, or lack its first digit")
        standard = "一" + standard
    short = _SHORT.fullmatch(standard)
    if short:
        return _WORTH[short["digit"] or "一"] * _SCALES[short["scale"] or "个"] + _WORTH[short["rest"] or "零"]
    return _by_cn2an(standard)


def _by_cn2an(standard: str) -> int:
    import cn2an  # here, because loading it takes a tenth of a second

    try:
        value = cn2an.cn2an(standard, "strict")
        again = cn2an.an2cn(value)
    except ValueError as error:
        raise NumeralError(f"{standard} is no numeral in standard form") from error
    # Even strict, it takes 一亿十万 for 一亿.
    if again.replace("一十", "十") != standard.replace("一十", "十"):
        raise NumeralError(f"{standard} could be read in more than one way")
    return value


def _pointed(text: str) -> Number:
    body = text.rstrip("万亿")
    word = text.removeprefix(body)
    whole, digits = body.split("点")
    fraction = "".join(str(_WORTH[digit]) for digit in digits)
    value = _chinese(whole).low + Fraction(int(fraction), 10 ** len(fraction))
    return _plain(value * (_scale(word) if word else 1), _scale(word) if word else None)


def _parts(text: str) -> Number:
    whole, part = text.split("分之")
    number = parse(part) if part != "百" else _plain(100)
    if whole in ("百", "千"):
        form = "percent" if whole == "百" else "permille"
        if number.form == "adjacent":
            return Number(number.low, number.high, None, form)
        return _plain(number.low, None, form)
    divisor = parse(whole)
    if "adjacent" in (divisor.form, number.form):
        raise NumeralError(f"{text} is no proper fraction")
    return _fraction(text, number.low, divisor.low)


def _fraction(text: str, part: int | Fraction, whole: int | Fraction) -> Number:
    if not 0 < part < whole:
        raise NumeralError(f"{text} is no proper fraction")
    return _plain(Fraction(part) / whole, None, "fraction")
