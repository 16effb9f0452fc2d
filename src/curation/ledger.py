"""The tables as typed: read their rows, and add rows. All files change or none does."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

from helpers.errors import DataError, Fault, RefusedError
from helpers.loading import DESCRIPTOR, read_descriptor, read_table

from .articles import Article

__all__ = ["add_rows", "find_source", "read_rows", "write_all"]


def read_rows(folder: Path, table: str) -> list[dict[str, str]]:
    """Return the rows of a table as typed, checked or not.

    Raises
    ------
    DataError
        Where a file cannot be read as a table.
    """
    faults: list[Fault] = []
    descriptor = read_descriptor(folder)
    if table not in descriptor:
        raise DataError([Fault(DESCRIPTOR, None, "resources", "nothing of this name", f"a table {table}")])
    rows = read_table(folder, descriptor[table], faults)
    if faults:
        raise DataError(faults)
    return rows.to_dict("records")


def find_source(article: Article, sources: list[dict], region: str | None = None) -> dict[str, str] | None:
    """Find the row of `sources.csv` that an article belongs to, by fingerprint, then by file name.

    Raises
    ------
    RefusedError
        Where the article belongs to another region.
    """
    for field, value in (("sha256", article.sha256), ("file", article.file)):
        found = [row for row in sources if row[field] == value]
        own = [row for row in found if region in (None, row["region"])]
        if own:
            return own[0]
        if found and field == "sha256":
            raise RefusedError(f"{article.file} is the article of the region {found[0]['region']} already")
    return None


def add_rows(folder: Path, region: str, rows: dict[str, list[dict]]) -> list[str]:
    """Append rows to their tables, in the region's own file where there is one a region.

    Parameters
    ----------
    folder : Path
        The data folder.
    region : str
    rows : dict of str to list of dict
        The rows by table; a field that is not given stays empty.

    Returns
    -------
    list of str
        The files changed, relative to the folder.

    Raises
    ------
    RefusedError
        Where the descriptor lists its files in a way that cannot be added to.
    OSError
        Where a file cannot be written; then all are as they were.
    """
    descriptor = read_descriptor(folder)
    changes: dict[Path, bytes] = {}
    listing = (folder / DESCRIPTOR).read_bytes().decode("utf-8")
    for table, new in rows.items():
        paths = descriptor[table]["path"]
        name = paths if isinstance(paths, str) else f"{table}/{region}.csv"
        if name not in ([paths] if isinstance(paths, str) else paths):
            listing = _listed(listing, table, paths, name)
        if new or not (folder / name).is_file():
            columns = [field["name"] for field in descriptor[table]["schema"]["fields"]]
            changes[folder / name] = _appended(folder / name, columns, new)
    if listing.encode("utf-8") != (folder / DESCRIPTOR).read_bytes():
        changes[folder / DESCRIPTOR] = listing.encode("utf-8")
    write_all(changes)
    return [path.relative_to(folder).as_posix() for path in changes]


def _appended(path: Path, columns: list[str], rows: list[dict]) -> bytes:
    """Return the bytes of a file with rows added, its own line ends and order of columns kept."""
    old = path.read_bytes() if path.is_file() else b""
    end = "\r\n" if b"\r\n" in old else "\n"
    text = io.StringIO(newline="")
    if old:
        columns = next(csv.reader([old.decode("utf-8-sig").splitlines()[0]]))
    writer = csv.DictWriter(text, columns, restval="", lineterminator=end)
    if not old:
        writer.writeheader()
    elif not old.endswith(b"\n"):
        text.write(end)
    writer.writerows(rows)
    return old + text.getvalue().encode("utf-8")


def _listed(listing: str, table: str, paths: list[str], name: str) -> str:
    """Add a file to the list of a table's files, the rest of the descriptor as it is written."""
    wanted = json.dumps([*paths, name], ensure_ascii=False)
    for found in re.finditer(r'"path"\s*:\s*(\[[^\[\]]*\])', listing):
        if json.loads(found[1]) == paths:
            return listing[:found.start(1)] + wanted + listing[found.end(1):]
    raise RefusedError(f"{DESCRIPTOR} lists the files of {table} in a way that cannot be added to: add {name} by hand")


def write_all(changes: dict[Path, bytes]) -> None:
    """Write several files or none: beside their places first, then moved there.

    Raises
    ------
    OSError
        Where one cannot be written; what was there is there again.
    """
    fresh = {path: path.with_name(f".{path.name}.new") for path in changes}
    before = {path: path.read_bytes() if path.is_file() else None for path in changes}
    moved: list[Path] = []
    try:
        for path, content in changes.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh[path].write_bytes(content)
        for path in changes:
            moved.append(path)
            fresh[path].replace(path)
    except BaseException:
        for path in moved:
            if (old := before[path]) is None:
                path.unlink(missing_ok=True)
            elif path.read_bytes() != old:
                path.write_bytes(old)
        raise
    finally:
        for path in fresh.values():
            path.unlink(missing_ok=True)
