"""Finish a figure: the words around it, its layout, its alt text; then show it."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from dataclasses import replace
from weakref import WeakKeyDictionary

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from .drawn import Finished, check_visible, marks_of, remember_words
from .errors import RefusedError
from .files import mimebundle, write_requested
from .language import get_language
from .layout import EDGE, WIDTH, hang, lay_out
from .loading import load_regions
from .notes import caveats, describe, hedged, source_line
from .style import INK, MUTED
from .text import no_missing_glyph, wrap

LOWEST, HIGHEST = 60.0, 130.0  # millimetres
TITLE, MEASURE, SMALL = 14, 10, 8  # points
_LINE = 1.32 / 72  # height of a line in inches, for each point of its type
_words: WeakKeyDictionary[Figure, list] = WeakKeyDictionary()


class HedgeWarning(UserWarning):
    """A hedged number was drawn as if it were exact."""


def finish(
    fig: Figure,
    rows: pd.DataFrame,
    *,
    name: str,
    title: str,
    measure: str = "",
    note: str = "",
    alt: str = "",
    height: float | None = None,
    show: bool = True,
) -> None:
    """Put title, measure line, note and source around a figure, lay it out, and show it.

    Whatever draws the figure, seaborn and matplotlib included, is left as it is. Call it again after a
    change: it replaces its own words. In a notebook the figure is shown as SVG and as PNG; where an export
    is under way, its files are written.

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
        The misreading that is most likely, in a line.
    alt : str
        What the figure shows, for those who cannot see it. Hedges and periods are added.
    height : float, optional
        Height of the whole in millimetres, 60 to 130; the width is 170. Unless given, as the figure was made.
    show : bool
        Whether to show it in a notebook, and to write it where an export is under way.

    Raises
    ------
    RefusedError
        For no rows, a title that is no text, a name that is no file name, a height out of bounds, limits that
        hide a mark.

    Warns
    -----
    HedgeWarning
        Where a hedged row was drawn by a call that does not show its hedge.

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
    spoken = Finished(
        name,
        get_language(),
        _typeset(title),
        _typeset(measure),
        _typeset(note),
        _typeset(source_line(rows)),
        caveats(rows),
        describe(alt or title, rows),
        list(rows.index),
    )
    drawn = {part for mark in marks_of(fig) for part in str(mark.row.name).split(" + ")}
    lacking = hedged(rows).index.difference(list(drawn))
    if len(lacking):
        warnings.warn(
            f"{name}: drawn as if exact: {', '.join(lacking)}. Call show_hedges(ax, rows) before finish",
            HedgeWarning,
            stacklevel=2,
        )
    for word in _words.pop(fig, []):
        word.remove()
    fig.set_size_inches(WIDTH, height / 25.4)
    with no_missing_glyph():
        above, below = _write_words(fig, spoken, rows)
        check_visible(fig)
        _words[fig] += lay_out(fig, above, below)
    remember_words(fig, replace(spoken, body_mm=(round(above * 25.4, 1), round(height - below * 25.4, 1))))
    if show:
        _show(fig)


def _check(rows: pd.DataFrame, name: str, title: str, height: float) -> None:
    if not isinstance(rows, pd.DataFrame) or rows.empty:
        raise RefusedError("a figure needs the rows that it shows: a DataFrame of observations, at least one")
    if not isinstance(title, str) or not title.strip():
        raise RefusedError(f"a title is text in the language in force, say(en, zh); found {title!r}")
    if not isinstance(name, str) or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise RefusedError(
            f"a name is for files: small letters, digits and hyphens, such as people-by-act; found {name!r}"
        )
    if not LOWEST - 0.1 <= height <= HIGHEST + 0.1:
        raise RefusedError(
            f"a height of {height:.0f} mm; a figure is {LOWEST:.0f} to {HIGHEST:.0f} mm high. What is taller "
            "is a table and belongs in the notebook"
        )


def _typeset(text: str) -> str:
    """Set apostrophes as print does."""
    return text.replace("'", "’") if get_language() == "en" else text


def _write_words(fig: Figure, spoken: Finished, rows: pd.DataFrame) -> tuple[float, float]:
    """Write the words above and below; return how many inches they take at the top and at the bottom."""
    room, high = WIDTH - 2 * EDGE, fig.get_figheight()
    regions = load_regions()
    for place, region in enumerate(one for one in regions.index if one in set(rows["region"])):
        fig.add_artist(
            tag := Rectangle(
                ((EDGE + 0.5 * place) / WIDTH, 1 - (EDGE + 0.03) / high),
                0.43 / WIDTH,
                0.055 / high,
                facecolor=regions.at[region, "colour"],
                linewidth=0,
            )
        )
        _words.setdefault(fig, []).append(tag)
    above = _lines(
        fig, [(spoken.title, TITLE, "bold", INK), (spoken.measure, MEASURE, "normal", MUTED)], room, EDGE + 0.08
    )
    small = [(text, SMALL, "normal", MUTED) for text in (spoken.note, spoken.source)]
    deep = sum((wrap(text, room, SMALL).count("\n") + 1) * SMALL * _LINE for text, *_ in small if text)
    _lines(fig, small, room, high - deep - 0.15)
    return above + 0.12, deep + 0.29


def _lines(fig: Figure, texts: Sequence[tuple[str, float, str, str]], room: float, top: float) -> float:
    """Write texts below one another from `top` inches under the upper edge; return where the last line ends."""
    for text, points, weight, ink in texts:
        for line in wrap(text, room, points, weight).split("\n") if text else ():
            _words.setdefault(fig, []).append(
                fig.text(
                    (EDGE - hang(line, points) / 72) / WIDTH,
                    1 - top / fig.get_figheight(),
                    line,
                    size=points,
                    weight=weight,
                    color=ink,
                    va="top",
                )
            )
            top += points * _LINE
        top += 0.02
    return top


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
