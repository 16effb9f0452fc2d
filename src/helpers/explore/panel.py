"""Widgets around a `View`: choices above, then the figure, then the table with one row's details beside it.

All that a person decides is in the view. Choices, buttons and the list of rows are plain form controls, so
that a keyboard is enough.
"""

from __future__ import annotations

import warnings
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from typing import Any

from anywidget import AnyWidget
from ipywidgets import HTML, Button, Dropdown, HBox, VBox
from itables.widget import ITable
from jinja2 import Environment, PackageLoader
from pandas import DataFrame

from ..errors import RefusedError
from ..files import mimebundle, svg
from ..loading import load_table
from ..notes import words_of
from ..wording import in_language, say
from .nearly import compare_near
from .view import CHOICES, View, options, speaking

FOLDER = Path("explored")
MODEL = "two-regions-explorer"  # a fixed name, so that the committed output is the same each time
_TABLE: dict[str, Any] = {
    "select": "single", "showIndex": False, "classes": "display compact", "style": "width:100%",
    "layout": {"topStart": None, "topEnd": "search", "bottomStart": None, "bottomEnd": "paging"},
}
_TEMPLATES = Environment(loader=PackageLoader("helpers.explore", "."), autoescape=True)
_HTML: Any = _TEMPLATES.get_template("panel.html").module
_open: list[Panel] = []


class Look(AnyWidget):
    """The panel's style sheet, and a script that leaves the keys pressed in it to its controls."""

    _esm = Path(__file__).with_name("panel.js")
    _css = Path(__file__).with_name("panel.css")


class Panel(VBox):
    """The panel; a notebook opens it as `explorer(language)`, a cell's last value.

    Parameters
    ----------
    language : {"en", "zh"}
        To begin with; the panel can change it.

    Attributes
    ----------
    view : View
        What is chosen.

    Examples
    --------
    >>> Panel("en").view.region
    'chaoan'
    """

    def __init__(self, language: str = "en") -> None:
        while _open:  # two panels would answer to the same name
            _open.pop().close()
        self.pickers: dict[str, Dropdown] = {}
        self.choices = HBox().add_class("flow")
        self.save, self.reset = Button(icon="save"), Button(icon="undo")
        self.row = Dropdown(options=[""])
        self.said, self.picture, self.effect, self.facts = HTML(), HTML(), HTML(), HTML()
        self.table = ITable(**_TABLE)
        buttons = HBox([self.save, self.reset]).add_class("flow")
        beside = HBox([VBox([self.table]), VBox([self.row, self.facts])]).add_class("beside")
        parts = [Look(), self.choices, buttons, self.said, self.picture, beside, self.effect]
        super().__init__(parts, model_id=MODEL)
        self.add_class("explorer")
        self.row.observe(lambda change: self._read(change.new), "value")
        self.table.observe(lambda change: self._read(self.names[change.new[0]] if change.new else ""), "selected_rows")
        self.save.on_click(lambda _: self._save())
        begin = View(language, region=load_table("regions").index[0])
        self.reset.on_click(lambda _: self.show(begin))
        self.show(begin)
        _open.append(self)

    def show(self, view: View) -> None:
        """Put a view on screen: name the controls, draw the figure, list the rows, say what the convention changes."""
        self.view = view
        with in_language(view.language):
            self._name_controls()
            self.figure = fig = view.figure()
            self.save.disabled = fig is None
            self.picture.value = "" if fig is None else _HTML.picture(words_of(fig).alt, b64encode(svg(fig)).decode())
            self._list(view.table())
            compared = compare_near(view.rows).reset_index(names=say("Number", "名称"))
            caption = say("What the convention for 近 changes:", "“近”的约定改变什么：")
            self.effect.value = "" if compared.empty else _HTML.effect(compared, caption)
            self._tell()

    def _name_controls(self) -> None:
        """Name the controls in the language in force; a list is made anew, as it would forget what is chosen."""
        for choice, names in CHOICES.items():
            offered = [(said, value) for value, said in options(choice).items()]
            picker = self.pickers.get(choice)
            if picker is None or list(picker.options) != offered:
                picker = self.pickers[choice] = Dropdown(options=offered, value=getattr(self.view, choice))
                picker.observe(lambda change, choice=choice: self._choose(choice, change.new), "value")
            picker.description, picker.value = say(*names), getattr(self.view, choice)
        self.choices.children = list(self.pickers.values())
        self.save.description = say("Save this figure", "保存此图")
        self.reset.description = say("Start again", "恢复初始")
        self.row.description = say("Row", "所选行")

    def _list(self, table: DataFrame) -> None:
        """Put the rows into the table and into the list beside it, none of them chosen."""
        self._read("")
        self.names = list(table.index)
        spoken = {"search": say("Search:", "搜索："), "emptyTable": say("No row is chosen.", "没有选中的行。"),
                  "zeroRecords": say("No row holds these words.", "没有含此文字的行。")}
        with warnings.catch_warnings():  # an empty table is an answer here
            warnings.simplefilter("ignore")
            self.table.update(table, selected_rows=[], language=spoken, **_TABLE)
        listed = [(f"{place}. {said}", name) for place, (name, said) in enumerate(table.iloc[:, 0].items(), 1)]
        self.row.options = [(say("choose one to read its notes", "选一行，查看说明"), ""), *listed]

    def _tell(self, told: str = "") -> None:
        """Say how many numbers are chosen, as the figure does, what is not drawn and why, and what was just done."""
        shown, every = len(self.view.measured), len(View().measured)
        count = say(f"{shown} of {every} numbers chosen.", f"已选{shown}个数字，共{every}个。")
        self.said.value = _HTML.status([count, self.view.reason, told])

    def _choose(self, choice: str, value: Any) -> None:
        if getattr(self.view, choice) != value:
            self.show(replace(self.view, **{choice: value}))

    def _read(self, name: str) -> None:
        """Show one row's details, and mark it in the table and in the list; no name, no row."""
        self.row.value = name
        self.table.selected_rows = [self.names.index(name)] if name else []
        self.facts.value = _HTML.facts(self.view.facts(name)) if name else ""

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
