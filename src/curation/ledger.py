"""Add rows to the tables: nothing that is there changes, and all files change or none does."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

from helpers.faults import RefusedError
from helpers.schema import DESCRIPTOR, read_descriptor

__all__ = ["add_rows", "write_all"]


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
        Where a table is no CSV file with the columns of the descriptor.
    OSError
        Where a file cannot be written; then all are as they were.
    """
    descriptor = read_descriptor(folder)
    changes: dict[Path, bytes] = {}
    listing = (folder / DESCRIPTOR).read_bytes().decode("utf-8")
    for table, new in rows.items():
        paths = descriptor[table]["path"]
        name = paths
        if not isinstance(paths, str):
            # A region that is kept as Parquet gets a CSV beside it: what is there is never rewritten.
            name = f"{table}/{region}.csv"
            if name not in paths:
                listing = _listed(listing, table, paths, name)
        if not name.endswith(".csv"):
            if not new:
                continue
            raise RefusedError(f"{name} is no CSV file, and rows can only be added to one: write it as a CSV first")
        path = folder / name
        if new or not path.is_file():
            columns = [field["name"] for field in descriptor[table]["schema"]["fields"]]
            changes[path] = _appended(path, columns, new)
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
        columns = next(csv.reader([old.decode("utf-8").splitlines()[0]]))
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
            if before[path] is None:
                path.unlink(missing_ok=True)
            elif path.read_bytes() != before[path]:
                path.write_bytes(before[path])
        raise
    finally:
        for path in fresh.values():
            path.unlink(missing_ok=True)
