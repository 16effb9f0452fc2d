"""Read tables as `data/datapackage.json` describes them, and list everything that does not fit.

The descriptor is the only schema: names, types, allowed values and keys of every table are
read from it, here and by frictionless in the tests.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from .faults import DataError, Fault

DESCRIPTOR = "datapackage.json"
GAP = "TODO"  # what a draft leaves to a person; no table is loaded while it stands in one
_ENCODINGS = {b"\xef\xbb\xbf": "UTF-8 with a byte order mark", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


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


def read_table(folder: Path, resource: dict, faults: list[Fault]) -> pd.DataFrame:
    """Read every file of one table; what does not fit is added to `faults`.

    Parameters
    ----------
    folder : Path
        The data folder.
    resource : dict
        The table's part of the descriptor.
    faults : list of Fault
        Receives what is wrong.

    Returns
    -------
    pandas.DataFrame
        Typed columns in the order of the descriptor, with `_file` and `_row` (both for faults).
    """
    table = read_cells(folder, resource, faults)
    for field in resource["schema"]["fields"]:
        if field["name"] in table:
            table[field["name"]] = _typed(table, field, faults)
    return table


def read_cells(folder: Path, resource: dict, faults: list[Fault]) -> pd.DataFrame:
    """Read one table as `read_table` does, every cell as typed."""
    paths = resource["path"]
    listed = [paths] if isinstance(paths, str) else list(paths)
    faults.extend(_unlisted(folder, listed))
    parts = [_read_file(folder, name, resource["schema"], faults) for name in listed]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _unlisted(folder: Path, listed: list[str]) -> list[Fault]:
    """Name files that lie beside the listed ones but are not listed."""
    folders = {Path(name).parent for name in listed} - {Path()}
    found = {p.relative_to(folder).as_posix() for sub in folders for p in (folder / sub).glob("*.csv")}
    return [Fault(name, None, "", "a file that the descriptor does not list",
                  f"add it to the table's path in {DESCRIPTOR}, or move it away")
            for name in sorted(found - set(listed))]


def _read_file(folder: Path, name: str, schema: dict, faults: list[Fault]) -> pd.DataFrame:
    """Read one CSV as text; its columns are those of the schema whatever the file holds."""
    columns = [field["name"] for field in schema["fields"]]
    empty = pd.DataFrame(columns=[*columns, "_file", "_row"])
    try:
        content = (folder / name).read_bytes()
        _check_encoding(content)
        first = content[:content.find(b"\n") + 1] or content
        names = next(csv.reader([first.decode("utf-8")], strict=True), [])
        ragged = _ragged(content, len(names))
        table = empty if ragged or not names else pd.read_csv(
            io.BytesIO(content), dtype=str, keep_default_na=False, header=None, skiprows=1, names=range(len(names)))
    except FileNotFoundError:
        faults.append(Fault(name, None, "", "no such file", f"the file that {DESCRIPTOR} lists"))
        return empty
    except UnicodeError as error:
        faults.append(Fault(name, None, "", str(error), "UTF-8 without a byte order mark: in a "
                            "spreadsheet choose “CSV UTF-8”, then remove the mark, or use a text editor"))
        return empty
    except (OSError, ValueError, csv.Error) as error:
        faults.append(Fault(name, None, "", f"{error}".strip().replace("\n", " "),
                            "a CSV file with one header row and as many cells in each row"))
        return empty
    stray = [column for column in names if column not in columns]
    missing = [column for column in columns if column not in names]
    doubled = sorted({column for column in names if names.count(column) > 1})
    faults += [Fault(name, 1, column, "a column that is not described", ", ".join(columns)) for column in stray]
    faults += [Fault(name, 1, column, "no such column", "every column of the table") for column in missing]
    faults += [Fault(name, 1, column, "the same column twice", "each column once") for column in doubled]
    faults += [Fault(name, row, "", f"{count} cells", f"{len(names)} cells, as in the header") for row, count in ragged]
    if stray or missing or doubled or ragged:
        return empty
    return table.set_axis(names, axis=1)[columns].assign(_file=name, _row=range(2, len(table) + 2))


def _ragged(content: bytes, expected: int) -> list[tuple[int, int]]:
    """Return the rows with another number of cells than expected, as (row, cells).

    Raises
    ------
    ValueError
        Where a quotation mark is never closed.
    """
    raw = np.frombuffer(content, np.uint8)
    quotes = np.flatnonzero(raw == ord('"'))
    if len(quotes) % 2:
        raise ValueError("a quotation mark that is never closed")

    def outside(character: str) -> np.ndarray:  # between quotes an odd number of them has gone before
        places = np.flatnonzero(raw == ord(character))
        return places[np.searchsorted(quotes, places) % 2 == 0] if len(quotes) else places

    ends = outside("\n")
    if len(raw) and (not len(ends) or ends[-1] != len(raw) - 1):
        ends = np.append(ends, len(raw) - 1)
    cells = np.diff(np.searchsorted(outside(","), ends), prepend=0) + 1
    return [(int(place) + 1, int(cells[place])) for place in np.flatnonzero(cells != expected)]


def _check_encoding(raw: bytes) -> None:
    """Refuse what is not UTF-8, naming what it looks like."""
    for mark, encoding in _ENCODINGS.items():
        if raw.startswith(mark):
            raise UnicodeError(encoding)
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        try:
            raw.decode("gb18030")
        except UnicodeDecodeError:
            raise UnicodeError(f"bytes that are no UTF-8 (first at {error.start})") from None
        raise UnicodeError("GBK or GB18030") from None


def _typed(table: pd.DataFrame, field: dict, faults: list[Fault]) -> pd.Series | pd.Categorical:
    """Check one column against its field and return it with its type.

    Every rule looks at each different value once, however many rows have it.
    """
    name, kind, rules = field["name"], field["type"], field.get("constraints", {})
    codes, different = pd.factorize(table[name].to_numpy(object))
    text = pd.Series(different, dtype="str")
    filled = text != ""

    def blame(bad: pd.Series, allowed: str, rows=None) -> None:
        for place in np.flatnonzero(bad.to_numpy(bool)[codes] if rows is None else rows):
            found = text[codes[place]]
            faults.append(Fault(table["_file"].iat[place], int(table["_row"].iat[place]), name,
                                repr(found) if found else "nothing", allowed))

    if rules.get("required"):
        blame(~filled, "a value")
    gap = text == GAP
    choice = allowed_values(field)
    blame(gap, f"a gap that a person must fill: {field.get('description', name).rstrip('.')}"
          + (f" (one of {', '.join(choice)})" if choice else ""))
    filled &= ~gap
    if kind in ("number", "integer"):
        good = text.str.fullmatch(r"[+-]?\d+" if kind == "integer" else r"[+-]?\d+(\.\d+)?")
        blame(filled & ~good, "a whole number" if kind == "integer" else "a number such as 80.1")
        value = pd.to_numeric(text.where(good), errors="coerce")
        blame(good & (value < rules.get("minimum", -np.inf)), f"at least {rules.get('minimum')}")
        return pd.Series(value.to_numpy("float64")[codes]).astype("Int64" if kind == "integer" else "float64")
    suspect = _screen(different)
    if suspect(r"^[^\S\n]|[^\S\n]$"):
        blame(filled & (text != text.str.strip()), "no space at either end")
    if "pattern" in rules and suspect(rf"^(?!(?:{rules['pattern']})$)"):
        blame(filled & ~text.str.fullmatch(rules["pattern"]), f"the form {rules['pattern']}")
    if "maxLength" in rules and suspect(rf"^.{{{rules['maxLength'] + 1}}}"):
        blame(text.str.len() > rules["maxLength"], f"at most {rules['maxLength']} characters")
    if rules.get("unique") and len(text) < len(table):
        blame(filled, "a value that no other row has", pd.Series(codes).duplicated() & filled.to_numpy()[codes])
    if kind == "list":
        parts = [tuple(filter(None, one.split(field.get("delimiter", ",")))) for one in text]
        return pd.Series([parts[code] for code in codes], dtype=object)
    values = allowed_values(field)
    if values is not None:
        blame(filled & ~text.isin(values), ", ".join(values))
        return pd.Categorical.from_codes(pd.Index(values).get_indexer(text)[codes], categories=values)
    return table[name]


def _screen(values: np.ndarray) -> Callable[[str], bool]:
    """Search all values at once: only where that finds something need each be looked at."""
    joined = "\n".join(values)
    broken = joined.count("\n") >= len(values)  # a value with a line break in it
    return lambda pattern: broken or re.search(pattern, joined, re.MULTILINE) is not None


def check_keys(tables: dict[str, pd.DataFrame], descriptor: dict[str, dict]) -> list[Fault]:
    """List rows whose primary key is doubled or whose foreign key leads nowhere."""
    faults = []
    for name, resource in descriptor.items():
        table, schema = tables[name], resource["schema"]
        unique = {f["name"] for f in schema["fields"] if f.get("constraints", {}).get("unique")}
        key = schema.get("primaryKey", [])
        if key and not (len(key) == 1 and key[0] in unique):
            faults += _blame(table[table.duplicated(key)], key, "a key that no other row has")
        for link in schema.get("foreignKeys", []):
            fields, target = link["fields"], link["reference"]
            other = tables[target["resource"] or name][target["fields"]].set_axis(fields, axis=1)
            # Each different combination is looked up once.
            keys = table[fields].drop_duplicates() if len(fields) > 1 else table[fields]
            lost = (keys != "").all(axis=1)
            if len(fields) == 1:
                lost &= ~keys[fields[0]].isin(other[fields[0]])
            else:
                lost &= keys.merge(other.drop_duplicates(), how="left", indicator="found")["found"].to_numpy() != "both"
                keys = keys[lost].assign(lost=True)
                lost = len(keys) > 0 and table[fields].merge(keys, how="left", on=fields)["lost"].notna().to_numpy()
            where = f"{target['resource'] or name}.csv" if isinstance(
                descriptor[target["resource"] or name]["path"], str) else f"{target['resource']}/"
            if np.any(lost):
                faults += _blame(table[lost], fields, f"one that stands in {where}")
    return faults


def _blame(rows: pd.DataFrame, fields: list[str], allowed: str) -> list[Fault]:
    return [Fault(row["_file"], int(row["_row"]), ", ".join(fields),
                  " · ".join(repr(row[f]) for f in fields), allowed) for _, row in rows.iterrows()]
