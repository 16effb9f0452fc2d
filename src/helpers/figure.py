"""Finish a figure: the words around it, its layout between them, its alt text; then show it."""

import re
import warnings
from dataclasses import replace
from weakref import WeakKeyDictionary

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox

from .errors import RefusedError
from .files import mimebundle, write_requested
from .loading import load_table
from .marks import check_drawable, check_visible, figure_of, marks_of
from .notes import FINISHED, Finished, caveats, describe, hedged, legend, source_line
from .style import HAIR, INK, MEASURE, MUTED, SMALL, TITLE, hang, no_missing_glyph, set_on_baseline, shift, wrap
from .wording import get_language, say

LOWEST, HIGHEST = 60.0, 130.0  # millimetres
WIDTH, EDGE = 170 / 25.4, 5 / 25.4  # inches
_LINE = 1.32 / 72  # height of a line in inches, for each point of its type
_LABEL_ROOM = 2.7  # inches that the names of categories take at most
_ours: WeakKeyDictionary[Figure, list[Artist]] = WeakKeyDictionary()  # words, tags and lines around the drawing


class HedgeWarning(UserWarning):
    """A hedged number was drawn as if it were exact."""


class UnsoundWarning(UserWarning):
    """What seaborn or matplotlib drew is what our own marks refuse: two regions on one scale, a threshold."""


def finish(fig: Figure, rows: pd.DataFrame, *, name: str, title: str, measure: str = "", note: str = "", alt: str = "",
           height: float | None = None, show: bool = True) -> None:
    """Put title, measure line, note and source around a figure, lay it out, and show it.

    What drew the figure is left as it is. Call it again after a change: it replaces its own words.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
    rows : pandas.DataFrame
        The observations that it shows. Source, caveats, hedges and periods of the alt text come from them.
    name : str
        Names the files: small letters, digits and hyphens.
    title : str
        The finding in a line, in English at most ten words.
    measure : str
        What is shown: what, unit, place, period.
    note : str
        The misreading that is most likely. How to read hedged marks is added where there are any.
    alt : str
        What the figure shows, for those who cannot see it. Hedges and periods are added.
    height : float, optional
        Height of the whole in millimetres, 60 to 130; the width is 170. Unless given, as the figure was made.
    show : bool
        Whether to show it in a notebook, as SVG and PNG, and to write its files where an export is under way.

    Raises
    ------
    RefusedError
        For no rows, a title that is no text, a name that is no file name, a height out of bounds, limits that
        hide a mark.

    Warns
    -----
    HedgeWarning
        Where a hedged row was drawn by a call that does not show its hedge.
    UnsoundWarning
        Where rows that no chart may show on one scale were drawn by such a call, on the only Axes.

    Examples
    --------
    >>> import seaborn as sns
    >>> from helpers import load_observations, save, show_hedges, use
    >>> use("en")
    >>> held = load_observations().loc[["chaoan-meetings", "chaoan-problems-solved"]]
    >>> fig, ax = plt.subplots()
    >>> ax = sns.barplot(held, x="value", y="label", ax=ax)
    >>> show_hedges(ax, held.assign(unit=""))
    >>> finish(fig, held, name="joint-meetings", title="Problems outnumber meetings")
    """
    height = fig.get_figheight() * 25.4 if height is None else height
    _check(rows, name, title, height)
    note = say(" ", "").join(filter(None, [note, legend(marks_of(fig))]))
    alt, said = describe(alt or title, rows), (title, measure, note, source_line(rows))
    title, measure, note, source = (text.replace("'", say("’", "'")) for text in said)  # as print has apostrophes
    words = Finished(name, get_language(), title, measure, note, source, caveats(rows), alt, list(rows.index))
    drawn = {part for mark in marks_of(fig) for part in str(mark.row.name).split(" + ")}
    if lacking := [row for row in hedged(rows).index if row not in drawn]:
        warnings.warn(f"{name}: drawn as if exact: {', '.join(lacking)}. Call show_hedges(ax, rows) before finish",
                      HedgeWarning, stacklevel=2)
    if len(fig.axes) == 1 and len(plain := rows[~rows.index.isin(drawn)]):  # of several Axes nobody knows which has it
        try:
            check_drawable(plain, fig.axes[0])
        except RefusedError as error:
            warnings.warn(f"{name}: {error}", UnsoundWarning, stacklevel=2)
    for artist in _ours.pop(fig, []):
        artist.remove()
    fig.set_size_inches(WIDTH, height / 25.4)
    with no_missing_glyph():
        above, below = _write_words(fig, words, rows)
        check_visible(fig)
        _lay_out(fig, above, below)
    FINISHED[fig] = replace(words, body_mm=(round(above * 25.4, 1), round(height - below * 25.4, 1)))
    if show:
        _show(fig)


def _check(rows: pd.DataFrame, name: str, title: str, height: float) -> None:
    if not isinstance(rows, pd.DataFrame) or rows.empty:
        raise RefusedError("a figure needs the rows that it shows: a DataFrame of observations, at least one")
    if not isinstance(title, str) or not title.strip():
        raise RefusedError(f"a title is text in the language in force, say(en, zh); found {title!r}")
    if not isinstance(name, str) or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise RefusedError("a name is for files: small letters, digits and hyphens, such as people-by-act; "
                           f"found {name!r}")
    if not LOWEST - 0.1 <= height <= HIGHEST + 0.1:
        raise RefusedError(f"a height of {height:.0f} mm; a figure is {LOWEST:.0f} to {HIGHEST:.0f} mm high. "
                           "What is taller is a table and belongs in the notebook")


