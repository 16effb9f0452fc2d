"""Counts of observations in a matrix: what kinds of thing each article counts."""

from __future__ import annotations

import math

import pandas as pd

from ..loading import load_categories, load_regions
from ..notes import regions_of
from ..style import INK, PAPER, QUIET, Setting, Text, blend, say
from ..typeset import height, width, wrap, write
from ..wording import capital
from .marks import millimetres, points
from .strip import kind_of, quantity

HEDGED = Text("{} hedged", "约数{}")
_DEEPEST = 0.3  # share of ink in the fullest cell, so that text on it stays legible
_PITCH = 4.2  # between two marks, in layout millimetres
_NUMBER = 9.0  # room for a count
_AIR = 3.0  # above and below what a cell holds


def matrix(ax, rows: pd.DataFrame, field: str = "stage") -> pd.DataFrame:
    """Draw how many observations of each region fall into each category of a field.

    A cell is tinted by its count, and holds the count and a mark for every observation, open
    where it is hedged.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        With room to its left for the names of the categories, and above for those of the regions;
        `matrix_height` gives the height that it needs.
    rows : pandas.DataFrame
        Observations of any number of regions.
    field : str
        A field of the observations with categories in the data's schema.

    Returns
    -------
    pandas.DataFrame
        The counts that are drawn, a row a category, a column a region.
    """
    import seaborn
    from matplotlib.colors import LinearSegmentedColormap
    counts, cells = _sort(rows, field)
    shades = LinearSegmentedColormap.from_list("counts", [blend(QUIET, 0.0), blend(QUIET, _DEEPEST)])
    seaborn.heatmap(counts, ax=ax, cmap=shades, vmin=0, cbar=False, linewidths=points(0.8), linecolor=PAPER,
                    xticklabels=False, yticklabels=False)
    ax.set(xlabel="", ylabel="")
    wide, high = (side / count for side, count in zip(millimetres(ax), reversed(counts.shape), strict=True))
    regions = load_regions()[f"name_{Setting.language}"]
    for column, region in enumerate(counts.columns):
        write(ax, column, 0, wrap(regions[region], wide - 2), va="bottom", dx=2, dy=-1)
    names = load_categories("observations", field)[f"label_{Setting.language}"]
    for line, category in enumerate(counts.index):
        write(ax, 0, line + 0.5, capital(names[category]), ha="right", va="center", dx=-2.5)
    for (line, column), own in cells.items():
        _cell(ax, own, column, line, wide, high)
    return counts


def matrix_height(rows: pd.DataFrame, wide: float, field: str = "stage") -> float:
    """Return the height that the axes of `matrix` need if they are this wide, both in layout millimetres."""
    counts, cells = _sort(rows, field)
    tallest = max(_plan(own, wide / len(counts.columns))[1] for own in cells.values())
    return len(counts) * (tallest + _AIR)


def _sort(rows: pd.DataFrame, field: str) -> tuple[pd.DataFrame, dict]:
    """Return the counts, and the rows of each cell by line and column."""
    kinds, regions = load_categories("observations", field).index, regions_of(rows)
    said = rows[field].astype(str)
    cells = {(line, column): rows[(said == kind) & (rows["region"] == region)]
             for line, kind in enumerate(kinds) for column, region in enumerate(regions)}
    counts = pd.DataFrame([[len(cells[line, column]) for column in range(len(regions))] for line in range(len(kinds))],
                          index=kinds, columns=regions)
    return counts, cells


def _hedged(own: pd.DataFrame) -> int:
    return sum(kind_of(row) == "hedged" for _, row in own.iterrows())


def _per_line(wide: float) -> int:
    return max(1, int((wide - _NUMBER - 1) // _PITCH))


def _plan(own: pd.DataFrame, wide: float) -> tuple[float, float, str, bool]:
    """Return the height of the marks, that of all, the words on hedges, and whether these stand beside the marks."""
    hedged = _hedged(own)
    lines = math.ceil(len(own) / _per_line(wide))
    words = say(HEDGED).format(hedged) if hedged else ""
    beside = lines < 2 and _NUMBER + _PITCH * len(own) + 3 + width(words) < wide
    block = max(_PITCH * lines, height("", 12))
    return block, block + (height("") if words and not beside else 0.0), words, beside


def _cell(ax, own: pd.DataFrame, column: int, line: int, wide: float, high: float) -> None:
    """Fill one cell: the count, a mark each, the hedged ones last, and how many these are."""
    block, tall, words, beside = _plan(own, wide)
    top, across = (high - tall) / 2, _per_line(wide)
    middle = line + (top + block / 2) / high
    write(ax, column, middle, str(len(own)), points=12, va="center", dx=2.5, colour=INK)
    first = top + (block - _PITCH * math.ceil(len(own) / across)) / 2
    ordered = sorted((row for _, row in own.iterrows()), key=lambda row: kind_of(row) == "hedged")
    for place, row in enumerate(ordered):
        down, right = divmod(place, across)
        x, y = _NUMBER + _PITCH * (right + 0.5), first + _PITCH * (down + 0.5)
        quantity(ax, row, column + x / wide, line + y / high)
    if beside:
        write(ax, column, middle, words, dx=_NUMBER + _PITCH * len(own) + 2, va="center", colour=INK)
    elif words:
        write(ax, column, line, words, dx=2.5, dy=top + block, colour=INK)
