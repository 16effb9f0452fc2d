"""The scanner: every numeral of a text, with the words that make it a quantity.

A numeral becomes a quantity through what stands around it: a hedge before it, 多 or 余 and a scale
behind it, a measure word, a hedge again. What measures nothing is told apart by
:mod:`chinese_quantities.lookalikes`; what is not understood is kept as unread, with the reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple

from .hedges import AFTER_NUMERAL, AFTER_UNIT, Hedge, HedgeError, Sense, find_before
from .intervals import IntervalError
from .lookalikes import kind_of, quoted
from .measures import LIGHT, Unit, unit_at
from .numerals import CORE, Number, NumeralError, parse
from .readings import Reading, make_reading

__all__ = ["Finding", "scan"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One numeral of a squeezed text: a quantity, a look-alike, or not understood.

    Attributes
    ----------
    start, end : int
        Where its words stand in the squeezed text, hedges and measure word included.
    core : tuple of int
        Where the numeral itself stands.
    kind : str
        ``"quantity"``, ``"unread"``, ``"classifier"`` (一 before a measure word) or one of the
        kinds of :mod:`chinese_quantities.lookalikes`.
    reading : Reading or None
        For a quantity, and for 一 where it could count (一家).
    reason : str
        Why it was not read.
    """

    start: int
    end: int
    core: tuple[int, int]
    kind: str
    reading: Reading | None = None
    reason: str = ""


_TO = r"(?:至|到|~|—{1,2}|-)"
_LEFT = "%|个百分点|元|岁|倍|个|名|人|家|户|年|天|小时|公里|亩|吨"
_TOKEN = re.compile(
    r"(?P<idiom>成百上千|成千上万)"
    r"|(?P<half>一半|半(?=年(?![报度会])|天|个(?!多)|小时|公里|亩|岁|倍))"
    # A measure word on the left of a range must be that on the right: 3家至5家.
    rf"|(?P<a>{CORE})(?P<left>{_LEFT})?{_TO}(?P<b>{CORE})(?(left)(?=(?P=left)))"
    rf"|(?P<up>几|数|上)?(?P<sign>(?<![0-9A-Za-z%)])-(?=\d))?(?P<core>{CORE})"
    r"(?:(?P<tail>余|多|几(?!十|百)|来(?![自源访华料往电信]))(?P<after>万亿|万|亿)?)?|半"
)
_NOUN_OF_NUMBER = "总人件户次个员例倍系指参基代多少无岁分场家项票字"
_NOUN_OR_NOT = "项票字分"  # 票数百 could be either
_NOUN_OF_UP = "以网线街地晚早身马山海路事之跃迈登踏站升"
# Nouns that are counted without a measure word: 8.9万群众.
_COUNTED = re.compile("(?:各族|城乡|农村|困难|贫困|失能|留守|返乡|受灾|在校|参保|常住|户籍)?"
                      "(?:群众|居民|人口|老人|老年人|学生|师生|村民|市民|职工|党员|农民|游客|旅客|儿童|学子|考生|农户|移民)")
_ANNOUNCES = "共计达为有至到数量是增减累"
_DIGITS = "一二三四五六七八九十百两"
_STOP = r"[,。;:、!?()“”]"
_AT_END = re.compile(rf"$|{_STOP}|[ ”’」』》]")
_SHARES = re.compile(rf"(?:、[{_DIGITS}\d]{{1,9}}){{1,9}}")
_SUFFIX = re.compile(f"(?P<word>{'|'.join(sorted(set(AFTER_UNIT) - {'多'}, key=len, reverse=True))})(?!级|游|联动)")
# 多 after a measure word is a hedge, unless it begins a word of its own (多次, 多功能).
_MORE = re.compile(r"多(?![次种样元功方层项维媒边级面点岗党渠肉跑措平部发名个家位条人数])")
_HALF = re.compile(r"半(?![年数径导岛价成夜天个])")
# 50个亿, 八成五
_GOES_ON = re.compile(rf"(?<=个)[万亿](?!元)|(?<=成)[{_DIGITS}](?!成|{CORE}|.{{0,2}}[、,])")
_SPLIT = re.compile(r"个(?P<part>[多半])(?P<time>月|小时|星期|学期|季度|钟头)")
_CHANGED = re.compile(
    r"有余|开外|出头|挂零|不到|不足|朝上|往上|起步|许(?![多可诺])|[强弱](?![大化调力企势])"
    rf"|余(?![额下款粮热生名家人个])|起(?=$|{_STOP})"
)
_APART = re.compile(
    r"[^,。;:、!?()\d]{1,12}?(?<![级模历称士科专中处岗县市省龄高长线])"
    rf"(?:以上|以下|以内|之内|左右|上下)(?=$|{_STOP})"
)
_REACH_BACK = 40
_GOING_ON = "0123456789零〇百千万亿"  # after which a numeral does not begin, but goes on


