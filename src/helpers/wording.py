"""The language in force, and numbers, bounds, hedges and periods in its words."""

import math
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pandas as pd

from chinese_quantities.hedges import AFTER_NUMERAL, AFTER_UNIT, BEFORE, Sense

from .errors import RefusedError

LANGUAGES = ("en", "zh")
SENSES = {**AFTER_UNIT, **AFTER_NUMERAL, **BEFORE}  # of every hedge that has one
GLOSSES = {  # how English says a hedge; any other stands as it is printed
    Sense.NEAR: "nearly", Sense.REST: "over", Sense.OVER: "more than", Sense.ABOUT: "about", Sense.ROUND: "about",
    Sense.LEAST: "at least", Sense.MOST: "at most", Sense.UNDER: "under",
}
_SCALES = {"en": [(1e9, "bn"), (1e6, "m"), (1e3, "k")], "zh": [(1e8, "亿"), (1e4, "万")]}
_UNITS = {"%": "%", "元": " yuan", "百分点": " points", "个百分点": " points"}  # English has no other measure word
NUMBER_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)
_in_force = "en"


def get_language() -> str:
    """Return the language in force, "en" or "zh"."""
    return _in_force


def set_language(language: str) -> None:
    """Put a language in force.

    Raises
    ------
    RefusedError
        For a language other than en and zh.
    """
    global _in_force
    if language not in LANGUAGES:
        raise RefusedError(f"no language {language!r}; there are: {', '.join(LANGUAGES)}")
    _in_force = language


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Put a language in force for as long as a `with` block runs."""
    before = _in_force
    set_language(language)
    try:
        yield
    finally:
        set_language(before)


def say(en: str, zh: str) -> str:
    """Return the words in the language in force.

    Parameters
    ----------
    en, zh : str
        The same words in English and in Chinese.

    Examples
    --------
    >>> say("Growth", "增速")
    'Growth'
    """
    return zh if _in_force == "zh" else en


def _plain(value: float, digits: int = 6) -> str:
    """Write a number without needless decimals; English sets thousands apart, a Chinese newspaper does not."""
    text = f"{value:,.{digits}f}".rstrip("0").rstrip(".")
    return say(text, text.replace(",", ""))


def _outward(value: float, turn: Callable[[float], int]) -> float:
    """Round a bound to four significant figures, down or up, so that an interval still holds all it held."""
    if math.isinf(value) or float(value).is_integer():
        return value
    step = 10 ** (3 - math.floor(math.log10(abs(value))))
    return turn(round(value * step, 6)) / step


def _scaled(value: float, unit: str) -> tuple[float, str]:
    """Return the divisor and the word that make a sum of money short."""
    scales = _SCALES[get_language()] if unit == "元" else []
    return next((scale for scale in scales if abs(value) >= scale[0]), (1.0, ""))


def _unit_word(unit: str) -> str:
    """Return what stands after a number: yuan, %, or in Chinese the measure word."""
    return say(_UNITS.get(unit, ""), unit or "")


def quantity(value: float, unit: str = "") -> str:
    """Write one exact quantity: 39, 8.01 bn yuan, 80.1亿元, 56.9%."""
    divisor, word = _scaled(value, unit)
    return _plain(value / divisor) + word + _unit_word(unit)


def bounds(low: float, high: float, low_open: bool, high_open: bool, unit: str = "") -> str:
    """Write what a hedge leaves open: 270–299, 3.6 to under 4 m yuan, over 100."""
    low, high = _outward(low, math.floor), _outward(high, math.ceil)
    if math.isinf(high):
        return (say("over ", "超过") if low_open else say("at least ", "至少")) + quantity(low, unit)
    if math.isinf(low) or (low == 0 and not high_open and high != 0):
        return say("at most ", "至多") + quantity(high, unit)
    if low == high:
        return quantity(low, unit)
    divisor, word = _scaled(high, unit)
    first, last, end = _plain(low / divisor), _plain(high / divisor), word + _unit_word(unit)
    if get_language() == "zh":
        middle = end if unit in ("元", "%") or low_open or high_open else ""
        return f"{'超' if low_open else ''}{first}{middle}至{'不足' if high_open else ''}{last}{end}"
    if low_open or high_open:
        return f"{'over ' if low_open else ''}{first} to {'under ' if high_open else ''}{last}{end}"
    return f"{first}–{last}{end}"


def is_exact(row: pd.Series) -> bool:
    """Tell whether a row leaves nothing open: one value, no hedge."""
    return row["low"] == row["high"] and row.get("hedge", "none") == "none"


def stated(row: pd.Series) -> str:
    """Say a value as the article does, without its bounds: 39, nearly 300; in Chinese the printed words, 近300场次.

    Empty where the bounds are all that can be said: a row computed from others; in English a range (3至5).
    """
    hedge, value = row.get("hedge"), row["value"]
    if row.get("measure") == "derived" and not float(value).is_integer():
        value = float(f"{value:.4g}")  # computed, it is no surer for more digits
    printed = quantity(value, row.get("unit", ""))
    if is_exact(row):
        return printed
    gloss = GLOSSES.get(SENSES[hedge]) if hedge in SENSES else ""
    if get_language() == "en" and (gloss or hedge in ("range", "adjacent")):
        return f"{gloss} {printed}" if gloss else ""
    return row.get("words", "")


def value_label(row: pd.Series) -> str:
    """Write a row's value for a label: 39; where it is hedged, with the bounds of its words, nearly 300 (270–299)."""
    unit, value, said = row.get("unit", ""), row["value"], stated(row)
    if is_exact(row):
        part = not unit and not float(value).is_integer() and row.get("words")  # 三分之二
        return f"{part} ({_plain(value, 3)})" if part else said
    if said and unit not in ("元", "%"):  # the words already name what is counted
        unit = ""
    held = bounds(row["low"], row["high"], row["low_open"], row["high_open"], unit)
    if not said or (get_language() == "en" and math.isinf(row["high"])):
        return said or held  # more than 100: the words are the bound
    if row["low"] == row["high"]:  # the words alone leave more
        held = (say("at most ", "至多") if value > row["low"] else say("at least ", "至少")) + held
    return say(f"{said} ({held.removesuffix(' yuan')})", f"{said}（{held}）")


