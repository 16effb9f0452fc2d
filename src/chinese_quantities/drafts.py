"""A numeral with what belongs to it: hedges before, in and after it, its measure word.

A token, as the scanner finds it, becomes a :class:`Draft` of a reading: 近600万, 数十, 一百几十亿,
三四百, 3—5; then its measure word follows, with 半 or 多, or a scale that stands apart; then a hedge
(以上, 左右). What is not understood is an error, never a guess.
"""

import re
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from .hedges import AFTER_NUMERAL, AFTER_UNIT, Hedge, HedgeError, Sense, find_before
from .measures import Unit, unit_at
from .numerals import CORE, ONES, Number, NumeralError, parse, worth

__all__ = ["AT_END", "SHARES", "Draft", "draft_of"]

_STOP = r"[,。;:、!?()“”]"
AT_END = re.compile(rf"$|{_STOP}|[ ”’」』》]")
SHARES = re.compile(rf"(?:、[两十百千万亿{ONES}\d.]{{1,9}}){{1,9}}")  # 三、四个; 3、4万元

_NOUN_OF_NUMBER = "总人件户次个员例倍系指参基代多少无岁分场家项票字"
_NOUN_OR_NOT = "项票字分"  # 票数百 could be either
_NOUN_OF_UP = "以网线街地晚早身马山海路事之跃迈登踏站升"
_SEVERAL = {"成百上千": (100, 10**4), "成千上万": (10**3, 10**5)}

_WORDS = "|".join(sorted((word for word in AFTER_UNIT if word.isalpha() and word != "多"), key=len, reverse=True))
_WITH = r"[(,、]?不?(?:包?含|包括)(?:本数\)?|\))"  # 60岁(含)以上, 500元以下(不含本数)
_SUFFIX = re.compile(rf"(?P<left>{_WITH})?(?P<word>{_WORDS})(?!级|游|联动|(?<=还多)[^的,。;:、])(?P<right>{_WITH})?")
# 多 after a measure word is a hedge, unless it begins a word of its own (多次, 多功能).
_MORE = re.compile(r"多(?![次种样元功方层项维媒边级面点岗党渠肉跑措平部发名个家位条人数])")
# 半 after a measure word is a half more, unless it begins a word of its own (半失能).
_HALF_MORE = re.compile("半(?![年数径岛价夜天个球圆挂衰程]|导体|成品|决赛|自[动理]|失能|脱产|专业|封闭|开放|地下|山腰)")
_SCALE_APART = re.compile(r"个(?P<more>多)?(?P<scale>万亿|[万亿])(?P<rest>[多余])?")  # 44个亿, 1个多亿, 两个亿多
_GOES_ON = re.compile(rf"(?<=成)[{ONES}十两](?!成|{CORE}|.{{0,2}}[、,])")  # 八成五
_SPLIT = re.compile(r"个(?P<part>[多半])(?P<time>月|小时|星期|学期|季度|钟头)")
_UNREAD = {
    re.compile(r"\+|有余|开外|出头|挂零|[都还也]?不[到足够]|朝上|往上|起步|许(?![多可诺])|[强弱](?![大化调力企势])"
               rf"|余(?![额下款粮热生名家人个])|起(?=$|{_STOP})|(?<=[里米])[以之]外|(?<=[半数月时]){_MORE.pattern}|{_HALF_MORE.pattern}"
               rf"|{_WITH}|\((?:[约近超多余]|{_WORDS})\)"): "{} after the numeral is not understood",
    re.compile(r"[^,。;:、!?()\d]{0,12}?(?<![级模历称士科专中处岗县市省龄高长线])(?:\([^()]*\))?"
               rf"(?:以上|以下|以内|之内|左右|上下)(?=$|{_STOP})"): "the hedge stands apart from its numeral: {}",
}
_ONE_MORE = Hedge("多", Sense.REST_UNIT)


class Draft(NamedTuple):
    """A numeral with its hedges so far; places are in the squeezed text, `end` is where reading goes on."""

    start: int
    end: int
    core: tuple[int, int]
    number: Number
    hedges: tuple[Hedge, ...] = ()
    unit: Unit | None = None
    label: str = ""  # what makes it two numbers: "range", "adjacent"; 数 in 数十, 几 in 一百几十

    def hedged(self, hedge: Hedge, end: int) -> "Draft":
        """Add a hedge that ends at `end`."""
        return self._replace(hedges=(*self.hedges, hedge), end=end)


