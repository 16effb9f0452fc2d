"""Errors for people: what is wrong, where, what was found, what is allowed."""

from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]  # the cells of a row as text, with its `_file` (text) and `_row` (a whole number)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the data.

    Attributes
    ----------
    file : str
        The file, relative to the data folder.
    row : int or None
        The row as a spreadsheet numbers it (the header is row 1); None for the whole file.
    field : str
        The column; empty for a whole row or file.
    found : str
        What stands there.
    allowed : str
        What may stand there, or what to do.

    Examples
    --------
    >>> print(Fault("regions.csv", 2, "order", "'0'", "at least 1"))
    regions.csv, row 2, order: found '0'; allowed: at least 1
    """

    file: str
    row: int | None
    field: str
    found: str
    allowed: str

    def __str__(self) -> str:
        return _line([self])


class DataError(ValueError):
    """All faults of the data at once; the message names alike faults of one column on one line.

    Parameters
    ----------
    faults : list of Fault
        At least one.

    Examples
    --------
    >>> print(DataError([Fault("regions.csv", row, "place_en", "nothing", "a value") for row in (2, 3, 9)]))
    3 faults in the data:
    regions.csv, rows 2, 3, 9, place_en: found nothing; allowed: a value
    """

    def __init__(self, faults: list[Fault]):
        self.faults = list(faults)
        alike: dict[tuple, list[Fault]] = {}
        for fault in self.faults:
            alike.setdefault((fault.file, fault.field, fault.found, fault.allowed), []).append(fault)
        count = "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
        super().__init__("\n".join([f"{count} in the data:", *map(_line, alike.values())]))


class RefusedError(ValueError):
    """A computation or a drawing that the data do not bear out, with the reason why."""


def blame(row: Row, fields: list[str], allowed: str) -> Fault:
    """Make the fault of one cell, or of several together."""
    cells = [row[field] if len(row[field]) <= 200 else row[field][:200] + "…" for field in fields]
    found = " · ".join(repr(cell) if cell else "nothing" for cell in cells)
    return Fault(row["_file"], row["_row"], ", ".join(fields), found, allowed)


def _line(alike: list[Fault]) -> str:
    one, rows = alike[0], sorted({fault.row for fault in alike if fault.row is not None})
    row = f"row{'s' if len(rows) > 1 else ''} {', '.join(map(str, rows))}" if rows else ""
    return f"{', '.join(filter(None, [one.file, row, one.field]))}: found {one.found}; allowed: {one.allowed}"
