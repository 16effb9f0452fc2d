"""The data folder: where it is, its CSV files as text, and the rules of its descriptor that every cell obeys.

`data/datapackage.json` is the only schema: names, types, allowed values and keys are read from it. A file that is
no table of ours, as after a spreadsheet saved it, is told in one sentence.
"""

import io
import json
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from pathlib import Path

import pandas as pd

from .errors import DataError, Fault, Row, blame

DESCRIPTOR = "datapackage.json"
NAME = "two-regions-in-figures"
GAP = "TODO"  # what a draft leaves to a person; no table is loaded while one is left
_SAVE = "a CSV file in UTF-8: in a spreadsheet save as “CSV UTF-8 (comma delimited)”"
# By what bytes a file is known that is no table of ours, what it is, and what to do.
_SIGNS = [
    (rb"\Aversion https://git-lfs", "a pointer of Git LFS, not the file itself", "the file itself: run `git lfs pull`"),
    (rb"\A(PK\x03\x04|\xd0\xcf\x11\xe0|%PDF)", "an Excel, zipped or PDF file", _SAVE),
    (rb"\A(\xff\xfe|\xfe\xff)|\0", "text in UTF-16, or no text at all", _SAVE),
    (rb"\A(?=(\xef\xbb\xbf)?\s*\Z)", "an empty file", "a CSV file with a header row"),
    (rb"\A(?=(\xef\xbb\xbf)?\s*<[!?a-z])", "a web page, not a table", "the CSV file itself: download it as “raw”"),
    (rb"(?m)^(<<<<<<<|>>>>>>>) ", "the marks of a merge that is not finished (<<<<<<<)", "one of the two versions"),
    (rb'\A(\xef\xbb\xbf)?"?sep=', "a first line “sep=”, which only Excel understands", "no such line: delete it"),
    (rb"\A[^\n]*\r[^\n]*\Z", "lines that end as on old Macs (CR alone)", _SAVE + ", not “CSV (Macintosh)”"),
    *((rb"\A[^,\n]*" + re.escape(mark.encode()), f"cells separated by {said}", f"cells separated by commas: {_SAVE}")
      for mark, said in [("\t", "tabs"), (";", "semicolons"), ("|", "bars"), ("，", "full-width commas")]),
    (rb"(?<=\n)(,*\r?(?=\n)|,+\Z)", "a row without any content", "no empty row: delete all that hold nothing"),
    (rb"\A(?=,|[^\n]*(,,|,\r?\n))", "a column without a name", "no empty column: delete those that hold nothing"),
    (rb'\A(("([^"]|"")*+"\r?|[^",\n]*+)(,|\n|\Z))*+(?!\Z)',
     "a quotation mark that is never closed, or stands within a cell",
     "a cell in quotation marks from end to end, those inside it doubled"),
]
# A constraint of a field, whether a cell obeys it, what is allowed. Each cell is held against the first four.
_RULES: list[tuple[str, Callable, str]] = [
    ("", lambda cell, _: cell != GAP, "a gap that a person must fill. {description} {choices}"),
    ("", lambda cell, _: cell == cell.strip(), "no space at either end"),
    ("", lambda cell, _: cell.replace("\u3000", " ").isprintable() and "\ufffd" not in cell,
     "only characters that can be seen, and ordinary spaces: type the cell anew"),
    ("", lambda cell, _: cell[0] not in "'=@", "no ', = or @ at the beginning, which a spreadsheet may have put there"),
    ("enum", lambda cell, choices: cell in choices, "{choices}; a new one is added to {name} in data/" + DESCRIPTOR),
    ("integer", lambda cell, _: re.fullmatch(r"[+-]?[0-9]{1,15}", cell), "a whole number of at most 15 digits"),
    ("number", lambda cell, _: re.fullmatch(r"[+-]?[0-9]{1,15}(\.[0-9]+)?", cell), "a number such as 80.1"),
    ("minimum", lambda cell, least: float(cell) >= least, "at least {minimum}"),
    ("pattern", lambda cell, pattern: re.fullmatch(pattern, cell), "{form}"),
    ("maxLength", lambda cell, most: len(cell) <= most, "at most {maxLength} characters"),
]