def draft_of(clean: str, token: re.Match, core: tuple[int, int], before: str) -> Draft:
    """Read a numeral with its hedges and its measure word; `before` is what precedes the token.

    Raises
    ------
    HedgeError, NumeralError
        If the numeral, a hedge, or what follows the numeral is not understood.
    """
    if token["a"]:
        draft = _range(token, before)
    elif token["core"] or token["few"]:
        draft = _single(token, core, before)
    elif token["idiom"]:
        several = Number(*_SEVERAL[token["idiom"]], form="several")
        draft = Draft(token.start(), token.end(), core, several, label=token["idiom"])
    else:
        draft = _half(clean, token, before)
    return _with_suffix(clean, _with_unit(clean, draft))


def _led(draft: Draft, found: tuple[Hedge, int] | None, begin: int) -> Draft:
    """Add the hedge that was found in the words before a numeral, which begin at `begin`."""
    return draft._replace(start=begin + found[1], hedges=(found[0], *draft.hedges)) if found else draft


def _half(clean: str, token: re.Match, before: str) -> Draft:
    """Read 一半, 半数, 半年, and 半 alone where a hedge leads it (近半村庄)."""
    found = find_before(before)
    alone = not token["half"] and (not found or unit_at(clean, token.end()))
    if alone or (not found and before.endswith((*"过超近大小多",))):
        raise HedgeError("半 is not understood here")
    half = Number(Fraction(1, 2), Fraction(1, 2), form="half")
    return _led(Draft(*token.span(), token.span(), half), found, token.start() - len(before))


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
    found = find_before(before)
    if found and found[0].sense is not Sense.ABOUT:
        raise HedgeError(f"{found[0].word} on the range {token.group()} is not understood")
    number = replace(b, low=low, high=b.low)
    return _led(Draft(*token.span(), token.span(), number, label="range"), found, token.start() - len(before))


def _single(token: re.Match, core: tuple[int, int], before: str) -> Draft:
    words, tail = token.group(), token["tail"]
    number = parse(token["core"]) if token["core"] else Number(1, 1)
    if before.endswith("分之") or ("、" in words and re.search("分别|依次|各", before)):
        raise HedgeError(f"{words} after {before[-4:]} is not understood")
    start, label = core[0], "adjacent" if number.low != number.high else ""
    up = _up(token, number, before)
    found = find_before(before if up else before + (token["up"] or ""))
    if up and found:
        raise HedgeError(f"{found[0].word} on {words} is not understood")
    if token["sign"]:
        if up or found or tail:
            raise HedgeError("a hedge on a negative number is not understood")
        start, number = token.start("sign"), replace(number, low=-number.low, high=-number.high)
    if token["inner"]:
        number, label = _with_inner(number, token), token["inner"][0]
        if up or found:
            raise HedgeError(f"{found[0].word if found else up} on {words} is not understood")
    hedges = [Hedge(up, Sense.UPWARD)] if up == "上" else []
    if up in ("数", "几"):
        number, label = Number(2 * number.low, 10 * number.low, form="several"), up
    if tail:
        hedges.append(Hedge(tail, AFTER_NUMERAL[tail]))
        number = _with_tail(number, token)
    draft = Draft(token.start() if up else start, token.end(), core, number, tuple(hedges), label=label)
    draft = _led(draft, found, token.start() - len(before))
    if label and draft.hedges and (tail or draft.hedges[0].sense is not Sense.ABOUT):
        raise HedgeError(f"{draft.hedges[0].word} on the two numbers {words} is not understood")
    return draft


def _up(token: re.Match, number: Number, before: str) -> str:
    """Read 数, 几, 上 before a scale (数十, 几百万, 上千) or 几 alone, but not in 总数28 or 网上100家."""
    word, bare = token["up"] or token["few"] or "", number.form == "bare"
    if not word or token["few"]:
        return word
    if word == "上":
        return word if bare and not before.endswith((*_NOUN_OF_UP,)) else ""
    several = bare or re.fullmatch("十[万亿]?", token["core"])
    if word == "数" and before.endswith((*_NOUN_OF_NUMBER,)):
        if several and before.endswith((*_NOUN_OR_NOT,)):
            raise HedgeError(f"数 in {before[-1:]}{token.group()} may belong to either side")
        if not several or not before.endswith(("家", "场")):  # 专家数百名, 球场数十片
            return ""
    if not several:
        raise HedgeError(f"{token.group()} is not understood")
    return word


def _with_inner(number: Number, token: re.Match) -> Number:
    """Add 几十 to 一百几十亿: 120 to under 200, all times 亿; in 一亿几千万 the last scale is that of 几千 alone."""
    beyond = worth(token["beyond"] or "")
    place = worth(token["inner"][1]) * beyond
    low = number.low * beyond if beyond > (number.scale or 1) else number.low
    if number.form not in ("plain", "bare") or low % (10 * place):
        raise NumeralError(f"{token.group()} is no numeral in standard form")
    return Number(low + 2 * place, low + 10 * place, form="several")