def value_parts(row: pd.Series) -> tuple[str, str, str, str]:
    """Part a row's label into the words before the numeral, the numeral, the words after it, the bounds in brackets.

    The numeral is all that is said where it is not in digits (三分之二).
    """
    parts = re.fullmatch(r"(.*?)\s*([(（].*[)）])?", value_label(row))
    assert parts  # any label of one line matches
    said, held = parts.groups(default="")
    found = re.fullmatch(r"(\D*)(\d[\d,.]*(?:[–—]\d[\d,.]*)?(?:%|bn|m|k)?)(.*)", said)
    before, numeral, after = found.groups() if found else ("", said, "")
    return before, numeral, after, held


def brief(row: pd.Series) -> str:
    """Write a number in as few characters as it takes: 39; hedged, <300 or 400+, in Chinese 近300 or 400多."""
    value, unit = row["value"], row["unit"]
    if get_language() == "zh" and not is_exact(row):
        return row["words"].removesuffix(unit)
    if pd.isna(value):
        return bounds(row["low"], row["high"], row["low_open"], row["high_open"], unit)
    divisor, word = _scaled(value, unit)  # a measure line names the unit of money
    number = _plain(value / divisor) + word + ("%" if unit == "%" else "")
    if is_exact(row):
        return number
    if row["high"] <= value:
        return ("<" if row["high"] < value or row["high_open"] else "≤") + number
    return number + "+" if row["low"] >= value else "~" + number


def period(row: pd.Series) -> str:
    """Return a row's period in words: as printed in Chinese, translated in English."""
    if row["period"] == "none":
        return say("no period stated", "未注明时间")
    return say(row["period_en"], row["period"])


def short_period(row: pd.Series) -> str:
    """Return a row's period as a figure prints it beside a number: to July; a dash where none is stated."""
    if row["period"] == "none":
        return say("–", "未注明")
    return say(row["period_short_en"] or row["period_en"], row["period"])


def in_words(number: int, capital: bool = False) -> str:
    """Return a number of things in words up to twelve (十 in Chinese), as a sentence has it, or in digits."""
    words = ["no", *NUMBER_WORDS[1:13]] if get_language() == "en" else list("零一两三四五六七八九十")
    said = words[number] if 0 <= number < len(words) else str(number)
    return said.capitalize() if capital else said


def capital(text: str) -> str:
    """Begin a heading with a capital; Chinese has none."""
    return text[:1].upper() + text[1:]


def listed(items: list[str]) -> str:
    """Join items as a list in running text."""
    if get_language() == "zh":
        return "、".join(items)
    return " and ".join(filter(None, [", ".join(items[:-1]), items[-1]]))
