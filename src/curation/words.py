"""The quantities of an article, the clauses that they stand in, where its words may be parted, what they decide.

Chinese is written without spaces. Words are parted only where that is certain: at punctuation and
quotation marks, at a time window, at a quantity, and at an adverb that stands before a verb.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

from chinese_quantities import Reading, is_rate, read_quantities
from helpers.rules import GAP

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
    reading: Reading | None = None  # None where the words could not be read
    unit: str = ""  # the measure word, where there is one


class Words:
    """An article's text without white space (`joined`), with what stands where in it.

    `marks` part the words of one quantity from those of another: punctuation, time windows, quantities.
    `edges` are where a phrase may begin or end: at marks, quotation marks, adverbs, and behind a quantity's 的.
    `levels` are the quantities that a change began from, each with the place of the 从 before it.
    """

    def __init__(self, article: Article):
        self.article, self.joined = article, article.joined
        read: dict[int, Quantity] = {}
        for start, end, reading in read_quantities(article.text):
            one = Quantity(article.inside(start), article.inside(end), reading, reading.unit or "")
            read |= dict.fromkeys(range(one.start, one.end), one)
        self.quantities = list(dict.fromkeys(read.get(start, Quantity(start, end)) for start, end, numeral
                                             in article.numerals if numeral.kind == "quantity"))
        spans = [(one.start, one.end) for one in self.quantities]
        self.levels = {one: found.start() for one in self.quantities
                       if (found := find_level(self.joined, one.start, one.end))}
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
        return next((level for level in reversed(self.levels) if begin <= level.start and level.end <= one.end), None)

    def is_criterion(self, one: Quantity) -> bool:
        """Tell whether a quantity is a criterion that something else meets: 超100名的, 亿元项目, 60岁以上老人."""
        if one.reading is None:
            return False
        if "bare_scale" in one.reading.flags:
            return True
        if not _LOWER.search(one.reading.hedge) or is_rate(one.unit):  # 九成以上的村 is a share
            return False
        after = self.joined[one.end:one.end + 4]
        if one.reading.hedge.endswith("上"):
            return after[:1] not in f"{PUNCTUATION}“”"  # nor where nothing follows
        return after.startswith("的") or bool(_SORTED.match(after))

    def sorted_by(self, criterion: Quantity) -> Quantity | None:
        """Find the count that a criterion belongs to: the nearest in its clause."""
        begin, stop = self.clause(criterion.start)
        others = [one for one in self.quantities if begin <= one.start < stop and one.unit not in ("", "%", "元")
                  and not self.is_criterion(one)]
        return min(others, key=lambda one: max(criterion.start - one.end, one.start - criterion.end), default=None)


class Categories:
    """What the words decide about a row: theme, stage, what is counted, measure; none of them without a reason.

    The words that decide for a value stand with it in `data/datapackage.json`, as `words` of a category; a new
    category brings its own, and no code changes.
    """

    def __init__(self, resource: dict):
        self.fields = {field["name"]: field["categories"] for field in resource["schema"]["fields"]
                       if "categories" in field}

    def reasons(self, kind: str) -> dict[str, str]:
        """Give why a numeral of a kind measures nothing, in English and Chinese."""
        found = {one["value"]: (one["description"], f"{one['label_zh']}，不计量。") for one in self.fields["kind"]}
        return dict(zip(("reason_en", "reason_zh"), found.get(kind, (GAP, GAP)), strict=True))

    def judge(self, words: Words, one: Quantity, before: str, behind: str) -> dict[str, str]:
        """Fill in what the words of a quantity's clause decide, and those beside it that name what is counted."""
        if one.reading is None:
            return dict.fromkeys(("theme", "stage", "counted", "measure"), GAP)
        noun, sorts, level = before + behind, words.is_criterion(one), words.level_before(one)
        begin, stop = words.clause(one.start)
        clause = words.joined[begin:stop if one in words.levels else one.start]
        # Both ends of a change say how many there were, unless the noun is of something that flows.
        measure = self._decide("measure", noun) if level else self._decide("measure", clause, noun)
        measure = "stock" if level and measure == GAP else measure
        themes = {value for *_, value in self._found("theme", noun)}
        return {"theme": themes.pop() if len(themes) == 1 else GAP, "counted": self._counted(one.unit, before, behind),
                "stage": "" if sorts else self._decide("stage", clause, noun, first=True),
                "measure": "threshold" if sorts else "rate" if is_rate(one.unit) else measure}

    def _found(self, field: str, text: str) -> list[tuple[int, int, str]]:
        """Give where the words of a field's categories stand in a text: (end, length, value)."""
        return [(text.rfind(word) + len(word), len(word), one["value"]) for one in self.fields[field]
                for word in one.get("words", ()) if word in text]

    def _decide(self, field: str, *texts: str, first: bool = False) -> str:
        """Give the value whose word stands in the first text that holds any; a gap where none does.

        Of several words the last decides, since the head of a Chinese noun comes last (重点项目企业 are
        firms), or the first, where a verb leads the clause (投入改造资金).
        """
        found = next((found for text in texts if (found := self._found(field, text))), [])
        if first and found:
            return min(found, key=lambda one: (one[0] - one[1], -one[1]))[2]
        return max(found)[2] if found else GAP

    def _counted(self, unit: str, before: str, behind: str) -> str:
        """Give what is counted: by the measure word where it decides (人, 元, %), else by a noun that surely ends.

        A noun before the quantity ends there, one behind it where the phrase does, unless a verb stands in it.
        """
        of_unit = [one["value"] for one in self.fields["counted"] if unit in one.get("units", ())]
        if of_unit or is_rate(unit):
            return "rate" if is_rate(unit) else of_unit[0]
        noun = behind or before
        end, length, value = max(self._found("counted", noun), default=(0, 0, GAP))
        rest = behind[:end - length]
        verbs = self._found("stage", rest) + self._found("measure", rest)
        sure = len(noun) - end <= (0 if behind else 2) and len(rest) <= 4 and not verbs
        return value if sure else GAP
