"""The descriptor `data/datapackage.json`: where it is, what it says of each table, and whether cells obey it.

It is the only schema. Names, types, allowed values and keys of every table are read from it, here
and by any other reader of Data Packages.
"""

from __future__ import annotations

import json
import math
import re
from functools import cache
from pathlib import Path
from typing import Any

from .errors import DataError, Fault

DESCRIPTOR = "datapackage.json"
NAME = "two-regions-in-figures"
GAP = "TODO"  # what a draft leaves to a person; no table is loaded while one is left
_NUMBERS = {"integer": (r"[+-]?[0-9]+", "a whole number"),
            "number": (r"[+-]?[0-9]+(\.[0-9]+)?", "a number such as 80.1")}
_LARGEST = 2**53  # beyond it floats leave out whole numbers
Row = dict[str, Any]  # the cells of a row as text, with its `_file` (text) and `_row` (a whole number)


def find_data(folder: str | Path | None = None) -> Path:
    """Find the data folder.

    Parameters
    ----------
    folder : str or Path, optional
        The data folder or the checkout around it. Without it: the nearest `data/` of this project at
        or above the working directory, else the one of this checkout, else the tables that were
        installed with the package.

    Raises
    ------
    DataError
        Where there is none.

    Examples
    --------
    >>> (find_data() / "datapackage.json").is_file()
    True
    """
    package, here = Path(__file__).resolve().parent, Path.cwd()
    if folder is not None:
        candidates = [Path(folder), Path(folder) / "data"]
    else:
        near = [above / "data" for above in (here, *here.parents)]
        candidates = [*filter(_is_ours, near), package.parents[1] / "data", package / "data"]
    for candidate in candidates:
        if (candidate / DESCRIPTOR).is_file():
            return candidate
    missing = Fault(str(Path(folder or "data") / DESCRIPTOR), None, "", "no such file",
                    f"a folder with {DESCRIPTOR}; run from the checkout or name the folder")
    raise DataError([missing])


def _is_ours(folder: Path) -> bool:
    """Tell whether a folder is not another project's; one that is broken is told when it is read."""
    try:
        return json.loads((folder / DESCRIPTOR).read_bytes()).get("name", NAME) == NAME
    except (OSError, ValueError, AttributeError):
        return True


def read_descriptor(folder: Path) -> dict[str, dict]:
    """Return the tables of the descriptor by name.

    Raises
    ------
    DataError
        Where the descriptor is missing, is not UTF-8 JSON, or has no table.
    """
    path = folder / DESCRIPTOR
    try:
        return _parse_descriptor(path, path.stat().st_mtime_ns)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, re.error) as error:
        fault = Fault(DESCRIPTOR, None, "", f"{type(error).__name__}: {error}",
                      "a Data Package descriptor: UTF-8 JSON with resources, each with a schema")
        raise DataError([fault]) from None


@cache
def _parse_descriptor(path: Path, stamp: int) -> dict[str, dict]:
    """Parse each version of the file once; `stamp` is its time of change."""
    tables = {resource["name"]: resource for resource in json.loads(path.read_text(encoding="utf-8"))["resources"]}
    for resource in tables.values():  # whatever is read later on is there
        paths_of(resource)
        known = {field["name"] for field in resource["schema"]["fields"] if field["type"] and _rules_of(field)}
        for link in resource["schema"].get("foreignKeys", []):
            goal = link["reference"]["resource"] or resource["name"]
            there = {field["name"] for field in tables[goal]["schema"]["fields"]}
            if not (known.issuperset(link["fields"]) and there.issuperset(link["reference"]["fields"])):
                raise ValueError(f"{resource['name']}: a foreign key of fields that are not there")
    return tables


def _rules_of(field: dict) -> tuple:
    return allowed_values(field), re.compile(field.get("constraints", {}).get("pattern", ""))


def paths_of(resource: dict) -> list[str]:
    """Return the files of a table, relative to the data folder."""
    return [resource["path"]] if isinstance(resource["path"], str) else list(resource["path"])


def allowed_values(field: dict) -> list[str] | None:
    """Return the values that a field is limited to, or None where any will do."""
    if "categories" in field:
        return [category["value"] for category in field["categories"]]
    return field.get("constraints", {}).get("enum")


