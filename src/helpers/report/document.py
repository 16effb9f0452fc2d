"""The text document: a section a figure, with its data below it."""

from __future__ import annotations

import io

from docx import Document
from docx.enum.text import WD_BREAK
from docx.shared import Mm

from ..loading import load_regions
from ..style import say
from . import pages as lay
from .collect import Drawn
from .grids import MOST_ROWS, for_whole, grids_of, whole_grid
from .package import finish
from .words import CLAIM, CONTENTS, DRAWN_BY, FIGURE, GUIDE, NAME, RULES, SEE_WHOLE, TABLE, WHOLE


def build(figures: list[Drawn], language: str) -> bytes:
    """Return a document of some figures as a Word file."""
    document = Document()
    lay.set_page(document)
    lay.set_styles(document, language)
    _opening(document, figures, language)
    tables, theme = 0, ""
    for number, figure in enumerate(figures, 1):
        if figure.theme != theme:
            theme = figure.theme
            lay.say_in(document, theme, language, "Heading 1").paragraph_format.page_break_before = True
        elif number > 1:
            document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
        _figure(document, figure, number, language)
        for grid in grids_of(figure):
            tables += 1
            lay.add_caption(document, say(TABLE), tables, f"{grid.title}{_colon(language)}{figure.title}", language)
            lay.add_table(document, grid, language)
            for note in grid.numbered:
                lay.say_in(document, note, language, "Figure Note")
        if len(figure.rows) > MOST_ROWS:
            lay.add_link(document, say(SEE_WHOLE).format(count=len(figure.rows)), WHOLE.en, language)
    _whole(document, figures, tables + 1, language)
    return finish(document, language)


def _whole(document, figures: list[Drawn], number: int, language: str) -> None:
    """Add the table of the observations of all figures that draw too many to list them each time."""
    if (grid := whole_grid(figures)) is None:
        return
    heading = lay.say_in(document, grid.title, language, "Heading 1")
    heading.paragraph_format.page_break_before = True
    lay.add_bookmark(heading, WHOLE.en, len(figures) + 1)
    lay.say_in(document, for_whole(figures), language)
    lay.add_caption(document, say(TABLE), number, grid.title, language)
    lay.add_table(document, grid, language)
    for note in grid.numbered:
        lay.say_in(document, note, language, "Figure Note")


def _opening(document, figures: list[Drawn], language: str) -> None:
    """Say what this is, how to read it, and which figures it holds."""
    lay.say_in(document, say(NAME), language, "Title")
    lay.say_in(document, say(CLAIM), language, "Subtitle")
    for _, row in load_regions().iterrows():
        lay.say_in(document, f"{row[f'name_{language}']} – {row[f'about_{language}']}", language)
    lay.say_in(document, say(GUIDE), language, "Heading 1")
    for rule in RULES:
        lay.say_in(document, say(rule), language, "List Bullet")
    lay.say_in(document, say(CONTENTS), language, "Heading 1")
    theme = ""
    for number, figure in enumerate(figures, 1):
        if figure.theme != theme:
            theme = figure.theme
            lay.say_in(document, theme, language, "Contents Theme")
        lay.add_link(document, f"{number}  {figure.title}", figure.name, language)


def _figure(document, figure: Drawn, number: int, language: str) -> None:
    """Add a figure: heading, caption, picture, notes and source."""
    heading = lay.say_in(document, figure.title, language, "Heading 2")
    lay.add_bookmark(heading, figure.name, number)
    lay.add_caption(document, say(FIGURE), number, figure.measure, language)
    width, height = figure.places["body"][2:]
    scale = min(1.0, lay.ROOM / width, lay.TALLEST / height)
    paragraph = document.add_paragraph(style="Picture")
    picture = paragraph.add_run().add_picture(io.BytesIO(figure.picture), Mm(width * scale), Mm(height * scale))
    properties = picture._inline.docPr
    properties.set("name", figure.name)
    properties.set("descr", figure.alt)
    for note in figure.notes:
        lay.say_in(document, note, language, "Figure Note")
    drawn_by = say(DRAWN_BY).format(name=figure.name, notebook=figure.notebook)
    lay.say_in(document, figure.source + ("" if language == "zh" else " ") + drawn_by, language, "Figure Note")


def _colon(language: str) -> str:
    return "：" if language == "zh" else ": "
