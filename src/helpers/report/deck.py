"""The slide deck: a figure a slide, its rows as a native table behind it, all caveats in the notes pane."""

from __future__ import annotations

import io

from lxml import etree
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Mm, Pt

from ..language import say
from .content import FONTS, HAIR, INK, MUTED, TAGS, Content, pack, plain

_WIDTH, _HEIGHT, _EDGE = 338.667, 190.5, 14.0  # millimetres, 16:9
_ROOM = _WIDTH - 2 * _EDGE
_ROWS = 10  # of a table on a slide
_COLUMNS = (0.24, 0.27, 0.14, 0.19, 0.16)  # shares of the table's width
_PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # PowerPoint's table style without fills and rules


def build(figures: list[Content], language: str, tables: bool = True) -> bytes:
    """Return a deck of some figures as a PowerPoint file."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Mm(_WIDTH), Mm(_HEIGHT)
    _set_fonts(deck)
    opening = _slide(deck, say("Two regions in figures", "两地数字"), language, 36, 70)
    _text(
        opening,
        (100, 20),
        [
            say(
                "What two press articles state in numbers: hedges kept, nothing added.",
                "两篇报道的数字：约数照录，不加推断。",
            )
        ],
        language,
        18,
    )
    for figure in figures:
        record = figure.record
        slide = _slide(deck, record["title"], language, 26)
        _band(slide, figure.colours)
        _text(slide, (27, 8), [record["measure"]], language, 16)
        _picture(slide, figure, top=40, bottom=_HEIGHT - 24)
        _text(slide, (_HEIGHT - 21, 14), list(filter(None, [record["note"], record["source"]])), language, 12)
        notes = slide.notes_slide.notes_text_frame
        assert notes is not None  # the layout of a notes page has one
        notes.text = plain("\n".join(figure.notes))
        header, *rows = figure.table
        for start in range(0, len(rows) if tables else 0, _ROWS):
            behind = _slide(deck, say(f"The numbers: {record['title']}", f"数据：{record['title']}"), language, 20)
            _table(behind, [header, *rows[start : start + _ROWS]], language)
    return pack(deck, language)


def _slide(deck: Deck, title: str, language: str, points: float, top: float = _EDGE) -> Slide:
    """Add a slide that has a title and nothing else."""
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    place = slide.shapes.title
    place.left, place.top, place.width, place.height = Mm(_EDGE), Mm(top), Mm(_ROOM), Mm(12)
    _fill(place.text_frame, [title], language, points, bold=True)
    return slide


def _text(slide: Slide, place: tuple[float, float], paragraphs: list[str], language: str, points: float) -> None:
    box = slide.shapes.add_textbox(Mm(_EDGE), Mm(place[0]), Mm(_ROOM), Mm(place[1]))
    _fill(box.text_frame, paragraphs, language, points, MUTED)


def _fill(
    frame: TextFrame, paragraphs: list[str], language: str, points: float, ink: str = INK, bold: bool = False
) -> None:
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Mm(0)
    for place, text in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = plain(text)
        run.font.size, run.font.bold, run.font.color.rgb = Pt(points), bold, RGBColor.from_string(ink)
        run._r.get_or_add_rPr().set("lang", TAGS[language])


def _band(slide: Slide, colours: list[str]) -> None:
    for place, colour in enumerate(colours):
        band = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Mm(_EDGE + 22 * place), Mm(8), Mm(20), Mm(2.4))
        band.name = f"Band {place + 1}"
        band.fill.solid()
        band.fill.fore_color.rgb = RGBColor.from_string(colour)
        band.line.fill.background()


def _picture(slide: Slide, figure: Content, top: float, bottom: float) -> None:
    """Add the drawing as large as fits between two heights, with its alt text."""
    wide, high = figure.size_mm
    scale = min(_ROOM / wide, (bottom - top) / high)
    picture = slide.shapes.add_picture(
        io.BytesIO(figure.picture), Mm((_WIDTH - wide * scale) / 2), Mm(top), Mm(wide * scale)
    )
    picture.name = figure.record["name"]
    next(picture._element.iter(qn("p:cNvPr"))).set("descr", plain(figure.record["alt"]))


def _table(slide: Slide, rows: list[list[str]], language: str) -> None:
    frame = slide.shapes.add_table(len(rows), len(rows[0]), Mm(_EDGE), Mm(34), Mm(_ROOM), Mm(9 * len(rows)))
    frame.name = say("Numbers", "数据")
    table = frame.table
    table.horz_banding = False
    next(table._tbl.iter(qn("a:tableStyleId"))).text = _PLAIN_TABLE
    # python-pptx does not declare that columns can be iterated
    for column, share in zip(table.columns, _COLUMNS, strict=True):  # type: ignore[call-overload]
        column.width = Mm(_ROOM * share)
    for place, (row, texts) in enumerate(zip(table.rows, rows, strict=True)):
        for cell, text in zip(row.cells, texts, strict=True):
            _fill(cell.text_frame, [text], language, 12, MUTED if place == 0 else INK, bold=place == 0)
            cell.margin_left = cell.margin_right = Mm(1.2)
            cell.margin_top = cell.margin_bottom = Mm(1)
            line = etree.SubElement(cell._tc.get_or_add_tcPr(), qn("a:lnB"), w=str(Pt(1 if place == 0 else 0.5)))
            etree.SubElement(
                etree.SubElement(line, qn("a:solidFill")), qn("a:srgbClr"), val=INK if place == 0 else HAIR
            )


def _set_fonts(deck: Deck) -> None:
    """Name the theme's fonts, so that an office program does not choose its own; titles stand at the left."""
    part = next(one.target_part for one in deck.slide_master.part.rels.values() if one.reltype.endswith("/theme"))
    theme = etree.fromstring(part.blob)
    for fonts in theme.iter(qn("a:majorFont"), qn("a:minorFont")):
        fonts.find(qn("a:latin")).set("typeface", FONTS["latin"])
        fonts.find(qn("a:ea")).set("typeface", FONTS["chinese"])
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)
    for style in deck.slide_master.element.iter(qn("a:lvl1pPr")):
        style.set("algn", "l")
