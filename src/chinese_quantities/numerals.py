"""Numerals without their words: 1.2万, 三百, １２３４, 三四百, 百分之五, 2万5000.

This layer knows digits and scales, and nothing of hedges or units. :data:`CORE` finds a numeral in
a text that :func:`squeeze` has made plain, :func:`parse` reads it.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from .spelled import ONES, SCALES, WORTH, NumeralError, is_bare, spelled
from .text import squeeze

__all__ = ["CHINESE", "CORE", "SCALE", "Number", "NumeralError", "parse", "place_of", "squeeze"]

# 千瓦, 千米 … are units of their own, and 百分 begins a percentage or a percentage point.
_HUNDRED = r"百(?!分[之点比])"
_THOUSAND = r"千(?![瓦米克卡伏赫帕焦])"
SCALE = rf"(?:万亿|(?:{_THOUSAND}|{_HUNDRED}|十)?[万亿]|{_HUNDRED}|{_THOUSAND})"
CHINESE = rf"(?:零(?!下)|[〇一二两三四五六七八九十廿卅万亿]|{_HUNDRED}|{_THOUSAND}){{1,20}}"
# 二、三百 is 二三百; without a scale (三、四个) the mark may as well part two numbers.
_NEIGHBOURS = "|".join(f"{a}、(?={b}[十百千万亿])" for a, b in [*pairwise(ONES), *("两三", "三五")])
_LISTED = rf"(?:(?<![第、\d{ONES}])(?:{_NEIGHBOURS}){CHINESE})"
_ARABIC = r"(?:[1-9]\d{0,2}(?:,\d{3})+(?![\d,])(?:\.\d+)?|\d+(?:\.\d+)?)"
# Only where the lower part fills its places: 2万5000 and 3万5千, never 2万5.
_COMPOUND = r"(?:\d{1,4}亿\d{1,4}万(?:\d{4}(?!\d))?|\d{1,4}亿\d[千百]万|\d{1,4}万(?:\d{4}(?!\d)|\d千))"
_POINTED = rf"(?:{CHINESE}点[零〇{ONES}]+(?![十百千])[万亿]?)"
_PARTS = rf"(?:[百千万]分之(?:{_POINTED}|{_ARABIC}|{CHINESE})|{CHINESE}分之{CHINESE})"
# 1/3, but no date (5/13) and no code (7/24).
_SLASHED = r"(?:(?<![\d/.])[1-7]/(?:[234568]|10)(?![\d/.号日月路栋幢]))"
CORE = rf"(?:{_PARTS}|{_SLASHED}|{_COMPOUND}|{_ARABIC}{SCALE}?|{_LISTED}|{_POINTED}|{CHINESE})"

_TERM = re.compile(r"([\d.,]+)(\D*)")  # 2万5000 has two
_LONGEST = 18  # a longer row of digits is a code, and a float could no longer show it
_DECIMALS = 15  # no article prints more


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
        ``"percent"`` (百分之五 is 5), ``"permille"`` or ``"fraction"`` (三分之二 is 2/3). The
        scanner adds ``"half"`` (半), ``"idiom"`` (成千上万) and ``"several"`` (一百几十).
    """

    low: int | Fraction
    high: int | Fraction
    scale: int | None = None
    form: str = "plain"

    def times(self, worth: int) -> "Number":
        """Multiply by a scale word that stands apart from the numeral: 44个亿, 10余万."""
        scale = self.scale and self.scale * worth
        return Number(self.low * worth, self.high * worth, scale, self.form)


@lru_cache(maxsize=4096)
def parse(text: str) -> Number:
    """Read one numeral, as :data:`CORE` finds it.

    Raises
    ------
    NumeralError
        If it is malformed (007, 一百二) or could be read in two ways (二五).

    Examples
    --------
    >>> parse("3.4万").low, parse("百分之五").form
    (34000, 'percent')
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
    return _chinese(text.replace("、", ""))


def place_of(value: int | Fraction) -> Fraction | None:
    """Give the place value of the last digit of `value` that is not zero: 400 gives 100.

    None for zero and for what no finite decimal can spell (2/3).

    Examples
    --------
    >>> place_of(400), place_of(Fraction("80.1"))
    (Fraction(100, 1), Fraction(1, 10))
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
        worth *= SCALES[character]
    return worth


def _arabic(text: str) -> Number:
    total: int | Fraction = 0
    scale = None
    for digits, word in _TERM.findall(text):
        if digits[0] == "0" and digits[1:2].isdigit():
            raise NumeralError(f"{digits} begins with a zero, as a code does")
        scale = _scale(word) if word else None
        digits = digits.replace(",", "")
        total += (int(digits) if digits.isdecimal() else Fraction(digits)) * (scale or 1)
    return _plain(total, scale)


def _chinese(text: str) -> Number:
    low, high = spelled(text)
    if is_bare(text):
        return Number(low, high, low, "bare")
    scale = next((_scale(word) for word in ("万亿", "亿", "万") if text.endswith(word)), None)
    return Number(low, high, scale, "plain" if low == high else "adjacent")


def _pointed(text: str) -> Number:
    body = text.rstrip("万亿")
    word = text.removeprefix(body)
    whole, digits = body.split("点")
    fraction = "".join(str(WORTH[digit]) for digit in digits)
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
