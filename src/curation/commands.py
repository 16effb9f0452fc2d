"""What `audit` and `draft` print: every numeral of an article with its account, and what is left to do."""

import json
import sys
from collections import Counter
from pathlib import Path

from chinese_quantities import describe
from helpers.errors import RefusedError
from helpers.loading import find_data
from helpers.rules import GAP

from .accounts import Account, compare
from .articles import Article, read_article
from .drafts import find_source, make_draft
from .tables import add_rows, read_rows


def audit(path: str | Path, region: str | None = None, *, as_json: bool = False) -> int:
    """Print every numeral of an article, and whether a row accounts for it.

    It is compared with the rows of the source whose fingerprint or file name it has, in the region, if
    one is given. As JSON, one object a line, what is wrong goes to standard error.

    Returns
    -------
    int
        0; 1 where a numeral has no row or another reading, or a row's phrase is not in the text.

    Raises
    ------
    RefusedError
        For a region that there is not, or that this is no article of.
    """
    article, tables = read_article(path), read_rows(find_data())
    known = [row["id"] for row in tables["regions"]]
    if region not in (None, *known):
        raise RefusedError(f"no region {region!r}; there are: {', '.join(known)}. A new one begins with: draft")
    source = find_source(article, tables["sources"], region)
    if source is None and region is not None:
        files = ", ".join(row["file"] for row in tables["sources"] if row["region"] == region)
        raise RefusedError(f"{article.file} is not an article of {region}; there are: {files or 'none yet: draft it'}. "
                           "Another version is known by the name of its file")
    accounts = compare(article, *([row for row in tables[name] if row["source"] == source["id"]] if source else None
                                  for name in ("observations", "set_aside")))
    wrong = []
    for one in accounts:
        words = "".join((one["text"] or "").split())
        if as_json:
            print(json.dumps(one, ensure_ascii=False))
        elif one["kind"]:
            print("\t".join((f"{one['start']}-{one['end']}", words, one["kind"], describe(one, brief=True),
                             one["status"] or "", one["row"] or "")).rstrip())
        where = f"{article.file}, {one['start']}-{one['end']}: {words} ({one['kind']})"
        if one["status"] == "unaccounted":
            wrong.append(f"{where} is in no row")
        elif one["status"] == "mismatch":
            wrong.append(f"{where} reads otherwise than its nearest row {one['row']}: {one['note']}")
        elif one["note"]:
            wrong.append(f"{one['row']}: {one['note']}")
    print(*wrong, _summary(article, accounts, source, len(wrong)), sep="\n", file=sys.stderr if as_json else sys.stdout)
    return 1 if wrong else 0


def _summary(article: Article, accounts: list[Account], source: dict | None, wrong: int) -> str:
    kinds = Counter(one["kind"] for one in accounts if one["kind"])
    count = ", ".join(f"{number} {kind}" for kind, number in kinds.most_common())
    said = f"{article.file}: {kinds.total()} numerals" + (f" ({count})" if count else "")
    if source is None:
        return f"{said}; compared with no rows: name a region, or draft one"
    said += f"; {wrong} to settle with the rows of {source['id']}" if wrong else f"; all in the rows of {source['id']}"
    if source["sha256"] != article.sha256:
        said += " (not the very file that it was curated from: another fingerprint)"
    return said


def draft(path: str | Path, region: str) -> int:
    """Write the rows of an article that the tables do not have, all or none, say what is left to do, and return 0."""
    article, folder = read_article(path), find_data()
    rows, notes = make_draft(article, folder, region)
    files = add_rows(folder, region, rows)
    said = [f"{name}: {len(found)} new row{'s' if len(found) > 1 else ''}" for name, found in rows.items() if found]
    gaps = sum(cell == GAP for found in rows.values() for row in found for cell in row.values())
    nothing = "nothing new" if notes else f"nothing new: every numeral of {article.file} has its row"
    wrote = f"wrote {', '.join(files)}\n{gaps} gaps ({GAP}) for a person to fill: `make check` lists them"
    print(*said, *notes, wrote if said else nothing, sep="\n")
    return 0
