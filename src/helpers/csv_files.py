"""Read one CSV file as text, and tell what is no CSV: another encoding, an open quotation mark, uneven rows."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd

__all__ = ["read_csv"]

_MARKS = {b"\xef\xbb\xbf": "UTF-8 with a byte order mark", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
_BLOCK = 1 << 18
_LINE = b"\n"
_BESIDE = (b",", b'"', b"\r", b"\n")  # what stands before a mark that opens, and after one that closes
_SMALL = 1 << 16  # bytes of a file that the csv module has read before pandas has begun


def read_csv(path: Path) -> tuple[list[str], list[np.ndarray], list[tuple[int, int]]]:
    """Read a CSV as text; give its names, its columns, and the rows with too few or too many cells.

    The parser of pandas fills up rows that are too short without a word, but it refuses those
    that are too long. So all have as many cells as the header where the commas of the whole file
    add up; only where they do not are the rows counted one by one.
    """
    commas = _survey(path)
    failed = ValueError("rows that are not alike")
    try:
        with path.open("rb") as stream:
            names = next(csv.reader([stream.readline().decode("utf-8")], strict=True), [])
            small = stream.read().decode("utf-8") if path.stat().st_size <= _SMALL else None
        columns = _by_pandas(path, len(names)) if small is None else _by_csv(small, len(names))
    except UnicodeDecodeError:
        raise UnicodeError(_encoding(path.read_bytes())) from None
    except pd.errors.ParserError as error:
        columns, failed = None, error
    if columns is not None and commas == (len(names) - 1) * (len(columns[0] if columns else ()) + 1):
        return names, columns, []
    uneven = _uneven(path.read_bytes(), len(names))
    if not uneven and names:
        raise failed
    return names, [], uneven


def _by_pandas(path: Path, width: int) -> list[np.ndarray] | None:
    """Read what follows the header; None where rows are longer than it."""
    try:
        table = pd.read_csv(path, dtype=object, na_filter=False, header=None, skiprows=1, names=range(width),
                            skip_blank_lines=False, encoding="utf-8")
    except pd.errors.EmptyDataError:
        return [np.empty(0, object)] * width
    return [table[at].to_numpy() for at in table] if isinstance(table.index, pd.RangeIndex) else None


def _by_csv(text: str, width: int) -> list[np.ndarray] | None:
    """Read what follows the header, as pandas would; None where rows are not as long as it."""
    rows = [row or [""] for row in csv.reader(io.StringIO(text, newline=""))]
    if any(len(row) != width for row in rows):
        return None
    return [np.array(column, object) for column in (zip(*rows, strict=True) if rows else [()] * width)]


def _survey(path: Path) -> int:
    """Check that the quotation marks of a file are closed, and count the commas outside of them.

    Raises
    ------
    UnicodeError
        Where the file begins with a mark, which names its encoding.
    ValueError
        Where a quotation mark is never closed or stands within a cell, or a byte is zero: at one, a cell would end.
    """
    commas, quoted, begin, last = 0, False, 0, b"\n"
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            for mark in () if begin else _MARKS:
                if block.startswith(mark):
                    raise UnicodeError(_MARKS[mark])
            if b"\0" in block:
                raise ValueError("a zero byte, which no text has")
            parts = block.split(b'"')  # every other one stands between quotation marks
            if (at := _stray(parts, quoted, last)) is not None:
                before = path.read_bytes()[:begin + len(b'"'.join(parts[:at + 1]))]
                raise ValueError(f"a quotation mark within a cell, in line {before.count(_LINE) + 1}: "
                                 "double it, and put the cell in such marks")
            begin, last = begin + len(block), block[-1:]
            outside = np.frombuffer(b"".join(parts[quoted::2]), np.uint8)
            commas += np.count_nonzero(outside == ord(","))  # bytes.count takes three times as long
            quoted ^= len(parts) % 2 == 0
    if quoted:
        raise ValueError("a quotation mark that is never closed")
    return commas


def _stray(parts: list[bytes], quoted: bool, last: bytes) -> int | None:
    """Find a quotation mark that neither begins nor ends a cell and is not doubled: readers differ on it.

    Parameters
    ----------
    parts : list of bytes
        A block, split at its quotation marks.
    quoted : bool
        Whether the block begins between two of them.
    last : bytes
        The last byte before the block, a line's end before the first.

    Returns
    -------
    int or None
        The part before the mark; -1 where it is the last byte before the block.
    """
    doubled = b'"' if len(parts) > 1 else b""
    if last == b'"' and not quoted and (parts[0][:1] or doubled) not in _BESIDE:
        return -1
    for at in range(len(parts) - 1):
        beside = (parts[at + 1][:1] or b'"') if (at + quoted) % 2 else parts[at][-1:] or (b'"' if at else last)
        if beside not in _BESIDE:
            return at
    return None


def _encoding(content: bytes) -> str:
    """Say what bytes that are no UTF-8 look like."""
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        try:
            content.decode("utf-8")
        except UnicodeDecodeError as error:
            return f"bytes that are no UTF-8 (first at {error.start})"
    return "GBK or GB18030"


def _uneven(content: bytes, expected: int) -> list[tuple[int, int]]:
    """Return the rows with another number of cells than expected, as (row, cells)."""
    raw = np.frombuffer(content, np.uint8)
    quotes = np.flatnonzero(raw == ord('"'))

    def outside(character: str) -> np.ndarray:  # between quotes an odd number of them has gone before
        places = np.flatnonzero(raw == ord(character))
        return places[np.searchsorted(quotes, places) % 2 == 0] if len(quotes) else places

    ends = outside("\n")
    if len(raw) and (not len(ends) or ends[-1] != len(raw) - 1):
        ends = np.append(ends, len(raw) - 1)
    cells = np.diff(np.searchsorted(outside(","), ends), prepend=0) + 1
    return [(int(place) + 1, int(cells[place])) for place in np.flatnonzero(cells != expected)]
