"""Share the width of a table among its columns."""

from __future__ import annotations

import re
from functools import cache

from ..typeset import width, wrap
from .grids import Grid

_WORD = re.compile(r"[^\W\u2e80-\u9fff]+-?|[\u2e80-\u9fff]{1,4}")
_STEPS = (8.0, 4.0, 2.0)  # millimetres moved from column to column


def widths_of(grid: Grid, room: float, points: float, pad: float) -> list[float]:
    """Return columns in which the rows take the fewest lines, and no word is broken.

    Parameters
    ----------
    grid : Grid
    room : float
        The table's width in millimetres.
    points : float
        Text size.
    pad : float
        What a cell needs beside its text, in millimetres.
    """
    return list(_share(tuple(zip(grid.header, *grid.rows, strict=True)), room, points, pad))


@cache
def _share(columns: tuple[tuple[str, ...], ...], room: float, points: float, pad: float) -> tuple[float, ...]:
    pad += 0.5
    least = [pad + max(width(word, points, office=True) for text in column for word in _WORD.findall(text) or [text])
             for column in columns]
    least = [low * min(1.0, 0.9 * room / sum(least)) for low in least]
    spare = room - sum(least)
    wanted = [max(pad + max(width(text, points, office=True) for text in column) - low, 0.1)
              for column, low in zip(columns, least, strict=True)]
    widths = [low + spare * want / sum(wanted) for low, want in zip(least, wanted, strict=True)]
    counts = [_lines(column, wide - pad, points) for column, wide in zip(columns, widths, strict=True)]
    moved = True
    while moved:
        moved = False
        for step in _STEPS:
            for source in range(len(widths)):
                for target in range(len(widths)):
                    if source == target or widths[source] - step < least[source]:
                        continue
                    tried = list(counts)
                    tried[source] = _lines(columns[source], widths[source] - step - pad, points)
                    tried[target] = _lines(columns[target], widths[target] + step - pad, points)
                    if _cost(tried) < _cost(counts):
                        widths[source] -= step
                        widths[target] += step
                        counts, moved = tried, True
    return tuple(widths)


@cache
def _lines(texts: tuple[str, ...], room: float, points: float) -> tuple[int, ...]:
    """Return how many lines each cell of a column takes."""
    return tuple(wrap(text, room, points, office=True).count("\n") + 1 for text in texts)


def _cost(counts: list[tuple[int, ...]]) -> tuple[int, int]:
    """Return the lines of all rows, then those of all cells, the tall ones counting more."""
    return sum(map(max, zip(*counts, strict=True))), sum(n * n for column in counts for n in column)
