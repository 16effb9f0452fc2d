"""A numeral with the hedges in and before it: 近400万, 数十, 一百几十亿, 三四百, 3—5.

A token, as the scanner finds it, becomes a :class:`Draft`; what follows the numeral is read by
:mod:`chinese_quantities.endings`. What is not understood is an error, never a guess.
"""

import re
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from .hedges import AFTER_NUMERAL, Hedge, HedgeError, Sense, find_before
from .measures import Unit, unit_at
from .numerals import Number, NumeralError, parse
from .spelled import SCALES

__all__ = ["Draft", "draft_of"]

_NOUN_OF_NUMBER = "总人件户次个员例倍系指参基代多少无岁分场家项票字"
_NOUN_OR_NOT = "项票字分"  # 票数百 could be either
_NOUN_OF_UP = "以网线街地晚早身马山海路事之跃迈登踏站升"


class Draft(NamedTuple):
    """A numeral with its hedges so far; places are in the squeezed text, `end` is where reading goes on."""

    start: int
    end: int
    core: tuple[int, int]
    number: Number
    hedges: tuple[Hedge, ...] = ()
    unit: Unit | None = None
    label: str = ""  # "range" or "adjacent"; 几 in 一百几十

    def hedged(self, hedge: Hedge, end: int) -> "Draft":
        """Add a hedge that ends at `end`."""
        return self._replace(hedges=(*self.hedges, hedge), end=end)


def draft_of(clean: str, token: re.Match, core: tuple[int, int], before: str) -> Draft:
    """Read the numeral and the hedges in and before it; `before` is what precedes the token.

    Raises
    ------
    HedgeError, NumeralError
        If the numeral or a hedge is not understood.
    """
    if token["a"]:
        return _range(token, before)
    if token["core"] or token["few"]:
        return _single(token, core, before)
    if token["idiom"]:
        few = token["idiom"] == "成百上千"
        hedge = Hedge(token["idiom"], Sense.HUNDREDS if few else Sense.THOUSANDS)
        return Draft(token.start(), token.end(), core, Number(0, 0, form="idiom"), (hedge,))
    return _half(clean, token, before)


def _half(clean: str, token: re.Match, before: str) -> Draft:
    """Read 一半, 半数, 半年, and 半 alone where a hedge leads it (近半村庄)."""
    found = find_before(before)
    part_of_word = not found and before.endswith((*"过超近大小多",))
    alone = not token["half"] and (not found or unit_at(clean, token.end()))
    if part_of_word or alone:
        raise HedgeError("半 is not understood here")
    half = Number(Fraction(1, 2), Fraction(1, 2), form="half")
    start = token.start() - len(before) + found[1] if found else token.start()
    return Draft(start, token.end(), token.span(), half, (found[0],) if found else ())


def _range(token: re.Match, before: str) -> Draft:
    a, b = parse(token["a"]), parse(token["b"])
    if re.search(r"[从由]$", before):
        raise NumeralError(f"{token.group()} may be a change as well as a range")
    if a.form in ("percent", "permille") and b.form == "plain" and not b.scale:
        b = replace(b, form=a.form)  # 百分之二到三
    if a.form != b.form or a.form in ("adjacent", "bare"):
        raise NumeralError(f"{token.group()} is no range of two numbers")
    # The scale on the right reaches left (3至5亿), unless that would turn the range round.
    low = a.low if a.scale else a.low * (b.scale or 1)
    low = low if low < b.low else a.low
    if low >= b.low:
        raise NumeralError(f"{token.group()} does not rise")
    start = token.start()
    hedges: tuple[Hedge, ...] = ()
    if found := find_before(before):
        if found[0].sense is not Sense.ABOUT:
            raise HedgeError(f"{found[0].word} on the range {token.group()} is not understood")
        start, hedges = start - len(before) + found[1], (found[0],)
    return Draft(start, token.end(), token.span(), Number(low, b.low, b.scale, b.form), hedges, label="range")


def _single(token: re.Match, core: tuple[int, int], before: str) -> Draft:
    number = parse(token["core"]) if token["core"] else Number(1, 1)
    if before.endswith("分之") or ("、" in token.group() and re.search("分别|依次|各", before)):
        raise HedgeError(f"{token.group()} after {before[-4:]} is not understood")
    start, hedges, label = core[0], [], "adjacent" if number.low != number.high else ""
    led = _leading(token, number, before)
    found = find_before(before if led else before + (token["up"] or ""))
    if led and found:
        raise HedgeError(f"{found[0].word} on {token.group()} is not understood")
    if led:
        start, hedges = token.start(), [led]
    elif found:
        start, hedges = token.start() - len(before) + found[1], [found[0]]
    if token["sign"]:
        if hedges or token["tail"]:
            raise HedgeError("a hedge on a negative number is not understood")
        start, number = token.start("sign"), replace(number, low=-number.low, high=-number.high)
    if token["inner"]:
        number, label = _with_inner(number, token), token["inner"][0]
        if hedges:
            raise HedgeError(f"{hedges[0].word} on {token.group()} is not understood")
    if token["tail"]:
        hedges.append(Hedge(token["tail"], AFTER_NUMERAL[token["tail"]]))
        number = _with_tail(number, token)
    if label and hedges and (token["tail"] or hedges[0].sense is not Sense.ABOUT):
        raise HedgeError(f"{hedges[0].word} on the two numbers {token['core']} is not understood")
    return Draft(start, token.end(), core, number, tuple(hedges), label=label)


def _leading(token: re.Match, number: Number, before: str) -> Hedge | None:
    """Read 数, 几, 上 before a scale (数十, 几百万, 上千) or 几 alone, but not in 总数39 or 网上100家."""
    word, bare = token["up"] or token["few"], number.form == "bare"
    if not word:
        return None
    if token["few"]:
        return Hedge(word, Sense.SEVERAL)
    if word == "上":
        return Hedge(word, Sense.UPWARD) if bare and before[-1:] not in [*_NOUN_OF_UP] else None
    several = bare or re.fullmatch("十[万亿]?", token["core"])
    if word == "数" and before[-1:] in [*_NOUN_OF_NUMBER]:
        if several and before[-1:] in [*_NOUN_OR_NOT]:
            raise HedgeError(f"数 in {before[-1:]}{token.group()} may belong to either side")
        if not several or before[-1:] not in "家场":  # 专家数百名, 球场数十片
            return None
    if not several:
        raise HedgeError(f"{token.group()} is not understood")
    return Hedge(word, Sense.SEVERAL)


def _with_inner(number: Number, token: re.Match) -> Number:
    """Add 几十 to 一百几十亿: 120 to under 200, all times 亿; in 一亿几千万 the last scale is that of 几千 alone."""
    place = SCALES[token["inner"][1]]
    beyond = int(parse("一" + token["beyond"]).low) if token["beyond"] else 1
    low = number.low * beyond if beyond > (number.scale or 1) else number.low
    place *= beyond
    if number.form not in ("plain", "bare") or number.low != number.high or low % (10 * place):
        raise NumeralError(f"{token.group()} is no numeral in standard form")
    return Number(low + 2 * place, low + 10 * place, None, "several")


def _with_tail(number: Number, token: re.Match) -> Number:
    """Add the scale that follows 多 or 余: 10余万."""
    if token["tail"] in "几来" and number.low % 10:
        raise HedgeError(f"{token['tail']} needs a round number before it")
    if number.form not in ("plain", "bare") or not token["after"]:
        return number
    return number.times(int(parse("一" + token["after"]).low))
