"""Say numbers, bounds and hedges in words, in either language."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import pandas as pd

from .language import get_language, say
from .loading import load_periods

# How English says each hedge; what it leaves open is computed by chinese_quantities.hedges.
GLOSS = {
    "近": "nearly {}",
    "将近": "nearly {}",
    "接近": "close to {}",
    "几近": "nearly {}",
    "几乎": "almost {}",
    "逼近": "close to {}",
    "多": "over {}",
    "余": "over {}",
    "约": "about {}",
    "大约": "about {}",
    "左右": "about {}",
    "上下": "about {}",
    "来": "about {}",
    "超": "more than {}",
    "超过": "more than {}",
    "逾": "more than {}",
    "突破": "more than {}",
    "以上": "{} or more",
    "至少": "at least {}",
    "不少于": "at least {}",
    "不低于": "at least {}",
    "以下": "{} or less",
    "以内": "within {}",
    "至多": "at most {}",
    "最高": "at most {}",
    "不超过": "at most {}",
    "不足": "under {}",
    "不到": "under {}",
    "低于": "under {}",
    "不满": "under {}",
}
_SCALES = {"en": [(1e9, "bn"), (1e6, "m"), (1e3, "k")], "zh": [(1e8, "亿"), (1e4, "万")]}
NUMBER_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip


def plain(value: float, digits: int = 6) -> str:
    """Write a number without needless decimals; English sets thousands apart, a Chinese newspaper does not."""
    text = f"{value:,.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:,.0f}"
    return "0" if text == "-0" else say(text, text.replace(",", ""))


def outward(low: float, high: float, figures: int = 4) -> tuple[float, float]:
    """Round an interval so that it still holds all it held.

    A bound is kept as it is where it needs no more than `figures` significant figures;
    otherwise the lower one is rounded down and the upper one up.
    """

    def to(value: float, turn: Callable[[float], int]) -> float:
        if value == 0 or math.isinf(value) or float(value).is_integer():
            return value
        step = figures - 1 - math.floor(math.log10(abs(value)))
        shifted = round(value * 10**step, 6)
        return turn(shifted) / 10**step

    return to(low, math.floor), to(high, math.ceil)


def _scaled(value: float, unit: str) -> tuple[float, str]:
    """Return the divisor and the word that make a sum of money short."""
    if unit == "元":
        for divisor, word in _SCALES[get_language()]:
            if abs(value) >= divisor:
                return divisor, word
    return 1.0, ""


def unit_word(unit: str) -> str:
    """Return what stands after a number: yuan, %, or in Chinese the measure word."""
    if unit == "%":
        return "%"
    if unit in ("个百分点", "百分点") and get_language() == "en":
        return " points"
    if unit == "元":
        return "元" if get_language() == "zh" else " yuan"
    return (unit or "") if get_language() == "zh" else ""


def quantity(value: float, unit: str = "") -> str:
    """Write one exact quantity: 39, 8.01 bn yuan, 80.1亿元, 56.9%."""
    divisor, word = _scaled(value, unit)
    return plain(value / divisor) + word + unit_word(unit)


def tick(value: float, unit: str = "") -> str:
    """Write a value for an axis, whose measure line already names the unit of money."""
    divisor, word = _scaled(value, unit)
    return plain(value / divisor) + word + ("%" if unit == "%" else "")


def bounds(low: float, high: float, low_open: bool, high_open: bool, unit: str = "") -> str:
    """Write what a hedge leaves open: 270–299, 3.6 to under 4 m yuan, over 100."""
    zh = get_language() == "zh"
    low, high = outward(low, high)
    if math.isinf(high):
        sign = ("超过" if zh else "over ") if low_open else ("至少" if zh else "at least ")
        return sign + quantity(low, unit)
    if math.isinf(low) or (low == 0 and not high_open and high != 0):
        return ("至多" if zh else "at most ") + quantity(high, unit)
    if low == high:
        return quantity(low, unit)
    divisor, word = _scaled(high, unit)
    first, last = plain(low / divisor), plain(high / divisor)
    if zh:
        one = word + unit_word(unit)
        first += one if unit in ("元", "%") or low_open or high_open else ""
        return f"{'超' if low_open else ''}{first}至{'不足' if high_open else ''}{last}{one}"
    if not low_open and not high_open:
        return f"{first}–{last}{word}{unit_word(unit)}"
    return f"{'over ' if low_open else ''}{first} to {'under ' if high_open else ''}{last}{word}{unit_word(unit)}"


def is_exact(row: pd.Series) -> bool:
    """Tell whether a row leaves nothing open: one value, no hedge."""
    return row["low"] == row["high"] and row.get("hedge", "none") == "none"


def stated(row: pd.Series) -> str:
    """Say a value as the article does, without its bounds: 39, nearly 300; in Chinese the printed words, 近300场次.

    Empty where the bounds are all that can be said: a row computed from others; in English a range (3至5).
    """
    if is_exact(row):
        return quantity(row["value"], row.get("unit", ""))
    hedge = row.get("hedge")
    if get_language() == "en" and hedge in ("range", "adjacent"):
        return ""
    if get_language() == "zh" or hedge not in GLOSS:
        return row.get("words", "")
    return GLOSS[hedge].format(quantity(row["value"], row.get("unit", "")))


def value_label(row: pd.Series) -> str:
    """Write a row's value for a label: 39; where it is hedged, with the bounds of its words, nearly 300 (270–299)."""
    unit, zh = row.get("unit", ""), get_language() == "zh"
    if is_exact(row):
        part = not unit and not float(row["value"]).is_integer() and row.get("words")  # 三分之二
        return f"{part} ({plain(row['value'], 3)})" if part else quantity(row["value"], unit)
    said = stated(row)
    if said and unit not in ("元", "%"):  # the words already name what is counted
        unit = ""
    held = bounds(row["low"], row["high"], row["low_open"], row["high_open"], unit)
    if not said or (not zh and math.isinf(row["high"])):
        return said or held  # more than 100: the words are the bound
    if row["low"] == row["high"]:  # the words alone leave more
        held = (
            say(f"at most {held}", f"至多{held}")
            if row["value"] > row["low"]
            else say(f"at least {held}", f"至少{held}")
        )
    return f"{said}（{held}）" if zh else f"{said} ({held.removesuffix(' yuan')})"


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
    if is_exact(row):
        return tick(value, unit)
    if get_language() == "zh":
        return row["words"].removesuffix(unit)
    if pd.isna(value):
        return bounds(row["low"], row["high"], row["low_open"], row["high_open"], unit)
    if row["high"] <= value:
        return ("<" if row["high"] < value or row["high_open"] else "≤") + tick(value, unit)
    return tick(value, unit) + "+" if row["low"] >= value else "~" + tick(value, unit)


def note(row: pd.Series) -> str:
    """Return a row's note in the language in force."""
    return row.get(f"note_{get_language()}", "") or ""


def period(row: pd.Series) -> str:
    """Return a row's period in words: as printed in Chinese, translated in English."""
    if row["period"] == "none":
        return say("no period stated", "未注明时间")
    return say(row["period_en"], row["period"])


def short_period(row: pd.Series) -> str:
    """Return a row's period as a figure prints it beside a number: to July; a dash where none is stated."""
    if row["period"] == "none":
        return "–"
    periods = load_periods().set_index("period")
    return say(periods.at[row["period"], "short_en"] or row["period_en"], row["period"])


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
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]
