"""Hedges: the words around a numeral that leave something open (近, 多, 以上), and where they stand.

Every word belongs to one :class:`Sense`; what a sense leaves open is computed in
:mod:`chinese_quantities.readings`. A word that may change a number and is not understood is an error.
"""

import re
from enum import Enum
from typing import NamedTuple

__all__ = ["AFTER_NUMERAL", "AFTER_UNIT", "BEFORE", "Hedge", "HedgeError", "Sense", "find_before"]


class HedgeError(ValueError):
    """A hedge that cannot be understood on its numeral."""


class Sense(Enum):
    """What a hedge says about the numeral N; u is its last place and d = min(u, N / 10)."""

    NEAR = "near"  # [N-d, N)
    ABOUT = "about"  # [N-d, N+d]
    ROUND = "round"  # [N-d, N+d], as ABOUT, but said after the numeral (左右)
    OVER = "over"  # (N, ∞)
    LEAST = "least"  # [N, ∞)
    MOST = "most"  # [0, N]
    UNDER = "under"  # [0, N)
    REST = "rest"  # (N, N+u): 300多, a remainder below the last place
    REST_UNIT = "rest of a unit"  # (N, N+1): 三年多
    UPWARD = "upward"  # [N, 10N): 上百


class Hedge(NamedTuple):
    """A hedge as printed, and what it means."""

    word: str
    sense: Sense


def _lexicon(table: dict[Sense, str]) -> dict[str, Sense]:
    return {word: sense for sense, words in table.items() for word in words.split()}


BEFORE = _lexicon({
    Sense.NEAR: "近 将近 接近 几近 近乎 几乎 逼近",
    Sense.ABOUT: "约 大约 大概 约莫 大致 差不多",
    Sense.OVER: "超 超过 超出 逾 突破 高于 多于 大于 不止 何止",
    Sense.LEAST: "至少 最少 起码 不下 不下于 最低",
    Sense.MOST: "至多 最多 顶多 最高 未超过 没超过",
    Sense.UNDER: "不足 不到 低于 不满 少于 小于 未满 未达 未到",
})
# What a negation turns round: 不超过, 不得低于.
_TURNED = _lexicon({Sense.MOST: "超过 超出 超 高于 多于 大于", Sense.LEAST: "低于 少于 小于"})
_NEGATIONS = ("不", "不得", "不能", "不可", "不宜", "不应", "不会")
BEFORE |= {negation + word: sense for word, sense in _TURNED.items() for negation in _NEGATIONS}
AFTER_NUMERAL = _lexicon({Sense.REST: "多 余 几", Sense.ROUND: "来"})
AFTER_UNIT = _lexicon({
    Sense.ROUND: "左右 上下",
    Sense.OVER: "不止 还多",
    Sense.LEAST: "以上 及以上 之上",
    Sense.MOST: "以下 及以下 以内 之内",
    Sense.REST_UNIT: "多",
})
# 以上 and 以下 with the number itself left out, whether (不含) is printed before the word or behind it.
_WITHOUT = {Sense.LEAST: Sense.OVER, Sense.MOST: Sense.UNDER}
AFTER_UNIT |= {f"(不含){word}": _WITHOUT[sense] for word, sense in AFTER_UNIT.items() if sense in _WITHOUT}

# A hedge may reach its numeral over a light word: 约占30%, 超过了100家.
_REACH = r"(?:了|为|有|在|占|达到|达|到|于|需|要|计)?"
_ADJACENT = re.compile(f"(?P<word>{'|'.join(sorted(BEFORE, key=len, reverse=True))}){_REACH}$")
# These are adverbs, and the verb stands between: 至少配备1名, 最高可奖励50万元, 约占全省的30%.
_ADVERB = re.compile(r"(?P<word>至少|最少|起码|至多|最多|顶多|大约|大概|约莫|差不多)(?![的念率束])[^,。;:、!?()]*$")
_BEFORE_VERB = re.compile(r"(?P<word>最高|最低|约)(?:可|能|按|达|给予|予以|奖励|补助|补贴|支持|资助|贷款|授信|额度"
                          r"|一次性|为|占|合|是|共|等于|相当于)+"
                          r"(?:(?<=[可能])[^,。;:、!?()\d]{1,6}|(?<=[为占是])[^,。;:、!?()\d]{1,12}的)?$")
# The same characters at the end of another word (附近, 网约, 历史最高), unless that word's first
# character belongs to the word before it: 电网约百座, 春节约万人, 损失约5万元.
_INSIDE = re.compile(
    "(?:[附邻临亲靠贴最远迫凑]近|历史最[高低]|(?:[违履简毁爽隐]|(?<![全电联路官管河])网"
    "|(?<![春季环时情佳关细])节|(?<!干)预|(?<![标书])签|(?<![损流缺丧])失|(?<![后陆持连手存])续"
    "|(?<![化了分理讲缓溶调])解|(?<![编研体机控绘])制)约)$"
)
# Here it may be either (更新近百台, 折合约百万, 提高超一成), so the phrase is refused.
_PERHAPS_INSIDE = re.compile("(?:[新就相走拉晚]近|[条公合契邀集赴相特盟商租婉誓聘]约|[赶反高]超)$")
# The hedge is on a share of something else: 不低于全省平均水平的80%.
_OF_ANOTHER = re.compile(r"(?:[不未]?(?:低于|高于|超过)|不[少多大小]于|相当于)[^,。;:、!?()\d]{1,12}的$")
# Words that change a number in a way that no rule covers: 过 (over, or only the past tense), 略超, 破百亿,
# 未发生1起 (none at all), a negation of a hedge that is not in the table, a sign, a hedge in brackets.
_UNREAD = re.compile(
    r"(?:(?<![通经])过|(?<![战策概侵省攻领])略|稍|略微|非|负|零下|[≥≤≧≦<>±≈~$¥￥]"
    r"|(?<![突侦告爆打攻识])破|(?:[大小]于或?|不)等于|[多少]则|少说(?:也有?)?|不[亚逊]于"
    r"|[不未没勿](?:得|能|可|宜|应|会|要|必|曾|再|许|准|有|到|见|及|够|足)?"
    r"|(?:未|没有?|无)(?:发生|出现|产生|收到|接到)?过?|\([近约超逾]\))$"
)


def find_before(text: str) -> tuple[Hedge, int] | None:
    """Find the hedge at the end of `text`, which is what stands before a numeral.

    Returns
    -------
    tuple of (Hedge, int) or None
        The hedge and where it begins; None where none stands there.

    Raises
    ------
    HedgeError
        If a word stands there that may change the number and is not understood, or another hedge.
    """
    found = _ADJACENT.search(text) or _ADVERB.search(text) or _BEFORE_VERB.search(text)
    start = found.start() if found else len(text)
    if found and _INSIDE.search(text, 0, found.end("word")):
        return None
    if found and _PERHAPS_INSIDE.search(text, 0, found.end("word")):
        raise HedgeError(f"{text[start - 1 :]} before a numeral may be a hedge or not")
    if unread := _UNREAD.search(text[:start]) or _OF_ANOTHER.search(text[:start]):
        raise HedgeError(f"{unread.group()}{text[start:]} before a numeral is not understood")
    if not found:
        return None
    hedge, other = Hedge(found["word"], BEFORE[found["word"]]), find_before(text[:start])
    # 最多不超过 says one thing twice; 超约, 最多可容纳近 and 达到或超过 say two.
    if text[:start].endswith("或") or (other and other[0].sense is not hedge.sense):
        raise HedgeError(f"{text[other[1] if other else start - 1 :]} before a numeral is a hedge on a hedge")
    return hedge, start
