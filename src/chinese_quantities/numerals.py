"""Numerals without their words: 1.2万, 三百, １２３４, 三四百, 百分之五, 2万5000.

This layer knows digits and scales, and nothing of hedges or units. :data:`CORE` finds a numeral in
a squeezed text, :func:`parse` reads it. Chinese numerals in standard form are read by the package
cn2an (MIT licence) in its strict mode, and what it has read must spell itself again. Two
neighbouring digits (三四, "three or four") are found before cn2an is called, because it may take
them for 34. What cannot be read for certain is an error.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import prod

__all__ = ["CORE", "ONES", "Number", "NumeralError", "parse", "place_of", "worth"]

ONES = "一二三四五六七八九"
_SCALES = {"十": 10, "百": 100, "千": 10**3, "万": 10**4, "亿": 10**8}
_DIGITS = {"〇": 0, "零": 0, "两": 2} | {digit: n for n, digit in enumerate(ONES, start=1)}

# 千瓦, 千米 … are units of their own, and 百分 begins a percentage or a percentage point.
_HUNDRED = r"百(?!分[之点比])"
_THOUSAND = r"千(?![瓦米克卡伏赫帕焦])"
_SCALE = rf"(?:万亿|(?:{_THOUSAND}|{_HUNDRED}|十)?[万亿]|{_HUNDRED}|{_THOUSAND})"
_CHINESE = rf"(?:零(?!下)|[〇一二两三四五六七八九十廿卅万亿]|{_HUNDRED}|{_THOUSAND}){{1,20}}"
# 二、三百 is 二三百; without a scale (三、四个) the mark may as well part two numbers.
_NEIGHBOURS = "|".join(f"{a}、(?={b}[十百千万亿])" for a, b in [*pairwise(ONES), *("两三", "三五")])
_LISTED = rf"(?:(?<![第、\d{ONES}])(?:{_NEIGHBOURS}){_CHINESE})"
_ARABIC = r"(?:[1-9]\d{0,2}(?:,\d{3})+(?![\d,])(?:\.\d+)?|\d+(?:\.\d+)?)"
# Only where the lower part fills its places: 2万5000 and 3万5千, never 2万5.
_COMPOUND = r"(?:\d{1,4}亿\d{1,4}万(?:\d{4}(?!\d))?|\d{1,4}亿\d[千百]万|\d{1,4}万(?:\d{4}(?!\d)|\d千))"
_POINTED = rf"(?:{_CHINESE}点[零〇{ONES}]+(?![十百千])[万亿]?)"
_PARTS = rf"(?:[百千万]分之(?:{_POINTED}|{_ARABIC}|{_CHINESE})|{_CHINESE}分之{_CHINESE})"
# 1/3, but no date (5/13) and no code (7/24).
_SLASHED = r"(?:(?<![\d/.])[1-7]/(?:[234568]|10)(?![\d/.号日月路栋幢]))"
CORE = rf"(?:{_PARTS}|{_SLASHED}|{_COMPOUND}|{_ARABIC}{_SCALE}?|{_LISTED}|{_POINTED}|{_CHINESE})"

_TERM = re.compile(r"([\d.,]+)(\D*)")  # 2万5000 has two
_LONGEST = 18  # a longer row of digits is a code, and a float could no longer show it
# One digit and one scale, or a number below a hundred: the commonest, and they need no library.
_SHORT = re.compile(rf"(?P<digit>[{ONES}])?(?P<scale>[十百千万亿])?(?P<rest>(?<=十)[{ONES}])?")


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
        ``"percent"`` (百分之五 is 5), ``"permille"`` or ``"fraction"`` (三分之二 is 2/3). The
        drafts add ``"half"`` (半, 三年半) and ``"several"`` (数十, 一百几十, 成千上万).
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
    >>> parse("3.4万").low, parse("百分之五").form, parse("十五六").high
    (34000, 'percent', 16)
    """
    if len(text) > _LONGEST:
        raise NumeralError(f"{text[:_LONGEST]}… is longer than any quantity")
    if "分之" in text:
        return _parts(text)
    if "/" in text:
        return _fraction(text, *map(int, text.split("/")))
    if text[0] in "0123456789":
        return _arabic(text)
    if "点" in text:
        return _pointed(text)
    return _chinese(text.replace("、", ""))


def worth(scale: str) -> int:
    """Give what a scale word multiplies by: 万亿 is 10¹²; an empty one is 1."""
    return prod(_SCALES[character] for character in scale)