def find_data(folder: str | Path | None = None) -> Path:
    """Find the data folder: the one that is named, or `data/` in it.

    Where none is named: this project's `data/` at or above the working directory, else that of this checkout, else
    the tables that were installed with the package. DataError where there is none.

    Examples
    --------
    >>> (find_data() / "datapackage.json").is_file()
    True
    """
    package, here = Path(__file__).resolve().parent, Path.cwd()
    if folder is None:
        near = [above / "data" for above in (here, *here.parents)]
        candidates = [*filter(_is_ours, near), package.parents[1] / "data", package / "data"]
    else:
        candidates = [Path(folder), Path(folder) / "data"]
    for candidate in candidates:
        if (candidate / DESCRIPTOR).is_file():
            return candidate
    raise DataError([Fault(str(Path(folder or "data") / DESCRIPTOR), None, "", "no such file",
                           f"a folder with {DESCRIPTOR}; run from the checkout or name the folder")])


def _is_ours(folder: Path) -> bool:
    path = folder / DESCRIPTOR
    return path.is_file() and NAME in path.read_text(encoding="utf-8", errors="replace")


def read_descriptor(folder: Path) -> dict[str, dict]:
    """Return the tables of the descriptor by name; DataError where it is no Data Package in UTF-8 JSON."""
    try:
        tables = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))["resources"]
        return {table["name"]: table for table in tables if paths_of(table) and _names(table)}
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise broken(error) from None


def broken(error: Exception) -> DataError:
    """Say that the descriptor lacks what is asked of it."""
    return DataError([Fault(DESCRIPTOR, None, "", f"{type(error).__name__}: {error}",
                            "a Data Package descriptor: UTF-8 JSON with every table, field and key of this project")])


def paths_of(table: dict) -> list[str]:
    """Return the files of a table, relative to the data folder."""
    return [table["path"]] if isinstance(table["path"], str) else list(table["path"])


def _names(table: dict) -> list[str]:
    return [field["name"] for field in table["schema"]["fields"]]


def allowed_values(field: dict) -> list[str] | None:
    """Return the values that a field is limited to, or None where any will do."""
    listed = [category["value"] for category in field.get("categories", [])]
    return listed or field.get("constraints", {}).get("enum")


def read_table(folder: Path, table: dict, faults: list[Fault]) -> pd.DataFrame:
    """Read every file of one table as text.

    `faults` receives what is wrong. Beside the cells, in the columns of the descriptor, each row has its `_file`
    and its `_row` as a spreadsheet numbers it: the header is row 1.
    """
    paths, names = paths_of(table), _names(table)
    parts = [pd.DataFrame(columns=[*names, "_file", "_row"], dtype=str)]
    beside = {path.relative_to(folder).as_posix() for sub in {Path(path).parent for path in paths} - {Path()}
              for path in (folder / sub).glob("[!.]*.csv")}
    faults += [Fault(path, None, "", "a file that the descriptor does not list",
                     f"add it to the table's path in {DESCRIPTOR}, or move it away")
               for path in sorted(beside - set(paths))]
    for path in paths:
        try:
            part = _parse((folder / path).read_bytes(), path, names)
            parts.append(part.assign(_file=path, _row=range(2, len(part) + 2)))
        except DataError as error:
            faults += error.faults
        except OSError as error:
            found = (error.strerror or str(error)).lower()
            faults.append(Fault(path, None, "", found, f"the file that {DESCRIPTOR} lists"))
    return pd.concat(parts[1:] or parts, ignore_index=True)