def check_cells(rows: list[Row], resource: dict) -> list[Fault]:
    """Hold every cell of a table against its field.

    Parameters
    ----------
    rows : list of dict
        Cells as text, with `_file` and `_row`; see `helpers.csv_files.read_table`.
    resource : dict
        The table's part of the descriptor.
    """
    faults = []
    for field in resource["schema"]["fields"]:
        cells = [row[field["name"]] for row in rows]
        refused = {cell: reason for cell in set(cells) if (reason := _refusal(cell, field))}
        wrong = [(at, refused[cell]) for at, cell in enumerate(cells) if cell in refused]
        if field.get("constraints", {}).get("unique"):
            wrong += [(at, "a value that no other row has") for at in _repeated(cells)]
        faults += [blame(rows[at], [field["name"]], allowed) for at, allowed in wrong]
    return faults


def blame(row: Row, fields: list[str], allowed: str) -> Fault:
    """Make the fault of one cell, or of several together."""
    found = " · ".join(repr(row[field]) if row[field] else "nothing" for field in fields)
    return Fault(row["_file"], row["_row"], ", ".join(fields), found, allowed)


def _refusal(cell: str, field: dict) -> str | None:
    """Say what is allowed instead of a cell; None where the cell is."""
    rules, choice = field.get("constraints", {}), allowed_values(field)
    if not cell:
        return "a value" if rules.get("required") else None
    if cell == GAP:
        told = field.get("description", field["name"]).rstrip(".")
        return f"a gap that a person must fill: {told}" + (f" (one of {', '.join(choice)})" if choice else "")
    if cell != cell.strip():
        return "no space at either end"
    if not cell.replace("\u3000", " ").isprintable() or "\ufffd" in cell:
        return "only characters that can be seen, and ordinary spaces: type the cell anew"
    if cell[0] in "'=@":
        return f"a cell that does not begin with {cell[0]}, which a spreadsheet may have put there"
    if choice is not None and cell not in choice:
        return ", ".join(choice) + (f"; a new one is added to `categories` of {field['name']} in data/{DESCRIPTOR}"
                                    if "categories" in field else "")
    if field["type"] in _NUMBERS:
        return _refusal_of_number(cell, field["type"], rules)
    if "pattern" in rules and not re.fullmatch(rules["pattern"], cell):
        return field.get("form", f"the form {rules['pattern']}")
    if len(cell) > rules.get("maxLength", math.inf):
        return f"at most {rules['maxLength']} characters"
    return None


def _refusal_of_number(cell: str, kind: str, rules: dict) -> str | None:
    form, said = _NUMBERS[kind]
    if not re.fullmatch(form, cell):
        return said
    if float(cell) < rules.get("minimum", -math.inf):
        return f"at least {rules['minimum']}"
    if abs(float(cell)) > _LARGEST:
        return f"{said}, of at most {_LARGEST}"
    return None


def _repeated(cells: list) -> list[int]:
    """Give the places of cells that stood before; empty ones and gaps may stand again."""
    first: dict = {}
    return [at for at, cell in enumerate(cells) if cell not in ("", GAP) and first.setdefault(cell, at) != at]


def check_keys(tables: dict[str, list[Row]], descriptor: dict[str, dict]) -> list[Fault]:
    """List rows whose primary key is doubled or whose foreign key leads nowhere."""
    faults = []
    for name, resource in descriptor.items():
        rows, schema = tables[name], resource["schema"]
        if key := schema.get("primaryKey"):
            faults += [blame(rows[at], key, "a key that no other row has") for at in _repeated(_keys(rows, key))]
        for link in schema.get("foreignKeys", []):
            goal, fields = link["reference"]["resource"] or name, link["fields"]
            there = set(_keys(tables[goal], link["reference"]["fields"]))
            path = descriptor[goal]["path"]
            allowed = f"one that stands in {path if isinstance(path, str) else f'{goal}/'}"
            faults += [blame(row, fields, allowed) for row, cells in zip(rows, _keys(rows, fields), strict=True)
                       if all(cells) and cells not in there]
    return faults


def _keys(rows: list[Row], fields: list[str]) -> list[tuple[str, ...]]:
    return [tuple(row[field] for field in fields) for row in rows]
