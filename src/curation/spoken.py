"""The quantities of an article with the words that make each one, and where its words may be cut.

Chinese is written without spaces. A phrase may begin or end at punctuation, at a particle (的, 了,
由), before one of the verbs that announce what was done (新建, 投入, 参加), at a time window and at
another quantity: nowhere else, lest it end inside a word.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from chinese_quantities import Numeral, Reading, find_numerals, read_quantities
from chinese_quantities.measures import unit_at

from .articles import Article
from .layout import paragraphs
from .periods import find_windows, is_level_before

__all__ = ["PUNCTUATION", "Spoken", "Words", "changed_from", "criterion_of", "find_spoken", "is_criterion", "is_rate"]

PUNCTUATION = "，。；：！？、,;:!?()（）—…·"
_CLAUSE_ENDS = "，。；：！？,;:!?"
_CLAUSE = re.compile(f"[{_CLAUSE_ENDS}]")
# Particles, but not where the character is part of a word: 公共, 参与, 自由, 行为.
_PARTICLE = re.compile(
    "的|了(?!解)|(?<![存现正所潜])在(?![线校职建编册岗园读地家乡场])|(?<![自理])由(?![来])|(?<!参)与(?!会)"
    "|(?<![饱共总温祥])和(?![谐美平睦田])|(?<![普涉])及(?![时格])|把(?![关握手])|(?<![植棉])被(?![褥动])"
    "|(?<![军名主健])将(?![军来士])|(?<![行作成称认较])为(?![民老农企主期人侨止])|(?<![针面相应配结比])对(?![接象口比外应])"
    "|(?<![方定志走去意转内外导])向(?![好导往上])|(?<![公])共(?![享建同治富产青赢商管用识计])|共?累?计(?![划算生])|(?<![同平对初中高])等(?![级待候])"
    "|(?<![合])并(?![购网联轨列])|(?<!尤)其(?![他它余])|(?<!服)从(?![业事医教])|(?<![甚以直])至(?!今|少)|(?<![签报收受达])到(?![位岗期])"
    "|均(?![衡])|较(?![大多])|(?<![占])比(?![例重较赛])|同比|分别|其中|以及|还(?!款)|已(?!知)|全面(?!性)|分批|先后|现场|陆续|同步|同时|主动|自愿|积极(?!性)|每[年月日周天]"
)
_VERBS = re.compile(
    "全[县市区省镇乡村]|新建|新增|调整|建成|建立|建设(?![项用])|改造(?!项)|修缮|修复|扩建|投入(?!品)|投用|投产|拨付|下达|发放|引进|引入|引育|招引|招募|吸引|吸纳|组建|(?<![党会])组织(?![架部化])"
    "|成立|开展|开设|开通|开发(?![区商区])|举办|举行|召开|参加|参与|走访|慰问|解决|化解|办理|培训(?![班基中机])|培育|培养|孵化|带动|辐射|覆盖|惠及|服务(?=[居群老企村困超近\\d])"
    "|实现|完成|达到|超过|突破|增长|增加|增至|扩充|扩大|扩展|提高|提升(?!行动)|下降|减少|缩短|升至|降至|发展到|获得|获评|荣获|获|入选|入驻|加入|纳入|落户|落地(?!窗)|签约(?!项)"
    "|签订|促成|推出|推广|推行|设立|设有|设置|配备|配套|聘请|登记|注册(?![商资])|接待|接单|销售(?![额量收员点])|运送|运输(?!量)|吞吐(?!量)|装卸|处理|处置|升格|划归|划转|赴|前往|用于|来自|位于|占|帮助|帮扶|组成|带头(?!人)|减免|减税|卖出|售出|销往|选派|派出|赠送|节约|压缩|清理|检测(?=样|了|\\d)|推动|推进|通过|整合|打造|筹集|争取|撬动|盘活|流转|种植(?![面户大园])|产出|出口(?![额量企])|进口(?![额量])|停靠|靠泊"
)


@dataclass(frozen=True)
class Spoken:
    """A quantity in the text without white space: its words, hedge and measure word included.

    Attributes
    ----------
    start, end : int
    numeral : Numeral
    reading : Reading or None
        None where the words could not be read.
    """

    start: int
    end: int
    numeral: Numeral
    reading: Reading | None


@dataclass
class Words:
    """A text without white space, with all that a draft looks at.

    Attributes
    ----------
    joined : str
    spoken : list of Spoken
        Its quantities.
    numerals : list of (start, end, Numeral)
        All its numerals.
    windows : list of (start, end)
        Its time windows.
    clauses : list of int
        Where its clauses begin.
    starts, ends : list of int
        Where a phrase may begin and end.
    """

    joined: str
    spoken: list[Spoken] = field(default_factory=list)
    numerals: list[tuple[int, int, Numeral]] = field(default_factory=list)
    windows: list[tuple[int, int]] = field(default_factory=list)
    clauses: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def clause(self, place: int) -> tuple[int, int]:
        """Return the span of the clause that a place stands in, without the mark that ends it."""
        at = bisect_right(self.clauses, place)
        end = self.clauses[at] if at < len(self.clauses) else len(self.joined)
        return self.clauses[at - 1], end - (self.joined[end - 1] in _CLAUSE_ENDS)

    def sentence(self, place: int) -> tuple[int, int]:
        """Return the span of the sentence that a place stands in, the mark that ends it included."""
        breaks = [at for at in self.clauses if at and self.joined[at - 1] not in "，；：,;:"]
        at = bisect_right(breaks, place)
        return breaks[at - 1] if at else 0, breaks[at] if at < len(breaks) else len(self.joined)


def find_spoken(article: Article) -> Words:
    """Find the quantities of an article, each with the words that make it one, and all other numerals."""
    read: dict[int, tuple[int, int, Reading | None]] = {}
    for start, end, reading in read_quantities(article.text):
        first, last = article.inside(start, end)
        for place in range(first, last):
            read.setdefault(place, (first, last, reading))
    words = Words(article.joined, windows=find_windows(article.joined))
    taken = set()
    for numeral in find_numerals(article.text):
        start, end = article.inside(numeral.start, numeral.end)
        words.numerals.append((start, end, numeral))
        if numeral.kind != "quantity":
            continue
        first, last, known = read.get(start, (start, end, None))
        if (first, last) not in taken:
            taken.add((first, last))
            words.spoken.append(Spoken(first, last, numeral, known))
    marks = (found.end() for found in re.finditer(f"[{_CLAUSE_ENDS}]", words.joined))
    words.clauses = sorted({0, *marks, *paragraphs(article)})
    words.starts, words.ends = _borders(words)
    return words


def _borders(words: Words) -> tuple[list[int], list[int]]:
    """Find where phrases may begin and end."""
    joined, starts, ends = words.joined, set(words.clauses), {*words.clauses, len(words.joined)}
    for found in re.finditer(f"[{re.escape(PUNCTUATION)}]|{_PARTICLE.pattern}", joined):
        ends.add(found.start())
        starts.add(found.end())
    verbs = [found.span() for found in _VERBS.finditer(joined)]
    edges = [start for start, _ in verbs]
    edges += [edge for found in re.finditer("[“”‘’「」『』《》]", joined) for edge in found.span()]
    starts.update(edges)
    ends.update(edges)
    inside = {place for one in words.spoken for place in range(one.start + 1, one.end)}
    inside |= {place for start, end in words.windows for place in range(start + 1, end)}
    starts |= {edge for window in words.windows for edge in window}
    ends |= {edge for window in words.windows for edge in window}
    ends |= {one.start for one in words.spoken if joined[one.start - 1] not in [*"有达为了共约至到计"]}
    ends -= {end for _, end in verbs if joined[end:end + 1] not in [*PUNCTUATION]}  # a verb whose object follows
    starts = {place for place in starts - inside if joined[place:place + 1] not in [*PUNCTUATION]}
    ends = {place for place in ends - inside if joined[place - 1:place] not in [*PUNCTUATION]}
    return sorted(starts), sorted(ends)


_LOWER = re.compile("超|逾|高于|多于|大于|至少|不少于|不低于|以上|之上|突破")
_NOUNS = re.compile("项目|企业|产业|园区|集群|[镇村乡店户]|大户|合作社|农场|平台|基金|工程|单位|专业|品牌|商圈|楼宇")


def is_rate(unit: str | None) -> bool:
    """Tell whether a measure word is one of change or share: %, 个百分点, 倍, 成."""
    known = unit_at(unit or "", 0)
    return known is not None and known.group == "rate"


def changed_from(words: Words, one: Spoken) -> Spoken | None:
    """Find the level before of a change that ends in a quantity: 214家 for 457家 in 从214家扩充至457家."""
    begin, _ = words.clause(one.start)
    return next((other for other in reversed(words.spoken) if begin <= other.start and other.end <= one.start
                 and is_level_before(words.joined, other.start, other.end)), None)


def is_criterion(words: Words, one: Spoken) -> bool:
    """Tell whether a quantity is a criterion that something else meets: 超100名的, 亿元项目, 60岁以上老人."""
    if one.reading is None:
        return False
    after = words.joined[one.end:one.end + 4]
    if "bare_scale" in one.reading.flags:
        return True
    if not _LOWER.search(one.reading.hedge) or not after or is_rate(one.reading.unit):  # 九成以上的村 is a share
        return False
    if one.reading.hedge.endswith("上"):
        return after[0] not in PUNCTUATION + "“”"
    return after.startswith("的") or bool(_NOUNS.match(after))


def criterion_of(words: Words, one: Spoken) -> Spoken | None:
    """Find the count that a criterion belongs to, in its clause: the one that it follows closely, else the next."""
    others = [other for other in words.spoken if other is not one and other.reading
              and not is_criterion(words, other) and other.reading.unit not in (None, "%", "元")]
    before = [o for o in others if o.end <= one.start and not _CLAUSE.search(words.joined, o.end, one.start)]
    after = [o for o in others if o.start >= one.end and not _CLAUSE.search(words.joined, one.end, o.start)]
    if before and one.start - before[-1].end <= 8:
        return before[-1]
    return after[0] if after else before[-1] if before else None
