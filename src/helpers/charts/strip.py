"""A strip for each article: its sections in reading order, a mark for every quantity in them.

It shows how a text reports, not how much: a mark stands for one observation, solid where it is
exact, open where it is hedged, a triangle where it is only a criterion. A section without any
stays blank.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from ..loading import load_regions, load_sections
from ..notes import regions_of
from ..style import HAIR, INK, MUTED, PAPER, Setting, Text, say
from ..typeset import height, width, wrap, write
from ..wording import is_exact
from .marks import MARKER, colour_of, marker_of, points, register

KEY = (("exact", Text("exact", "确数")), ("hedged", Text("hedged", "约数")), ("criterion", Text("criterion", "标准")))
_PITCH = 4.6  # between two marks, in layout millimetres
_GAP = 8.0  # between strips
_TO_MARKS = 6.0  # from the longest name to the first mark
_AIR = 1.0  # between two sections
_HEAD = 6.2  # room for the name of a region
_KEY = 6.5  # room for the key
_STRETCH = 1.6  # how much further apart lines stand on a slide, at most
READ = ("lead", "section")


class _Lane(NamedTuple):
    """One strip: its region, place, distance of marks, and lines of (section, label, rows, top, height)."""

    region: str
    x: float
    y: float
    wide: float
    label: float
    pitch: float
    lines: list


def strip(ax, rows: pd.DataFrame, *, top: float = 0.0) -> float:
    """Draw one strip a region, side by side where there is room, for any number of regions.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        As `Chart.stage` gives it.
    rows : pandas.DataFrame
        Observations in reading order; thresholds too, for they are words of the text.
    top : float
        Where to begin.

    Returns
    -------
    float
        Height taken up; `strip_height` gives it beforehand.
    """
    lanes = _lanes(rows, abs(ax.get_xlim()[1] - ax.get_xlim()[0]), top + _KEY, stretched(ax, strip_height(rows)))
    key(ax, rows, 0.0, top)
    names = load_regions()[f"name_{Setting.language}"]
    end = top
    for lane in lanes:
        write(ax, lane.x, lane.y, names[lane.region], points=10)
        for label, found, y, high in lane.lines:
            middle = y + high / 2
            write(ax, lane.x, middle, label, va="center", colour=INK if len(found) else MUTED)
            ax.plot([lane.x, lane.x + lane.wide], [y + high + _AIR / 2] * 2, color=HAIR, linewidth=points(0.15),
                    zorder=0)
            for place, (_, row) in enumerate(found.iterrows()):
                quantity(ax, row, lane.x + lane.label + lane.pitch * (place + 0.5), middle)
            end = max(end, y + high)
    return end - top


def strip_height(rows: pd.DataFrame) -> float:
    """Return the height that `strip` will take up at the size and language in force."""
    lanes = _lanes(rows, Setting.size.inner, _KEY)
    return max(line[2] + line[3] for lane in lanes for line in lane.lines) + _AIR


def key(ax, rows: pd.DataFrame, x: float, y: float) -> float:
    """Name the kinds of mark that the rows make use of; return where the key ends."""
    used = {kind_of(row) for _, row in rows.iterrows()}
    regions = regions_of(rows)
    marker = marker_of(rows.iloc[0]) if len(regions) == 1 else "o"  # of several regions, the notes tell the shapes
    for kind, word in KEY:
        if kind in used:
            _symbol(ax, kind, x + MARKER / 2, y + height("") / 2, MUTED, marker)
            write(ax, x + MARKER + 1.4, y, say(word), colour=MUTED)
            x += MARKER + 1.4 + width(say(word)) + 5
    return x


def quantity(ax, row: pd.Series, x: float, y: float):
    """Draw the mark of one observation, whatever its unit: a place in the text, no value.

    A criterion is a triangle and no mark of a value.
    """
    kind = kind_of(row)
    artist = _symbol(ax, kind, x, y, colour_of(row), marker_of(row))
    what = {"exact": "place in the text", "hedged": "place in the text, hedged", "criterion": "criterion, no value"}
    return register(ax, artist, row, what[kind])


def kind_of(row: pd.Series) -> str:
    """Return whether a row is exact, hedged or a criterion."""
    if row["measure"] == "threshold":
        return "criterion"
    return "exact" if is_exact(row) else "hedged"


def _symbol(ax, kind: str, x: float, y: float, colour: str, marker: str):
    (artist,) = ax.plot([x], [y], marker="^" if kind == "criterion" else marker, linestyle="none", color=colour,
                        markersize=points(MARKER), markeredgecolor=colour, markeredgewidth=points(0.45),
                        markerfacecolor=colour if kind == "exact" else PAPER, zorder=4, clip_on=False)
    return artist


def stretched(ax, needed: float) -> float:
    """Return by how much lines may stand further apart: where the height is fixed, to fill what there is."""
    spare = abs(ax.get_ylim()[0] - ax.get_ylim()[1]) / needed
    return min(max(spare, 1.0), _STRETCH) if Setting.size.fixed else 1.0


def _lanes(rows: pd.DataFrame, room: float, top: float, stretch: float = 1.0) -> list[_Lane]:
    """Place the strips: as many beside each other as fit, the rest below."""
    regions = regions_of(rows)
    beside = 1 if Setting.size.name == "column" else min(len(regions), 3 if Setting.size.fixed else 2)
    dense = beside > 2
    gap = _GAP / 2 if dense else _GAP
    wide = (room - gap * (beside - 1)) / beside
    lanes, y, deepest = [], top, top
    for place, region in enumerate(regions):
        if place and place % beside == 0:
            y = deepest + _GAP
        own = rows[rows["region"] == region]
        pitch = _PITCH * (0.78 if dense else 1.0)
        marks = pitch * max(own.groupby("section", observed=True).size())
        named = _sections(own)
        longest = max(width(name) for _, name in named) + _TO_MARKS
        label, line, lines = min(wide - marks - 1, longest), y + _HEAD, []
        for section, name in named:
            text = wrap(name, label - 1)
            high = max(height(text), MARKER + 1) * stretch
            lines.append((text, own[own["section"] == section], line, high))
            line += high + (_AIR / 3 if dense else _AIR)
        lanes.append(_Lane(region, place % beside * (wide + gap), y, wide, label, pitch, lines))
        deepest = max(deepest, line)
    return lanes


def _sections(rows: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the sections of the articles that the rows are from, in reading order, with their names."""
    table = load_sections()
    table = table[table["source"].isin(rows["source"])].sort_values(["source", "order"])
    kept = table[table["level"].isin(READ) | table["section"].isin(rows["section"])]
    name = "section" if Setting.language == "zh" else "label_en"
    return list(zip(kept["section"], kept[name], strict=True))
