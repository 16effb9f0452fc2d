"""The reader: one phrase, all quantities of a text, or every numeral of it.

:func:`read_phrase` reads a phrase that carries one quantity (培训经费近600万元, 农家书屋28个);
:func:`read_quantities` finds all those of a longer text. What is not understood is refused or passed
over, never guessed. The numbers of an article are complete only if every numeral has been looked
at, those that measure nothing too (dates, names, slogans, idioms …): :func:`find_numerals` misses
none, and what no rule knows is still listed.
"""

import re
from dataclasses import asdict, dataclass, replace
from functools import lru_cache

from .drafts import SHARES
from .lookalikes import is_large
from .measures import unit_at
from .readings import READ, Reading
from .scanner import Finding, scan
from .text import squeeze

__all__ = ["KINDS", "Numeral", "PhraseError", "find_numerals", "read_phrase", "read_quantities"]

KINDS = ("quantity", "ratio", "period", "date", "ordinal", "name", "slogan", "idiom", "rank", "classifier")

# What no article prints and a spreadsheet, a web page or a slip of the keyboard leaves behind.
_DAMAGE = {
    "a no-break or zero-width space (type it again, with plain spaces or none)":
        re.compile("[\u00a0\u00ad\u2007\u202f\u200b-\u200f\u2060\ufeff]"),
    "a control, private-use or replacement character, which shows as a box (copy the words again)":
        re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]"),
    "the sign of a spreadsheet's formula or text at its beginning (remove it)": re.compile("^\\s*['`=@]"),
}
_STRAY = re.compile(r"(?<![A-Za-zＡ-Ｚａ-ｚ.])[A-Za-zＡ-Ｚａ-ｚ]\s*$")


class PhraseError(ValueError):
    """A phrase that cannot be read as one quantity.

    Attributes
    ----------
    phrase : str
    reason : str
    """

    def __init__(self, phrase: str, reason: str) -> None:
        super().__init__(f"{phrase!r}: {reason}")
        self.phrase = phrase
        self.reason = reason


@lru_cache(maxsize=4096)
def read_phrase(text: str) -> Reading:
    """Read a phrase that carries exactly one quantity.

    What is counted may stand around it (农家书屋28个); dates, ordinals, names and the like may
    stand beside it (近两年来共新建28个).

    Parameters
    ----------
    text : str
        Words of an article, as printed; line breaks inside do no harm.

    Returns
    -------
    Reading
        Its `phrase` is `text`.

    Raises
    ------
    PhraseError
        If there is no quantity or more than one, if any numeral is not understood, or if the
        phrase is damaged: a no-break space, a private-use character, an apostrophe or an equals
        sign at its beginning, a stray Latin letter at its end.

    Examples
    --------
    >>> read_phrase("培训经费近600万元").low
    5400000
    >>> read_phrase("近600多个").flags
    ('contradiction',)
    """
    clean, _ = squeeze(text)
    findings = scan(clean)
    reason = _damage(text, clean) or next((one.reason for one in findings if one.kind == "unread"), None)
    # 一家 counts only where nothing else does: in 一支120人队伍 it is an article.
    counting = ([one.reading for one in findings if one.kind == "quantity" and one.reading]
                or [one.reading for one in findings if one.reading])
    if len(counting) > 1:
        reason = reason or f"more than one quantity: {', '.join(reading.phrase for reading in counting)}"
    if reason or not counting:
        kinds = ", ".join(finding.kind for finding in findings)
        raise PhraseError(text, reason or (f"no quantity (only: {kinds})" if kinds else "no quantity"))
    return replace(counting[0], phrase=text)


def _damage(text: str, clean: str) -> str | None:
    """Say what a phrase holds that no article prints."""
    for what, pattern in _DAMAGE.items():
        if pattern.search(text):
            return f"it holds {what}"
    stray = _STRAY.search(text)
    if stray and not unit_at(clean, len(clean) - 1):
        return f"it ends in a stray letter {stray.group().strip()}"
    return None


def read_quantities(text: str) -> list[tuple[int, int, Reading]]:
    """Find the quantities of a text that holds several.

    Numerals that are not understood are passed over; :func:`read_phrase` refuses them.

    Returns
    -------
    list of (start, end, Reading)
        In order; ``text[start:end]`` are the words of each, hedges and measure word included.

    Examples
    --------
    >>> [(start, end, reading.high) for start, end, reading in read_quantities("28个村、近40户")]
    [(0, 3, 28), (5, 9, 39)]
    """
    clean, places = squeeze(text)
    spans = [(places[one.start], places[one.end - 1] + 1, one.reading)
             for one in scan(clean) if one.kind == "quantity" and one.reading]
    return [(start, end, replace(reading, phrase=text[start:end])) for start, end, reading in spans]


