"""Every numeral of a text, each with what it is.

The numbers of an article are complete only if every numeral has been looked at: those that measure
something, and those that do not (dates, names, slogans, idioms …). :func:`find_numerals` misses
none: what no rule knows is still listed.
"""

import re
from dataclasses import dataclass, fields

from .endings import SHARES
from .lookalikes import is_large
from .measures import unit_at
from .readings import Reading
from .scanner import Finding, scan
from .text import squeeze

__all__ = ["KINDS", "Numeral", "find_numerals"]

KINDS = ("quantity", "ratio", "period", "date", "ordinal", "name", "slogan", "idiom", "rank", "classifier")

_QUOTATION = re.compile(r"[“「『‘](?P<said>[^“”「」『』‘’,。;:!?]{1,20})[”」』’]|《(?P<title>[^《》]{1,60})》")
_TELLING = re.compile(r"[^\d零〇一二两三四五六七八九十百千万亿]{2}")  # how a quotation begins that names one thing


@dataclass(frozen=True, slots=True)
class Numeral:
    """One numeral of a text.

    Attributes
    ----------
    start, end : int
        Where it stands in the text as given: ``text[start:end]``. Hedges and the measure word are
        not part of it, a scale is (近400万元: 400万).
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
        return {field.name: getattr(self, field.name) for field in fields(self)}


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
    >>> [(n.text, n.kind, n.low) for n in find_numerals("7月,拨付近400万元")]
    [('7', 'date', None), ('400万', 'quantity', 3600000)]
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
        numerals.append(_numeral(text, start, end, kind, reading))
    return numerals


def _names(clean: str, findings: list[Finding], quotations: dict[int, re.Match]) -> dict[str, set[tuple[str, int]]]:
    """Return, by numeral, the quoted names that hold it, and where in the name it stands."""
    names: dict[str, set[tuple[str, int]]] = {}
    for finding in findings:
        quotation = quotations.get(finding.core[0])
        if not quotation:
            continue
        words = quotation["said"] or quotation["title"]
        if _TELLING.match(words):
            offset = finding.core[0] - quotation.start() - 1
            names.setdefault(clean[slice(*finding.core)], set()).add((words, offset))
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
    reading = finding.reading
    if finding.kind != "quantity" or not reading or reading.hedge != "none" or is_large(words):
        return finding.kind
    # “人才金政15条” names a policy: its number was not measured, nor is it where the marks are left out.
    repeated = any(place >= offset and clean.startswith(name, place - offset) for name, offset in names.get(words, ()))
    return "name" if quotation or repeated else "quantity"


def _numeral(text: str, start: int, end: int, kind: str, reading: Reading | None) -> Numeral:
    said = {field.name: getattr(reading, field.name) for field in fields(Numeral)[4:]} if reading else {}
    return Numeral(start, end, text[start:end], kind, **said)
