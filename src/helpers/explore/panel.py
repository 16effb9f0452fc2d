"""Widgets around a `View`: choices above, then chart, what the convention changes, table, one row in full.

All that a person decides is in the view; the widgets only show it and hand back what was chosen.
Choices, buttons and the list of rows are plain form controls, so that a keyboard is enough.
"""

from __future__ import annotations

import base64
import warnings

from anywidget import AnyWidget
from ipywidgets import HTML, Button, Dropdown, HBox, Layout, VBox
from itables.widget import ITable
from markupsafe import Markup

from ..errors import RefusedError
from ..export import choose
from ..files import svg
from ..frame import Chart
from ..loading import load_observations
from ..style import LANGUAGES, Text
from . import words
from .nearly import CONVENTION, SHARES, compare_near, is_near
from .saving import FOLDER, save_view
from .view import View, choices, drawn_in, name_of

MODEL = "two-regions-explorer"  # a fixed name, so that the committed output is the same each time
WIDGET = "application/vnd.jupyter.widget-view+json"
_STYLE = Markup("""<style>
.explorer { max-width: 60rem; } .explorer .widget-hbox { gap: .1rem 1.2rem; }
.explorer .widget-html-content { line-height: 1.45; overflow-wrap: anywhere; }
.explorer img { display: block; width: 100%; max-width: 48rem; height: auto; background: #fff; }
.explorer .scrolls { overflow-x: auto; }
.explorer table.near { border-collapse: collapse; }
.explorer table.near :is(th, td) { text-align: left; padding: .2em .9em .2em 0; font-weight: 400; vertical-align: top;
  border-top: 1px solid var(--jp-border-color1, #c8cdd5); }
.explorer table.near caption { text-align: left; font-weight: 600; padding: .3em 0; }
.explorer table.near .now { font-weight: 700; } .explorer .said { margin: .2em 0; }
.explorer .refused { border-left: 4px solid #a3470b; padding-left: .6em; }
.explorer dl { display: grid; grid-template-columns: 11em 1fr; gap: .25em 1em; margin: .3em 0; }
.explorer dl :is(dt, dd) { float: none; width: auto; margin: 0; padding: 0; font-weight: 400; }
.explorer dt { color: var(--jp-ui-font-color1, #545b67); } .explorer h3 { margin: .3em 0; font-size: 1.05em; }
.explorer :is(button, select):focus-visible { outline: 3px solid #12436d; outline-offset: 1px; }
</style>""")
_KEYS = """export default { render({ el }) {
  const own = (event) => {
    if (event.target.closest(".explorer")) event.target.setAttribute("data-lm-suppress-shortcuts", "true");
  };
  document.addEventListener("focusin", own);
  return () => document.removeEventListener("focusin", own);
} };"""
_TABLE = {"showIndex": False, "layout": {"topStart": None, "topEnd": "search", "bottomEnd": "paging"},
          "classes": "display compact", "style": "width:100%"}
_open: list[Panel] = []


class Keys(AnyWidget):
    """Leave the keys that are pressed in the panel to its controls.

    JupyterLab would take an arrow in a list for a step to the next cell, and x for a cell to cut.
    """

    _esm = _KEYS


