"""Whole numbers in Chinese characters: 三百, 一千二百零五, 三四百 ("three or four hundred").

Numerals in standard form are read by the package cn2an (MIT licence) in its strict mode, and what it
has read must spell itself again. Two neighbouring digits (三四, "three or four") are found before
cn2an is called, because it may take them for 34. What cannot be read for certain is an error.
"""

import re
from itertools import pairwise

__all__ = ["ONES", "SCALES", "WORTH", "NumeralError", "is_bare", "spelled"]

ONES = "一二三四五六七八九"
WORTH = {"〇": 0, "零": 0, "两": 2} | {digit: n for n, digit in enumerate(ONES, start=1)}
SCALES = {"个": 1, "十": 10, "百": 100, "千": 10**3, "万": 10**4, "亿": 10**8}
_DIGITS = {*ONES, "两"}
# One digit and one scale, or a number below a hundred: the commonest, and they need no library.
_SHORT = re.compile(rf"(?P<digit>[{ONES}])?(?P<scale>[十百千万亿])?(?P<rest>(?<=十)[{ONES}])?")


class NumeralError(ValueError):
    """A numeral that cannot be read for certain."""


def is_bare(text: str) -> bool:
    """Say whether `text` is a scale without a digit (百, 千万, 亿)."""
    return {*"零〇十廿卅", *_DIGITS}.isdisjoint(text)


def spelled(text: str) -> tuple[int, int]:
    """Read a whole number in Chinese characters.

    Returns
    -------
    tuple of int
        The same number twice, or the two numbers of neighbouring digits: 三四百 gives 300 and 400.

    Raises
    ------
    NumeralError
        If the numeral is malformed (一百二, 一亿十万) or a row of digits (二五).

    Examples
    --------
    >>> spelled("一千二百零五"), spelled("十五六")
    ((1205, 1205), (15, 16))
    """
    pairs = [(a, b) for a, b in pairwise(text) if a in _DIGITS and b in _DIGITS]
    if not pairs or "零" in text or "〇" in text:
        return (_one(text),) * 2
    if len(pairs) > 1:
        raise NumeralError(f"{text} is a row of digits, not a number")
    ((a, b),) = pairs
    if WORTH[b] - WORTH[a] != 1 and a + b != "三五":
        raise NumeralError(f"{a}{b} is neither one number nor two neighbours")
    at = text.index(a + b)
    return _one(text[: at + 1] + text[at + 2 :]), _one(text[:at] + text[at + 1 :])


def _one(text: str) -> int:
    """Read a numeral without neighbouring digits."""
    digit_by_digit = set(text) <= {*ONES, *"零〇"}
    if digit_by_digit and (text[0] in ONES or len(text) == 1):
        return int("".join(str(WORTH[digit]) for digit in text))
    standard = text.replace("廿", "二十").replace("卅", "三十").replace("两", "二").replace("〇", "零")
    if standard[0] in "百千万亿":
        if not is_bare(standard):
            raise NumeralError(f"{text} may be two numbers, or lack its first digit")
        standard = "一" + standard
    short = _SHORT.fullmatch(standard)
    if short:
        return WORTH[short["digit"] or "一"] * SCALES[short["scale"] or "个"] + WORTH[short["rest"] or "零"]
    return _by_cn2an(standard)


def _by_cn2an(standard: str) -> int:
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
