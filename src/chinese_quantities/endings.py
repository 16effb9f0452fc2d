"""What follows a numeral: the measure word, 半 or 多, a scale that stands apart, a hedge (以上, 左右).

:func:`with_unit` and :func:`with_suffix` add them to a draft in turn. What is not understood is an
error, never a guess.
"""

import re
from dataclasses import replace
from fractions import Fraction

from .drafts import Draft
from .hedges import AFTER_UNIT, Hedge, HedgeError, Sense
from .measures import Unit, unit_at
from .numerals import CORE, Number, NumeralError, parse
from .spelled import ONES

__all__ = ["AT_END", "SHARES", "with_suffix", "with_unit"]

_STOP = r"[,。;:、!?()“”]"
AT_END = re.compile(rf"$|{_STOP}|[ ”’」』》]")
SHARES = re.compile(rf"(?:、[两十百千万亿{ONES}\d.]{{1,9}}){{1,9}}")  # 三、四个; 3、4万元

_SUFFIX = re.compile(f"(?P<word>{'|'.join(sorted(set(AFTER_UNIT) - {'多'}, key=len, reverse=True))})(?!级|游|联动)")
# 多 after a measure word is a hedge, unless it begins a word of its own (多次, 多功能).
_MORE = re.compile(r"多(?![次种样元功方层项维媒边级面点岗党渠肉跑措平部发名个家位条人数])")
_HALF_MORE = re.compile(r"半(?![年数径导岛价成夜天个])")
_SCALE_APART = re.compile(r"个(?P<more>多)?(?P<scale>万亿|[万亿])")  # 44个亿, 1个多亿
_GOES_ON = re.compile(rf"(?<=成)[{ONES}十两](?!成|{CORE}|.{{0,2}}[、,])")  # 八成五
_SPLIT = re.compile(r"个(?P<part>[多半])(?P<time>月|小时|星期|学期|季度|钟头)")
_CHANGED = re.compile(
    r"\+|有余|开外|出头|挂零|不到|不足|朝上|往上|起步|许(?![多可诺])|[强弱](?![大化调力企势])"
    rf"|余(?![额下款粮热生名家人个])|起(?=$|{_STOP})"
)
_APART = re.compile(
    r"[^,。;:、!?()\d]{1,12}?(?<![级模历称士科专中处岗县市省龄高长线])"
    rf"(?:以上|以下|以内|之内|左右|上下)(?=$|{_STOP})"
)


def with_unit(clean: str, draft: Draft) -> Draft:
    """Read the measure word, with 半 or 多 in or after it (两个半小时, 三年多), or the 亿 of 44个亿.

    Raises
    ------
    HedgeError, NumeralError
        If what follows the numeral is not understood.
    """
    form = {"percent": "%", "permille": "‰"}.get(draft.number.form)
    if form:
        if draft.label == "range" and unit_at(clean, draft.end):
            raise NumeralError(f"{clean[slice(*draft.core)]} may be two numbers in two units")
        shared = SHARES.match(clean, draft.end)
        if shared and AT_END.match(clean, shared.end()):
            raise NumeralError(f"{shared.group()} shares the per cent of the numeral before it")
        return draft._replace(unit=Unit(form, "rate"))
    split = _SPLIT.match(clean, draft.end)
    if split:
        draft = draft._replace(unit=Unit(f"个{split['time']}", "time"), end=split.end())
        return _half_more(draft) if split["part"] == "半" else _one_more(draft, draft.end)
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
    return _one_more(draft, more.end())


def _with_scale_apart(clean: str, draft: Draft) -> Draft:
    """Read 44个亿 and 1个多亿, but not 3个亿元村 or 2个万亩基地, which are three and two."""
    apart = _SCALE_APART.match(clean, draft.end)
    if not apart:
        return draft
    classed = unit_at(clean, apart.end()) or clean.startswith("级", apart.end())
    if classed and draft.number.low % 1 == 0:
        return draft
    worth = int(parse("一" + apart["scale"]).low)
    draft = draft._replace(number=draft.number.times(worth), core=(draft.core[0], apart.end()), end=apart.end())
    if not apart["more"]:
        return draft
    if draft.hedges or draft.label:
        raise HedgeError(f"{apart.group()} after a hedged numeral is not understood")
    return draft._replace(number=replace(draft.number, scale=worth)).hedged(Hedge("多", Sense.REST), apart.end())


def _half_more(draft: Draft) -> Draft:
    if draft.hedges or draft.label or draft.number.scale or draft.number.form == "half":
        raise HedgeError("半 after a hedged numeral is not understood")
    total = draft.number.low + Fraction(1, 2)
    return draft._replace(number=Number(total, total, form="half"))


def _one_more(draft: Draft, end: int) -> Draft:
    return draft.hedged(Hedge("多", AFTER_UNIT["多"]), end)


def with_suffix(clean: str, draft: Draft) -> Draft:
    """Read a hedge after the measure word, and refuse what may be one unknown to the rules.

    Raises
    ------
    HedgeError
        If a hedge stands there that is not understood on this numeral.
    """
    suffix = _SUFFIX.match(clean, draft.end)
    if suffix:
        word = suffix["word"]
        if draft.label and (draft.hedges or draft.number.form == "several" or AFTER_UNIT[word] is not Sense.ROUND):
            raise HedgeError(f"{word} after {clean[slice(*draft.core)]} is not understood")
        draft = draft.hedged(Hedge(word, AFTER_UNIT[word]), suffix.end())
    changed = _CHANGED.match(clean, draft.end)
    if changed:
        raise HedgeError(f"{changed.group()} after the numeral is not understood")
    apart = _APART.match(clean, draft.end)
    if apart:
        raise HedgeError(f"the hedge stands apart from its numeral: {apart.group()}")
    return draft
