"""Choose the words of an article that shall stand for a numeral: short, read the same, cut between words.

For a quantity these are numeral, hedge, measure word and what is counted; for a numeral that
measures nothing, the window, the quotation or the word that it belongs to.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from chinese_quantities import PhraseError, read_phrase

from .periods import is_level_before
from .spoken import PUNCTUATION, Spoken, Words, changed_from

__all__ = ["BEFORE", "LONGEST", "choose_phrase", "labels_of", "set_aside_phrase"]

BEFORE = "（此前）"  # ends the label of a level before a change
LONGEST = 25  # characters of a phrase and of a label in the tables
_NOUN, _CONTEXT = 14, 12  # the most characters that are taken behind and before a quantity, if there is a choice
# What only leads up to a number, and names nothing.
_FILLER = (
    "同步|先后|首次|已经|已|共|累计|合计|共计|其中|分别|并|还|又|约|(?<![通到送])达到?|为|至|到(?!位)|有|了|的|均|将|把|从|由|在|与|和|使(?!用)"
    "|总数|原来|原有|原先|[增升降减]至|(?:扩充|增加|增长|扩大|提高|发展|减少|压缩|缩短|下降|提升)[至到]")
_TRIM = re.compile(rf"^(?:{_FILLER})+(?![机效序望])|(?:{_FILLER}|突破|超过)+$")
_APART = re.compile("[、（）()—…·]")
_DROPS_LEFT = "的为把将由对向给与和及"  # before a number: what stands left of it is no part of what is counted


def choose_phrase(words: Words, one: Spoken, criterion: str = "", bare: bool = False) -> tuple[str | None, str]:
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
    phrase : str or None
        Words that stand in the text once; where the text says the same again word for word, words
        that stand there as often. None where no words of at most 25 characters would do.
    reason : str
        Why there are none.
    """
    wide = (one.start, one.end) if bare else _around(words, one, criterion)
    reasons: list[str] = []
    for once in (True, False):
        for first, last in sorted(_spans(words, one), key=lambda span: _cost(span, wide)):
            reason = _objection(words.joined, first, last, one, criterion, once)
            if not reason:
                return words.joined[first:last], ""
            reasons.append(reason)
    return None, reasons[-1]


def _spans(words: Words, one: Spoken) -> list[tuple[int, int]]:
    """Return the spans around a quantity, in its sentence, that begin and end between words."""
    begin, stop = words.sentence(one.start)
    first, last = max(begin, one.end - LONGEST), min(stop, one.start + LONGEST)
    starts = words.starts[bisect_left(words.starts, first):bisect_right(words.starts, one.start)]
    ends = words.ends[bisect_left(words.ends, one.end):bisect_right(words.ends, last)]
    spans = [(a, b) for a in {*starts, one.start} for b in {*ends, one.end} if b - a <= LONGEST]
    return spans or [(one.start, one.end)]


def _cost(span: tuple[int, int], wide: tuple[int, int]) -> tuple[bool, int]:
    """Order spans: those that hold the wanted words first, then the nearest to them."""
    return (span[0] > wide[0] or span[1] < wide[1], abs(span[0] - wide[0]) + abs(span[1] - wide[1]))


def _objection(joined: str, first: int, last: int, one: Spoken, criterion: str, once: bool) -> str:
    """Say why words cannot be the phrase of a quantity; nothing where they can."""
    text = joined[first:last]
    if len(text) > LONGEST:
        return f"{text} has more than {LONGEST} characters"
    if once and joined.count(text) > 1:
        return f"{text} stands in the text {joined.count(text)} times"
    if criterion and criterion not in text and set(text) & set(criterion) and any(
            text.endswith(criterion[:cut]) or text.startswith(criterion[cut:]) for cut in range(1, len(criterion))):
        return f"{text} cuts the criterion {criterion}"
    if any(text.count(left) != text.count(right) for left, right in ("“”", "《》", "「」")):
        return f"{text} cuts a quotation"
    if one.reading is None:
        return ""
    try:
        read = read_phrase(text.replace(criterion, "") if criterion else text)
    except PhraseError as error:
        return f"{text} cannot be read by itself ({error.reason})"
    same = all(getattr(read, name) == getattr(one.reading, name) for name in ("value", "unit", "hedge", "low", "high"))
    return "" if same else f"{text} by itself reads otherwise than in its sentence"


