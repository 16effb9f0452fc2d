"""Read the CSV files of a table as text; a file that is something else is told in one sentence."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pandas as pd

from .descriptor import DESCRIPTOR, paths_of
from .errors import Fault

_SAVE = "a CSV file in UTF-8: in a spreadsheet save as “CSV UTF-8 (comma delimited)”"
# What files begin with that are no CSV, what they are, and what to do.
_OTHER_FILES = [
    (b"version https://git-lfs", "a pointer of Git LFS, not the file itself", "the file itself: run `git lfs pull`"),
    (b"PK\x03\x04", "an Excel or other zipped file", _SAVE),
    (b"\xd0\xcf\x11\xe0", "an old Excel file", _SAVE),
    (b"%PDF", "a PDF file", _SAVE),
    (b"\xff\xfe", "text in UTF-16", _SAVE),
    (b"\xfe\xff", "text in UTF-16", _SAVE),
]
_DELIMITERS = {"\t": "tabs", ";": "semicolons", "|": "bars", "，": "full-width commas"}
_QUOTED_CELL = re.compile(r'(?:(?<=[,\r\n])|\A)"(?:[^"]|"")*"(?=[,\r\n]|\Z)')


class _NoTableError(ValueError):
    """A file that is no table, or not of this make: what was found, what to do, in which row."""

    def __init__(self, found: str, allowed: str, row: int | None = None):
        super().__init__(found)
        self.found, self.allowed, self.row = found, allowed, row


def read_table(folder: Path, resource: dict, faults: list[Fault]) -> pd.DataFrame:
    """Read every file of one table as text.

    Parameters
    ----------
    folder : Path
        The data folder.
    resource : dict
        The table's part of the descriptor.
    faults : list of Fault
        Receives what is wrong: files that are no table of this make, or that are not listed.

    Returns
    -------
    pandas.DataFrame
        The cells as they stand in the files, in the columns of the descriptor, and for each row
        `_file` and `_row` (as a spreadsheet numbers it: the header is row 1).
    """
    paths, fields = paths_of(resource), [field["name"] for field in resource["schema"]["fields"]]
    faults += _unlisted(folder, paths)
    parts = [pd.DataFrame(columns=[*fields, "_file", "_row"])]
    for path in paths:
        try:
            text = _decode((folder / path).read_bytes())
            wrong = _check_shape(path, text, fields)
        except FileNotFoundError:
            wrong = [Fault(path, None, "", "no such file", f"the file that {DESCRIPTOR} lists")]
        except _NoTableError as error:
            wrong = [Fault(path, error.row, "", error.found, error.allowed)]
        except OSError as error:
            wrong = [Fault(path, None, "", error.strerror or str(error), "a file that can be read")]
        if wrong:
            faults += wrong
            continue
        part = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)[fields]
        parts.append(part.assign(_file=path, _row=range(2, len(part) + 2)))
    return pd.concat(parts[1:], ignore_index=True) if len(parts) > 1 else parts[0]


def _unlisted(folder: Path, listed: list[str]) -> list[Fault]:
    """Name files that lie beside the listed ones but are not listed."""
    folders = {Path(path).parent for path in listed} - {Path()}
    found = {path.relative_to(folder).as_posix() for sub in folders for path in (folder / sub).glob("[!.]*.csv")}
    return [Fault(path, None, "", "a file that the descriptor does not list",
                  f"add it to the table's path in {DESCRIPTOR}, or move it away")
            for path in sorted(found - set(listed))]


def _decode(content: bytes) -> str:
    """Return the text of a file, without the byte order mark that spreadsheets write."""
    for mark, found, allowed in _OTHER_FILES:
        if content.startswith(mark):
            raise _NoTableError(found, allowed)
    if not content.strip():
        raise _NoTableError("an empty file", "a CSV file with a header row")
    if b"\0" in content:
        raise _NoTableError("zero bytes, as in text in UTF-16 or a file that is no text", _SAVE)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _NoTableError(_encoding(content, error.start), _SAVE) from None


def _encoding(content: bytes, start: int) -> str:
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return f"bytes that are no UTF-8 (the first at {start})"
    return "text in GBK (GB18030), not in UTF-8"


def _check_shape(path: str, text: str, fields: list[str]) -> list[Fault]:
    """List what keeps a text from being a table with these columns; pandas fills short rows without a word."""
    header = re.split(r"[\r\n]", text, maxsplit=1)[0]
    if re.match(r"\s*<", text):
        raise _NoTableError("a web page or XML, not a table", "the CSV file itself: download it as “raw”")
    if re.search(r"^(<<<<<<<|>>>>>>>) ", text, re.M):
        raise _NoTableError("the marks of a merge that is not finished (<<<<<<<)", "one of the two versions")
    if re.fullmatch(r'"?sep=."?,*', header.strip()):
        raise _NoTableError(f"a first line {header.strip()!r}, which only Excel understands",
                            "the header as the first line: delete this one", 1)
    for mark, name in _DELIMITERS.items():
        if len({cell.strip('" ') for cell in header.split(mark)}.intersection(fields)) > len(header.split(",")):
            raise _NoTableError(f"cells separated by {name}", f"cells separated by commas: {_SAVE}")
    if "\r" in text and "\n" not in text:
        raise _NoTableError("lines that end as on old Macs (CR alone)",
                            "lines that end with LF or CRLF: save as “CSV UTF-8”, not “CSV (Macintosh)”")
    stray = _QUOTED_CELL.sub(lambda cell: re.sub(r"[^\n]", " ", cell[0]), text).find('"')
    if stray >= 0:
        raise _NoTableError("a quotation mark that is never closed, or stands within a cell",
                            "a cell in quotation marks from end to end, those inside it doubled",
                            text.count("\n", 0, stray) + 1)
    rows = list(csv.reader(io.StringIO(text, newline="")))
    names = rows[0]
    empty = [number for number, row in enumerate(rows, 1) if not any(row)]
    if empty:
        raise _NoTableError(_counted(len(empty), "empty row"), "no empty row: delete what holds nothing", empty[0])
    if "" in names:
        raise _NoTableError(f"{_counted(names.count(''), 'column')} without a name",
                            "no empty column: delete what holds nothing, name what does", 1)
    if len(set(names).intersection(fields)) * 2 <= len(fields):
        raise _NoTableError(f"a first row that begins {header[:40]!r}", f"a header row: {','.join(fields)}", 1)
    faults = [Fault(path, 1, name, "a column that is not described", ", ".join(fields))
              for name in names if name not in fields]
    faults += [Fault(path, 1, name, "no such column", "every column of the table")
               for name in fields if name not in names]
    faults += [Fault(path, 1, name, "the same column twice", "each column once")
               for name in sorted({name for name in names if names.count(name) > 1})]
    return faults + [Fault(path, number, "", f"{len(row)} cells", f"{len(names)} cells, as in the header")
                     for number, row in enumerate(rows, 1) if len(row) != len(names)]


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
