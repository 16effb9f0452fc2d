"""Every numeral of an article, each with what it is.

An article's numbers can only be trusted to be complete if every numeral has been looked at: those
that measure something, and those that do not (dates, names, slogans, idioms …), which are set
aside with their kind as the reason. :func:`find_numerals` misses none: what no rule knows is
still listed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields

from .measures import unit_at
from .numerals import squeeze
from .readings import Reading
from .scanner import Finding, scan

__all__ = ["KINDS", "Numeral", "find_numerals"]

KINDS = (
    "quantity",
    "period",
    "date",
    "ordinal",
    "name",
    "slogan",
    "idiom",
    "rank",
    "classifier",
)

_CHARACTER = re.compile(r"\d|[零〇一二两三四五六七八九十百千万亿廿卅半]")
_QUOTATION = re.compile(r"[“「『‘]([^“”「」『』‘’,。;:!?]{1,20})[”」』’]|《([^《》]{1,60})》")


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
        One of :data:`KINDS`. ``"classifier"`` is a numeral that says "a", "per" or is a part of
        a measure word (百 in 个百分点).
    value, unit, hedge, low, high, low_open, high_open
        As in :class:`chinese_quantities.readings.Reading`; all None where the kind is no quantity, or where
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
        Every digit and numeral character of the text is part of exactly one of them.

    Examples
    --------
    >>> [(n.text, n.kind, n.low) for n in find_numerals("7月,拨付近400万元")]
    [('7', 'date', None), ('400万', 'quantity', 3600000)]
    """
    clean, places = squeeze(text)
    titles = {
        place: clean[quotation.start()]
        for quotation in _QUOTATION.finditer(clean)
        for place in range(*quotation.span())
    }
    found = []
    covered = 0
    for finding in scan(clean):
        start, end = finding.core
        found += [(i, i + 1, "classifier", None) for i in _missed(clean, covered, start)]
        covered = end
        kind = _kind(clean, finding, titles)
        found.append((start, end, kind, finding.reading if kind == "quantity" else None))
    found += [(i, i + 1, "classifier", None) for i in _missed(clean, covered, len(clean))]
    return [_numeral(text, places[a], places[b - 1] + 1, kind, r) for a, b, kind, r in found]


def _missed(clean: str, start: int, end: int) -> list[int]:
    """Find the numeral characters inside measure words, which the scanner passes over."""
    return [match.start() for match in _CHARACTER.finditer(clean, start, end)]


def _kind(clean: str, finding: Finding, titles: dict[int, str]) -> str:
    if finding.kind == "unread":
        # A numeral with a measure word is a quantity, though nobody could say how much.
        words = clean[slice(*finding.core)]
        return "quantity" if words == "半" or "/" in words or unit_at(clean, finding.end) else "name"
    title = titles.get(finding.start)
    if title == "《" and finding.kind == "slogan":
        return "name"
    # “人才金政15条” names a policy: its number was not measured.
    exact = finding.reading and finding.reading.hedge == "none"
    return "name" if title and exact and finding.kind == "quantity" else finding.kind


def _numeral(text: str, start: int, end: int, kind: str, reading: Reading | None) -> Numeral:
    words = text[start:end]
    if reading is None:
        return Numeral(start, end, words, kind)
    return Numeral(
        start,
        end,
        words,
        kind,
        reading.value,
        reading.unit,
        reading.hedge,
        reading.low,
        reading.high,
        reading.low_open,
        reading.high_open,
    )