def scan(clean: str) -> list[Finding]:
    """Find every numeral of a squeezed text and say what it is."""
    findings: list[Finding] = []
    place = 0
    while token := _TOKEN.search(clean, place):
        finding = _finding(clean, token, place)
        findings.append(finding)
        place = max(finding.end, token.end())
    return findings


def _finding(clean: str, token: re.Match, previous: int) -> Finding:
    start = token.start("core") if token["core"] else token.start()
    whole = token.end() if token["after"] or not token["core"] else token.end("core")
    core = (start, whole)
    kind = kind_of(clean, start, token.end())
    if kind:
        return Finding(start, token.end(), core, kind)
    try:
        if token["up"] and 0 < previous == token.start():
            raise HedgeError(f"{clean[core[0] - 3 : whole]} is two numbers")  # 几百上千
        if 0 < previous == start and clean[start - 1] in _GOING_ON:
            raise HedgeError(f"{clean[start:whole]} may be the rest of a numeral that begins before it")  # 2千5百
        draft = _draft(token, core, clean[max(previous, start - _REACH_BACK) : token.start()])
        draft = _with_suffix(clean, _with_unit(clean, draft))
        kind = _standing(clean, draft)
        span = (draft.start, draft.end, core)
        if kind == "quantity" or (kind == "classifier" and draft.unit.word not in LIGHT.split()):
            phrase = clean[draft.start : draft.end]
            made = make_reading(phrase, draft.number, draft.hedges, draft.unit, draft.label)
            return Finding(*span, kind, made)
        return Finding(*span, kind)
    except (NumeralError, HedgeError, IntervalError) as error:
        nameless = clean[start:whole].isalpha() and not unit_at(clean, token.end())
        kind = "name" if nameless and isinstance(error, NumeralError) else "unread"
        kind = "slogan" if kind == "name" and quoted(clean, start) else kind
        return Finding(start, token.end(), core, kind, reason=str(error))


class _Draft(NamedTuple):
    """A numeral with its hedges so far; `end` is where reading goes on."""

    start: int
    end: int
    core: tuple[int, int]
    number: Number
    hedges: tuple[Hedge, ...] = ()
    unit: Unit | None = None
    label: str = ""  # range, adjacent

    def hedged(self, hedge: Hedge, end: int) -> _Draft:
        return self._replace(hedges=(*self.hedges, hedge), end=end)


def _draft(token: re.Match, core: tuple[int, int], before: str) -> _Draft:
    """Read the numeral and the hedges in and before it."""
    if token["a"]:
        return _range(token, before)
    if token["core"]:
        return _single(token, core, before)
    if token["idiom"]:
        few = token["idiom"] == "成百上千"
        hedge = Hedge(token["idiom"], Sense.HUNDREDS if few else Sense.THOUSANDS)
        return _Draft(token.start(), token.end(), core, Number(0, 0, form="idiom"), (hedge,))
    found = find_before(before)
    placed = found and found[0].sense in (Sense.NEAR, Sense.ABOUT)  # these need a last place
    if not token["half"] or placed or (not found and re.search("[过超近占达大小多]$", before)):
        raise HedgeError("半 is not understood here")
    half = Number(Fraction(1, 2), Fraction(1, 2), form="half")
    start = token.start() - len(before) + found[1] if found else token.start()
    return _Draft(start, token.end(), core, half, (found[0],) if found else ())


def _range(token: re.Match, before: str) -> _Draft:
    a, b = parse(token["a"]), parse(token["b"])
    if re.search(r"[从由]$", before):
        raise NumeralError(f"{token.group()} may be a change as well as a range")
    if find_before(before):
        raise HedgeError("a hedge on a range is not understood")
    if a.form != b.form or a.form in ("adjacent", "bare"):
        raise NumeralError(f"{token.group()} is no range of two numbers")
    # The scale on the right reaches left (3至5亿), unless that would turn the range round.
    low = a.low if a.scale else a.low * (b.scale or 1)
    low = low if low < b.low else a.low
    if low >= b.low:
        raise NumeralError(f"{token.group()} does not rise")
    number = Number(low, b.low, b.scale, b.form)
    return _Draft(token.start(), token.end(), token.span(), number, label="range")


def _single(token: re.Match, core: tuple[int, int], before: str) -> _Draft:
    number = parse(token["core"])
    start, hedges = core[0], []
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
    if token["tail"]:
        hedges.append(Hedge(token["tail"], AFTER_NUMERAL[token["tail"]]))
        number = _with_tail(number, token)
    neighbours = number.low != number.high
    if neighbours and hedges:
        raise HedgeError(f"a hedge on the neighbours {token['core']} is not understood")
    label = "adjacent" if neighbours else ""
    return _Draft(start, token.end(), core, number, tuple(hedges), label=label)


def _leading(token: re.Match, number: Number, before: str) -> Hedge | None:
    """Read 数, 几, 上 before a scale (数十, 几百万, 上千), but not in 总数39 or 网上100家."""
    word, bare = token["up"], number.form == "bare"
    if not word:
        return None
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


