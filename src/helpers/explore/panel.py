"""Widgets around a `View`: choices above, then the figure, then the table with one row's details beside it.

All that a person decides is in the view. Choices, buttons and the list of rows are plain form controls, so
that a keyboard is enough.
"""

from __future__ import annotations

import base64
import warnings
from html import escape
from pathlib import Path
from typing import Any

from anywidget import AnyWidget
from ipywidgets import HTML, Button, Dropdown, HBox, Layout, VBox
from itables.widget import ITable
from matplotlib.figure import Figure

from ..errors import RefusedError
from ..files import mimebundle, svg
from ..language import LANGUAGES, in_language, say
from ..loading import load_observations
from ..notes import words_of
from .nearly import CONVENTION, SHARES, compare_near
from .view import CHOICES, View, choices, name_of, speaking

FOLDER = Path("explored")
MODEL = "two-regions-explorer"  # a fixed name, so that the committed output is the same each time
_STYLE = """<style>
.explorer { max-width: 62rem; }
.explorer .widget-html-content { line-height: 1.45; overflow-wrap: anywhere; }
.explorer img { display: block; width: 100%; max-width: 46rem; height: auto; background: #fff; }
.explorer .refused { border-left: 4px solid #c2500a; padding-left: .6em; }
.explorer dl { margin: 0; }
.explorer dl :is(dt, dd) { float: none; width: auto; margin: 0; padding: 0; font-weight: 400; }
.explorer dt { color: var(--jp-ui-font-color1, #545b67); font-size: .9em; } .explorer dd { margin-bottom: .5em; }
.explorer table.near { border-collapse: collapse; }
.explorer table.near :is(th, td) { text-align: left; font-weight: 400; padding: .2em .9em .2em 0; }
.explorer :is(button, select):focus-visible { outline: 3px solid #12436d; outline-offset: 1px; }
</style>"""
_KEYS = """export default { render({ el }) {
  const own = (event) => {
    if (event.target.closest(".explorer")) event.target.setAttribute("data-lm-suppress-shortcuts", "true");
  };
  document.addEventListener("focusin", own);
  return () => document.removeEventListener("focusin", own);
} };"""
_TABLE: dict[str, Any] = {
    "showIndex": False,
    "layout": {"topStart": None, "topEnd": "search", "bottomStart": None, "bottomEnd": "paging"},
    "classes": "display compact",
    "style": "width:100%",
}
_Option = tuple[str, Any]  # what is shown, and the value that it stands for
_open: list[Panel] = []


class Keys(AnyWidget):
    """Leave the keys that are pressed in the panel to its controls.

    JupyterLab would take an arrow in a list for a step to the next cell, and x for a cell to cut.
    """

    _esm = _KEYS