def place_of(value: int | Fraction) -> Fraction | None:
    """Give the place value of the last digit of `value` that is not zero: 400 gives 100.

    None for zero and for what no finite decimal can spell (2/3).

    Examples
    --------
    >>> place_of(400), place_of(Fraction("12.3"))
    (Fraction(100, 1), Fraction(1, 10))
    """
    decimal = (Decimal(value.numerator) / value.denominator).normalize()
    finite = value != 0 and Fraction(decimal) == value
    return Fraction(10) ** int(decimal.as_tuple().exponent) if finite else None


def _number(value: Fraction | int, scale: str = "", form: str = "plain") -> Number:
    value = value.numerator if value.denominator == 1 else value
    return Number(value, value, worth(scale) if scale else None, form)


def _arabic(text: str) -> Number:
    total: int | Fraction = 0
    for digits, scale in _TERM.findall(text):
        if digits[0] == "0" and digits[1:2].isdigit():
            raise NumeralError(f"{digits} begins with a zero, as a code does")
        total += Fraction(digits.replace(",", "")) * worth(scale)
    return _number(total, scale)


def _pointed(text: str) -> Number:
    body = text.rstrip("万亿")
    scale = text.removeprefix(body)
    whole, digits = body.split("点")
    return _number(Fraction(f"{_chinese(whole).low}.{_digits(digits)}") * worth(scale), scale)


def _parts(text: str) -> Number:
    whole, part = text.split("分之")
    number = parse(part) if part != "百" else _number(100)
    form = {"百": "percent", "千": "permille"}.get(whole)
    if form:
        return Number(number.low, number.high, None, form)
    divisor = parse(whole)
    if "adjacent" in (divisor.form, number.form):
        raise NumeralError(f"{text} is no proper fraction")
    return _fraction(text, number.low, divisor.low)


def _fraction(text: str, part: int | Fraction, whole: int | Fraction) -> Number:
    if not 0 < part < whole:
        raise NumeralError(f"{text} is no proper fraction")
    return _number(Fraction(part) / whole, form="fraction")


def _chinese(text: str) -> Number:
    """Read a whole number in Chinese characters: 一千二百零五, 十五六."""
    pairs = [a + b for a, b in pairwise(text) if {a, b} <= {*ONES, "两"}]
    if not pairs or "零" in text or "〇" in text:
        low = high = _one(text)
    elif len(pairs) > 1:
        raise NumeralError(f"{text} is a row of digits, not a number")
    else:
        (pair,) = pairs
        if _DIGITS[pair[1]] - _DIGITS[pair[0]] != 1 and pair != "三五":
            raise NumeralError(f"{pair} is neither one number nor two neighbours")
        low, high = (_one(text.replace(pair, digit)) for digit in pair)
    if _is_bare(text):
        return Number(low, high, low, "bare")
    scale = text.removeprefix(text.rstrip("万亿"))
    return Number(low, high, worth(scale) if scale else None, "plain" if low == high else "adjacent")


def _is_bare(text: str) -> bool:
    """Say whether `text` is a scale without a digit (百, 千万, 亿)."""
    return {*"十廿卅", *_DIGITS}.isdisjoint(text)


def _digits(text: str) -> str:
    return "".join(str(_DIGITS[digit]) for digit in text)


def _one(text: str) -> int:
    """Read a numeral without neighbouring digits."""
    if set(text) <= {*ONES, *"零〇"} and (text[0] in ONES or len(text) == 1):
        return int(_digits(text))  # 二〇二三
    standard = text.replace("廿", "二十").replace("卅", "三十").replace("两", "二").replace("〇", "零")
    if standard[0] in "百千万亿":
        if not _is_bare(standard):
            raise NumeralError(f"{text} may be two numbers, or lack its first digit")
        standard = "一" + standard
    short = _SHORT.fullmatch(standard)
    if short:
        return _DIGITS[short["digit"] or "一"] * worth(short["scale"] or "") + _DIGITS[short["rest"] or "零"]
    import cn2an  # here, because importing it takes a tenth of a second
    try:
        value = cn2an.cn2an(standard, "strict")
        again = cn2an.an2cn(value)
    except ValueError as error:
        raise NumeralError(f"{standard} is no numeral in standard form") from error
    # Even the strict mode takes 一亿十万 for 一亿.
    if again.replace("一十", "十") != standard.replace("一十", "十"):
        raise NumeralError(f"{standard} could be read in more than one way")
    return value
