"""Compare an article with its rows: whether a row accounts for every numeral, and every phrase is in the text.

Rows are taken as they are typed, checked or not, so that a draft with gaps can be audited too.
What a numeral is and how it reads comes from :mod:`chinese_quantities`; what a curator decided in
the rows goes before it.
"""

import re
from typing import Any
from unicodedata import normalize

from chinese_quantities import Numeral, read_quantities
from chinese_quantities.readings import READ
from helpers.rules import GAP

from .articles import Article

Account = dict[str, Any]


def mentions(row: dict) -> list[str]:
    """Return the words of every mention of an observation: its phrase, then those of `also`."""
    return [row["phrase"], *row["also"].split()]


def compare(article: Article, observations: list[dict] | None = None,
            set_aside: list[dict] | None = None) -> list[Account]:
    """Account for every numeral of an article.

    Parameters
    ----------
    article : Article
    observations, set_aside : list of dict, optional
        The rows of its source; without them, numerals are only listed.

    Returns
    -------
    list of dict
        One for each numeral, in order: the fields of a :class:`chinese_quantities.Numeral`, its kind
        as its row has it; `status`: ``"accounted"``, ``"mismatch"`` (the row reads otherwise),
        ``"unaccounted"``, or None where nothing is compared; `row`: the id of an observation or the
        phrase of a set-aside row, the nearest where they differ; `note`: what differs. Then one for
        each row whose phrase is not in the text (``"missing"``) or not as often as it says
        (``"repeated"``), without a numeral.
    """
    if observations is None or set_aside is None:
        return [_account(numeral.as_dict(), None) for *_, numeral in article.numerals]
    strays: list[Account] = []
    owned: list[tuple[int, int, dict, dict]] = []  # the last is a reading, empty where the words could not be read
    for row in observations:
        said = mentions(row)
        for phrase in dict.fromkeys(said):
            read = [(first, last, reading.as_dict()) for first, last, reading in read_quantities(phrase)]
            # A phrase may hold a criterion too (7个党员数量超100名的…): the row is about the other.
            own = [one for one in read if _agrees(row, one[2])] or read or [(0, len(phrase), {})]
            owned += [(start + first, start + last, row, reading)
                      for start in _places(article, row["id"], phrase, said.count(phrase), strays)
                      for first, last, reading in own]
    aside = [(start, start + len(row["phrase"]), row) for row in set_aside
             for start in _places(article, row["phrase"], row["phrase"], row["occurrences"], strays)]
    accounts = []
    for start, end, numeral in article.numerals:
        words = {normalize("NFKC", "".join(numeral.text.split())), GAP}  # ８６ is 86
        owner = next((one[2:] for one in owned if one[0] <= start and end <= one[1]), ({}, {}))
        name = next((row for first, last, row in aside if first <= start and end <= last
                     and words.intersection(normalize("NFKC", row["numeral"]).split())), None)
        accounts.append(_judge(numeral.as_dict(), *owner, name))
    return accounts + strays


def _account(fields: dict, status: str | None, row: str | None = None, note: str = "") -> Account:
    return fields | {"status": status, "row": row, "note": note}


def _judge(numeral: dict, row: dict, reading: dict, name: dict | None) -> Account:
    """Hold a numeral against the observation and the set-aside row that stand at its place."""
    read = reading if numeral["hedge"] is None else numeral
    if row and (not read or _agrees(row, read)):
        counted = numeral | {field: read.get(field) for field in READ} | {"kind": "quantity"}
        return _account(counted, "accounted", row["id"])
    if name:
        corrected = {} if name["kind"] == GAP else dict.fromkeys(READ) | {"kind": name["kind"]}
        return _account(numeral | corrected, "accounted", name["phrase"])
    if not row:
        return _account(numeral, "unaccounted")
    said = " ".join(filter(None, (row[field] for field in READ[:3])))
    found = " ".join(f"{read[field]}" for field in READ[:3] if read[field] is not None)
    return _account(numeral, "mismatch", row["id"], f"the row says {said}, the text {found}")


def _agrees(row: dict, read: dict) -> bool:
    """Tell whether what is typed in a row is what the words read as; a gap agrees with anything."""
    return all(_same(row[field], read[field]) for field in READ[:3])


def _same(cell: str, read: float | str | None) -> bool:
    try:
        return float(cell) == read
    except ValueError:
        return cell in (GAP, read or "")


def _places(article: Article, name: str, phrase: str, wanted: int | str, strays: list[Account]) -> list[int]:
    """Find where a phrase stands; note the row where that is not as often as wanted."""
    starts = [found.start() for found in re.finditer(re.escape(phrase), article.joined)] if phrase else []
    if not starts or f"{wanted}" not in (GAP, f"{len(starts)}"):
        found = f"stands {len(starts)} times in the text, not {wanted}" if starts else "is not in the text"
        strays.append(_account(dict.fromkeys(Numeral.__dataclass_fields__), "repeated" if starts else "missing", name,
                               f"the phrase {phrase} {found}"))
    return starts