def _around(words: Words, one: Spoken, criterion: str) -> tuple[int, int]:
    """Take in what is counted: behind the measure word where a noun follows, else before the numeral."""
    begin, stop = words.clause(one.start)
    at = words.joined.find(criterion, begin, stop) if criterion else -1
    if 0 <= at < one.start:  # 省外亿元双创项目18个
        return at, one.end
    if at >= 0:  # 7个党员数量超100名的社区党组织
        last = at + len(criterion)
        return one.start, _forward(words, last + words.joined.startswith("的", last))
    last = _forward(words, one.end) if _takes_noun(one) else one.end
    return (one.start, last) if last > one.end else (_back(words, one.start), one.end)


def _takes_noun(one: Spoken) -> bool:
    return (one.reading.unit if one.reading else "") not in ("元", "%")


def _forward(words: Words, place: int) -> int:
    """Return where the noun behind a quantity ends; `place` where none follows, or where it never ends."""
    at = bisect_left(words.ends, place)
    end = words.ends[at] if at < len(words.ends) else place
    return end if end - place <= _NOUN else place


def _back(words: Words, place: int) -> int:
    """Return where the words before a quantity begin: the farthest place in its clause that is near enough."""
    near = words.joined[max(0, place - LONGEST):place]
    first = max([words.clause(max(0, place - 1))[0],
                 *(place - len(near) + mark.end() for mark in _APART.finditer(near)),
                 *(one.end for one in words.spoken if one.end <= place),
                 *(end for _, end in words.windows if end <= place)])
    starts = [start for start in words.starts if first <= start < place]
    close = [start for start in starts if place - start <= _CONTEXT]
    return close[0] if close else starts[-1] if starts and place - starts[-1] < LONGEST - 8 else place


def labels_of(words: Words, one: Spoken, criterion: str = "") -> list[str]:
    """Name in Chinese what a quantity counts, from the words around it: 新建服务点, 培训学员.

    Returns
    -------
    list of str
        The best first; none where the words beside the quantity name nothing in 25 characters.
    """
    joined, start = words.joined, one.start
    level = one if is_level_before(joined, one.start, one.end) else changed_from(words, one)
    if level:  # 网店从214家扩充至457家: both ends are called after what stands before 从
        begin, _ = words.clause(start)
        found = re.search("[从由比较在][^从由比较在]*$", joined[begin:level.start])
        start = begin + found.start() if found else level.start
    said = "" if joined[start - 1:start] in [*_DROPS_LEFT] else joined[_back(words, start):start]
    after = one.end + joined.startswith("的", one.end)  # 覆盖三分之二的小区
    behind = joined[after:_forward(words, after)] if _takes_noun(one) or after > one.end else ""
    begin, stop = words.clause(one.start)
    whole = joined[slice(*_around(words, one, criterion))] if criterion else ""
    if criterion and criterion in whole:
        at = joined.find(criterion, begin)
        said = joined[_back(words, at):at] if at < one.start else said
        behind = whole.partition(criterion)[2].removeprefix("的").removesuffix(joined[one.start:one.end])
    longer = joined[begin:one.start] + joined[one.end:stop]
    mark = BEFORE if level is one else ""
    names = [_trimmed(said) + _trimmed(behind), _trimmed(behind), _trimmed(said) if not mark else ""]
    names += [_trimmed(longer)] if not re.search(r"\d", longer) else []
    names = ["".join(c for c in name if c not in PUNCTUATION) + mark for name in names if len(name) >= 2]
    return [name for name in dict.fromkeys(names) if len(name) <= LONGEST]


def _trimmed(words: str) -> str:
    """Take away what only leads up to a number: 累计, 共, 达."""
    while (shorter := _TRIM.sub("", words)) != words:
        words = shorter
    return words


def set_aside_phrase(words: Words, start: int, end: int, used: set[str]) -> tuple[int, int]:
    """Choose the words around a numeral that measures nothing; return their span."""
    begin, stop = words.clause(start)
    starts = [place for place in words.starts if max(begin, end - LONGEST) <= place <= start]
    ends = [place for place in words.ends if end <= place <= min(stop, start + LONGEST)]
    for firsts, lasts in ((starts, ends), ([*starts, start], ends), ([start], range(end + 1, min(stop, end + 4) + 1))):
        spans = [(a, b) for a in firsts for b in lasts if end - start < b - a <= LONGEST
                 and all(b <= one.start or one.end <= a for one in words.spoken) and words.joined[a:b] not in used]
        if spans:
            return min(spans, key=lambda span: span[1] - span[0])
    return start, end
