"""The slide deck: a figure a slide, its rows as a native table behind it, all caveats in the notes pane."""

import math
from pathlib import Path

from lxml import etree
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Emu, Mm, Pt

from ..wording import get_language, say
from .content import COLUMNS, FONTS, HAIR, INK, MUTED, TAGS, opening, pack, picture, table

_WIDTH, _HEIGHT, _EDGE = 338.667, 190.5, 14.0  # millimetres, 16:9
_ROOM = _WIDTH - 2 * _EDGE
_ROWS = 10  # at most, of a table on a slide
_TITLE_ONLY = 5  # the place of this layout in the default template
_PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # PowerPoint's table style without fills and rules


def build(records: list[dict], folder: Path, tables: bool = True) -> bytes:
    """Return a deck of some figures as a PowerPoint file, in the language in force."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Mm(_WIDTH), Mm(_HEIGHT)
    title, about = opening()
    _text(_slide(deck, title, 36, top=70), about, 18, top=100)
    for record in records:
        title = record["title"]
        slide = _slide(deck, title, 26)
        _text(slide, record["measure"], 16, top=27)
        _picture(slide, record, folder, top=40, bottom=_HEIGHT - 24)
        _text(slide, "\n".join(filter(None, (record["note"], record["source"]))), 12, top=_HEIGHT - 21)
        notes = slide.notes_slide.notes_text_frame
        assert notes is not None  # the layout of a notes page has one
        notes.text = "\n".join([*record["caveats"], record["alt"]])
        header, *rows = table(record)
        slides = math.ceil(len(rows) / _ROWS) if tables else 0
        for place in range(slides):  # evenly: no slide is left with a row or two
            behind = _slide(deck, say(f"The numbers: {title}", f"数据：{title}"), 20)
            _table(behind, [header, *rows[len(rows) * place // slides : len(rows) * (place + 1) // slides]])
    return pack(deck)


def _slide(deck: Deck, title: str, points: float, top: float = _EDGE) -> Slide:
    """Add a slide that has a title and nothing else."""
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
    place = slide.shapes.title
    place.left, place.top, place.width, place.height = Mm(_EDGE), Mm(top), Mm(_ROOM), Mm(12)
    _fill(place.text_frame, title, points, bold=True)
    return slide


def _text(slide: Slide, text: str, points: float, top: float) -> None:
    box = slide.shapes.add_textbox(Mm(_EDGE), Mm(top), Mm(_ROOM), Mm(14))
    _fill(box.text_frame, text, points, MUTED)


def _fill(frame: TextFrame, text: str, points: float, ink: str = INK, bold: bool = False) -> None:
    """Write text, its fonts named so that an office program does not choose its own."""
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Mm(0)
    frame.text = text
    for paragraph in frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
        for run in paragraph.runs:
            run.font.size, run.font.bold, run.font.color.rgb = Pt(points), bold, RGBColor.from_string(ink)
            run.font.name = FONTS["latin"]
            run._r.get_or_add_rPr().set("lang", TAGS[get_language()])
            etree.SubElement(run._r.get_or_add_rPr(), qn("a:ea"), typeface=FONTS["chinese"])


def _picture(slide: Slide, record: dict, folder: Path, top: float, bottom: float) -> None:
    """Add the drawing as large as fits between two heights, with its alt text."""
    shape = slide.shapes.add_picture(picture(record, folder), Mm(_EDGE), Mm(top))
    scale = min(Mm(_ROOM) / shape.width, Mm(bottom - top) / shape.height)
    shape.width, shape.height = Emu(int(shape.width * scale)), Emu(int(shape.height * scale))
    shape.left, shape.name = Emu((Mm(_WIDTH) - shape.width) // 2), record["name"]
    next(shape._element.iter(qn("p:cNvPr"))).set("descr", record["alt"])


def _table(slide: Slide, rows: list[list[str]]) -> None:
    frame = slide.shapes.add_table(len(rows), len(COLUMNS), Mm(_EDGE), Mm(34), Mm(_ROOM), Mm(9 * len(rows)))
    frame.name = say("Numbers", "数据")
    next(frame.table._tbl.iter(qn("a:tableStyleId"))).text = _PLAIN_TABLE
    for place, share in enumerate(COLUMNS):
        frame.table.columns[place].width = Mm(_ROOM * share)
    for place, (row, texts) in enumerate(zip(frame.table.rows, rows, strict=True)):
        head = place == 0
        for cell, text in zip(row.cells, texts, strict=True):
            _fill(cell.text_frame, text, 12, MUTED if head else INK, bold=head)
            cell.margin_left = cell.margin_right = cell.margin_top = cell.margin_bottom = Mm(1)
            rule = etree.SubElement(cell._tc.get_or_add_tcPr(), qn("a:lnB"), w=str(Pt(1 if head else 0.5)))
            etree.SubElement(etree.SubElement(rule, qn("a:solidFill")), qn("a:srgbClr"), val=INK if head else HAIR)