def _with_tail(number: Number, token: re.Match) -> Number:
    """Add the scale that follows 多 or 余: 10余万."""
    if token["tail"] in "几来" and number.low % 10:
        raise HedgeError(f"{token['tail']} needs a round number before it")
    if number.form not in ("plain", "bare"):
        return number
    after = parse("一" + token["after"]).low if token["after"] else 1
    scale = number.scale and number.scale * after
    return Number(number.low * after, number.high * after, scale, number.form)


def _with_unit(clean: str, draft: _Draft) -> _Draft:
    """Read the measure word, and 半 or 多 in or after it (两个半小时, 三年多)."""
    form = {"percent": "%", "permille": "‰"}.get(draft.number.form)
    if form:
        return draft._replace(unit=Unit(form, "rate"))
    split = _SPLIT.match(clean, draft.end)
    if split:
        draft = draft._replace(unit=Unit(f"个{split['time']}", "time"), end=split.end())
        return _half_more(draft) if split["part"] == "半" else _one_more(draft, draft.end)
    unit = unit_at(clean, draft.end)
    if not unit:
        return draft
    if unit.word in ("个", "成") and _GOES_ON.match(clean, draft.end + 1):
        raise NumeralError(f"the numeral goes on after {unit.word}: {clean[draft.core[0] : draft.end + 2]}")
    draft = draft._replace(unit=unit, end=draft.end + len(unit.word))
    if unit.group in ("time", "rate", "amount", "age") and _HALF.match(clean, draft.end):
        return _half_more(draft)._replace(end=draft.end + 1)
    more = _MORE.match(clean, draft.end)
    if not more or (unit.is_count and not _AT_END.match(clean, more.end())):
        return draft
    if unit.group in ("count", "place", "money") or draft.number.scale:
        raise HedgeError(f"多 after {unit.word} is not understood")
    return _one_more(draft, more.end())


def _half_more(draft: _Draft) -> _Draft:
    if draft.hedges or draft.label or draft.number.scale or draft.number.form == "half":
        raise HedgeError("半 after a hedged numeral is not understood")
    total = draft.number.low + Fraction(1, 2)
    return draft._replace(number=Number(total, total, form="half"))


def _one_more(draft: _Draft, end: int) -> _Draft:
    return draft.hedged(Hedge("多", AFTER_UNIT["多"]), end)


def _with_suffix(clean: str, draft: _Draft) -> _Draft:
    """Read a hedge after the measure word, and refuse what may be one unknown to the rules."""
    suffix = _SUFFIX.match(clean, draft.end)
    if suffix:
        word = suffix["word"]
        if draft.label:
            raise HedgeError(f"{word} after a range is not understood")
        draft = draft.hedged(Hedge(word, AFTER_UNIT[word]), suffix.end())
    changed = _CHANGED.match(clean, draft.end)
    if changed:
        raise HedgeError(f"{changed.group()} after the numeral is not understood")
    apart = _APART.match(clean, draft.end)
    if apart:
        raise HedgeError(f"the hedge stands apart from its numeral: {apart.group()}")
    return draft


def _standing(clean: str, draft: _Draft) -> str:
    """Say whether the numeral is a quantity, by its measure word and its place."""
    text, form, unit = clean[slice(*draft.core)], draft.number.form, draft.unit
    chinese, exact = text.isalpha(), not draft.hedges
    if (exact or len(text) == 1) and quoted(clean, draft.core[0]) and (chinese or not unit):
        return "slogan"
    if form in ("fraction", "half", "idiom"):
        return "quantity"
    if unit:
        bare = form == "bare" and unit.group in ("time", "rate", "amount")
        article = text == "一" and unit.group in ("count", "place", "time", "amount")
        if exact and (bare or article):
            return "idiom" if bare else "classifier"
        return "quantity"
    # 百亿级, 千亿产业: a class by size. 百 and 千 alone are too often mere words.
    if form == "bare" and (clean.startswith("级", draft.end) or (text[:-1] and text[-1] == "亿")):
        return "quantity"
    return _without_unit(clean, draft, text, exact)


def _without_unit(clean: str, draft: _Draft, text: str, exact: bool) -> str:
    shared = _SHARES.match(clean, draft.end)
    if shared and unit_at(clean, shared.end()):
        raise HedgeError(f"{text} shares the measure word of the next numeral")
    ends = bool(_AT_END.match(clean, draft.end))
    bare = draft.number.form == "bare"
    if text.isalpha():
        if exact and (bare or text in "一零"):
            return "idiom"
        counts = (bare or len(text) > 1) and (not draft.label or text[-1] in "十百千万亿")
        return "quantity" if counts and (ends or not exact) else "name"
    if _COUNTED.match(clean, draft.end):
        return "quantity"
    announced = clean[draft.start - 1 : draft.start] in ["", *_ANNOUNCES]
    if exact and not (ends and (announced or draft.number.scale)):
        raise NumeralError(f"no measure word is known after {text}")
    return "quantity"
