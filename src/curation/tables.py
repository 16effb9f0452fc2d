"""The tables as typed: read their rows, and add rows. All files change or none does."""

from pathlib import Path

import pandas as pd

from helpers.errors import DataError, Fault, Row
from helpers.loading import read_descriptor, read_table
from helpers.rules import DESCRIPTOR


def read_rows(folder: Path) -> dict[str, list[Row]]:
    """Return the rows of every table as typed, checked or not, with its `_file` and `_row`."""
    faults: list[Fault] = []
    rows = {name: read_table(folder, resource, faults).to_dict("records")
            for name, resource in read_descriptor(folder).items()}
    if faults:
        raise DataError(faults)
    return rows


def add_rows(folder: Path, region: str, rows: dict[str, list[dict]]) -> list[str]:
    """Add rows at the end of their tables, in the region's own file where there is one a region; name the files."""
    descriptor, old = read_descriptor(folder), read_rows(folder)
    before = listing = (folder / DESCRIPTOR).read_bytes().decode("utf-8")
    changes: dict[str, str] = {}
    for table, new in rows.items():
        paths = descriptor[table]["path"]
        name = paths if isinstance(paths, str) else f"{table}/{region}.csv"
        if name not in paths:
            last = f'"{paths[-1]}"'
            listing = listing.replace(last, f'{last}, "{name}"', 1)
        if new or name not in paths:
            columns = [field["name"] for field in descriptor[table]["schema"]["fields"]]
            whole = [row for row in old[table] if row["_file"] == name] + new
            changes[name] = pd.DataFrame(whole, columns=columns).to_csv(index=False, lineterminator="\n")
    if listing != before:
        changes[DESCRIPTOR] = listing
    write_all({folder / name: text.encode("utf-8") for name, text in changes.items()})
    return list(changes)


def write_all(files: dict[Path, bytes]) -> None:
    """Write several files; where one cannot be written, or after Ctrl-C, all are as they were."""
    before = {path: path.read_bytes() if path.is_file() else None for path in files}
    try:
        for path, content in files.items():
            path.write_bytes(content)
    except BaseException:
        for path, was in before.items():
            if was is None:
                path.unlink(missing_ok=True)
            elif path.read_bytes() != was:  # one that is locked was not changed either
                path.write_bytes(was)
        raise
