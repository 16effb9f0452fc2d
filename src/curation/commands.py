"""What `audit` and `draft` print: every numeral of an article with its account, and what is left to do."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from helpers.errors import RefusedError
from helpers.loading import GAP, find_data

from .accounts import Account, Stray, compare
from .articles import Article, read_article
from .drafts import make_draft
from .ledger import add_rows, find_source, read_rows


def audit(path: str | Path, region: str | None = None, *, as_json: bool = False) -> int:
    """Print every numeral of an article, and whether a row accounts for it.

    Parameters
    ----------
    path : str or Path
        The article's text.
    region : str, optional
        Compare with this region's rows; without it with those of the source whose fingerprint or
        file name the article has, if there is one.
    as_json : bool
        Print one JSON object a line; what is wrong then goes to standard error.

    Returns
    -------
    int
        0; 1 where a numeral has no row or another reading, or a row's phrase is not in the text.
    """
    article = read_article(path)
    accounts, strays, source = account(article, region)
    every: list[Account | Stray] = [*accounts, *strays]
    told = [json.dumps(one.as_dict(), ensure_ascii=False) for one in every] if as_json else map(_line, accounts)
    for line in told:
        print(line)
    wrong = [f"{article.file}, {_where(one)}" for one in accounts if one.status in ("unaccounted", "mismatch")]
    wrong += map(str, strays)
    quiet = sys.stderr if as_json else sys.stdout
    for line in wrong:
        print(line, file=quiet)
    print(_summary(article, accounts, source, len(wrong)), file=quiet)
    return 1 if wrong else 0


def account(article: Article, region: str | None) -> tuple[list[Account], list[Stray], dict | None]:
    """Compare an article with the rows of its source, else of its region, else with none.

    Raises
    ------
    RefusedError
        For a region that there is not, or one with several articles none of which this is.
    """
    folder = find_data()
    known = [row["id"] for row in read_rows(folder, "regions")]
    if region not in (None, *known):
        raise RefusedError(f"no region {region!r}; there are: {', '.join(known)}. A new one begins with: draft")
    sources = read_rows(folder, "sources")
    source = find_source(article, sources, region)
    if source is None and region is None:
        return *compare(article), None
    if source is None:
        of_region = [row for row in sources if row["region"] == region]
        if len(of_region) != 1:
            files = ", ".join(row["file"] for row in of_region) or "none yet: draft it"
            raise RefusedError(f"{article.file} is not an article of {region}; there are: {files}")
        (source,) = of_region
    tables = [[row for row in read_rows(folder, name) if row["source"] == source["id"]]
              for name in ("observations", "set_aside")]
    return *compare(article, *tables), source


def _line(one: Account) -> str:
    """Write one numeral: place, words, what it is, how it reads, and its row."""
    numeral = one.numeral
    words = "".join(numeral.text.split())
    said = [f"{numeral.start}-{numeral.end}", words, numeral.kind, _reading(one), one.status or "", one.row or ""]
    return "\t".join(said).rstrip()


def _reading(one: Account) -> str:
    numeral = one.numeral
    if numeral.kind != "quantity":
        return ""
    if numeral.hedge is None:
        return "not read"
    low = "(" if numeral.low_open else "["
    high = ")" if numeral.high_open else "]"
    hedge = "" if numeral.hedge == "none" else f" {numeral.hedge}"
    ends = f"{'-inf' if numeral.low is None else numeral.low}, {'inf' if numeral.high is None else numeral.high}"
    return f"{'' if numeral.value is None else numeral.value}{numeral.unit or ''}{hedge} {low}{ends}{high}"


def _where(one: Account) -> str:
    """Name a numeral that is not accounted for, or whose row differs."""
    numeral = one.numeral
    place = f"{numeral.start}-{numeral.end}: {''.join(numeral.text.split())} ({numeral.kind})"
    if one.status == "unaccounted":
        return f"{place} is in no row"
    return f"{place} reads otherwise than its nearest row {one.row}: {one.note}"


def _summary(article: Article, accounts: list[Account], source: dict | None, wrong: int) -> str:
    kinds = Counter(one.numeral.kind for one in accounts)
    count = ", ".join(f"{number} {kind}" for kind, number in kinds.most_common())
    said = f"{article.file}: {len(accounts)} numerals" + (f" ({count})" if count else "")
    if source is None:
        return f"{said}; compared with no rows: name a region, or draft one"
    said += f"; {wrong} to settle with the rows of {source['id']}" if wrong else f"; all in the rows of {source['id']}"
    if source["sha256"] != article.sha256:
        said += " (not the very file that it was curated from: another fingerprint)"
    return said


def draft(path: str | Path, region: str) -> int:
    """Write the rows of an article that the tables do not have, and say what is left to do.

    Parameters
    ----------
    path : str or Path
        The article's text.
    region : str
        The id of the region that it is about.

    Returns
    -------
    int
        0.

    Raises
    ------
    RefusedError, DataError, OSError
        Where nothing was written.
    """
    article, folder = read_article(path), find_data()
    made = make_draft(article, folder, region)
    of_region = ("observations", "relations", "set_aside")  # a region has all three files, empty ones too
    new = {name: made.rows[name] for name in ("regions", "sources", "sections", "periods", *of_region)
           if made.rows[name] or name in of_region}
    files = add_rows(folder, region, new)
    for name, rows in new.items():
        if rows:
            print(f"{name}: {len(rows)} new row{'s' if len(rows) > 1 else ''}")
    for note in made.notes:
        print(note)
    if not any(new.values()):
        print(f"nothing new: every numeral of {article.file} has its row")
    else:
        print(f"wrote {', '.join(files)}")
        print(f"{made.gaps} gaps ({GAP}) for a person to fill: `make check` lists them")
    return 0
