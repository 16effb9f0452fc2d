"""Read the files of a table, CSV or Parquet, into columns of cells; what is no table is a fault.

A cell is text as it stands in the file, or a number where a Parquet file holds numbers. Whether
it is what the descriptor allows is told by :mod:`helpers.checks`.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Container
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from .csv_files import read_csv
from .faults import Fault
from .schema import DESCRIPTOR

__all__ = ["FEW", "Cells", "UnreadableError", "as_text", "places_of", "read_cells"]

_MANY = 2**31  # combinations, beyond which they are numbered anew, lest their numbers pass 64 bits
FEW = 1000  # rows that are gone through one by one before numpy has begun


@dataclass
class Cells:
    """The cells of one table, and which row of which file they stand in.

    Attributes
    ----------
    columns : dict of str to numpy.ndarray
        One array a field of the descriptor, in its order: of text, or of floats (NaN: an empty
        cell) where a Parquet file holds numbers.
    files : list of str
        The files that were read, in order.
    starts : list of int
        Where the rows of each begin.
    """

    columns: dict[str, np.ndarray]
    files: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    _distinct: dict[tuple[str, ...], tuple[np.ndarray, list]] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def where(self, place: int) -> tuple[str, int]:
        """Give the file of a row, and its number as a spreadsheet has it."""
        at = bisect_right(self.starts, place) - 1
        return self.files[at], int(place) - self.starts[at] + 2

    def file_of_rows(self) -> list[tuple[str, slice]]:
        """Give each file with the rows that stand in it."""
        ends = [*self.starts[1:], len(self)]
        return [(file, slice(a, b)) for file, a, b in zip(self.files, self.starts, ends, strict=True)]

    def distinct(self, *names: str) -> tuple[np.ndarray, list]:
        """Find what differs in a column, or in several together, once however often it is asked for.

        Returns
        -------
        codes : numpy.ndarray of int
            Which of them each row has.
        different : list
            The different cells, or tuples of cells, in the order in which they first stand.
        """
        if names not in self._distinct:
            columns = [self.columns[name] for name in names]
            if len(self) < FEW:
                cells = [column.tolist() for column in columns]
                found: dict = {}
                rows = zip(*cells, strict=True) if len(names) > 1 else cells[0]
                codes = np.fromiter((found.setdefault(row, len(found)) for row in rows), np.int64, len(self))
                different = list(found)
            elif len(names) == 1:
                text = columns[0].dtype == object  # where nothing is missing; to look for it takes as long again
                codes, values = pd.factorize(columns[0], use_na_sentinel=text)
                different = values.tolist()
            else:
                codes, count = np.zeros(len(self), np.int64), 1
                for name in names:
                    own, values = self.distinct(name)
                    if count * len(values) > _MANY:
                        codes, some = pd.factorize(codes)
                        count = len(some)
                    codes, count = codes * len(values) + own, count * len(values)
                codes, _ = pd.factorize(codes)
                firsts = np.flatnonzero(~pd.Index(codes).duplicated())
                different = list(zip(*(column[firsts].tolist() for column in columns), strict=True))
            self._distinct[names] = codes.astype(np.min_scalar_type(len(different))), different
        return self._distinct[names]

    def places(self, wanted: Container, *names: str) -> np.ndarray:
        """Give the rows whose cell, or whose cells together, are among `wanted`."""
        codes, different = self.distinct(*names)
        return np.flatnonzero(np.array([one in wanted for one in different], bool)[codes])

    def records(self) -> list[dict[str, str]]:
        """Give the rows one by one, all cells as text, with `_file` and `_row`."""
        texts = [as_text(column) for column in self.columns.values()]
        rows = [dict(zip(self.columns, row, strict=True)) for row in zip(*texts, strict=True)]
        return [row | dict(zip(("_file", "_row"), self.where(at), strict=True)) for at, row in enumerate(rows)]


def places_of(wanted: Container[str], column: np.ndarray) -> dict[str, int]:
    """Give where each of the `wanted` cells stands in a column whose cells all differ."""
    return {cell: at for at, cell in enumerate(column.tolist()) if cell in wanted}


def as_text(column: np.ndarray) -> list[str]:
    """Write the cells of a column as a curator types them: 4000000, 80.1."""
    if column.dtype == object:
        return column.tolist()
    return ["" if np.isnan(value) else f"{value:.0f}" if value.is_integer() else repr(value)
            for value in column.tolist()]


class UnreadableError(ValueError):
    """A file that is no table, with what was found, where, and what to do."""

    def __init__(self, found: str, allowed: str, field: str = "", row: int | None = None):
        super().__init__(found)
        self.found, self.allowed, self.field, self.row = found, allowed, field, row


def read_cells(folder: Path, resource: dict, faults: list[Fault]) -> Cells:
    """Read every file of one table; what cannot be read is added to `faults`.

    Parameters
    ----------
    folder : Path
        The data folder.
    resource : dict
        The table's part of the descriptor.
    faults : list of Fault
        Receives what is wrong.
    """
    paths = resource["path"]
    listed = [paths] if isinstance(paths, str) else list(paths)
    faults.extend(_unlisted(folder, listed))
    fields = [one["name"] for one in resource["schema"]["fields"]]
    parts, files, starts, rows = [], [], [], 0
    for name in listed:
        part = _read_file(folder, name, fields, faults)
        if part is None:
            continue
        files.append(name)
        starts.append(rows)
        parts.append(part)
        rows += len(part[fields[0]])
    # Column by column, so that no second copy of a whole table is ever there.
    return Cells({one: _joined([part.pop(one) for part in parts]) for one in fields}, files, starts)


def _joined(parts: list[np.ndarray]) -> np.ndarray:
    if len(parts) == 1:
        return parts[0]
    if len({part.dtype for part in parts}) > 1:  # a CSV beside a Parquet file
        parts = [np.array(as_text(part), object) for part in parts]
    return np.concatenate(parts) if parts else np.empty(0, object)


def _unlisted(folder: Path, listed: list[str]) -> list[Fault]:
    """Name files that lie beside the listed ones but are not listed."""
    folders = {Path(name).parent for name in listed} - {Path()}
    found = {p.relative_to(folder).as_posix() for sub in folders if (folder / sub).is_dir()
             for p in (folder / sub).iterdir() if p.suffix in (".csv", ".parquet")}
    return [Fault(name, None, "", "a file that the descriptor does not list",
                  f"add it to the table's path in {DESCRIPTOR}, or move it away")
            for name in sorted(found - set(listed))]


def _read_file(folder: Path, name: str, fields: list[str], faults: list[Fault]) -> dict[str, np.ndarray] | None:
    """Read one file; give its columns, those of the schema, or None and a fault."""
    uneven: list[tuple[int, int]] = []
    try:
        if name.endswith(".parquet"):
            from .parquet import read_parquet  # here, because few have such files
            names, columns = read_parquet(folder / name)
        else:
            names, columns, uneven = read_csv(folder / name)
    except FileNotFoundError:
        faults.append(Fault(name, None, "", "no such file", f"the file that {DESCRIPTOR} lists"))
        return None
    except UnicodeError as error:
        faults.append(Fault(name, None, "", str(error), "UTF-8 without a byte order mark: in a "
                            "spreadsheet choose “CSV UTF-8”, then remove the mark, or use a text editor"))
        return None
    except UnreadableError as error:
        faults.append(Fault(name, error.row, error.field, error.found, error.allowed))
        return None
    except (OSError, ValueError, csv.Error) as error:
        faults.append(Fault(name, None, "", f"{error}".strip().replace("\n", " "),
                            "a CSV file with one header row and as many cells in each row"))
        return None
    stray = [column for column in names if column not in fields]
    missing = [column for column in fields if column not in names]
    doubled = sorted({column for column in names if names.count(column) > 1})
    faults += [Fault(name, 1, column, "a column that is not described", ", ".join(fields)) for column in stray]
    faults += [Fault(name, 1, column, "no such column", "every column of the table") for column in missing]
    faults += [Fault(name, 1, column, "the same column twice", "each column once") for column in doubled]
    faults += [Fault(name, row, "", f"{count} cells", f"{len(names)} cells, as in the header") for row, count in uneven]
    return None if stray or missing or doubled or uneven else dict(zip(names, columns, strict=True))