@dataclass(frozen=True, slots=True)
class Numeral:
    """One numeral of a text.

    Attributes
    ----------
    start, end : int
        Where it stands in the text as given: ``text[start:end]``. Hedges and the measure word are
        not part of it, a scale is (近600万元: 600万).
    text : str
        Its characters; a line break of the newspaper inside is kept.
    kind : str
        One of :data:`KINDS`. ``"ratio"`` is 5:1 or 三比一, ``"classifier"`` a numeral that says
        "a" or "per" (一批, 每3天).
    value, unit, hedge, low, high, low_open, high_open
        As in :class:`chinese_quantities.Reading`; all None where the kind is no quantity, or where
        a quantity could not be read for certain.
    """

    start: int
    end: int
    text: str
    kind: str
    value: int | float | None = None
    unit: str | None = None
    hedge: str | None = None
    low: int | float | None = None
    high: int | float | None = None
    low_open: bool | None = None
    high_open: bool | None = None

    def as_dict(self) -> dict:
        """Give the fields in their order, ready for JSON."""
        return asdict(self)


_QUOTATION = re.compile(r"[“「『‘](?P<said>[^“”「」『』‘’,。;:!?]{1,20})[”」』’]|《(?P<title>[^《》]{1,60})》")
_TELLING = re.compile(r"[^\d零〇一二两三四五六七八九十百千万亿]{2}")  # how a quotation begins that names one thing


def find_numerals(text: str) -> list[Numeral]:
    """Find every numeral of a text, in order.

    Parameters
    ----------
    text : str
        An article as printed. Arabic, full-width and Chinese numerals are found, capital ones
        (壹贰) too, also where a line break cuts them.

    Returns
    -------
    list of Numeral
        Every digit and numeral character of the text is part of exactly one of them, except those
        inside another word (百 in 个百分点, 千 in 千瓦, 半 in 半径, 零 in 零下) and 半 behind a
        measure word (三年半), which belongs to the numeral before it.

    Examples
    --------
    >>> [(n.text, n.kind, n.low) for n in find_numerals("7月,拨付近600万元")]
    [('7', 'date', None), ('600万', 'quantity', 5400000)]
    """
    clean, places = squeeze(text)
    findings = scan(clean)
    quotations = {place: found for found in _QUOTATION.finditer(clean) for place in range(*found.span())}
    names = _names(clean, findings, quotations)
    numerals = []
    for finding in findings:
        kind = _kind(clean, finding, quotations.get(finding.core[0]), names)
        reading = finding.reading if kind == "quantity" else None
        start, end = places[finding.core[0]], places[finding.core[1] - 1] + 1
        numerals.append(Numeral(start, end, text[start:end], kind, *(getattr(reading, name, None) for name in READ)))
    return numerals


def _names(clean: str, findings: list[Finding], quotations: dict[int, re.Match]) -> dict[str, set[tuple[str, int]]]:
    """Return, by numeral, the quoted names that hold it, and where in the name it stands."""
    names: dict[str, set[tuple[str, int]]] = {}
    for finding in findings:
        quotation = quotations.get(finding.core[0])
        name = quotation and (quotation["said"] or quotation["title"])
        if quotation and name and _TELLING.match(name):
            offset = finding.core[0] - quotation.start() - 1
            names.setdefault(clean[slice(*finding.core)], set()).add((name, offset))
    return names


def _kind(clean: str, finding: Finding, quotation: re.Match | None, names: dict[str, set[tuple[str, int]]]) -> str:
    words, place = clean[slice(*finding.core)], finding.core[0]
    if finding.kind == "unread":
        # A numeral with a measure word is a quantity, though nobody could say how much.
        part, shared = re.search("半|分之|/", words), SHARES.match(clean, finding.end)
        measured = unit_at(clean, finding.end) or (shared and unit_at(clean, shared.end()))
        return "quantity" if part or measured or is_large(words) else "name"
    if quotation and quotation["title"] and finding.kind == "slogan":
        return "name"
    if finding.kind != "quantity" or not finding.reading or finding.reading.hedge != "none" or is_large(words):
        return finding.kind
    # “惠农新政20条” names a policy: its number was not measured, nor is it where the marks are left out.
    repeated = any(place >= offset and clean.startswith(name, place - offset) for name, offset in names.get(words, ()))
    return "name" if quotation or repeated else "quantity"
