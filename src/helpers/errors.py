"""Errors for people: what is wrong, where, what was found, what is allowed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


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
    >>> print(DataError([Fault("regions.csv", row, "place_en", "nothing", "a value") for row in (2, 3, 4, 9)]))
    4 faults in the data:
    regions.csv, rows 2–4, 9, place_en: found nothing; allowed: a value
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


def _line(alike: list[Fault]) -> str:
    one = alike[0]
    rows = sorted({fault.row for fault in alike if fault.row is not None})
    where = [one.file]
    if rows:
        where.append(f"row{'s' if len(rows) > 1 else ''} {_spans(rows)}")
    if one.field:
        where.append(one.field)
    return f"{', '.join(where)}: found {one.found}; allowed: {one.allowed}"


def _spans(rows: Iterable[int]) -> str:
    """Write rising numbers with runs joined: 2–4, 9."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][-1] + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
