"""The scanner: every numeral of a text, and what it is.

A numeral becomes a quantity through the words around it, which :mod:`chinese_quantities.drafts`
reads. What measures nothing is told apart by :mod:`chinese_quantities.lookalikes`; what is not
understood is kept as unread, with the reason.
"""

import re
from dataclasses import dataclass

from .drafts import AT_END, SHARES, Draft, draft_of
from .hedges import HedgeError
from .intervals import IntervalError
from .lookalikes import is_large, kind_of, quoted
from .measures import LIGHT, unit_at
from .numerals import CORE, ONES, NumeralError
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
        ``"quantity"``, ``"unread"``, ``"classifier"`` (一 before a measure word), ``"ratio"`` or
        one of the kinds of :mod:`chinese_quantities.lookalikes`.
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
_RATIO_PART = rf"(?:\d+(?:\.\d+)?|[{ONES}十]{{1,3}})"
_TOKEN = re.compile(
    r"(?P<idiom>成百上千|成千上万)"
    r"|(?P<half>一半|半数|半(?=年(?![报度会])|天|个(?!多)|小时|公里|亩|岁|倍))"
    # 5:1, 三比一; what may be a time of day (9:30) is a ratio only after such a word as 比例.
    r"|(?P<ratio>(?<![\d.:])(?:(?<=[比例率按])|(?<=[比例率][为是约达])|(?!\d{1,2}:\d\d(?!\d)))"
    rf"{_RATIO_PART}[:比]{_RATIO_PART}(?![\d:.{ONES}十百千万亿%]))"
    # A measure word on the left of a range must be that on the right: 3家至5家.
    rf"|(?P<a>{CORE})(?P<left>{_LEFT})?{_TO}(?P<b>{CORE})(?(left)(?=(?P=left)))"
    rf"|(?P<up>几|数|上)?(?P<sign>(?<![0-9A-Za-z%)])-(?=\d))?(?P<core>{CORE})"
    r"(?:(?P<inner>(?<=[十百千万亿])[几数][十百千])(?P<beyond>万亿|万|亿)?"
    r"|(?P<tail>余|多|几(?!十|百)|来(?![自源访华料往电信]))(?P<after>万亿|万|亿)?)?"
    r"|(?P<few>(?<!茶)几(?![分度番成折面])|(?:(?<![\u4e00-\u9fff])|(?<=[了过有达长经历的]))数(?![组列]))"
    r"|半(?![径岛球圆挂衰]|导体|成品|决赛|自动)"
)
# Nouns that are counted without a measure word: 8.9万群众.
_COUNTED = re.compile("(?:各族|城乡|农村|困难|贫困|失能|留守|返乡|受灾|在校|参保|常住|户籍)?"
                      "(?:群众|居民|人口|老人|老年人|学生|师生|村民|市民|职工|党员|农民|游客|旅客|儿童|学子|考生|农户|移民)")
# What a number without a measure word may follow: 共28, 户均增收2000.
_EARNED = "投资|投入|产值|营收|收入|补贴|补助|奖励"
_ANNOUNCED = re.compile("(?:^|[共计达为有至到数量是增减累]|[增减创营税][收长加少]|[招录]生|[出存]栏|工资|节约|节省"
                        f"|人均|户均|月薪|年薪|{_EARNED})$")
# A scale without a digit is a sum beside these (千万资金, 投资百万), else a mere word (百万雄师).
_SUM_AFTER = re.compile(f"(?:资金|资产|销售|贷款|奖金|利润|税收|订单|年薪|{_EARNED})")
_SUM_BEFORE = re.compile(f"(?:销售额|资金|耗资|斥资|贷款|利润|税收|融资|年薪|{_EARNED})[达为]?$")
_REACH_BACK = 40
_GOES_ON = re.compile(rf"[零〇两十百千{ONES}\d]")
_GOING_ON = "0123456789零〇百千万亿"  # after which a numeral does not begin, but goes on


def scan(clean: str) -> list[Finding]:
    """Find every numeral of a squeezed text and say what it is."""
    findings: list[Finding] = []
    place = previous = 0
    while token := _TOKEN.search(clean, place):
        if not token["few"] or unit_at(clean, token.end()):  # else 几乎, 数据
            findings.append(_finding(clean, token, previous))
            previous = findings[-1].end
        place = max(previous, token.end())
    return findings