class Panel(VBox):
    """The panel of the explore notebook; see `helpers.explore.explorer`.

    Attributes
    ----------
    view : View
        What is chosen.
    """

    def __init__(self, language: str) -> None:
        while _open:  # two panels would answer to the same name
            _open.pop().close()
        self.view = View(language, region=choices("region")[0])
        self._filling = False
        wide = {"layout": Layout(width="auto", max_width="100%"), "style": {"description_width": "initial"}}
        self.pickers = {name: Dropdown(**wide) for name in ("language", *CHOICES, "near")}
        self.save, self.reset = Button(icon="save", layout=wide["layout"]), Button(icon="undo", layout=wide["layout"])
        self.said, self.picture, self.effect, self.facts = HTML(), HTML(), HTML(), HTML(layout=Layout(flex="1 1 18rem"))
        self.row = Dropdown(**wide)
        self.table = ITable(select="single", pageLength=10, **_TABLE)
        flow = Layout(flex_flow="row wrap", align_items="center")
        beside = HBox(
            [
                VBox([self.table], layout=Layout(flex="2 1 30rem")),
                VBox([self.row, self.facts], layout=Layout(flex="1 1 18rem")),
            ],
            layout=Layout(flex_flow="row wrap", align_items="flex-start"),
        )
        controls = [HBox(list(self.pickers.values()), layout=flow), HBox([self.save, self.reset], layout=flow)]
        super().__init__(
            [HTML(_STYLE), Keys(), *controls, self.said, self.picture, beside, self.effect], model_id=MODEL
        )
        self.add_class("explorer")
        for name, picker in self.pickers.items():
            picker.observe(lambda change, name=name: self._choose(name, change.new), "value")
        self.row.observe(lambda change: self._read(change.new), "value")
        self.table.observe(lambda change: self._read(self.names[change.new[0]] if change.new else ""), "selected_rows")
        self.save.on_click(lambda _: self._save())
        begin = self.view
        self.reset.on_click(lambda _: self.show(begin))
        self.show(begin)
        _open.append(self)

    def show(self, view: View) -> None:
        """Put a view on screen."""
        self.view, self._filling = view, True
        try:
            with in_language(view.language):
                self._label()
                self._fill()
        finally:
            self._filling = False
        self._read("")

    def _label(self) -> None:
        """Name every control and every choice in the language of the view."""
        names = {
            "language": say("Language", "语言"),
            "region": say("Region", "地区"),
            "theme": say("Theme", "主题"),
            "counted": say("What is counted", "计量对象"),
            "hedge": say("Hedge", "约数"),
            "measure": say("Measure", "计量"),
            "near": say("近 keeps at least", "“近”不低于"),
        }
        options: dict[str, list[_Option]] = {
            name: [(say("all", "全部"), ""), *((name_of(name, one), one) for one in choices(name))] for name in CHOICES
        }
        options["language"] = [({"en": "English", "zh": "中文"}[one], one) for one in LANGUAGES]
        own = say(" (our convention)", "（本项目约定）")
        options["near"] = [(f"{share}%{own if share == CONVENTION else ''}", share) for share in SHARES]
        for name, picker in self.pickers.items():
            picker.description = names[name]
            _offer(picker, options[name], getattr(self.view, name))
        self.save.description = say("Save this figure", "保存此图")
        self.reset.description = say("Start again", "恢复初始")
        self.row.description = say("Row", "所选行")

    def _fill(self) -> None:
        """Draw the figure, list the rows, and say what the convention changes."""
        self.figure, table = self.view.figure(), self.view.table()
        self.picture.value = "" if self.figure is None else _image(self.figure)
        self.save.disabled = self.figure is None
        self.names = list(table.index)
        with warnings.catch_warnings():  # an empty table is an answer here
            warnings.simplefilter("ignore")
            self.table.update(table, selected_rows=[], **_TABLE)
        first = (say("choose one to read its notes", "选一行，查看说明"), "")
        _offer(
            self.row,
            [first, *((f"{at}. {said}", name) for at, (name, said) in enumerate(table.iloc[:, 0].items(), 1))],
            "",
        )
        compared = compare_near(self.view.rows)
        caption = say("<p>What the convention for 近 changes:</p>", "<p>“近”的约定改变什么：</p>")
        compared = compared.reset_index(names=say("Number", "名称"))
        self.effect.value = "" if compared.empty else caption + compared.to_html(classes="near", border=0, index=False)
        self._tell()

    def _tell(self, told: str = "") -> None:
        """Say how many numbers are chosen, why no sizes are drawn, and what was just done."""
        shown, every = len(self.names), len(load_observations())
        lines = [
            say(f"{shown} of {every} numbers chosen.", f"已选{shown}个数字，共{every}个。"),
            self.view.reason,
            told,
        ]
        tags = ["p", 'p class="refused"', "p"]
        self.said.value = '<div role="status">' + "".join(
            f"<{tag}>{escape(line)}</p>" for tag, line in zip(tags, lines, strict=True) if line) + "</div>"  # fmt: skip

    def _choose(self, name: str, value: str | int) -> None:
        if not self._filling:
            self.show(self.view.but(**{name: value}))

    def _read(self, name: str) -> None:
        """Show one row's details, and mark it in the table and in the list."""
        if self._filling:
            return
        self._filling = True
        try:
            self.row.value = name
            self.table.selected_rows = [self.names.index(name)] if name else []
        finally:
            self._filling = False
        facts = self.view.facts(name) if name else {}
        self.facts.value = "".join(f"<dt>{escape(head)}</dt><dd>{escape(said)}</dd>" for head, said in facts.items())
        self.facts.value = f"<dl>{self.facts.value}</dl>" if facts else ""

    def _save(self) -> None:
        with in_language(self.view.language):
            try:
                files = ", ".join(path.name for path in self.view.save(FOLDER))
                self._tell(say(f"Saved in {FOLDER}/: {files}", f"已存入{FOLDER}/：{files}"))
            except (OSError, RefusedError) as error:
                self._tell(say(f"Not saved: {error}", f"未保存：{error}"))

    def _repr_mimebundle_(self, **_: object) -> dict:
        """Give the live panel, and its picture and words for readers without a kernel."""
        live = {"application/vnd.jupyter.widget-view+json": {"version_major": 2, "version_minor": 0, "model_id": MODEL}}
        if self.figure is None:
            return live | {"text/plain": self.view.reason}
        with speaking(self.view.language):
            return live | mimebundle(self.figure)


def _offer(control: Dropdown, options: list[_Option], value: str | int) -> None:
    """Give a control other options without its forgetting which one is chosen."""
    if tuple(control.options) != tuple(options):
        control.options = options
    control.value = value


def _image(figure: Figure) -> str:
    """Return a figure as an image with its words; an image runs no script and shares no ids with the page."""
    code = base64.b64encode(svg(figure)).decode("ascii")
    return f'<img alt="{escape(words_of(figure).alt)}" src="data:image/svg+xml;base64,{code}">'
