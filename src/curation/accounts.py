"""Compare an article with its rows: whether a row accounts for every numeral, and every phrase is in the text.

Rows are taken as they are typed, checked or not, so that a draft with gaps can be audited too.
What a numeral is and how it reads comes from :mod:`chinese_quantities`; what a curator decided in
the rows goes before it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from chinese_quantities import Numeral, Reading, find_numerals, read_quantities
from helpers.loading import GAP

from .articles import Article

__all__ = ["Account", "Stray", "agrees", "compare", "mentions"]

_READ = ("value", "unit", "hedge", "low", "high", "low_open", "high_open")


@dataclass(frozen=True)
class Account:
    """A numeral of an article, and the row that accounts for it.

    Attributes
    ----------
    numeral : Numeral
        Its kind is the one that its row gives it, where it has a row.
    status : str or None
        ``"accounted"``; ``"mismatch"``: the row reads otherwise; ``"unaccounted"``; None where the
        article is compared with no rows.
    row : str or None
        The id of an observation, or the phrase of a set-aside row; the nearest where they differ.
    note : str
        What differs.
    """

    numeral: Numeral
    status: str | None = None
    row: str | None = None
    note: str = ""

    def as_dict(self) -> dict:
        """Give the fields in their order, ready for JSON."""
        return self.numeral.as_dict() | {"status": self.status, "row": self.row}


@dataclass(frozen=True)
class Stray:
    """A row whose phrase does not stand in the article as often as it should."""

    row: str
    phrase: str
    found: int
    wanted: int

    def __str__(self) -> str:
        if not self.found:
            return f"{self.row}: the phrase {self.phrase} is not in the text"
        return f"{self.row}: the phrase {self.phrase} stands {self.found} times in the text, not {self.wanted}"

    def as_dict(self) -> dict:
        """Give the fields of an account, those of a numeral empty."""
        empty = dict.fromkeys(Numeral.__dataclass_fields__)
        return empty | {"text": self.phrase, "status": "repeated" if self.found else "missing", "row": self.row}


def mentions(row: dict) -> list[str]:
    """Return the words of every mention of an observation: its phrase, then those of `also`."""
    return [words for words in (row["phrase"], *row["also"].split()) if words and words != GAP]


def compare(article: Article, observations: list[dict] | None = None,
            set_aside: list[dict] | None = None) -> tuple[list[Account], list[Stray]]:
    """Account for every numeral of an article.

    Parameters
    ----------
    article : Article
    observations, set_aside : list of dict, optional
        The rows of its source; without them, numerals are only listed.

    Returns
    -------
    accounts : list of Account
        One a numeral, in order.
    strays : list of Stray
        Rows whose phrase is not in the text, or not as often as it says.
    """
    numerals = find_numerals(article.text)
    if observations is None or set_aside is None:
        return [Account(numeral) for numeral in numerals], []
    strays: list[Stray] = []
    owners = _owned(article.joined, observations, strays)
    aside = _set_aside(article.joined, set_aside, strays)
    accounts = []
    for numeral in numerals:
        start, end = article.inside(numeral.start, numeral.end)
        owner = next((own[1:] for own in owners.get(start, ()) if end <= own[0]), None)
        name = next((row for last, row, said in aside.get(start, ())
                     if end <= last and (_plain(numeral.text) in said or GAP in said)), None)
        accounts.append(_account(numeral, owner, name))
    return _with_gaps(accounts, [row for row in observations if row["phrase"] == GAP]), strays


def _account(numeral: Numeral, owner: tuple[dict, Reading | None] | None, name: dict | None) -> Account:
    """Hold a numeral against the observation and the set-aside row that stand at its place."""
    if owner:
        row, reading = owner
        read = numeral if numeral.hedge is not None else reading
        if read is None or agrees(row, read):
            if numeral.kind != "quantity" and numeral.text not in (getattr(read, "unit", "") or ""):  # 千 of 千瓦时
                numeral = _as(numeral, "quantity", read)
            return Account(numeral, "accounted", row["id"])
        if not name:
            return Account(numeral, "mismatch", row["id"], f"the row says {_said(row)}, the text {_read(read)}")
    if not name:
        return Account(numeral, "unaccounted")
    if name["kind"] not in (numeral.kind, GAP):
        numeral = _as(numeral, name["kind"], None)
    return Account(numeral, "accounted", name["phrase"])


def _as(numeral: Numeral, kind: str, read: Numeral | Reading | None) -> Numeral:
    """Give a numeral another kind and what it reads as; nothing where it is no quantity."""
    values: dict[str, Any] = {name: getattr(read, name, None) for name in _READ}
    return replace(numeral, kind=kind, **values)


def _with_gaps(accounts: list[Account], rows: list[dict]) -> list[Account]:
    """Lead each row whose phrase is still a gap to the first numeral without a row that reads as it does."""
    for row in rows:
        at = next((at for at, one in enumerate(accounts) if one.status == "unaccounted"
                   and one.numeral.hedge is not None and agrees(row, one.numeral)), None)
        if at is not None:
            accounts[at] = Account(accounts[at].numeral, "mismatch", row["id"], f"the row has no phrase yet ({GAP})")
    return accounts


def agrees(row: dict, reading: Reading | Numeral) -> bool:
    """Tell whether what is typed in a row is what the words read as; a gap agrees with anything."""
    if row["value"] != GAP and _number(row["value"]) != reading.value:
        return False
    return all(row[field] in (GAP, getattr(reading, field) or "") for field in ("unit", "hedge"))


def _owned(joined: str, rows: list[dict], strays: list[Stray]) -> dict[int, list[tuple]]:
    """Return, by place, the quantities that observations own: (end, row, reading as the phrase has it)."""
    owners: dict[int, list[tuple]] = {}
    for row in rows:
        said = mentions(row)
        for phrase in dict.fromkeys(said):
            starts = _places(joined, phrase)
            if len(starts) != said.count(phrase):
                strays.append(Stray(row["id"], phrase, len(starts), said.count(phrase)))
            read = read_quantities(phrase)
            # A phrase may hold a criterion too (7个党员数量超100名的…): the row is about the other.
            own: Sequence[tuple[int, int, Reading | None]]
            own = [one for one in read if agrees(row, one[2])] or read or [(0, len(phrase), None)]
            for start in starts:
                for first, last, reading in own:
                    for place in range(start + first, start + last):
                        owners.setdefault(place, []).append((start + last, row, reading))
    return owners


def _set_aside(joined: str, rows: list[dict], strays: list[Stray]) -> dict[int, list[tuple]]:
    """Return, by place, the set-aside rows whose phrase stands there: (end, row, numerals in it)."""
    owners: dict[int, list[tuple]] = {}
    for row in rows:
        phrase, starts = row["phrase"], _places(joined, row["phrase"])
        wanted = int(row["occurrences"]) if row["occurrences"].isdigit() else len(starts)
        if len(starts) != wanted or not starts:
            strays.append(Stray("set aside", phrase, len(starts), wanted))
        said = {_plain(numeral) for numeral in row["numeral"].split()}
        for start in starts:
            for place in range(start, start + len(phrase)):
                owners.setdefault(place, []).append((start + len(phrase), row, said))
    return owners


def _places(joined: str, phrase: str) -> list[int]:
    return [found.start() for found in re.finditer(re.escape(phrase), joined)] if phrase else []


def _plain(numeral: str) -> str:
    return unicodedata.normalize("NFKC", "".join(numeral.split()))  # ８６ is 86


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _said(row: dict) -> str:
    return " ".join(filter(None, (row["value"], row["unit"], row["hedge"])))


def _read(reading: Reading | Numeral) -> str:
    value = "" if reading.value is None else f"{reading.value}"
    return " ".join(filter(None, (value, reading.unit, reading.hedge)))
