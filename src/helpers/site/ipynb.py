"""Turn a notebook into plain blocks that a template can set: prose, code, tables, charts, text."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

import mistune
from markupsafe import Markup, escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from .markup import clean, mark_chinese

_WIDGET = "application/vnd.jupyter.widget-view+json"


@dataclass
class Block:
    """One block of a notebook's page.

    Attributes
    ----------
    kind : {"prose", "code", "table", "chart", "text", "interactive"}
    html : Markup
        Safe markup; for a chart its address.
    alt : str
        For a chart, its words.
    cell : int
        The number of the code cell that it belongs to.
    """

    kind: str
    html: Markup
    alt: str = ""
    cell: int = 0


@dataclass
class Page:
    """A notebook as blocks, with its headings as (id, words)."""

    stem: str
    title: str
    blocks: list[Block] = field(default_factory=list)
    headings: list[tuple[str, str]] = field(default_factory=list)


class _Prose(mistune.HTMLRenderer):
    """Markdown with headings that can be linked to, and links that lead somewhere on the page or are plain text."""

    def __init__(self, page: Page, notebooks: set[str]) -> None:
        super().__init__(escape=True)
        self.page, self.notebooks = page, notebooks

    def heading(self, text: str, level: int, **attrs) -> str:
        if level == 1:
            return f"<h1>{text}</h1>\n"
        anchor = f"part-{len(self.page.headings) + 1}"
        if level == 2:
            self.page.headings.append((anchor, Markup(text).striptags()))
        return f'<h{level} id="{anchor}">{text}</h{level}>\n' if level == 2 else f"<h{level}>{text}</h{level}>\n"

    def link(self, text: str, url: str, title: str | None = None) -> str:
        stem = url.removeprefix("./").partition(".ipynb")[0]
        if stem in self.notebooks and stem != url:
            return f'<a href="{escape(stem)}.html">{text}</a>'
        return super().link(text, url) if url.startswith(("https://", "http://", "#")) else text

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return text


def read_notebook(path: Path, notebooks: set[str], known: dict[str, str], out: Path) -> Page:
    """Read a notebook with its outputs.

    Parameters
    ----------
    path : Path
    notebooks : set of str
        The notebooks that have a page, by stem.
    known : dict of str to str
        Addresses of charts that the page already holds, by the SHA-256 of their text.
    out : Path
        Gets the charts that it does not.
    """
    page = Page(path.stem, path.stem)
    prose = mistune.create_markdown(renderer=_Prose(page, notebooks), plugins=["table", "strikethrough"])
    number = 0
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            page.blocks.append(Block("prose", clean(prose(source))))
        elif cell["cell_type"] == "code" and source.strip():
            number += 1
            page.blocks.append(Block("code", _code(source), cell=number))
            for output in cell.get("outputs", []):
                page.blocks.extend(_shown(output, page, known, out, number))
    heading = re.search(r"<h1>(.+?)</h1>", "".join(str(block.html) for block in page.blocks if block.kind == "prose"))
    page.title = Markup(heading[1]).striptags() if heading else path.stem
    return page


def _code(source: str) -> Markup:
    return clean(highlight(source, PythonLexer(), HtmlFormatter(nowrap=True)))


def _shown(output: dict, page: Page, known: dict[str, str], out: Path, number: int):
    """Yield what an output shows: the plainest form that says it all."""
    data = {kind: "".join(value) if isinstance(value, list) else value
            for kind, value in output.get("data", {}).items()}
    plain = data.get("text/plain", "".join(output.get("text", [])))
    if "image/svg+xml" in data:
        yield Block("chart", Markup(escape(_chart(data["image/svg+xml"], page, known, out, number))), plain, number)
        if _WIDGET in data:  # the picture of a panel, which only JupyterLab brings to life
            yield Block("interactive", Markup(""), cell=number)
    elif _WIDGET in data or "<script" in data.get("text/html", ""):
        yield Block("interactive", Markup(""), cell=number)
    elif "<table" in data.get("text/html", ""):
        yield Block("table", clean(data["text/html"]), cell=number)
    elif plain:
        yield Block("text", mark_chinese(plain), cell=number)


def _chart(svg: str, page: Page, known: dict[str, str], out: Path, number: int) -> str:
    """Return the address of a chart, written only where the page does not hold the same already."""
    digest = hashlib.sha256(svg.encode("utf-8")).hexdigest()
    if digest not in known:
        name = f"{page.stem}-{number}.svg"
        (out / name).write_text(svg, encoding="utf-8")
        known[digest] = f"notebooks/{name}"
    return "../" + known[digest]
