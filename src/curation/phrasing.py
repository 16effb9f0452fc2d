"""Choose the words of an article that shall stand for a numeral: short, in the text once, and reading the same.

For a quantity these are numeral, hedge, measure word and what is counted; for a numeral that
measures nothing, the window, the quotation or the word that it belongs to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from chinese_quantities.finding import Numeral, find_numerals
from chinese_quantities.phrases import PhraseError, Reading, read_phrase, read_quantities

from .articles import Article
from .periods import find_windows

__all__ = ["Spoken", "Words", "find_spoken", "phrase_for", "set_aside_phrase"]

LONGEST = 25
_STOP = "，。；：！？、,;:!?()（）“”‘’「」『』《》—…·"
_CLAUSE = re.compile("[，。；：！？,;:!?]")
_EDGE = "，。；：、,;:"
_PARTICLES = "的了在由与和及把被将已并为到对向从等共累计均全实开推参荣获达其有是各此于赴召划调"
_JOINTS = "的了由与和及把被将已并为对向从等共累计其"  # what is counted begins behind these
_NOUNS = re.compile("项目|企业|产业|园区|集群|[镇村乡店户]|大户|合作社|农场|平台|基金|工程|单位|专业|品牌|商圈|楼宇")
_LOWER = re.compile("超|逾|高于|多于|大于|至少|不少于|不低于|以上|之上|突破")
_AFTER, _BEFORE = 8, 10  # characters of what is counted, behind and before a quantity


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
    """A text without white space, with its quantities, its windows and every numeral's place."""

    joined: str
    spoken: list[Spoken] = field(default_factory=list)
    numerals: list[tuple[int, int, Numeral]] = field(default_factory=list)
    windows: list[tuple[int, int]] = field(default_factory=list)


def find_spoken(article: Article) -> Words:
    """Find the quantities of an article, each with the words that make it one, and all other numerals."""
    read = {}
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
        first, last, reading = read.get(start, (start, end, None))
        if (first, last) not in taken:
            taken.add((first, last))
            words.spoken.append(Spoken(first, last, numeral, reading))
    return words


def is_criterion(words: Words, one: Spoken) -> bool:
    """Tell whether a quantity is a criterion that something else meets: 超100名的, 亿元项目, 60岁以上老人."""
    if one.reading is None:
        return False
    after = words.joined[one.end:one.end + 4]
    if "bare_scale" in one.reading.flags:
        return True
    if not _LOWER.search(one.reading.hedge) or not after:
        return False
    if one.reading.hedge.endswith("上"):
        return after[0] not in _STOP and after[0] not in "，。"
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


def phrase_for(words: Words, one: Spoken, criterion: str = "", bare: bool = False) -> str | None:
    """Choose the phrase of a quantity.

    Parameters
    ----------
    words : Words
    one : Spoken
    criterion : str
        The words of a criterion that stands beside it; they may be inside the phrase.
    bare : bool
        Whether to take no more words than are needed.

    Returns
    -------
    str or None
        None where no words of at most 25 characters would do.
    """
    joined, wide = words.joined, (one.start, one.end) if bare else _around(words, one, criterion)
    for start, end in (wide, (one.start, one.end)):
        for more in range(LONGEST):
            for left, right in ((more, 0), (0, more), (more, more)):
                first, last = max(0, start - left), min(len(joined), end + right)
                if _fits(joined, first, last, one, criterion):
                    return joined[first:last]
    return None


def _fits(joined: str, first: int, last: int, one: Spoken, criterion: str) -> bool:
    text = joined[first:last]
    if not text or len(text) > LONGEST or text[0] in _EDGE or text[-1] in _EDGE:
        return False
    if joined.find(text) != first or joined.find(text, first + 1) >= 0:
        return False
    if criterion and criterion not in text and set(text) & set(criterion) and any(
            text.endswith(criterion[:cut]) or text.startswith(criterion[cut:]) for cut in range(1, len(criterion))):
        return False  # a criterion that is cut could not be taken out again
    if one.reading is None:
        return True
    try:
        read = read_phrase(text.replace(criterion, "") if criterion else text)
    except PhraseError:
        return False
    return all(getattr(read, name) == getattr(one.reading, name) for name in ("value", "unit", "hedge", "low", "high"))


def _around(words: Words, one: Spoken, criterion: str) -> tuple[int, int]:
    """Take in what is counted: behind the measure word where a word follows, else before the numeral."""
    joined = words.joined
    behind = joined[one.end:one.end + 1]
    unit = one.reading.unit if one.reading else ""
    at = joined.find(criterion, one.end, one.end + LONGEST) if criterion else -1
    if at >= 0 and not _CLAUSE.search(joined, one.end, at):  # 7个党员数量超100名的社区党组织
        last = at + len(criterion)
        last += joined.startswith("的", last)
        return one.start, _forward(words, last, one)
    if unit not in ("元", "%") and behind and behind not in _STOP and behind not in _PARTICLES:
        return one.start, _forward(words, one.end, one)
    return _back(words, one), one.end


def _barred(words: Words, place: int, one: Spoken) -> bool:
    """Tell whether a place belongs to another quantity, or ends the words."""
    return words.joined[place] in _STOP or any(
        other.start <= place < other.end for other in words.spoken if other is not one)


def _forward(words: Words, place: int, one: Spoken) -> int:
    end = place
    while end < len(words.joined) and end - place < _AFTER and not _barred(words, end, one) \
            and words.joined[end] not in _PARTICLES:
        end += 1
    return end


def _back(words: Words, one: Spoken) -> int:
    start = one.start
    while start > 0 and one.start - start < _BEFORE and not _barred(words, start - 1, one) \
            and (words.joined[start - 1] not in _JOINTS or start == one.start):
        start -= 1
    return start


def set_aside_phrase(words: Words, start: int, end: int, kind: str, used: set[str]) -> tuple[int, int]:
    """Choose the words around a numeral that measures nothing; return their span."""
    window = next((span for span in words.windows if span[0] <= start and end <= span[1]), None)
    if window and kind in ("date", "period", "ordinal") and words.joined[slice(*window)] not in used:
        return window
    quotation = _quoted(words.joined, start, end)
    if quotation and words.joined[slice(*quotation)] not in used and _free(words, *quotation):
        return quotation
    first, last = start, end
    for step in range(12):
        both = step % 2 == 0
        if both and first > 0 and _free(words, first - 1, last) and words.joined[first - 1] not in _STOP + _JOINTS:
            first -= 1
        elif last < len(words.joined) and _free(words, first, last + 1) and words.joined[last] not in _STOP:
            last += 1
        if last - first >= end - start + 3 and words.joined[first:last] not in used:
            break
    return first, last


def _free(words: Words, first: int, last: int) -> bool:
    """Tell whether a span touches no quantity."""
    return all(last <= one.start or one.end <= first for one in words.spoken)


def _quoted(joined: str, start: int, end: int) -> tuple[int, int] | None:
    opened = max(joined.rfind(mark, max(0, start - 12), start) for mark in "“「『《")
    if opened < 0:
        return None
    closed = min((at for at in (joined.find(mark, end, end + 12) for mark in "”」』》") if at >= 0), default=-1)
    inside = joined[opened + 1:max(closed, 0)]
    return (opened + 1, closed) if inside and not set(inside) & set("“”「」『』《》，。,") else None
