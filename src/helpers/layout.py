"""Lay a figure out between its words: axes, names of categories, heads of groups."""

from __future__ import annotations

import re

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox, ScaledTranslation

from .drawn import figure_of
from .language import get_language
from .style import BASELINE, HAIR
from .text import wrap

WIDTH, EDGE = 170 / 25.4, 5 / 25.4  # inches
_LABEL_ROOM = 2.7  # inches that the names of categories take at most


def hang(line: str, points: float) -> float:
    """Return how far a line hangs out: an opening mark of a Chinese font is empty in its left half."""
    return 0.45 * points if line[:1] in tuple("“‘《「（") and get_language() == "zh" else 0


def lay_out(fig: Figure, above: float, below: float) -> list[Line2D]:
    """Let constrained layout place the axes between the words, once, so that each saving gives the same bytes.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
    above, below : float
        What the words take at the top and at the bottom, in inches.

    Returns
    -------
    list of matplotlib.lines.Line2D
        The hair lines that were drawn under heads of groups.
    """
    high = fig.get_figheight()
    fig.set_layout_engine(
        "constrained",
        w_pad=0,
        h_pad=0.03,
        rect=(EDGE / WIDTH, below / high, 1 - 2 * EDGE / WIDTH, 1 - (above + below) / high),
    )
    fig.draw_without_rendering()  # tick labels exist only after a first drawing
    named = {ax: spec.colspan.start for ax in fig.axes if _names_categories(ax) and (spec := ax.get_subplotspec())}
    for column in sorted(set(named.values())):
        _align_labels([ax for ax, own in named.items() if own == column])
    for _ in range(2):  # a head takes part in the layout, and its place follows from it
        fig.draw_without_rendering()
        for ax in named:
            _place_head(ax)
    fig.set_layout_engine("none")
    for ax in fig.axes:  # the last digits differ from run to run, and with them the bytes of an SVG
        ax.set_position(Bbox.from_bounds(*(round(float(side), 6) for side in ax.get_position(original=True).bounds)))
        ax.apply_aspect()  # what is narrower than its place stands in it as it will be drawn
        ax.set_in_layout(True)  # or it would be left out when the figure is finished again
    heads = [_place_head(ax) for ax in named if ax.get_title(loc="left")]
    for ax in named:
        _hang_names(ax)
    for ax in fig.axes:
        _set_on_baseline(ax)
    far = {left: max(right for start, right, _ in heads if abs(start - left) < 1) for left, *_ in heads}
    lines = []
    for left, _, height in heads:
        ends = fig.transFigure.inverted().transform([(left, height), (far[left], height)])
        lines.append(line := Line2D(*ends.T, color=HAIR, linewidth=0.8))
        fig.add_artist(line)
    return lines


def _align_labels(stacked: list[Axes]) -> None:
    """Begin the names of categories at the left edge, in axes below one another alike."""
    for ax in stacked:
        names = [wrap(label.get_text(), _LABEL_ROOM) for label in ax.get_yticklabels()]
        ax.set_yticks(ax.get_yticks(), names, ha="left", linespacing=1.25)
    widths = [label.get_window_extent().width for ax in stacked for label in ax.get_yticklabels()]
    for ax in stacked:
        ax.tick_params(axis="y", pad=max(widths) / figure_of(ax).dpi * 72 + 8, length=0)
        down = ScaledTranslation(0, BASELINE / 72, figure_of(ax).dpi_scale_trans)
        for label in ax.get_yticklabels():
            if "\n" not in label.get_text():  # on one baseline with its value, whatever letters hang below
                label.set(va="baseline", transform=label.get_transform() + down)


def _hang_names(ax: Axes) -> None:
    """Let names hang that begin with an opening mark; only now, for the layout would make room for it."""
    for label in ax.get_yticklabels():
        if "\n" not in label.get_text() and (hung := hang(label.get_text(), 9)):
            aside = ScaledTranslation(-hung / 72, 0, figure_of(ax).dpi_scale_trans)
            label.set_transform(label.get_transform() + aside)


def _set_on_baseline(ax: Axes) -> None:
    """Put words that stand in a row of a chart on the baseline of its name, whatever letters hang below."""
    down = ScaledTranslation(0, BASELINE / 72, figure_of(ax).dpi_scale_trans)
    for text in ax.texts:
        if (
            text.get_verticalalignment() == "center_baseline"
            and not isinstance(text, Annotation)
            and "\n" not in text.get_text()
        ):
            text.set(va="baseline", transform=text.get_transform() + down)


def _place_head(ax: Axes) -> tuple[float, float, float]:
    """Begin the head of a group (a title at the left) where the names of its categories begin.

    Return where the line below it begins and ends, and its height, in pixels.
    """
    box, left = ax.bbox, min(label.get_window_extent().x0 for label in ax.get_yticklabels())
    head, dot = ax.get_title(loc="left"), figure_of(ax).dpi / 72
    ax.set_title(head, loc="left", x=(left - hang(head, 9) * dot - box.x0) / box.width)
    return left, (ax.get_tightbbox() or box).x1, box.y1 + 2 * dot


def _names_categories(ax: Axes) -> bool:
    labels = [label.get_text() for label in ax.get_yticklabels() if label.get_visible()]
    return ax.yaxis.get_visible() and any(re.search(r"[^\W\d_]", one) for one in labels)
