"""Say numbers, bounds and hedges in words, in either language."""

from __future__ import annotations

import math

import pandas as pd

from .loading import load_periods
from .style import Setting, Text, say

# How English says each hedge; what it leaves open is computed by chinese_quantities.hedges.
GLOSS = {
    "近": "nearly {}", "将近": "nearly {}", "接近": "close to {}", "几近": "nearly {}", "几乎": "almost {}",
    "逼近": "close to {}", "多": "over {}", "余": "over {}", "约": "about {}", "大约": "about {}", "左右": "about {}",
    "上下": "about {}", "来": "about {}", "超": "more than {}", "超过": "more than {}", "逾": "more than {}",
    "突破": "more than {}", "以上": "{} or more", "至少": "at least {}", "不少于": "at least {}",
    "不低于": "at least {}", "以下": "{} or less", "以内": "within {}", "至多": "at most {}", "最高": "at most {}",
    "不超过": "at most {}", "不足": "under {}", "不到": "under {}", "低于": "under {}", "不满": "under {}",
}
_LETTERS = "ⓐⓑⓓⓔⓕⓖⓗⓘⓙⓚⓛⓜⓝⓞⓟⓠⓡⓢⓣⓤⓥⓦⓧⓨⓩ"
_SCALES = {"en": [(1e9, " bn"), (1e6, " m"), (1e3, " k")], "zh": [(1e8, "亿"), (1e4, "万")]}


def plain(value: float, digits: int = 6) -> str:
    """Write a number with thousands separators and no needless decimals."""
    text = f"{value:,.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:,.0f}"
    return "0" if text == "-0" else text


def outward(low: float, high: float, figures: int = 4) -> tuple[float, float]:
    """Round an interval so that it still holds all it held.

    A bound is kept as it is where it needs no more than `figures` significant figures;
    otherwise the lower one is rounded down and the upper one up.
    """
    def to(value: float, turn) -> float:
        if value == 0 or math.isinf(value) or float(value).is_integer():
            return value
        step = figures - 1 - math.floor(math.log10(abs(value)))
        shifted = round(value * 10 ** step, 6)
        return turn(shifted) / 10 ** step
    return to(low, math.floor), to(high, math.ceil)


def _scaled(value: float, unit: str) -> tuple[float, str]:
    """Return the divisor and the word that make a sum of money short."""
    if unit == "元":
        for divisor, word in _SCALES[Setting.language]:
            if abs(value) >= divisor:
                return divisor, word
    return 1.0, ""


def unit_word(unit: str) -> str:
    """Return what stands after a number: yuan, %, or in Chinese the measure word."""
    if unit == "%":
        return "%"
    if unit in ("个百分点", "百分点") and Setting.language == "en":
        return " points"
    if unit == "元":
        return "元" if Setting.language == "zh" else " yuan"
    return (unit or "") if Setting.language == "zh" else ""


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
    zh = Setting.language == "zh"
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
        first += "%" if unit == "%" else ""
        first += word if low_open or high_open else ""
        first, last = ("超" + first) if low_open else first, ("不到" + last) if high_open else last
        return f"{first}—{last}{word}{unit_word(unit)}"
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
    if Setting.language == "en" and hedge in ("range", "adjacent"):
        return ""
    if Setting.language == "zh" or hedge not in GLOSS:
        return row.get("words", "")
    return GLOSS[hedge].format(quantity(row["value"], row.get("unit", "")))


def value_label(row: pd.Series) -> str:
    """Write a row's value for a label: 39; where it is hedged, with the bounds of its words, nearly 300 (270–299)."""
    unit, zh = row.get("unit", ""), Setting.language == "zh"
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
        held = say(Text(f"read as {held}", f"读作{held}"))
    return f"{said}（{held}）" if zh else f"{said} ({held.removesuffix(' yuan')})"


def label(row: pd.Series) -> str:
    """Return a row's label in the language in force."""
    return row[f"label_{Setting.language}"]


def note(row: pd.Series) -> str:
    """Return a row's note in the language in force."""
    return row.get(f"note_{Setting.language}", "") or ""


def period(row: pd.Series) -> str:
    """Return a row's period: as printed, in English with the Chinese words behind it."""
    if row["period"] == "none":
        return Text("no period stated", "未说明时段")[Setting.language]
    return row["period"] if Setting.language == "zh" else f"{row['period_en']} ({row['period']})"


def period_sign(row: pd.Series) -> str:
    """Return the letter of a row's period in the table of periods, starred where carried over; "" where none is stated.

    Letters are the same in every figure; there is no ⓒ, which behind a number reads as ©. A row
    computed from others has no period.
    """
    said = row.get("period", "none")
    if said == "none":
        return ""
    table = load_periods().set_index("period")["order"]
    place = table[said] - 1
    letter = _LETTERS[place] if place < len(_LETTERS) else f"[{place + 1}]"
    return letter + ("*" if row["period_basis"] == "carried" else "")


def dated(row: pd.Series) -> str:
    """Return a row's period, starred where it is carried over from a neighbouring clause."""
    return period(row) + ("*" if row["period_basis"] == "carried" else "")


def signed(row: pd.Series) -> str:
    """Return a row's value with the sign of its period: nearly 300 (270–299)ⓕ."""
    return value_label(row) + period_sign(row)


def counted(number: int, capital: bool = False) -> str:
    """Return a number of things as English sets it: in words up to twelve, at the head of a sentence with a capital."""
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    said = words[number] if 0 <= number < len(words) else str(number)
    return said.capitalize() if capital else said


def capital(text: str) -> str:
    """Begin a heading with a capital; Chinese has none."""
    return text[:1].upper() + text[1:]


def listed(items: list[str]) -> str:
    """Join items as a list in running text."""
    if Setting.language == "zh":
        return "、".join(items)
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]
