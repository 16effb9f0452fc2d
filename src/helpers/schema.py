"""The descriptor `data/datapackage.json`: where it is, and what it says of each table.

It is the only schema: names, types, allowed values and keys of every table are read from it, by
:mod:`helpers.checks` and by frictionless in the tests.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from .faults import DataError, Fault

DESCRIPTOR = "datapackage.json"
GAP = "TODO"  # what a draft leaves to a person; no table is loaded while it stands in one


def find_data(folder: str | Path | None = None) -> Path:
    """Find the data folder.

    Parameters
    ----------
    folder : str or Path, optional
        The folder itself. Without it: the nearest `data/datapackage.json` at or above the
        working directory, else the one of this checkout.

    Raises
    ------
    DataError
        Where there is none.
    """
    if folder is not None:
        candidates = [Path(folder)]
    else:
        here = Path.cwd()
        candidates = [p / "data" for p in (here, *here.parents, Path(__file__).resolve().parents[2])]
    for candidate in candidates:
        if (candidate / DESCRIPTOR).is_file():
            return candidate
    missing = Fault(str(Path(folder or "data") / DESCRIPTOR), None, "", "no such file",
                    "a folder with datapackage.json; run from the checkout or name the folder")
    raise DataError([missing])


def read_descriptor(folder: Path) -> dict[str, dict]:
    """Return the tables of the descriptor by name.

    Raises
    ------
    DataError
        Where the descriptor is missing, is not UTF-8 JSON, or has no table.
    """
    path = folder / DESCRIPTOR
    try:
        stamp = path.stat().st_mtime_ns
        return _parse_descriptor(path, stamp)
    except (OSError, ValueError, KeyError, TypeError) as error:
        fault = Fault(DESCRIPTOR, None, "", f"{type(error).__name__}: {error}",
                      "a Data Package descriptor: UTF-8 JSON with resources, each with a schema")
        raise DataError([fault]) from None


@cache
def _parse_descriptor(path: Path, stamp: int) -> dict[str, dict]:
    """Parse once a version of the file; `stamp` is its time of change."""
    package = json.loads(path.read_text(encoding="utf-8"))
    return {resource["name"]: resource for resource in package["resources"]}


def allowed_values(field: dict) -> list[str] | None:
    """Return the values that a field is limited to, or None where any will do."""
    if "categories" in field:
        return [category["value"] for category in field["categories"]]
    return field.get("constraints", {}).get("enum")
