"""The widgets: choices above, then the figure, then the table with one row's details beside it.

The choices and buttons are plain form controls, and the rows of the table take the focus too, so that a keyboard
is enough.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
from anywidget import AnyWidget
from ipywidgets import HTML, Box, Button, Dropdown
from itables.widget import ITable
from jinja2 import Environment, PackageLoader

from ..files import choose, mimebundle
from ..listing import readable
from ..loading import load_table
from ..style import use
from ..wording import LANGUAGES, in_language, say
from .nearly import compare_near
from .view import CHOICES, EVERYTHING, draw, facts, options, save_all, select, status

FOLDER = Path("explored")
MODEL = "two-regions-explorer"  # a fixed name, so that the committed output is the same each time
_TABLE: dict[str, Any] = {
    "select": {"style": "single", "keys": True}, "showIndex": False, "classes": "display compact",
    "style": "width:100%",
    "layout": {"topStart": None, "topEnd": "search", "bottomStart": None, "bottomEnd": "paging"},
}
_TEMPLATES = Environment(loader=PackageLoader("helpers.explore", "."), autoescape=True)
_HTML: Any = _TEMPLATES.get_template("panel.html").module
_open: list["Panel"] = []


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Draw and speak in a language for a while; the notebook around keeps its own."""
    with mpl.rc_context(), in_language(language):
        use(language)
        yield


class Look(AnyWidget):
    """The panel's style sheet, and a script that leaves the keys pressed in it to its controls."""

    _esm = Path(__file__).with_name("panel.js")
    _css = Path(__file__).with_name("panel.css")


class Panel(Box):
    """The panel; a notebook opens it as `explorer(language)`, a cell's last value. Its `rows` are those chosen.

    Parameters
    ----------
    language : {"en", "zh"}
        To begin with; the panel can change it.

    Examples
    --------
    >>> len(Panel("en").rows)
    18
    """

    def __init__(self, language: str = "en") -> None:
        while _open:  # two panels would answer to the same name
            _open.pop().close()
        choose("language", [language], LANGUAGES)
        tongues = [("English", "en"), ("中文", "zh")]
        self.language = Dropdown(options=tongues, value=language, description="Language · 语言")
        self.pickers = {choice: Dropdown() for choice in CHOICES}
        self.save, self.reset = Button(icon="save"), Button(icon="undo")
        self.said, self.picture, self.facts, self.effect = HTML(), HTML(), HTML(), HTML()
        self.table = ITable()
        controls = [self.language, *self.pickers.values(), self.save, self.reset]
        parts = [self.said, self.picture, self.table, self.facts, self.effect]
        super().__init__([Look(), *controls, *parts], model_id=MODEL)
        self.add_class("explorer")
        _open.append(self)
        for picker in self.pickers.values():
            picker.observe(self._choose, "value")
        self.language.observe(self._choose, "value")
        self.table.observe(self._read, "selected_rows")
        self.save.on_click(self._save)
        begin = load_table("regions").index[0]
        self.reset.on_click(lambda _: self.show(region=begin))
        self.show(region=begin)

    def _choose(self, _: object) -> None:
        self.show(**{choice: picker.value for choice, picker in self.pickers.items()})

    def show(self, **chosen: Any) -> None:
        """Put on screen what is chosen, each choice by its name in `CHOICES`; one that is left out is all."""
        chosen = EVERYTHING | chosen
        with speaking(self.language.value):
            self._name_controls(chosen)
            self.rows = select(chosen)
            self.figure = draw(self.rows, chosen)
            self.shown = mimebundle(self.figure) if self.figure else {"text/plain": status(self.rows)}
            self.picture.value = _HTML.picture(self.shown)
            self.save.disabled = not self.figure
            spoken = {"search": say("Search:", "搜索："), "zeroRecords": say("No row fits.", "没有符合的行。")}
            self.table.update(readable(self.rows).iloc[:, :4], selected_rows=[], language=spoken, **_TABLE)
            compared = compare_near(self.rows).reset_index(names=say("Number", "名称"))
            self.effect.value = _HTML.effect(say("What the convention for 近 changes", "“近”的约定改变什么"), compared)
            self.said.value = _HTML.status(status(self.rows))
            self._read()

    def _name_controls(self, chosen: dict[str, Any]) -> None:
        """Name the controls in the language in force, and mark in each list what is chosen."""
        for choice, picker in self.pickers.items():
            picker.unobserve(self._choose, "value")  # a list of other words falls back to its first
            picker.description = say(*CHOICES[choice])
            picker.options = [(said, value) for value, said in options(choice).items()]
            picker.value = chosen[choice]
            picker.observe(self._choose, "value")
        self.save.description = say("Save this figure", "保存此图")
        self.reset.description = say("Start again", "恢复初始")

    def _read(self, _: object = None) -> None:
        """Show the details of the row that is selected in the table."""
        with in_language(self.language.value):
            told = [facts(self.rows, self.rows.index[at]) for at in self.table.selected_rows]
            hint = say("Select a row to read its notes.", "选一行，查看说明。")
            self.facts.value = _HTML.facts(told[0]) if told else hint

    def _save(self, _: object) -> None:
        with speaking(self.language.value):
            assert self.figure  # or the button would be disabled
            try:
                files = ", ".join(path.name for path in save_all(self.figure, self.rows, FOLDER))
                told = say(f"Saved in {FOLDER}/: {files}", f"已存入{FOLDER}/：{files}")
            except OSError as error:
                told = say(f"Not saved: {error}", f"未保存：{error}")
            self.said.value = _HTML.status(status(self.rows), told)

    def _repr_mimebundle_(self, **kwargs: object) -> dict:
        """Give the live panel, and its picture and words for readers without a kernel."""
        return super()._repr_mimebundle_(**kwargs) | self.shown
