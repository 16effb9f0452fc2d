"""The text document: a figure a section, with note, caveats and its rows as a native table below it."""

from pathlib import Path

from docx import Document
from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from ..wording import say
from .content import COLUMNS, FONTS, HAIR, INK, MUTED, TAGS, opening, pack, picture, table

_ROOM = 170.0  # millimetres between the margins
_HEADS = {"Title": 24, "Heading 1": 16, "Heading 2": 11}  # sizes in points
_STYLES = _HEADS | {"Normal": 10, "List Bullet": 9.5, "Caption": 9}


def build(records: list[dict], folder: Path, tables: bool = True) -> bytes:
    """Return a document of some figures as a Word file, in the language in force."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm((210 - _ROOM) / 2)
    section.top_margin = section.bottom_margin = Mm(18)
    _set_styles(document)
    title, about = opening()
    document.add_paragraph(title, "Title")
    document.add_paragraph(about)
    for place, record in enumerate(records):
        document.add_heading(record["title"]).paragraph_format.page_break_before = place > 0
        document.add_paragraph(record["measure"], "Caption")
        shape = document.add_picture(picture(record, folder), Mm(_ROOM))._inline
        for side in "TBLR":  # LibreOffice keeps 3.2 mm away from the margin where it is not told how much
            shape.set(f"dist{side}", "0")
        shape.docPr.set("name", record["name"])
        shape.docPr.set("descr", record["alt"])
        document.add_paragraph(" ".join(filter(None, (record["note"], record["source"]))), "Caption")
        if record["caveats"]:
            document.add_heading(say("What to bear in mind", "注意事项"), 2)
        for caveat in record["caveats"]:
            document.add_paragraph(caveat, "List Bullet")
        if tables:
            document.add_heading(say("The numbers", "数据"), 2)
            _table(document, table(record))
    return pack(document)


def _set_styles(document: Word) -> None:
    """Set sizes and inks, and for every style the fonts, Latin and Chinese, and the languages."""
    for name, points in _STYLES.items():
        font = document.styles[name].font
        font.color.rgb = RGBColor.from_string(MUTED if name == "Caption" else INK)
        font.size, font.bold = Pt(points), name in _HEADS
    document.styles["Title"].paragraph_format.space_after = Pt(6)
    for fonts in document.styles.element.iter(qn("w:rFonts")):
        fonts.attrib.clear()  # the theme's
        for script, family in {"ascii": "latin", "hAnsi": "latin", "eastAsia": "chinese"}.items():
            fonts.set(qn(f"w:{script}"), FONTS[family])
    for tongue in document.styles.element.iter(qn("w:lang")):
        tongue.set(qn("w:val"), TAGS["en"])
        tongue.set(qn("w:eastAsia"), TAGS["zh"])


def _table(document: Word, rows: list[list[str]]) -> None:
    added = document.add_table(len(rows), len(COLUMNS))
    added.autofit = False
    for column, share in zip(added.columns, COLUMNS, strict=True):  # LibreOffice reads these, Word those of the cells
        column.width = Mm(_ROOM * share)
    for place, (row, texts) in enumerate(zip(added.rows, rows, strict=True)):
        for cell, text, share in zip(row.cells, texts, COLUMNS, strict=True):
            cell.width, cell.text = Mm(_ROOM * share), text
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
            font = cell.paragraphs[0].runs[0].font
            font.size, font.bold = Pt(8.5), place == 0
            borders = OxmlElement("w:tcBorders")
            ink = INK if place == 0 else HAIR
            borders.append(OxmlElement("w:bottom", {qn("w:val"): "single", qn("w:sz"): "4", qn("w:color"): ink}))
            cell._tc.get_or_add_tcPr().append(borders)
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # its lines stay on one page
    # The header is repeated where the table runs over a page.
    added.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
