"""The frame that every chart stands in: title, measure line, body, notes, source, alt text.

A `Chart` lays itself out from the size in force and the length of its own words, and knows
which observation each mark in its body stands for. An export may ask for it bare: the body alone,
for a report that sets title, notes and source as text of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from . import notes as composed
from .errors import RefusedError
from .loading import load_regions
from .style import INK, MUTED, PAPER, Setting, Text, export_request, say
from .typeset import height, wrap, wrap_parts, write
from .wording import label, period, value_label

TITLE_WORDS = 15
TITLE, MEASURE, NOTE = 13.0, 9.5, 9.0  # points on a page
_BETWEEN = " | "  # what is measured, where, when
_TAG = 1.4  # height of the band of region colours
_LEAD = 14.0  # that a short body moves down on a slide, at most
_ROUNDED = 0.96  # of the width that words around the body fill: at 100 dots an inch, 9 points are 4 per cent wider
_EDGE, _SIDE = 1.4, 2.0  # paper around the body where it is saved alone


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark of a chart and the observation that it stands for."""

    row: str
    what: str
    shown: str
    gid: str = ""


@dataclass(eq=False)
class Chart:
    """A chart that carries all it needs to be pasted into a report.

    Parameters
    ----------
    name : str
        File name of the figure, in words parted by hyphens.
    rows : pandas.DataFrame
        The observations drawn, as `load_observations` gives them.
    title : Text
        The message, at most 15 English words.
    measure : Text
        What is measured, in which unit; place and period are added from the rows.
    alt : Text
        The chart type, of what, the message, extremes; hedges are added from the rows.
    note : Text, optional
        A caveat of this chart that no row carries.
    body : float or dict of str to float
        Height of the body in layout millimetres, or one for each size that differs from page;
        a fixed size uses what it has.
    across : {"reporting", "money"}, optional
        Why rows of several regions may stand in one chart: it shows how the texts report,
        or sums of money named by their roles. Otherwise several regions are refused.
    periods_printed : bool
        Whether the body prints each row's period, so that the note need not.
    periods_signed : bool
        Whether the body prints a letter for each row's period behind its value; the note explains the letters.
    region : str, optional
        For a notebook that is run for each region: the region drawn, which is added to the name.
    subject : pandas.DataFrame, optional
        Rows of another table with region and source (mechanisms), for a chart of what carries
        no number: place and source are taken from them too.
    opened : bool
        Whether hedged rows are drawn as open marks, which the notes then explain.

    Raises
    ------
    RefusedError
        For a title that is too long, or regions that cannot be compared.
    """

    name: str
    rows: pd.DataFrame
    title: Text
    measure: Text
    alt: Text
    note: Text | None = None
    body: float | dict = 45.0
    across: str | None = None
    periods_printed: bool = False
    periods_signed: bool = False
    region: str | None = None
    subject: pd.DataFrame | None = None
    opened: bool = True
    nodes: list[str] = field(default_factory=list, repr=False)
    marks: list[Mark] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        from matplotlib.figure import Figure
        self._refuse()
        self.name = f"{self.name}-{self.region}" if self.region else self.name
        self.size = Setting.size
        self.language = Setting.language
        self.bare = bool(export_request().get("bare"))
        self._office = self.bare and self.size.fixed  # native text takes its room from the body
        if isinstance(self.body, dict):
            self.body = self.body.get(self.size.name, self.body["page"])
        margin, needed = self.size.margin, self.body
        self.brief = self.size.name == "column"
        header, footer = self._header(), self._footer()
        used = 2 * margin + header[-1][1] + footer[-1][1]
        if self.size.fixed and used + needed > self.size.height:  # all caveats have no room beside the body
            self.brief = True
            footer = self._footer()
            used = 2 * margin + header[-1][1] + footer[-1][1]
        if self.size.fixed:
            self.body = self.size.height - used
        else:
            self.body = max(self.body, self.size.height - used)
        self.height = used + self.body
        self._lead = min(max(self.body - needed, 0.0) * 0.4, _LEAD) if self.size.fixed else 0.0
        self.figure = Figure(figsize=(self._inch(self.size.width), self._inch(self.height)), facecolor=PAPER)
        self.figure.chart = self
        self._top = margin + header[-1][1]
        self._blocks = [*_placed(header, margin), *_placed(footer, self.height - margin - footer[-1][1])]
        if not self.bare:
            self._write(self._blocks)
            self._tag()

    @property
    def _about(self) -> pd.DataFrame:
        """The rows that say which places and articles the chart is about."""
        both = [rows[["region", "source"]] for rows in (self.rows, self.subject) if rows is not None]
        return pd.concat(both)

    def _refuse(self) -> None:
        words = len(self.title.en.split())
        if words > TITLE_WORDS:
            raise RefusedError(f"the title of {self.name} has {words} English words; at most {TITLE_WORDS}")
        regions = composed.regions_of(self._about)
        if len(regions) > 1:
            if self.across not in ("reporting", "money"):
                raise RefusedError(
                    f"{self.name} draws {' and '.join(regions)} together: the articles share no indicator. "
                    "Draw one region, or say across='reporting' (how the texts report) or across='money'")
            if self.across == "money" and set(self.rows["counted"].astype(str)) != {"money"}:
                raise RefusedError(f"{self.name} says across='money' but draws rows that are not sums of money")

    def words(self) -> dict:
        """Return what stands around the body, in the language in force: title, measure line, notes, source."""
        when = "" if self.across == "reporting" else composed.period_line(
            self.rows, self.periods_printed, self.periods_signed)
        return {
            "title": say(self.title),
            "measure": _BETWEEN.join(filter(None, [say(self.measure), composed.place_line(self._about), when])),
            "notes": composed.compose(self.rows, say(self.note) if self.note else "", self.periods_printed,
                                      self.across != "reporting", self.periods_signed, self.opened, self.brief),
            "source": composed.source_line(self._about)}

    def _header(self) -> list[tuple]:
        """Return the lines above the body as (text, top, points, colour), then their height."""
        words, lines, y = self.words(), [], 0.0 if self._office else _TAG + 1.8
        column = self.size.name == "column"
        room, small = self._room, TITLE - column
        title = wrap(words["title"], room, small, balance=True, office=self._office)
        measure = (wrap(words["measure"], room, MEASURE, office=True) if self._office
                   else wrap_parts(words["measure"].split(_BETWEEN), _BETWEEN, room, MEASURE))
        for text, points, colour, gap in ((title, small, INK, 0.8), (measure, MEASURE, MUTED, 3.2)):
            lines.append((text, y, points, colour))
            y += height(text, points) + gap
        return [*lines, ("", y, 0, "")]

    @property
    def _room(self) -> float:
        """Width for words around the body: a screen that rounds each character to whole pixels sets them wider."""
        return self.size.inner * (1.0 if self._office else _ROUNDED)

    def _footer(self) -> list[tuple]:
        words, lines, y = self.words(), [], 3.0
        for text in (*words["notes"], words["source"]):
            text = wrap(text, self._room, NOTE, office=self._office)
            lines.append((text, y, NOTE, MUTED))
            y += height(text, NOTE) + 0.5
        return [*lines, ("", y - 0.5, 0, "")]

    def _write(self, blocks: list[tuple]) -> None:
        for text, y, points, colour in blocks:
            write(self.figure, self.size.margin / self.size.width, 1 - y / self.height, text,
                  points=points, colour=colour)

    def places(self) -> dict[str, list[float]]:
        """Return where title, measure line, body, notes and source stand: left, top, width, height in millimetres."""
        boxes = [[self.size.margin, y, self.size.inner, height(text, points)] for text, y, points, _ in self._blocks]
        notes, bottom = boxes[2:-1], boxes[-1][1] - 0.5
        found = {"title": boxes[0], "measure": boxes[1], "body": self._around(),
                 "notes": [*notes[0][:3], bottom - notes[0][1]] if notes else None, "source": boxes[-1]}
        return {name: [round(v * self.size.scale, 3) for v in box] for name, box in found.items() if box}

    def _around(self) -> list[float]:
        """Return the body with a little paper around it: left, top, width, height in layout millimetres."""
        return [self.size.margin - _SIDE, self._top - _EDGE, self.size.inner + 2 * _SIDE, self.body + 2 * _EDGE]

    @property
    def crop(self):
        """The part of the figure to save, in inches from its lower left corner; None for the whole."""
        if not self.bare:
            return None
        from matplotlib.transforms import Bbox
        left, top, wide, high = self._around()
        return Bbox.from_bounds(*map(self._inch, (left, self.height - top - high, wide, high)))

    def _tag(self) -> None:
        """Draw the band of region colours at the head."""
        from matplotlib.patches import Rectangle
        colours = load_regions()["colour"]
        for place, region in enumerate(composed.regions_of(self._about)):
            self.figure.add_artist(Rectangle(
                ((self.size.margin + 14 * place) / self.size.width, 1 - (self.size.margin + _TAG) / self.height),
                12 / self.size.width, _TAG / self.height, transform=self.figure.transFigure,
                facecolor=colours[region], edgecolor="none"))

    def _inch(self, millimetres: float) -> float:
        return millimetres * self.size.scale / 25.4

    @property
    def narrow(self) -> bool:
        """Whether labels go above their rows instead of beside them."""
        return self.size.name == "column"

    def plot(self, left: float = 0.0, right: float = 0.0, top: float = 0.0, bottom: float = 0.0, **keywords):
        """Add axes to the body.

        Parameters
        ----------
        left, right, top, bottom : float
            Distance from the edges of the body in layout millimetres.
        **keywords
            As for `matplotlib.figure.Figure.add_axes`.

        Returns
        -------
        matplotlib.axes.Axes
        """
        m, w, h = self.size.margin, self.size.width, self.height
        return self.figure.add_axes((
            (m + left) / w, 1 - (self._top + self.body - bottom) / h,
            (self.size.inner - left - right) / w, (self.body - top - bottom) / h), **keywords)

    def stage(self, left: float = 0.0, right: float = 0.0, top: float = 0.0, bottom: float = 0.0):
        """Add axes without scales, measured in layout millimetres from their top left corner.

        Where a fixed size leaves much room, they begin a little lower.
        """
        top += self._lead
        ax = self.plot(left, right, top, bottom)
        ax.set(xlim=(0, self.size.inner - left - right), ylim=(self.body - top - bottom, 0))
        ax.set_axis_off()
        return ax

    @property
    def unsaid(self) -> str:
        """The caveats that the notes only count, in full; empty where all are printed."""
        said = " ".join(self.words()["notes"])
        full = composed.caveats(self.rows) if self.brief and self.across != "reporting" else ""
        return "" if full in said else full

    def describe(self) -> str:
        """Return the alt text: the chart's own words, then every hedge and the period from the rows."""
        zh = self.language == "zh"
        parts = [say(self.alt)]
        open_rows = composed.hedged(self.rows)
        if len(open_rows) > composed.MANY:
            parts.append(f"其中{len(open_rows)}行为约数。" if zh
                         else f"{len(open_rows)} of {len(self.rows)} rows are hedged.")
        elif len(open_rows):
            said = [f"{label(row)}{'：' if zh else ': '}{value_label(row)}" for _, row in open_rows.iterrows()]
            parts.append(("约数：" if zh else "Hedged: ") + ("；" if zh else "; ").join(said) + ("。" if zh else "."))
        periods = list(dict.fromkeys(period(row) for _, row in self.rows.iterrows()))
        if periods:
            parts.append(f"时段：{'；'.join(periods)}。" if zh else f"Periods: {'; '.join(periods)}.")
        return "".join(parts) if zh else " ".join(parts)

    def show(self) -> None:
        """Show the chart, or save it where an export is under way."""
        from IPython.display import display

        from .export import save_requested
        if request := export_request():
            save_requested(self, request)
        else:
            display(self)

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        from .files import svg
        return {"image/svg+xml": svg(self), "text/plain": self.describe()}


def _placed(lines: list[tuple], top: float) -> list[tuple]:
    """Move lines down to where they stand on the figure."""
    return [(text, top + y, points, colour) for text, y, points, colour in lines[:-1]]
