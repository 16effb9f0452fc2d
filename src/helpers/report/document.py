"""The text document: a figure a section, with note, caveats and its rows as a native table below it."""

from __future__ import annotations

import io

from docx import Document
from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor

from ..language import say
from .content import FONTS, HAIR, INK, MUTED, TAGS, Content, pack, plain

_ROOM = 170.0  # millimetres between the margins
_COLUMNS = (0.24, 0.27, 0.14, 0.19, 0.16)
_STYLES = {
    "Normal": (10, INK),
    "Title": (24, INK),
    "Heading 1": (16, INK),
    "Heading 2": (11, INK),
    "Caption": (9, MUTED),
    "List Bullet": (9.5, INK),
}


def build(figures: list[Content], language: str, tables: bool = True) -> bytes:
    """Return a document of some figures as a Word file."""
    document = Document()
    _set_page(document)
    _set_styles(document, language)
    document.add_paragraph(say("Two regions in figures", "两地数字"), "Title")
    document.add_paragraph(
        say(
            "What two press articles state in numbers: hedges kept, nothing added.",
            "两篇报道的数字：约数照录，不加推断。",
        )
    )
    for place, figure in enumerate(figures):
        record = figure.record
        heading = document.add_paragraph(plain(record["title"]), "Heading 1")
        heading.paragraph_format.page_break_before = place > 0
        document.add_paragraph(plain(record["measure"]), "Caption")
        document.add_picture(io.BytesIO(figure.picture), Mm(_ROOM))
        shape = document.inline_shapes[-1]._inline.docPr
        shape.set("name", record["name"])
        shape.set("descr", plain(record["alt"]))
        document.add_paragraph(plain(" ".join(filter(None, [record["note"], record["source"]]))), "Caption")
        if record["caveats"]:
            document.add_paragraph(say("What to bear in mind", "注意事项"), "Heading 2")
        for caveat in record["caveats"]:
            document.add_paragraph(plain(caveat), "List Bullet")
        if tables:
            document.add_paragraph(say("The numbers", "数据"), "Heading 2")
            _table(document, figure.table)
    return pack(document, language)


def _set_page(document: Word) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(18)


def _set_styles(document: Word, language: str) -> None:
    """Name the fonts, Latin and Chinese, and the language of each style."""
    for name, (points, ink) in _STYLES.items():
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONTS["latin"], Pt(points), RGBColor.from_string(ink)
        style.font.bold = name.startswith(("Title", "Heading"))
        properties = style.element.get_or_add_rPr()
        fonts = properties.rFonts
        for theme in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[theme]
        fonts.set(qn("w:eastAsia"), FONTS["chinese"])
        tongue = OxmlElement("w:lang")
        tongue.set(qn("w:val"), TAGS["en"])
        tongue.set(qn("w:eastAsia"), TAGS["zh"])
        properties.append(tongue)
    document.styles["Title"].paragraph_format.space_after = Pt(6)


def _table(document: Word, rows: list[list[str]]) -> None:
    table = document.add_table(len(rows), len(rows[0]))
    table.autofit = False
    for column, share in zip(table.columns, _COLUMNS, strict=True):
        column.width = Mm(_ROOM * share)
    for place, (row, texts) in enumerate(zip(table.rows, rows, strict=True)):
        for cell, text, share in zip(row.cells, texts, _COLUMNS, strict=True):
            cell.width = Mm(_ROOM * share)
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
            run = cell.paragraphs[0].add_run(plain(text))
            run.font.size, run.bold = Pt(8.5), place == 0
            cell._tc.get_or_add_tcPr().append(_rule(INK if place == 0 else HAIR))
    header = OxmlElement("w:tblHeader")  # repeated where the table runs over a page
    table.rows[0]._tr.get_or_add_trPr().append(header)


def _rule(colour: str) -> BaseOxmlElement:
    """Return the border below a cell."""
    borders, below = OxmlElement("w:tcBorders"), OxmlElement("w:bottom")
    for key, value in {"val": "single", "sz": "4", "space": "0", "color": colour}.items():
        below.set(qn(f"w:{key}"), value)
    borders.append(below)
    return borders
