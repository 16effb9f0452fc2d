"""Draw what a hedge leaves open, on the bars or dots of any chart."""

import math
from typing import TypeVar

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from .errors import RefusedError
from .marks import check_drawable, figure_of, label_mark, marks_of
from .style import DASHED, EDGE, FAINT, INK, PAPER, tint
from .wording import is_exact

T = TypeVar("T")


def show_hedges(ax: Axes, rows: pd.DataFrame, labels: bool = True) -> None:
    """Make a bar or dot chart honest about hedged numbers, and write each value at the end of its mark.

    An exact number keeps its solid mark. A hedged one is drawn open: outlined and pale as far as the number is sure,
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
        For rows that may not be drawn (see `helpers.marks.check_drawable`) and marks that do not agree with
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
    known = {mark.artist for mark in marks_of(figure_of(ax))}
    bars = [bar for container in ax.containers for bar in getattr(container, "patches", []) if bar not in known]
    clouds = [one for one in ax.collections if isinstance(one, PathCollection) and one not in known]
    if bars:
        level = all(getattr(one, "orientation", "horizontal") == "horizontal" for one in ax.containers)
        places = [_reach(bar, level)[:2] for bar in bars]
        for bar, row, (_, across) in zip(bars, _rows_at(places, rows, ax, level), places, strict=True):
            if not is_exact(row):
                _open_bar(ax, bar, row, level)
            label_mark(ax, bar, row, _xy(_end(row), across, level), labels, above=not level)
    elif clouds:
        level = _names(ax.yaxis) or not _names(ax.xaxis)
        dots = [(cloud, at) for cloud in clouds for at in range(len(_offsets(cloud)))]
        places = [_xy(x, y, level) for cloud in clouds for x, y in _offsets(cloud)]
        for (cloud, at), row, (_, across) in zip(dots, _rows_at(places, rows, ax, level), places, strict=True):
            dot = _open_dot(ax, cloud, at, row, level)
            label_mark(ax, dot, row, _xy(_end(row), across, level), labels, above=not level)
        for cloud in clouds:
            cloud.remove()
    else:
        raise RefusedError("there is no bar and no dot on the axes: draw first (sns.barplot, ax.barh, sns.stripplot), "
                           "then call show_hedges(ax, rows)")
    if labels:
        (ax.xaxis if level else ax.yaxis).set_visible(False)
        ax.spines["bottom" if level else "left"].set_visible(False)
    ax.set(xlabel="", ylabel="")


def _xy(along: T, across: T, level: bool) -> tuple[T, T]:
    """Return as x and y, or x and y as, what lies along the value axis and across it; level bars go along x."""
    return (along, across) if level else (across, along)


def _offsets(cloud: PathCollection) -> np.ndarray:
    return np.asanyarray(cloud.get_offsets())


def _reach(bar: Rectangle, level: bool) -> tuple[float, float, float]:
    """Return the value of a bar, its place on the category axis, and half its thickness there."""
    (start, edge), (long, thick) = _xy(bar.get_x(), bar.get_y(), level), _xy(bar.get_width(), bar.get_height(), level)
    return start + long, edge + thick / 2, thick / 2


def _rows_at(places: list[tuple[float, float]], rows: pd.DataFrame, ax: Axes, level: bool) -> list[pd.Series]:
    """Return the row of each mark: by order, else by the name of its category."""
    records = [row for _, row in rows.iterrows()]
    axis = ax.yaxis if level else ax.xaxis
    at = dict(zip([label.get_text() for label in axis.get_ticklabels()], np.rint(axis.get_ticklocs()), strict=False))
    named = {at[row["label"]]: row for row in records if row["label"] in at}
    for chosen in (records, [named[place] for _, across in places if (place := np.rint(across)) in named]):
        if len(chosen) == len(places) == len(records) and all(
            math.isclose(value, row["value"], rel_tol=1e-9) or (math.isnan(row["value"]) and not abs(value) > 0)
            for (value, _), row in zip(places, chosen, strict=True)
        ):
            return chosen
    drawn = ", ".join(f"{value:,.10g}" for value, _ in places)
    wanted = ", ".join(f"{value:,.10g}" for value in rows["value"])
    raise RefusedError(
        f"the {len(places)} marks on the axes do not agree with the {len(rows)} rows: drawn {drawn}; rows "
        f"{wanted}. Give the rows that were drawn, in that order, with `value` on the value axis")


def _names(axis: Axis) -> bool:
    """Tell whether an axis names categories."""
    return any(any(letter.isalpha() for letter in label.get_text()) for label in axis.get_ticklabels())


def _ends(row: pd.Series) -> tuple[float, float]:
    """Return how far a number is sure and how far it may reach; a quarter more stands in where there is no end."""
    most = row["high"] if math.isfinite(row["high"]) else max(0, row["value"] * 1.25)
    return max(row["low"], 0.0), most


def _end(row: pd.Series) -> float:
    return np.nanmax([row["value"], _ends(row)[1]])


def _open_bar(ax: Axes, bar: Rectangle, row: pd.Series, level: bool) -> None:
    _, at, half = _reach(bar, level)
    ink, (sure, most) = to_hex(bar.get_facecolor()), _ends(row)
    (bar.set_width if level else bar.set_height)(sure)
    bar.set(facecolor=tint(ink, FAINT), edgecolor=ink, linewidth=EDGE)
    if most > sure:
        corner, size = _xy(sure, at - half, level), _xy(most - sure, 2 * half, level)
        ax.add_patch(Rectangle(corner, *size, facecolor="none", edgecolor=ink, linewidth=0.9, linestyle=DASHED))
        ax.autoscale_view()
    if not math.isnan(row["value"]):  # whole beyond the bar; else stubs on both sides, clear of its edge and dashes
        lines, near, far = ax.vlines if level else ax.hlines, 1.1 * half * (row["value"] < most), 1.5 * half
        lines([row["value"]] * 2, [at - far, at + near], [at - near, at + far], color=INK, linewidth=1.1)


def _open_dot(ax: Axes, cloud: PathCollection, at: int, row: pd.Series, level: bool) -> PathCollection:
    """Draw one dot of a cloud anew, open with a dashed line to its bounds where it is hedged."""
    x, y = _offsets(cloud)[at]
    faces, sizes = np.asanyarray(cloud.get_facecolor()), cloud.get_sizes()
    ink, exact = to_hex(faces[at % len(faces)]), is_exact(row)
    if not exact:
        across = y if level else x
        ax.plot(*_xy(_ends(row), (across, across), level), color=ink, linewidth=1.2, linestyle=DASHED, zorder=2)
    return ax.scatter(x, y, s=sizes[at % len(sizes)], color=ink if exact else PAPER, edgecolor=ink, linewidth=EDGE,
                      marker=cloud.get_paths()[0], zorder=3)
