"""Choose the words of an article that shall stand for a numeral, and the name of what it counts.

The phrase of a quantity is the part of its clause between the punctuation, time windows and
quantities beside it. It may be longer than it need be, but no word is cut.
"""

import re

from chinese_quantities import PhraseError, is_rate, read_phrase

from .words import ADVERB, PUNCTUATION, Quantity, Words

LONGEST = 25  # characters of a phrase and of a label in the tables
Span = tuple[int, int]
_OPENING, _CLOSING = "“‘《「『", "”’》」』"
# What only leads up to a number, and names nothing; most single characters only where they stand alone.
_LEAD = re.compile(
    "^(?:(?:累计|共计|合计|其中|分别|先后|同步|陆续|[已共]有|已|共(?=[组建]))+|[把将](?![握关手军来士])|[为对由在从有共又还与]$)")
_TAIL = re.compile("(?:累计|共计|合计|分别|总数|达到|(?<![到直传送表抵])达|[增升降]至|(?<!公)共|(?<![行作成认称])为)+$")
_LIST = re.compile("^.*(?<!平)等(?![级待候])")  # A、B等: examples of what is counted


def choose_phrase(words: Words, one: Quantity, criterion: Quantity | None) -> Span | None:
    """Choose the phrase of a quantity: words of its sentence that stand in the text once; None where there are none.

    Where the text says the same again word for word, they stand there as often. A criterion that
    belongs to the quantity may be inside; the phrase of a criterion has no more words than are needed.
    """
    first, last = (one.start, one.end) if words.is_criterion(one) else _reach(words, one, criterion)
    spans = sorted(_spans(words, one.start, one.end), key=lambda span: (
        span[1] < last, span[0] > first, abs(span[0] - first) + abs(span[1] - last)))
    spans = [span for span in spans if _reads_alike(words.joined[slice(*span)], words, one, criterion)]
    once = [span for span in spans if words.joined.count(words.joined[slice(*span)]) == 1]
    whole = [span for span in spans if span[0] <= first and last <= span[1]]
    return next(iter(once + whole), None)


def _reach(words: Words, one: Quantity, criterion: Quantity | None) -> Span:
    """Return the part of its clause that belongs to a quantity, and to its criterion."""
    both = [one, criterion or one]
    first, last = min(each.start for each in both), max(each.end for each in both)
    left = _mark_before(words, first)
    if any(other.end == left for other in words.quantities):  # what follows it directly is its own
        adverb = ADVERB.search(words.joined, left, first)
        left = adverb.start() if adverb else left + words.joined.startswith("的", left)
    right = _end_behind(words, one, last)
    if any(other.start == right for other in words.quantities) and _trimmed(words.joined[left:first]):
        return left, last  # what stands between two quantities leads up to the second
    return left, right


def _mark_before(words: Words, place: int) -> int:
    return max([words.clause(place)[0], *(end for _, end in words.marks if end <= place)])


def _end_behind(words: Words, one: Quantity, last: int) -> int:
    """Return where the words behind a quantity end that may belong to it."""
    if (is_rate(one.unit) or one.unit == "元") and not words.joined.startswith("的", last):
        return last
    right = min([words.clause(one.start)[1], *(start for start, _ in words.marks if start >= last)])
    adverb = ADVERB.search(words.joined, last, right)
    return adverb.start() if adverb else right


def _spans(words: Words, start: int, end: int) -> list[Span]:
    """Return the spans around a place that are short enough, lie in its sentence, and cut no word and no quotation."""
    firsts = [at for at in words.edges if end - LONGEST <= at <= start]
    lasts = [at for at in words.edges if end <= at <= start + LONGEST]
    return [(first, last) for first in firsts for last in lasts if last - first <= LONGEST
            and _is_whole(words.joined[first:last]) and not any(first < at < last for at in words.paragraphs)]


def _is_whole(text: str) -> bool:
    if text[0] in PUNCTUATION + _CLOSING or text[-1] in PUNCTUATION + _OPENING or re.search("[。！？!?]", text):
        return False
    return all(text.count(left) == text.count(right) for left, right in zip(_OPENING, _CLOSING, strict=True))


def _reads_alike(text: str, words: Words, one: Quantity, criterion: Quantity | None) -> bool:
    """Tell whether words read by themselves as their quantity does in its sentence; any do where that was not read."""
    if one.reading is None:
        return True
    try:
        read = read_phrase(text.replace(words.joined[criterion.start:criterion.end], "") if criterion else text)
    except PhraseError:
        return False
    return all(getattr(read, name) == getattr(one.reading, name) for name in ("value", "unit", "hedge", "low", "high"))


def name_parts(words: Words, one: Quantity, span: Span, criterion: Quantity | None) -> tuple[str, str]:
    """Return the words of a phrase before and behind its quantity that name what is counted; none where unsure.

    Both ends of a change (网店从214家扩充至457家) are called after what stands before 从.
    """
    joined, level = words.joined, words.level_before(one)
    if level:
        at = words.levels[level]
        return _trimmed(joined[_mark_before(words, at):at]), ""
    before, last = joined[span[0]:one.start], one.end
    if criterion and criterion.end <= one.start:
        before = before.replace(joined[criterion.start:criterion.end], "")
    elif criterion:
        last = criterion.end
    if span[1] < _end_behind(words, one, last):
        return "", ""
    return _trimmed(_LIST.sub("", before)), joined[last:span[1]].removeprefix("的")


def _trimmed(text: str) -> str:
    return _TAIL.sub("", _LEAD.sub("", text))


def choose_set_aside(words: Words, start: int, end: int) -> Span | None:
    """Choose the words around a numeral that measures nothing; None where no words that are short enough would do."""
    spans = [(first, last) for first, last in _spans(words, start, end) if last - first > end - start
             and all(last <= one.start or one.end <= first for one in words.quantities)]
    return min(spans, key=lambda span: (span[1] - span[0], span), default=None)
