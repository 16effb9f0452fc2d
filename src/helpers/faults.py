"""Errors for people: what is wrong, where, what was found, what is allowed."""

from __future__ import annotations

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
    """

    file: str
    row: int | None
    field: str
    found: str
    allowed: str

    def __str__(self) -> str:
        where = self.file
        if self.row is not None:
            where += f", row {self.row}"
        if self.field:
            where += f", {self.field}"
        return f"{where}: found {self.found}; allowed: {self.allowed}"


class DataError(ValueError):
    """All faults of the data at once.

    Parameters
    ----------
    faults : list of Fault
        At least one.
    """

    def __init__(self, faults: list[Fault]):
        self.faults = list(faults)
        count = "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
        super().__init__("\n".join([f"{count} in the data:", *map(str, self.faults)]))


class RefusedError(ValueError):
    """A computation or a drawing that the data do not bear out, with the reason why."""