class Panel(VBox):
    """The panel of the explore notebook; see `helpers.explorer`.

    Attributes
    ----------
    view : View
        What is chosen.
    """

    def __init__(self, language: str) -> None:
        self.begin = self.view = View.start(language)
        self._filling = False
        wide = Layout(width="auto", max_width="100%")
        self.pickers = {name: Dropdown(layout=wide, style={"description_width": "initial"})
                        for name in ("language", *choices(), "near")}
        self.save, self.reset = Button(icon="save", layout=wide), Button(icon="undo", layout=wide)
        self.picture, self.said, self.effect, self.facts = HTML(), HTML(), HTML(), HTML()
        self.row = Dropdown(layout=wide, style={"description_width": "initial"})
        self.table = ITable(select="single", pageLength=10, **_TABLE)
        flow = Layout(flex_flow="row wrap", align_items="center")
        super().__init__(
            [HTML(str(_STYLE)), Keys(), HBox([*self.pickers.values()], layout=flow),
             HBox([self.save, self.reset], layout=flow), self.said, self.picture, self.effect, self.table,
             self.row, self.facts], model_id=MODEL)
        self.add_class("explorer")
        for name, picker in self.pickers.items():
            picker.observe(lambda change, name=name: self._choose(name, change.new), "value")
        self.row.observe(lambda change: self._read(change.new), "value")
        self.table.observe(lambda change: self._clicked(change.new), "selected_rows")
        self.save.on_click(lambda _: self._save())
        self.reset.on_click(lambda _: self.show(self.begin, words.START))
        self.show(self.begin)

    def show(self, view: View, told: Text | None = None) -> None:
        """Put a view on screen, with a message if there is one."""
        self.view, self._filling = view, True
        try:
            self._label()
            self._fill()
        finally:
            self._filling = False
        self._read("")
        self._tell(told)

    def _label(self) -> None:
        """Name every control and every choice in the language of the view."""
        language = self.view.language
        first = {"region": words.EVERY_REGION}
        options = {"language": [(words.LANGUAGE_NAMES[one], one) for one in LANGUAGES]}
        for name, values in choices().items():
            options[name] = [(first.get(name, words.ANY)[language], ""),
                             *((name_of(name, value)[language], value) for value in values)]
        own = words.OWN[language]
        options["near"] = [(f"{share}% ({own})" if share == CONVENTION else f"{share}%", share) for share in SHARES]
        for name, picker in self.pickers.items():
            picker.description = words.CHOICES[name][language]
            _offer(picker, options[name], getattr(self.view, name))
        self.save.description, self.reset.description = words.SAVE[language], words.RESET[language]
        self.row.description = words.ROW[language]

    def _fill(self) -> None:
        """Draw the chart, say what the convention changes, and list the rows."""
        language, rows = self.view.language, self.view.rows
        self.chart = self.view.chart()
        self.picture.value = "" if self.chart is None else _picture(self.chart)
        self.save.disabled = self.chart is None
        with drawn_in(language):
            self.effect.value = str(_effect(rows, self.view.near, language))
        table = self.view.table()
        self.names = list(table.index)
        with warnings.catch_warnings():  # an empty table is an answer here
            warnings.simplefilter("ignore")
            self.table.update(table, selected_rows=[], language=words.TABLE[language], **_TABLE)
        first = (words.NO_ROW[language], "")
        _offer(self.row, [first, *((f"{place}. {said}", name) for place, (name, said) in
                                   enumerate(table.iloc[:, 0].items(), 1))], "")

    def _choose(self, name: str, value) -> None:
        if not self._filling:
            self.show(self.view.but(**{name: value}))

    def _clicked(self, places: list[int]) -> None:
        if not self._filling:
            self._read(self.names[places[0]] if places else "")

    def _read(self, name: str) -> None:
        """Show one row in full, and mark it in the table and in the list."""
        if self._filling:
            return
        self._filling = True
        try:
            self.row.value = name
            self.table.selected_rows = [self.names.index(name)] if name else []
        finally:
            self._filling = False
        self.facts.value = str(self.view.facts_html(name)) if name else ""

    def _save(self) -> None:
        try:
            files = [path.name for path in save_view(self.view)]
        except (OSError, RefusedError) as error:
            said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            self._tell(Text(*(text.format(why=said) for text in words.NOT_SAVED)))
            return
        self._tell(Text(*(text.format(folder=FOLDER, files=", ".join(files)) for text in words.SAVED)))

    def _tell(self, told: Text | None) -> None:
        """Say how many rows are chosen, why a chart is refused, and what was just done."""
        language, reason = self.view.language, self.view.reason()
        count = words.COUNT[language].format(shown=len(self.names), all=len(load_observations()))
        lines = [Markup('<p class="said">{}</p>').format(count)]
        if reason:
            lines.append(Markup('<p class="said refused">{}</p>').format(reason[language]))
        if told:
            lines.append(Markup('<p class="said told">{}</p>').format(told[language]))
        self.said.value = str(Markup('<div role="status">{}</div>').format(Markup("").join(lines)))

    def _repr_mimebundle_(self, **_) -> dict:
        """Give the live panel, and for readers without a kernel its picture and its words."""
        spec = {WIDGET: {"version_major": 2, "version_minor": 0, "model_id": MODEL}}
        if self.chart is None:
            return spec | {"text/plain": self.view.reason()[self.view.language]}
        with drawn_in(self.view.language):
            return spec | {"image/svg+xml": svg(self.chart), "text/plain": self.chart.describe()}


def open_panel(language: str) -> Panel:
    """Open a panel, closing the one before: both would answer to the same name."""
    choose("language", [language], LANGUAGES)
    while _open:
        _open.pop().close()
    _open.append(Panel(language))
    return _open[-1]


def _offer(control, options: list[tuple], value) -> None:
    """Give a control other options without its forgetting which one is chosen."""
    if tuple(control.options) != tuple(options):
        control.options = options
    control.value = value


def _picture(chart: Chart) -> str:
    """Return a chart as an image with its words; an image runs no script and shares no ids with the page."""
    with drawn_in(chart.language):
        code = base64.b64encode(svg(chart).encode("utf-8")).decode("ascii")
        return str(Markup('<img alt="{}" src="data:image/svg+xml;base64,{}">').format(chart.describe(), code))


def _effect(rows, near: int, language: str) -> Markup:
    """Set what the convention changes as a table, the one in force in bold."""
    if not rows["hedge"].map(is_near).any():
        return Markup('<p class="said">{}</p>').format(words.NO_NEAR[language])
    compared = compare_near(rows)
    now = [Markup(' class="now"') if head == f"{near}%" else "" for head in compared.columns]

    def cells(tag: str, said) -> Markup:
        return Markup("").join(Markup(f"<{tag}{{}}>{{}}</{tag}>").format(*one) for one in zip(now, said, strict=True))

    lines = Markup("").join(Markup('<tr><th scope="row">{}</th>{}</tr>').format(name, cells("td", line))
                            for name, line in zip(compared.index, compared.to_numpy(), strict=True))
    return Markup('<div class="scrolls"><table class="near"><caption>{}</caption>'
                  "<thead><tr><th>{}</th>{}</tr></thead><tbody>{}</tbody></table></div>").format(
        words.NEAR[language], compared.index.name, cells("th", compared.columns), lines)
