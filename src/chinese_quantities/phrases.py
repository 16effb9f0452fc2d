"""Phrases of an article read into quantities: 奖补资金近400万元, 非公党组织39个.

:func:`read_phrase` reads a phrase that carries one quantity; :func:`read_quantities` finds all
those of a longer text. What is not understood is a :class:`PhraseError`, never a guess: a phrase
is refused rather than read wrongly.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from .numerals import squeeze
from .readings import Reading
from .scanner import scan

__all__ = ["PhraseError", "Reading", "read_phrase", "read_quantities"]


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

    What is counted may stand around it (非公党组织39个); dates, ordinals, names and the like may
    stand beside it (近三年来共组建39个).

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
        If there is no quantity or more than one, or if any numeral is not understood.

    Examples
    --------
    >>> read_phrase("奖补资金近400万元").low
    3600000
    """
    return locate_phrase(text)[0]


def locate_phrase(text: str) -> tuple[Reading, int, int]:
    """Read a phrase as :func:`read_phrase` does, and say where the words of the quantity stand in it.

    Returns
    -------
    reading : Reading
    start, end : int
        ``text[start:end]`` are numeral, hedges and measure word; the whole text where 一 counts only
        because nothing else does.
    """
    clean, places = squeeze(text)
    findings = scan(clean)
    for finding in findings:
        if finding.kind == "unread":
            raise PhraseError(text, finding.reason)
    quantities = [finding for finding in findings if finding.kind == "quantity"]
    # 一家 counts only where nothing else does: in 一支243人规模 it is an article.
    counting = quantities or [finding for finding in findings if finding.reading]
    if len(counting) > 1:
        found = ", ".join(finding.reading.phrase for finding in counting)
        raise PhraseError(text, f"more than one quantity: {found}")
    if not counting:
        kinds = ", ".join(f.kind for f in findings)
        raise PhraseError(text, f"no quantity (only: {kinds})" if kinds else "no quantity")
    (one,) = counting
    start, end = (places[one.start], places[one.end - 1] + 1) if quantities else (0, len(text))
    return replace(one.reading, phrase=text), start, end


def read_quantities(text: str) -> list[tuple[int, int, Reading]]:
    """Find the quantities of a text that holds several.

    Numerals that are not understood are passed over; :func:`read_phrase` refuses them.

    Returns
    -------
    list of (start, end, Reading)
        In order; ``text[start:end]`` are the words of each, hedges and measure word included.
    """
    clean, places = squeeze(text)
    found = []
    for finding in scan(clean):
        if finding.kind == "quantity":
            start, end = places[finding.start], places[finding.end - 1] + 1
            found.append((start, end, replace(finding.reading, phrase=text[start:end])))
    return found
