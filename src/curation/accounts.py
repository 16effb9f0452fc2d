"""Compare an article with its rows: whether a row accounts for every numeral, and every phrase is in the text.

Rows are taken as they are typed, checked or not, so that a draft with gaps can be audited too.
What a numeral is and how it reads comes from :mod:`chinese_quantities.finding`; a curator's decision to set a
numeral aside goes before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from chinese_quantities.finding import Numeral, find_numerals
from chinese_quantities.numerals import squeeze
from chinese_quantities.phrases import read_quantities
from chinese_quantities.readings import Reading
from helpers.cells import read_cells
from helpers.faults import DataError, Fault, RefusedError
from helpers.schema import GAP, read_descriptor

from .articles import Article

__all__ = ["Account", "Stray", "compare", "find_source", "read_rows"]

_LIKE = 0.6  # how alike a lost phrase and the words around a numeral are, to be taken for each other
_MOST = 200  # numerals for which a lost row is looked for
_REACH = 12  # characters around a numeral that are compared


@dataclass(frozen=True)
class Account:
    """A numeral of an article, and the row that accounts for it.

    Attributes
    ----------
    numeral : Numeral
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


def read_rows(folder: Path, table: str) -> list[dict[str, str]]:
    """Return the rows of a table as typed, with `_file` and `_row`.

    Raises
    ------
    DataError
        Where a file cannot be read as a table.
    """
    faults: list[Fault] = []
    descriptor = read_descriptor(folder)
    if table not in descriptor:
        raise DataError([Fault("datapackage.json", None, "resources", "nothing of this name", f"a table {table}")])
    cells = read_cells(folder, descriptor[table], faults)
    if faults:
        raise DataError(faults)
    return cells.records()


def find_source(article: Article, folder: Path, region: str | None = None) -> dict[str, str] | None:
    """Find the row of `sources.csv` that an article belongs to: by fingerprint, by file name, by region.

    Raises
    ------
    RefusedError
        For a region that there is not, or one with several articles none of which this is.
    """
    rows = read_rows(folder, "sources")
    known = [row["id"] for row in read_rows(folder, "regions")]
    if region is not None and region not in known:
        raise RefusedError(f"no region {region!r}; there are: {', '.join(known)}. A new one begins with: draft")
    own = [row for row in rows if region in (None, row["region"])]
    for field, value in (("sha256", article.sha256), ("file", article.file)):
        if found := [row for row in own if row[field] == value]:
            return found[0]
    if region is None or not own:
        return None
    if len(own) > 1:
        raise RefusedError(f"{article.file} is none of the articles of {region}: "
                           + ", ".join(row["file"] for row in own))
    return own[0]


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
        owner = next((own for own in owners.get(start, ()) if end <= own[0]), None)
        name = next((name for last, name, said in aside.get(start, ())
                     if end <= last and (_plain(numeral.text) in said or GAP in said)), None)
        accounts.append(_account(numeral, owner, name))
    _lead_to_lost(article, accounts, strays)
    return accounts, strays


def _account(numeral: Numeral, owner: tuple | None, name: str | None) -> Account:
    if owner:
        _, row, reading = owner
        read = numeral if numeral.hedge is not None else reading
        if read is None or agrees(row, read):
            return Account(numeral, "accounted", row["id"])
        if not name:
            return Account(numeral, "mismatch", row["id"], f"the row says {_said(row)}, the text {_read(read)}")
    return Account(numeral, "accounted", name) if name else Account(numeral, "unaccounted")


def agrees(row: dict, reading: Reading | Numeral) -> bool:
    """Tell whether what is typed in a row is what the words read as; a gap agrees with anything."""
    if row["value"] != GAP and _number(row["value"]) != reading.value:
        return False
    return all(row[field] in (GAP, getattr(reading, field) or "") for field in ("unit", "hedge"))


def _owned(joined: str, rows: list[dict], strays: list[Stray]) -> dict[int, list[tuple]]:
    """Return, by place, the quantities that observations own: (end, row, reading as the phrase has it)."""
    owners: dict[int, list[tuple]] = {}
    for row in rows:
        for phrase in filter(None, (row["phrase"], row["also"])):
            if phrase == GAP:
                continue
            starts = _places(joined, phrase)
            if len(starts) != 1:
                strays.append(Stray(row["id"], phrase, len(starts), 1))
            read = read_quantities(phrase)
            # A phrase may hold a criterion too (7个党员数量超100名的…): the row is about the other.
            own = [one for one in read if agrees(row, one[2])] or read or [(0, len(phrase), None)]
            for start in starts:
                for first, last, reading in own:
                    for place in range(start + first, start + last):
                        owners.setdefault(place, []).append((start + last, row, reading))
    return owners


def _set_aside(joined: str, rows: list[dict], strays: list[Stray]) -> dict[int, list[tuple]]:
    """Return, by place, the set-aside phrases that stand there: (end, phrase, numerals in it)."""
    owners: dict[int, list[tuple]] = {}
    for row in rows:
        phrase, starts = row["phrase"], _places(joined, row["phrase"])
        wanted = int(row["occurrences"]) if row["occurrences"].isdigit() else len(starts)
        if len(starts) != wanted or not starts:
            strays.append(Stray("set aside", phrase, len(starts), wanted))
        said = {_plain(numeral) for numeral in row["numeral"].split()}
        for start in starts:
            for place in range(start, start + len(phrase)):
                owners.setdefault(place, []).append((start + len(phrase), phrase, said))
    return owners


def _places(joined: str, phrase: str) -> list[int]:
    return [found.start() for found in re.finditer(re.escape(phrase), joined)] if phrase else []


def _plain(numeral: str) -> str:
    return squeeze(numeral)[0]


def _lead_to_lost(article: Article, accounts: list[Account], strays: list[Stray]) -> None:
    """Name, for numerals without a row, the lost row whose phrase is most like the words around them."""
    lost = [stray for stray in strays if not stray.found and stray.row != "set aside"]
    left = [place for place, account in enumerate(accounts) if account.status == "unaccounted"][:_MOST]
    for place in left if lost else []:
        numeral = accounts[place].numeral
        start, end = article.inside(numeral.start, numeral.end)
        best = max(lost, key=lambda stray: _alike(article.joined, start, end, stray.phrase))
        if _alike(article.joined, start, end, best.phrase) >= _LIKE:
            accounts[place] = Account(numeral, "mismatch", best.row, f"the row's phrase is {best.phrase}")


def _alike(joined: str, start: int, end: int, phrase: str) -> float:
    """Tell how alike a phrase is to the words of the same place around a numeral, its own number apart."""
    read = read_quantities(phrase)
    first, last = read[0][:2] if read else (0, len(phrase))
    before, after = phrase[:first], phrase[last:]
    here = joined[max(0, start - min(_REACH, len(before))):start], joined[end:end + min(_REACH, len(after) + 2)]
    return SequenceMatcher(None, before + after, "".join(here), autojunk=False).ratio()


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
