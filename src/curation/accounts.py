"""Compare an article with its rows: whether a row accounts for every numeral, and every phrase is in the text.

Rows are taken as they are typed, checked or not, so that a draft with gaps can be audited too.
What a numeral is and how it reads comes from :mod:`chinese_quantities`; what a curator decided in
the rows goes before it.
"""

import re
import unicodedata
from functools import partial
from typing import Any

from chinese_quantities import Numeral, Reading, read_quantities
from helpers.rules import GAP

from .articles import Article

Account = dict[str, Any]
_plain = partial(unicodedata.normalize, "NFKC")  # ８６ is 86
_FIELDS = tuple(Numeral.__dataclass_fields__)
_READ = ("value", "unit", "hedge", "low", "high", "low_open", "high_open")


def mentions(row: dict) -> list[str]:
    """Return the words of every mention of an observation: its phrase, then those of `also`."""
    return [words for words in (row["phrase"], *row["also"].split()) if words and words != GAP]


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
        return [_account(numeral, None) for _, _, numeral in article.numerals]
    strays: list[Account] = []
    owned: list[tuple[int, int, dict, Reading | None]] = []
    for row in observations:
        said = mentions(row)
        for phrase in dict.fromkeys(said):
            read: list[tuple[int, int, Any]] = [*read_quantities(phrase)]
            # A phrase may hold a criterion too (7个党员数量超100名的…): the row is about the other.
            own = [one for one in read if _agrees(row, one[2])] or read or [(0, len(phrase), None)]
            owned += [(start + first, start + last, row, reading)
                      for start in _places(article, row["id"], phrase, said.count(phrase), strays)
                      for first, last, reading in own]
    aside = [(start, start + len(row["phrase"]), row) for row in set_aside
             for start in _places(article, row["phrase"], row["phrase"], row["occurrences"], strays)]
    accounts = []
    for start, end, numeral in article.numerals:
        words = _plain("".join(numeral.text.split()))
        owner = next(((row, reading) for first, last, row, reading in owned if first <= start and end <= last), None)
        name = next((row for first, last, row in aside if first <= start and end <= last
                     and {words, GAP}.intersection(_plain(row["numeral"]).split())), None)
        accounts.append(_judge(numeral, owner, name))
    for row in observations:  # one without a phrase stands for the first numeral without a row that reads as it does
        same = (one for one in accounts if row["phrase"] == GAP and one["status"] == "unaccounted" and one["hedge"]
                and all(_same(row[field], one[field]) for field in _READ[:3]))
        next(same, {}).update(status="mismatch", row=row["id"], note=f"the row has no phrase yet ({GAP})")
    return accounts + strays


def _account(numeral: Numeral | None, status: str | None, row: str | None = None, note: str = "") -> Account:
    fields = numeral.as_dict() if numeral else dict.fromkeys(_FIELDS)
    return fields | {"status": status, "row": row, "note": note}


def _judge(numeral: Numeral, owner: tuple[dict, Reading | None] | None, name: dict | None) -> Account:
    """Hold a numeral against the observation and the set-aside row that stand at its place."""
    if owner:
        row, reading = owner
        read = numeral if numeral.hedge is not None else reading
        if read is None or _agrees(row, read):
            within = numeral.kind != "quantity" and numeral.text in (getattr(read, "unit", "") or "")  # 千 of 千瓦时
            return _account(numeral, "accounted", row["id"]) | ({} if within else _as("quantity", read))
        if not name:
            said = " ".join(filter(None, (row[field] for field in _READ[:3])))
            found = " ".join(f"{word}" for word in (read.value, read.unit, read.hedge) if word is not None)
            return _account(numeral, "mismatch", row["id"], f"the row says {said}, the text {found}")
    if not name:
        return _account(numeral, "unaccounted")
    corrected = _as(name["kind"], None) if name["kind"] not in (numeral.kind, GAP) else {}
    return _account(numeral, "accounted", name["phrase"]) | corrected


def _as(kind: str, read: Numeral | Reading | None) -> dict:
    """Give a kind and what goes with it; nothing where it is no quantity."""
    return {"kind": kind} | {field: getattr(read, field, None) for field in _READ}


def _agrees(row: dict, reading: Reading | Numeral) -> bool:
    """Tell whether what is typed in a row is what the words read as; a gap agrees with anything."""
    return all(_same(row[field], getattr(reading, field)) for field in _READ[:3])


def _same(cell: str, read: float | str | None) -> bool:
    try:
        return float(cell) == read
    except ValueError:
        return cell in (GAP, read or "")


def _places(article: Article, name: str, phrase: str, wanted: int | str, strays: list[Account]) -> list[int]:
    """Find where a phrase stands; note the row where that is not as often as wanted."""
    starts = [found.start() for found in re.finditer(re.escape(phrase), article.joined)] if phrase else []
    if not starts:
        strays.append(_account(None, "missing", name, f"the phrase {phrase} is not in the text"))
    elif f"{wanted}" not in (GAP, f"{len(starts)}"):
        note = f"the phrase {phrase} stands {len(starts)} times in the text, not {wanted}"
        strays.append(_account(None, "repeated", name, note))
    return starts