def _with_tail(number: Number, token: re.Match) -> Number:
    """Add the scale that follows 多 or 余: 10余万."""
    if token["tail"] in "几来" and number.low % 10:
        raise HedgeError(f"{token['tail']} needs a round number before it")
    return number.times(worth(token["after"] or "")) if number.form in ("plain", "bare") else number


def _with_unit(clean: str, draft: Draft) -> Draft:
    """Read the measure word, with 半 or 多 in or after it (两个半小时, 三年多), or the 亿 of 44个亿."""
    if form := {"percent": "%", "permille": "‰"}.get(draft.number.form):
        if draft.label == "range" and unit_at(clean, draft.end):
            raise NumeralError(f"{clean[slice(*draft.core)]} may be two numbers in two units")
        shared = SHARES.match(clean, draft.end)
        if shared and AT_END.match(clean, shared.end()):
            raise NumeralError(f"{shared.group()} shares the per cent of the numeral before it")
        return draft._replace(unit=Unit(form, "rate"))
    if split := _SPLIT.match(clean, draft.end):
        draft = draft._replace(unit=Unit(f"个{split['time']}", "time"), end=split.end())
        return _half_more(draft) if split["part"] == "半" else draft.hedged(_ONE_MORE, draft.end)
    draft = _with_scale_apart(clean, draft)
    unit = unit_at(clean, draft.end)
    if not unit:
        return draft
    if unit.word == "成" and _GOES_ON.match(clean, draft.end + 1):
        raise NumeralError(f"the numeral goes on after {unit.word}: {clean[draft.core[0] : draft.end + 2]}")
    draft = draft._replace(unit=unit, end=draft.end + len(unit.word))
    if unit.group in ("time", "rate", "amount", "age") and _HALF_MORE.match(clean, draft.end):
        return _half_more(draft)._replace(end=draft.end + 1)
    more = _MORE.match(clean, draft.end)
    if not more or (unit.is_count and not AT_END.match(clean, more.end())):
        return draft
    if unit.group in ("count", "place", "money") or draft.number.scale:
        raise HedgeError(f"多 after {unit.word} is not understood")
    return draft.hedged(_ONE_MORE, more.end())


def _with_scale_apart(clean: str, draft: Draft) -> Draft:
    """Read 44个亿 and 1个多亿, but not 3个亿元村 or 2个万亩基地, which are three and two."""
    if not (apart := _SCALE_APART.match(clean, draft.end)):
        return draft
    more = apart["more"] or apart["rest"]
    classed = unit_at(clean, apart.end()) or clean.startswith("级", apart.end())
    if classed and not more and draft.number.low % 1 == 0:
        return draft
    if more and (draft.hedges or draft.label or (apart["more"] and apart["rest"])):
        raise HedgeError(f"{apart.group()} after a hedged numeral is not understood")
    scale = worth(apart["scale"])
    number = replace(draft.number.times(scale), scale=scale) if more else draft.number.times(scale)
    draft = draft._replace(number=number, core=(draft.core[0], apart.end()), end=apart.end())
    return draft.hedged(Hedge(more, Sense.REST), apart.end()) if more else draft


def _half_more(draft: Draft) -> Draft:
    if draft.hedges or draft.label or draft.number.scale or draft.number.form == "half":
        raise HedgeError("半 after a hedged numeral is not understood")
    total = draft.number.low + Fraction(1, 2)
    return draft._replace(number=Number(total, total, form="half"))


def _with_suffix(clean: str, draft: Draft) -> Draft:
    """Read a hedge after the measure word, and refuse what may be one unknown to the rules."""
    numeral = clean[slice(*draft.core)]
    while suffix := _SUFFIX.match(clean, draft.end):
        word = ("(不含)" if "不" in f"{suffix['left']}{suffix['right']}" else "") + suffix["word"]
        if word not in AFTER_UNIT or clean.startswith(f"(不含{numeral}", suffix.end()):
            raise HedgeError(f"whether {numeral} is left out cannot be told: {suffix.group()}")
        if draft.label and (draft.hedges or draft.number.form == "several" or AFTER_UNIT[word] is not Sense.ROUND):
            raise HedgeError(f"{word} after {numeral} is not understood")
        draft = draft.hedged(Hedge(word, AFTER_UNIT[word]), suffix.end())
    for pattern, fault in _UNREAD.items():
        if found := pattern.match(clean, draft.end):
            raise HedgeError(fault.format(found.group()))
    return draft
