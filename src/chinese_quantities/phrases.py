"""Phrases of an article read into quantities: 奖补资金近400万元, 非公党组织39个.

:func:`read_phrase` reads a phrase that carries one quantity; :func:`read_quantities` finds all
those of a longer text. What is not understood is a :class:`PhraseError`, never a guess: a phrase
is refused rather than read wrongly.
"""

import re
from dataclasses import replace
from functools import lru_cache

from .measures import unit_at
from .readings import Reading
from .scanner import scan
from .text import squeeze

__all__ = ["PhraseError", "Reading", "read_phrase", "read_quantities"]

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
        If there is no quantity or more than one, if any numeral is not understood, or if the
        phrase is damaged: a no-break space, a private-use character, an apostrophe or an equals
        sign at its beginning, a stray Latin letter at its end.

    Examples
    --------
    >>> read_phrase("奖补资金近400万元").low
    3600000
    >>> read_phrase("近400多个").flags
    ('contradiction',)
    """
    clean, _ = squeeze(text)
    findings = scan(clean)
    reason = _damage(text, clean) or next((f.reason for f in findings if f.kind == "unread"), None)
    if reason:
        raise PhraseError(text, reason)
    # 一家 counts only where nothing else does: in 一支243人规模 it is an article.
    quantities = [finding.reading for finding in findings if finding.kind == "quantity" and finding.reading]
    counting = quantities or [finding.reading for finding in findings if finding.reading]
    if len(counting) > 1:
        found = ", ".join(reading.phrase for reading in counting)
        raise PhraseError(text, f"more than one quantity: {found}")
    if not counting:
        kinds = ", ".join(finding.kind for finding in findings)
        raise PhraseError(text, f"no quantity (only: {kinds})" if kinds else "no quantity")
    return replace(counting[0], phrase=text)


def _damage(text: str, clean: str) -> str | None:
    """Say what a phrase holds that no article prints."""
    for what, pattern in _DAMAGE.items():
        if pattern.search(text):
            return f"it holds {what}"
    stray = _STRAY.search(text)
    unit = unit_at(clean, len(clean) - 1)
    if stray and not unit:
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
    >>> [(start, end, reading.high) for start, end, reading in read_quantities("39个村、近40户")]
    [(0, 3, 39), (5, 9, 39)]
    """
    clean, places = squeeze(text)
    found = []
    for finding in scan(clean):
        if finding.kind == "quantity" and finding.reading:
            start, end = places[finding.start], places[finding.end - 1] + 1
            found.append((start, end, replace(finding.reading, phrase=text[start:end])))
    return found