def _write_words(fig: Figure, words: Finished, rows: pd.DataFrame) -> tuple[float, float]:
    """Write the words above and below; return how many inches they take at the top and at the bottom."""
    high, colours = fig.get_figheight(), load_table("regions")["colour"]
    for place, ink in enumerate(colours[colours.index.isin(rows["region"])]):
        corner = ((EDGE + 0.5 * place) / WIDTH, 1 - (EDGE + 0.03) / high)
        _own(fig, fig.add_artist(Rectangle(corner, 0.43 / WIDTH, 0.055 / high, facecolor=ink, linewidth=0)))
    above = _write(fig, words.title, EDGE + 0.08, TITLE, weight="bold", color=INK)
    above = _write(fig, words.measure, above, MEASURE)
    small = (words.note, words.source)
    deep = sum((wrap(text, WIDTH - 2 * EDGE, SMALL).count("\n") + 1) * SMALL * _LINE for text in small if text)
    top = high - deep - 0.15
    for text in small:
        top = _write(fig, text, top, SMALL)
    return above + 0.12, deep + 0.29


def _write(fig: Figure, text: str, top: float, size: float, weight: str = "normal", color: str = MUTED) -> float:
    """Write a text from `top` inches under the upper edge; return where its last line ends."""
    for line in wrap(text, WIDTH - 2 * EDGE, size, weight).split("\n") if text else ():
        x, y = (EDGE - hang(line, size) / 72) / WIDTH, 1 - top / fig.get_figheight()
        _own(fig, fig.text(x, y, line, size=size, weight=weight, color=color, va="top"))
        top += size * _LINE
    return top + 0.02


def _own(fig: Figure, artist: Artist) -> None:
    """Remember a piece of ours on a figure: it goes when the figure is finished again."""
    _ours.setdefault(fig, []).append(artist)


def _lay_out(fig: Figure, above: float, below: float) -> None:
    """Let constrained layout place the axes between the words, once, so that each saving gives the same bytes."""
    high = fig.get_figheight()
    rect = (EDGE / WIDTH, below / high, 1 - 2 * EDGE / WIDTH, 1 - (above + below) / high)
    fig.set_layout_engine("constrained", w_pad=0, h_pad=0.03, rect=rect)
    fig.draw_without_rendering()  # tick labels exist only after a first drawing
    named = {ax: spec.colspan.start for ax in fig.axes if _names_categories(ax) and (spec := ax.get_subplotspec())}
    for column in sorted(set(named.values())):
        _align_names([ax for ax, own in named.items() if own == column])
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
        for label in ax.get_yticklabels():  # only now, for the layout would make room for what hangs out
            if "\n" not in label.get_text():
                shift(label, right=-hang(label.get_text()))
    for ax in fig.axes:
        for text in ax.texts:
            if text.get_verticalalignment() == "center_baseline" and not isinstance(text, Annotation):
                set_on_baseline(text)
    for left, _, y in heads:
        right = max(end for start, end, _ in heads if abs(start - left) < 1)
        ends = fig.transFigure.inverted().transform([(left, y), (right, y)])
        _own(fig, fig.add_artist(Line2D(*ends.T, color=HAIR, linewidth=0.8)))


def _names_categories(ax: Axes) -> bool:
    labels = [label.get_text() for label in ax.get_yticklabels() if label.get_visible()]
    return ax.yaxis.get_visible() and any(re.search(r"[^\W\d_]", one) for one in labels)


def _align_names(stacked: list[Axes]) -> None:
    """Begin the names of categories at the left edge, in axes below one another alike."""
    for ax in stacked:
        names = [wrap(label.get_text(), _LABEL_ROOM) for label in ax.get_yticklabels()]
        ax.set_yticks(ax.get_yticks(), names, ha="left", linespacing=1.25)
    widest = max(label.get_window_extent().width for ax in stacked for label in ax.get_yticklabels())
    for ax in stacked:
        ax.tick_params(axis="y", pad=widest / figure_of(ax).dpi * 72 + 8, length=0)
        for label in ax.get_yticklabels():
            set_on_baseline(label)


def _place_head(ax: Axes) -> tuple[float, float, float]:
    """Begin the head of a group (a title at the left) where the names of its categories begin.

    Return where the line below it begins and ends, and its height, in pixels.
    """
    box, left = ax.bbox, min(label.get_window_extent().x0 for label in ax.get_yticklabels())
    head, dot = ax.get_title(loc="left").replace("'", say("’", "'")), figure_of(ax).dpi / 72
    ax.set_title(head, loc="left", x=(left - hang(head) * dot - box.x0) / box.width)
    return left, (ax.get_tightbbox() or box).x1, box.y1 + 2 * dot


def _show(fig: Figure) -> None:
    """Show the figure where a notebook runs, and write its files where an export asks for them."""
    write_requested(fig)
    try:
        from IPython import get_ipython
        from IPython.display import display
    except ImportError:
        return
    if get_ipython() is not None:
        display(mimebundle(fig), raw=True)
        plt.close(fig)  # or it would be shown again at the end of the cell