def _finding(clean: str, token: re.Match, previous: int) -> Finding:
    start = token.start("core") if token["core"] else token.start()
    whole = token.end() if token["after"] or token["inner"] or not token["core"] else token.end("core")
    core = (start, whole)
    kind = "ratio" if token["ratio"] else kind_of(clean, start, token.end())
    if kind:
        return Finding(start, token.end(), core, kind)
    try:
        if token["up"] and 0 < previous == token.start():
            raise HedgeError(f"{clean[core[0] - 3 : whole]} is two numbers")  # 几百上千
        if 0 < previous == start and clean[start - 1] in _GOING_ON:
            raise HedgeError(f"{clean[start:whole]} may be the rest of a numeral that begins before it")  # 2千5百
        draft = draft_of(clean, token, core, clean[max(previous, start - _REACH_BACK) : token.start()])
        kind, reading = _standing(clean, draft), None
        if kind == "quantity" or (kind == "classifier" and draft.unit and draft.unit.word not in LIGHT.split()):
            phrase = clean[draft.start : draft.end]
            reading = make_reading(phrase, draft.number, draft.hedges, draft.unit, draft.label)
        return Finding(draft.start, draft.end, draft.core, kind, reading)
    except (NumeralError, HedgeError, IntervalError) as error:
        words = clean[start:whole]
        kind = "unread"
        if (isinstance(error, NumeralError) and words.isalpha() and not is_large(words)
                and not unit_at(clean, token.end())):
            kind = "slogan" if quoted(clean, start) else "name"
        return Finding(start, token.end(), core, kind, reason=str(error))


def _standing(clean: str, draft: Draft) -> str:
    """Say whether the numeral is a quantity, by its measure word and its place."""
    text, form, unit = clean[slice(*draft.core)], draft.number.form, draft.unit
    exact = not draft.hedges and form != "several"
    named = text.isalpha() or not (unit or is_large(text))
    if named and (exact or len(text) == 1) and quoted(clean, draft.core[0]):
        return "slogan"
    if form in ("fraction", "half") or draft.label == text:  # 三分之一, 半数, 成百上千
        return "quantity"
    if unit:
        if exact and form == "bare" and unit.group in ("time", "rate", "amount"):
            return "idiom"
        article = exact and text == "一" and unit.group in ("count", "place", "time", "amount")
        return "classifier" if article else "quantity"
    # 百亿级, 千亿产业: a class by size. 百 and 千 alone are too often mere words.
    if form == "bare" and (clean.startswith("级", draft.end) or (text[:-1] and text[-1] == "亿")):
        return "quantity"
    return _without_unit(clean, draft, text, exact)


def _without_unit(clean: str, draft: Draft, text: str, exact: bool) -> str:
    shared = SHARES.match(clean, draft.end)
    if shared and unit_at(clean, shared.end()):
        raise HedgeError(f"{text} shares the measure word of the next numeral")
    if is_large(text) and _GOES_ON.match(clean, draft.end):
        raise NumeralError(f"the numeral goes on after {text}")  # 1亿零3元, 2万5
    if is_large(text) or _COUNTED.match(clean, draft.end):
        return "quantity"
    ends = bool(AT_END.match(clean, draft.end))
    before = clean[max(0, draft.start - _REACH_BACK) : draft.start]
    if text.isalpha():
        bare = draft.number.form in ("bare", "several") or (text == "十" and not exact)  # 十几到二十几人
        if bare and len(text) > 1 and (_SUM_AFTER.match(clean, draft.end) or _SUM_BEFORE.search(before)):
            return "quantity"
        if exact and (bare or text in "一零"):
            return "idiom"
        counts = (bare or len(text) > 1) and (not draft.label or text[-1] in "十百千万亿")
        return "quantity" if counts and (ends or not exact) else "name"
    if exact and not (ends and (_ANNOUNCED.search(before) or draft.number.scale)):
        raise NumeralError(f"no measure word is known after {text}")
    return "quantity"