def _parse(content: bytes, path: str, names: list[str]) -> pd.DataFrame:
    """Return the cells of a file as text; what is no table with these columns is told once, with its cause."""
    for sign, found, allowed in _SIGNS:
        if match := re.search(sign, content):
            row = content.count(b"\n", 0, match.end()) + 1
            raise DataError([Fault(path, row if row > 1 else None, "", found, allowed)])
    room = content.partition(b"\n")[0].count(b",") + 2  # a cell more than the header has
    try:  # this engine leaves nan where a row is short
        cells = pd.read_csv(io.BytesIO(content), encoding="utf-8-sig", engine="python", header=None, index_col=False,
                            names=range(room), dtype=str, keep_default_na=False, skip_blank_lines=False)
    except ValueError as error:
        found = "text that is not in UTF-8, but perhaps in GBK" if isinstance(error, UnicodeDecodeError) else str(error)
        raise DataError([Fault(path, None, "", found, _SAVE)]) from None
    widths, cells = cells.notna().sum(axis=1), cells.fillna("")
    header = cells.iloc[0, :widths[0]].tolist()
    faults = []
    if sorted(header) != sorted(names):
        odd, lacking = Counter(header) - Counter(names), Counter(names) - Counter(header)
        found = f"{', '.join(odd)[:60] or 'nothing'} in place of {', '.join(lacking) or 'nothing'}"
        faults.append(Fault(path, 1, "", found, f"the columns {', '.join(names)}"))
    faults += [Fault(path, at + 1, "", f"{width} cells", f"{len(header)} cells, as in the header")
               for at, width in widths.items() if width != len(header)]
    if faults:
        raise DataError(faults)
    return cells.iloc[1:, :len(header)].set_axis(header, axis="columns")[names]


def check_cells(rows: list[Row], table: dict) -> list[Fault]:
    """Hold every cell of a table, as `read_table` gives it, against its field."""
    faults = []
    for field in table["schema"]["fields"]:
        constraints, choices = field.get("constraints", {}), allowed_values(field)
        limits = {"": True, field["type"]: True} | constraints | {"enum": choices}
        words = {"description": "", "form": f"the form {constraints.get('pattern')}"} | field | constraints
        words["choices"] = ", ".join(choices or [])
        rules = [(obeys, limits[rule], allowed.format_map(words).strip())
                 for rule, obeys, allowed in _RULES if limits.get(rule) is not None]
        cells = [row[field["name"]] for row in rows]
        refused = {cell: next((allowed for obeys, limit, allowed in rules if not obeys(cell, limit)), None)
                   for cell in set(cells) - {""}}
        refused[""] = "a value" if constraints.get("required") else None
        wrong = [(at, allowed) for at, cell in enumerate(cells) if (allowed := refused[cell])]
        if constraints.get("unique"):
            wrong += [(at, "a value that no other row has") for at in repeated(cells) if cells[at] not in ("", GAP)]
        faults += [blame(rows[at], [field["name"]], allowed) for at, allowed in wrong]
    return faults


def check_keys(tables: dict[str, list[Row]], descriptor: dict[str, dict]) -> list[Fault]:
    """List rows whose primary key is doubled or whose foreign key leads nowhere."""
    faults = []
    for name, table in descriptor.items():
        rows, schema = tables[name], table["schema"]
        if key := schema.get("primaryKey"):
            faults += [blame(rows[at], key, "a key that no other row has") for at in repeated(_keys(rows, key))]
        for link in schema.get("foreignKeys", []):
            goal, fields = link["reference"]["resource"] or name, link["fields"]
            there, path = set(_keys(tables[goal], link["reference"]["fields"])), descriptor[goal]["path"]
            allowed = f"one that stands in {path if isinstance(path, str) else f'{goal}/'}"
            faults += [blame(row, fields, allowed) for row, cells in zip(rows, _keys(rows, fields), strict=True)
                       if all(cells) and cells not in there]
    return faults


def _keys(rows: list[Row], fields: list[str]) -> list[tuple[str, ...]]:
    return [tuple(row[field] for field in fields) for row in rows]


def repeated(keys: Iterable[Hashable]) -> list[int]:
    """Give the places of keys that stood before."""
    first: dict[Hashable, int] = {}
    return [at for at, key in enumerate(keys) if first.setdefault(key, at) != at]
