"""A lane for each time window that an article states, with a mark for every quantity in it.

The lanes have no scale of time: what is drawn is only which ends of a window the words state.
A stated end is a firm edge, one that is not stated fades out. That is why quantities of
different lanes cannot be joined.
"""

from __future__ import annotations

import pandas as pd

from ..loading import load_periods
from ..notes import regions_of
from ..style import HAIR, MUTED, QUIET, Setting, Text, blend, say
from ..typeset import height, width, wrap, write
from ..wording import period
from .marks import points
from .strip import key, quantity, stretched

ENDS = Text("Firm edge: an end that the words fix. Fading: an end left open, or a “now” without a date",
            "实边：用语定下的一端；渐隐：未定，或“目前”而无日期")
_PITCH = 4.6  # between two marks, in layout millimetres
_ROW = 5.0  # height of one line of marks
_EDGE = 10.0  # room for an end of the lane
_GAP, _TIGHT = 2.4, 0.8  # between lanes, and on a slide with many of them
_MANY = 7
_KEY = 7.0  # room for the key
_LABEL = 62.0  # room for a window's name, at most
_STEPS = 16  # pieces that a fading end is made of


def lanes(ax, rows: pd.DataFrame, *, top: float = 0.0) -> float:
    """Draw one lane a stated window, in the order of the table of periods, one line of marks a region.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        As `Chart.stage` gives it.
    rows : pandas.DataFrame
        Observations in reading order, of any number of regions.
    top : float
        Where to begin.

    Returns
    -------
    float
        Height taken up; `lanes_height` gives it beforehand.
    """
    room = abs(ax.get_xlim()[1] - ax.get_xlim()[0])
    end = key(ax, rows, 0.0, top)
    _explain(ax, end + 3, top, room)
    for lane in _measure(rows, room, top, stretched(ax, lanes_height(rows))):
        left, wide = lane["left"], room - lane["left"]
        write(ax, 0, lane["label_y"], lane["label"], va=lane["va"])
        if lane["stated"] is not None:
            _band(ax, left, lane["y"], wide, lane["high"], *lane["stated"])
        else:
            ax.plot([left, left + wide], [lane["y"] + lane["high"] / 2] * 2, color=HAIR, linewidth=points(0.2),
                    linestyle=(0, (3, 3)), zorder=0)
        for x, y, row in lane["marks"]:
            quantity(ax, row, left + _EDGE + x, lane["y"] + y)
    return lanes_height(rows)


def lanes_height(rows: pd.DataFrame) -> float:
    """Return the height that `lanes` will take up at the size and language in force."""
    last = _measure(rows, Setting.size.inner, 0.0)[-1]
    return last["y"] + last["high"]


def _explain(ax, x: float, y: float, room: float) -> None:
    """Say what the ends of a lane mean, behind the key or, where that is too long, below it."""
    text = say(ENDS)
    if x + width(text) > room:
        x, y, text = 0.0, y + height(""), wrap(text, room)
    write(ax, x, y, text, colour=MUTED)


def _measure(rows: pd.DataFrame, room: float, top: float, stretch: float = 1.0) -> list[dict]:
    """Place the lanes: name, top, height, ends, and the marks in each."""
    narrow = Setting.size.name == "column"
    text = say(ENDS)
    long = 5 + _KEY * 8 + width(text) > room
    y = top + _KEY + (height(wrap(text, room)) if long else 0.0)
    placed, table = [], load_periods()
    gap = stretch * (_TIGHT if Setting.size.fixed and rows["period"].nunique() > _MANY else _GAP)
    names = [period(row) for _, row in rows.drop_duplicates("period").iterrows()]
    left = 0.0 if narrow else min(_LABEL, max(map(width, names)) + 4)
    for _, window in table[table["period"].isin(rows["period"])].iterrows():
        own = rows[rows["period"] == window["period"]]
        marks, high = _marks(own, room - left - 2 * _EDGE, _ROW * stretch)
        name = wrap(period(own.iloc[0]), (room if narrow else left) - 2)
        lane = {"label": name, "left": left, "marks": marks, "high": high,
                "stated": None if window["period"] == "none" else (window["start"], window["end"])}
        if narrow:
            lane |= {"label_y": y, "va": "top", "y": y + height(name) + 0.4}
        else:
            lane["high"] = high = max(high, height(name))
            lane |= {"label_y": y + high / 2, "va": "center", "y": y}
        y = lane["y"] + high + gap
        placed.append(lane)
    return placed


def _marks(own: pd.DataFrame, room: float, row_high: float) -> tuple[list[tuple], float]:
    """Place the marks of a lane in lines, a new one for each region and where a line is full.

    Where more than two regions stand in a lane, and one line holds them all, they run on in it.
    """
    marks, line, most, regions = [], 0, int(room // _PITCH), regions_of(own)
    if len(regions) > 2 and len(own) + len(regions) - 1 <= most:
        ordered = [(turn, row) for turn, region in enumerate(regions)
                   for _, row in own[own["region"] == region].iterrows()]
        return ([(_PITCH * (place + turn + 0.5), row_high / 2, row) for place, (turn, row) in enumerate(ordered)],
                row_high)
    for region in regions:
        for place, (_, row) in enumerate(own[own["region"] == region].iterrows()):
            if place and place % most == 0:
                line += 1
            marks.append((_PITCH * (place % most + 0.5), row_high * (line + 0.5), row))
        line += 1
    return marks, row_high * line


def _band(ax, x: float, y: float, wide: float, high: float, start: str, end: str) -> None:
    """Draw a window: firm where an end is stated, fading where it is not."""
    from matplotlib.patches import Rectangle
    tint = 0.3

    def patch(left: float, across: float, share: float) -> None:
        ax.add_patch(Rectangle((left, y), across, high, facecolor=blend(QUIET, share), edgecolor="none", zorder=0,
                               clip_on=False))

    piece = _EDGE / _STEPS
    for side, stated in ((0, start == "stated"), (1, end == "stated")):
        outer = x + wide if side else x
        for step in range(_STEPS):
            left = outer - (step + 1) * piece if side else outer + step * piece
            patch(left, piece, tint if stated else tint * (step + 0.5) / _STEPS)
        if stated:
            ax.plot([outer, outer], [y, y + high], color=QUIET, linewidth=points(0.7), solid_capstyle="butt",
                    clip_on=False, zorder=1)
    patch(x + _EDGE, wide - 2 * _EDGE, tint)
