"""Make a bar or dot chart honest: an exact number is solid, a hedged one open, with the bounds of its words."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from .drawn import check_drawable, figure_of, marks_of, record_mark
from .errors import RefusedError
from .style import BASELINE, INK, PAPER
from .wording import is_exact, value_label

DASHED = (0, (2.2, 1.6))
EDGE = 1.3  # points


def show_hedges(ax: Axes, rows: pd.DataFrame, labels: bool = True) -> None:
    """Make a bar or dot chart honest about hedged numbers, and write each value at the end of its mark.

    An exact number keeps its solid mark. A hedged one is drawn open: firm as far as the number is sure,
    dashed to where it may reach, with a dashed tick at the number that the article prints. Its label gives
    the article's word and the bounds: nearly 300 (270–299).

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Axes with one bar or dot a row, drawn by seaborn or matplotlib.
    rows : pandas.DataFrame
        The rows that were drawn, in that order; any order where the category axis names them by `label`.
    labels : bool
        Whether to write the values; the value axis then says nothing more and is taken away.

    Raises
    ------
    RefusedError
        For rows that may not be drawn (see `helpers.drawn.check_drawable`) and marks that do not agree with
        the rows.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> import seaborn as sns
    >>> from helpers import load_observations
    >>> held = load_observations().loc[["chaoan-nonpublic-organisations", "chaoan-newform-organisations"]]
    >>> fig, ax = plt.subplots()
    >>> show_hedges(sns.barplot(held, x="value", y="label", ax=ax), held)
    """
    check_drawable(rows, ax)
    before = {mark.artist for mark in marks_of(figure_of(ax))}
    bars = [bar for container in ax.containers for bar in getattr(container, "patches", []) if bar not in before]
    horizontal = all(getattr(one, "orientation", "horizontal") == "horizontal" for one in ax.containers)
    if bars:
        for bar, row in _paired(ax, rows, [(bar, *_reach(bar, horizontal)) for bar in bars], horizontal):
            _open_bar(ax, bar, row, horizontal)
            _finish_mark(ax, bar, row, horizontal, *_middle(bar, horizontal), labels)
    else:
        dots = [
            (one, at)
            for one in ax.collections
            if isinstance(one, PathCollection) and one not in before
            for at in range(len(_offsets(one)))
        ]
        if not dots:
            raise RefusedError(
                "there is no bar and no dot on the axes: draw first (sns.barplot, ax.barh, sns.stripplot), "
                "then call show_hedges(ax, rows)"
            )
        horizontal = _names(ax.yaxis) or not _names(ax.xaxis)
        places = [
            ((one, at), *(_offsets(one)[at] if horizontal else _offsets(one)[at][::-1])) for one, at in dots
        ]
        for (one, at), row in _paired(ax, rows, places, horizontal):
            mark, across = _open_dot(ax, one, at, row, horizontal)
            _finish_mark(ax, mark, row, horizontal, across, 9.0, labels)
        for one in dict.fromkeys(one for one, _ in dots):
            one.remove()
    if labels:
        (ax.xaxis if horizontal else ax.yaxis).set_visible(False)
        ax.spines["bottom" if horizontal else "left"].set_visible(False)
    ax.set(xlabel="", ylabel="")


def _offsets(dots: PathCollection) -> np.ndarray:
    """Return where each dot of a collection stands: x and y."""
    return np.asanyarray(dots.get_offsets())


def _paired(ax: Axes, rows: pd.DataFrame, marks: list[tuple], horizontal: bool) -> list[tuple]:
    """Give each mark its row: by order, else by the name of its category."""
    records = [row for _, row in rows.iterrows()]

    def agree(pairs: list[tuple]) -> bool:
        return all(_close(value, row["value"]) for (_, value, _), row in pairs)

    if len(marks) == len(records):
        if agree(pairs := list(zip(marks, records, strict=True))):
            return [(mark, row) for (mark, *_), row in pairs]
        named = {
            label.get_text(): at
            for at, label in zip(
                *((ax.get_yticks(), ax.get_yticklabels()) if horizontal else (ax.get_xticks(), ax.get_xticklabels())),
                strict=True,
            )
        }
        by_label = {round(named[row["label"]]): row for row in records if row["label"] in named}
        pairs = [(mark, by_label[round(mark[2])]) for mark in marks if round(mark[2]) in by_label]
        if len(pairs) == len(records) and agree(pairs):
            return [(mark, row) for (mark, *_), row in pairs]
    drawn = ", ".join(f"{value:,.10g}" for _, value, _ in marks)
    wanted = ", ".join(f"{value:,.10g}" for value in rows["value"])
    raise RefusedError(
        f"the {len(marks)} marks on the axes do not agree with the {len(rows)} rows: drawn {drawn}; rows "
        f"{wanted}. Give the rows that were drawn, in that order, with `value` on the value axis"
    )


def _close(drawn: float, value: float) -> bool:
    return math.isclose(drawn, value, rel_tol=1e-9) or (math.isnan(value) and (math.isnan(drawn) or drawn == 0))


def _names(axis: Axis) -> bool:
    """Tell whether an axis names categories."""
    return any(any(letter.isalpha() for letter in label.get_text()) for label in axis.get_ticklabels())


def _reach(bar: Rectangle, horizontal: bool) -> tuple[float, float]:
    """Return the value of a bar, and its place on the category axis."""
    return (
        (bar.get_x() + bar.get_width(), bar.get_y() + bar.get_height() / 2)
        if horizontal
        else (bar.get_y() + bar.get_height(), bar.get_x() + bar.get_width() / 2)
    )


def _middle(bar: Rectangle, horizontal: bool) -> tuple[float, float]:
    """Return a bar's place on the category axis, and half its thickness in that axis's units."""
    return (
        (bar.get_y() + bar.get_height() / 2, bar.get_height() / 2)
        if horizontal
        else (bar.get_x() + bar.get_width() / 2, bar.get_width() / 2)
    )


def ends(row: pd.Series, room: float) -> tuple[float, float]:
    """Return how far a number is sure and how far it may reach; `room` stands in where there is no end."""
    sure = row["low"] if row["low"] > 0 else 0.0
    most = row["high"] if math.isfinite(row["high"]) else max(room, row["value"] * 1.25)
    return sure, most


def _open_bar(ax: Axes, bar: Rectangle, row: pd.Series, horizontal: bool) -> None:
    if is_exact(row):
        return
    ink = to_hex(bar.get_facecolor())
    sure, most = ends(row, 0)
    at, half = _middle(bar, horizontal)
    (bar.set_width if horizontal else bar.set_height)(sure)
    bar.set(facecolor=PAPER, edgecolor=ink, linewidth=EDGE)
    if most > sure:
        corner, size = ((sure, at - half), (most - sure, 2 * half))
        ax.add_patch(
            Rectangle(
                corner if horizontal else corner[::-1],
                *(size if horizontal else size[::-1]),
                facecolor="none",
                edgecolor=ink,
                linewidth=0.9,
                linestyle=DASHED,
            )
        )
        ax.autoscale_view()
    _tick(ax, row, at, half, horizontal)


def _open_dot(
    ax: Axes, dots: PathCollection, at: int, row: pd.Series, horizontal: bool
) -> tuple[PathCollection, float]:
    """Draw one dot anew, open with a dashed line to its bounds where it is hedged."""
    x, y = _offsets(dots)[at]
    across = y if horizontal else x
    faces, sizes = np.asanyarray(dots.get_facecolor()), dots.get_sizes()
    ink, exact = to_hex(faces[at % len(faces)]), is_exact(row)
    if not exact:
        sure, most = ends(row, 0)
        line = ([sure, most], [across, across]) if horizontal else ([across, across], [sure, most])
        ax.plot(*line, color=ink, linewidth=1.2, linestyle=DASHED, zorder=2)
    mark = ax.scatter(
        x,
        y,
        s=sizes[at % len(sizes)],
        color=ink if exact else PAPER,
        edgecolor=ink,
        linewidth=EDGE,
        zorder=3,
        marker=dots.get_paths()[0],
    )
    return mark, across


def _tick(ax: Axes, row: pd.Series, at: float, half: float, horizontal: bool) -> None:
    """Mark the number that the article prints by a stub on either side of the bar, clear of its edge and its dashes."""
    if not np.isnan(row["value"]):
        lines = ax.vlines if horizontal else ax.hlines
        near, far = 1.1 * half, 1.5 * half
        lines([row["value"]] * 2, [at - far, at + near], [at - near, at + far], color=INK, linewidth=1.1)


def _finish_mark(
    ax: Axes, mark: Artist, row: pd.Series, horizontal: bool, at: float, half: float, labels: bool
) -> None:
    shown = value_label(row)
    record_mark(mark, row, shown)
    if not labels:
        return
    end = np.nanmax([row["value"], ends(row, 0)[1]])
    place, offset = ((end, at), (7, BASELINE)) if horizontal else ((at, end), (0, 6))
    ax.annotate(
        shown,
        place,
        offset,
        textcoords="offset points",
        va="baseline" if horizontal else "bottom",
        ha="left" if horizontal else "center",
        weight="medium",
        annotation_clip=False,
    )
