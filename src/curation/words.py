"""The quantities of an article, the clauses that they stand in, and where its words may be parted.

Chinese is written without spaces. Words are parted only where that is certain: at punctuation and
quotation marks, at a time window, at a quantity, and at an adverb that stands before a verb.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

from chinese_quantities import Reading, read_quantities
from chinese_quantities.measures import unit_at

from .articles import Article
from .periods import WINDOW, find_level

_CLAUSE_ENDS = "，。；：！？,;:!?"
PUNCTUATION = f"{_CLAUSE_ENDS}、()（）—…·"
ADVERB = re.compile("累计|先后|分别|陆续|全面(?=[推组建开])|(?<![早而业])已(?!知)")
_LOWER = re.compile("超|逾|高于|多于|大于|至少|不少于|不低于|以上|之上|突破")
_SORTED = re.compile("项目|企业|产业|园区|集群|[镇村乡店户]|大户|合作社|农场|平台|基金|工程|单位|专业|品牌|商圈|楼宇")


@dataclass(frozen=True)
class Quantity:
    """Where the words of a quantity stand in the text without white space, hedge and measure word included."""

    start: int
    end: int
    reading: Reading | None  # None where the words could not be read

    @property
    def unit(self) -> str:
        """The measure word; empty where there is none."""
        return (self.reading.unit if self.reading else "") or ""


class Words:
    """An article's text without white space (`joined`), with what stands where in it.

    `marks` part the words of one quantity from those of another: punctuation, time windows, quantities.
    `edges` are where a phrase may begin or end: at marks, quotation marks, adverbs, and behind a quantity's 的.
    """

    def __init__(self, article: Article):
        self.article, self.joined = article, article.joined
        read: dict[int, Quantity] = {}
        for start, end, reading in read_quantities(article.text):
            one = Quantity(article.inside(start), article.inside(end), reading)
            read |= dict.fromkeys(range(one.start, one.end), one)
        self.quantities = list(dict.fromkeys(read.get(start, Quantity(start, end, None)) for start, end, numeral
                                             in article.numerals if numeral.kind == "quantity"))
        spans = [(one.start, one.end) for one in self.quantities]
        self.marks = spans + self._spans(WINDOW.pattern) + self._spans(f"[{PUNCTUATION}]")
        self.paragraphs = [start for start, _ in article.paragraphs]
        ends = (end for _, end in self._spans(f"[{_CLAUSE_ENDS}]"))
        self._clauses = sorted({0, *self.paragraphs, *ends, len(self.joined)})
        inside = {place for start, end in self.marks for place in range(start + 1, end)}
        edges = self.marks + self._spans(f"[“”‘’「」『』《》]|{ADVERB.pattern}")
        behind = {end + 1 for _, end in spans if self.joined.startswith("的", end)}
        self.edges = sorted({*self._clauses, *behind, *(edge for span in edges for edge in span)} - inside)

    def _spans(self, pattern: str) -> list[tuple[int, int]]:
        return [found.span() for found in re.finditer(pattern, self.joined)]

    def clause(self, place: int) -> tuple[int, int]:
        """Return the span of the clause that a place stands in, without the mark that ends it."""
        at = bisect_right(self._clauses, place)
        begin, end = self._clauses[at - 1:at + 1]
        return begin, end - (self.joined[end - 1] in _CLAUSE_ENDS)

    def level_before(self, one: Quantity) -> Quantity | None:
        """Find where a change began that a quantity is an end of: 214家 for both of 从214家扩充至457家."""
        begin, _ = self.clause(one.start)
        return next((other for other in reversed(self.quantities) if begin <= other.start and other.end <= one.end
                     and find_level(self.joined, other.start, other.end)), None)

    def is_criterion(self, one: Quantity) -> bool:
        """Tell whether a quantity is a criterion that something else meets: 超100名的, 亿元项目, 60岁以上老人."""
        if one.reading is None:
            return False
        after = self.joined[one.end:one.end + 4]
        if "bare_scale" in one.reading.flags:
            return True
        if not _LOWER.search(one.reading.hedge) or not after or is_rate(one.unit):  # 九成以上的村 is a share
            return False
        if one.reading.hedge.endswith("上"):
            return after[0] not in f"{PUNCTUATION}“”"
        return after.startswith("的") or bool(_SORTED.match(after))

    def sorted_by(self, criterion: Quantity) -> Quantity | None:
        """Find the count that a criterion belongs to, in its clause: the one that it follows closely, else the next."""
        begin, stop = self.clause(criterion.start)
        others = [one for one in self.quantities if one is not criterion and begin <= one.start < stop
                  and one.unit not in ("", "%", "元") and not self.is_criterion(one)]
        before = [one for one in others if one.end <= criterion.start]
        after = [one for one in others if one.start >= criterion.end]
        if before and (criterion.start - before[-1].end <= 8 or not after):
            return before[-1]
        return after[0] if after else None


def is_rate(unit: str) -> bool:
    """Tell whether a measure word is one of change or share: %, 个百分点, 倍, 成."""
    known = unit_at(unit, 0)
    return known is not None and known.group == "rate"
