"""Figures in words and numerals, which no chart of seaborn's draws: each takes rows and Axes, and returns the Axes."""

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes

from .errors import RefusedError
from .loading import load_table
from .marks import record_mark
from .style import BASELINE, INK, MUTED, PAPER, colour, text_width
from .wording import brief, get_language, is_exact, say, stated, value_label

_PAD, _GAP = 0.22, 0.3  # around a numeral and between two, as parts of its size


def reading_order(rows: pd.DataFrame, ax: Axes | None = None, *, size: float = 9, color: str | None = None,
                  empty: str | None = None) -> Axes:
    """Write the numbers of a region's articles section by section, in the order in which they are printed.

    An exact number stands on solid ground, a hedged one in an open frame, with a sign where that says all (400+).
    A section without a number says so. Nothing is measured along either axis.

    Parameters
    ----------
    rows : pandas.DataFrame
        Observations of one region, in reading order.
    ax : matplotlib.axes.Axes, optional
        The current axes unless given. Each section has its number as place on the y axis, downwards.
    size : float
        Of the numerals, in points.
    color : str, optional
        The region's colour unless given.
    empty : str, optional
        What is said of a section without a row: “no number” unless given, which is true of all rows alone.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    RefusedError
        For rows of several regions or of none, and for thresholds.

    Examples
    --------
    >>> from helpers import load_observations, reading_order
    >>> ax = reading_order(load_observations("chaoan").query("measure != 'threshold'"))
    >>> ax.get_yticklabels()[1].get_text()
    'Communities as backbone'
    """
    if rows["region"].nunique() != 1 or (rows["measure"] == "threshold").any():
        raise RefusedError("reading order is told of one region: give its observations, thresholds left out")
    ax, ink = ax or plt.gca(), color or colour(rows["region"].iloc[0])
    sections = load_table("sections").query("level in ['lead', 'section']")
    sections = sections[sections["source"].isin(rows["source"])]
    for y, (source, section) in enumerate(zip(sections["source"], sections["section"], strict=True)):
        numbers = rows[(rows["source"] == source) & (rows["section"] == section)]
        if numbers.empty:
            said = say("no number", "没有数字") if empty is None else empty
            ax.annotate(said, (0, y), (0, BASELINE * size / 9), textcoords="offset points", size=size, color=MUTED)
        place = _PAD * size
        for _, row in numbers.iterrows():
            place += _numeral(ax, row, y, place, size, ink) + (2 * _PAD + _GAP) * size
        # the layout sees texts, not their frames: this blank makes room for the last one's
        end = ax.annotate(" ", (0, y), (place - (_PAD + _GAP) * size, 0), textcoords="offset points", size=2)
        end.set_in_layout(size >= 9)
    ax.set(xlim=(0, 1), xticks=[], ylim=(len(sections) - 0.5, -0.5))
    ax.set_yticks(range(len(sections)), list(sections[say("label_en", "section")]))
    ax.spines[:].set_visible(False)
    return ax


def _numeral(ax: Axes, row: pd.Series, y: float, place: float, size: float, ink: str) -> float:
    """Write a number so many points from the left of the axes; return how many it is wide."""
    exact, over = is_exact(row), row["low"] >= row["value"]
    in_words = size >= 9 and not (exact or over or get_language() == "zh")  # small type is used where there is no room
    said = stated(row).removesuffix(" yuan") if in_words else ""
    said = said or brief(row)
    frame = {"boxstyle": f"round,pad={_PAD},rounding_size=0.2", "edgecolor": ink, "facecolor": ink if exact else PAPER}
    mark = ax.annotate(
        said, (0, y), (place, BASELINE * size / 9), textcoords="offset points", bbox={**frame, "linewidth": 1},
        size=size, weight="medium", color=PAPER if exact else INK,
    )  # fmt: skip
    mark.set_in_layout(size >= 9)
    record_mark(mark, row, value_label(row))
    return text_width(said, size, "medium") * 72
