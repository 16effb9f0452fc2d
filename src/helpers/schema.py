"""Read tables as `data/datapackage.json` describes them, and list everything that does not fit.

The descriptor is the only schema: names, types, allowed values and keys of every table are
read from it, here and by frictionless in the tests.
"""

from __future__ import annotations

import csv
import io
import json
import re
from functools import cache
from pathlib import Path

import pandas as pd

from .faults import DataError, Fault

DESCRIPTOR = "datapackage.json"
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
    paths = resource["path"]
    listed = [paths] if isinstance(paths, str) else list(paths)
    faults.extend(_unlisted(folder, listed))
    parts = [_read_file(folder, name, resource["schema"], faults) for name in listed]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    for field in resource["schema"]["fields"]:
        if field["name"] in table:
            table[field["name"]] = _typed(table, field, faults)
    return table


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
        text = _decode((folder / name).read_bytes())
        cells = [len(line) for line in csv.reader(io.StringIO(text), strict=True)]
        names = next(csv.reader(io.StringIO(text)), [])
        ragged = [(row, count) for row, count in enumerate(cells, 1) if count != len(names)]
        table = empty if ragged or not names else pd.read_csv(
            io.StringIO(text), dtype=str, keep_default_na=False, header=None, skiprows=1, names=range(len(names)))
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


def _decode(raw: bytes) -> str:
    """Decode UTF-8; anything else is named as what it looks like."""
    for mark, encoding in _ENCODINGS.items():
        if raw.startswith(mark):
            raise UnicodeError(encoding)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        try:
            raw.decode("gb18030")
        except UnicodeDecodeError:
            raise UnicodeError(f"bytes that are no UTF-8 (first at {error.start})") from None
        raise UnicodeError("GBK or GB18030") from None


def _typed(table: pd.DataFrame, field: dict, faults: list[Fault]) -> pd.Series:
    """Check one column against its field and return it with its type."""
    name, kind = field["name"], field["type"]
    text = table[name].astype("str")
    rules = field.get("constraints", {})
    filled = text != ""

    def blame(bad: pd.Series, allowed: str) -> None:
        for index in table.index[bad]:
            faults.append(Fault(table.at[index, "_file"], int(table.at[index, "_row"]), name,
                                repr(text[index]) if text[index] else "nothing", allowed))

    if rules.get("required"):
        blame(~filled, "a value")
    if kind in ("number", "integer"):
        pattern = r"[+-]?\d+" if kind == "integer" else r"[+-]?\d+(\.\d+)?"
        good = text.str.fullmatch(pattern)
        blame(filled & ~good, "a whole number" if kind == "integer" else "a number such as 80.1")
        value = pd.to_numeric(text.where(good), errors="coerce")
        if "minimum" in rules:
            blame(good & (value < rules["minimum"]), f"at least {rules['minimum']}")
        return value.astype("Int64" if kind == "integer" else "float64")
    blame(filled & (text != text.str.strip()), "no space at either end")
    if "pattern" in rules:
        blame(filled & ~text.str.fullmatch(rules["pattern"]), f"the form {rules['pattern']}")
    if "maxLength" in rules:
        blame(text.str.len() > rules["maxLength"], f"at most {rules['maxLength']} characters")
    if rules.get("unique"):
        blame(filled & text.duplicated(), "a value that no other row has")
    if kind == "list":
        return text.str.split(re.escape(field.get("delimiter", ","))).map(lambda part: tuple(filter(None, part)))
    values = allowed_values(field)
    if values is not None:
        blame(filled & ~text.isin(values), ", ".join(values))
        return pd.Categorical(text.where(filled & text.isin(values)), categories=values)
    return text


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
            known = set(other.itertuples(index=False, name=None))
            keys = pd.Series(list(table[fields].itertuples(index=False, name=None)), index=table.index, dtype=object)
            lost = ~keys.isin(known) & (table[fields] != "").all(axis=1)
            where = f"{target['resource'] or name}.csv" if isinstance(
                descriptor[target["resource"] or name]["path"], str) else f"{target['resource']}/"
            faults += _blame(table[lost], fields, f"one that stands in {where}")
    return faults


def _blame(rows: pd.DataFrame, fields: list[str], allowed: str) -> list[Fault]:
    return [Fault(row["_file"], int(row["_row"]), ", ".join(fields),
                  " · ".join(repr(row[f]) for f in fields), allowed) for _, row in rows.iterrows()]
