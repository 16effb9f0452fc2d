"""Put text, pictures and tables on slides: sizes in millimetres, nothing that grows by itself."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.oxml.ns import qn
from pptx.util import Emu, Mm, Pt

from ..style import HAIR, INK, MUTED, PALE
from ..typeset import LEADING, POINT, wrap
from .columns import widths_of
from .grids import Grid
from .package import CHINESE, LATIN, by_language, plain

WIDTH, HEIGHT = 338.667, 190.5
EDGE = 9.333  # empty border
ROOM = WIDTH - 2 * EDGE
TITLE, SMALL = 20.0, 12.0  # points
_TIGHT = 1.25  # line height in a table, as a multiple of the text size
GAP = 8.0  # between two tables on a slide
_PAD = 1.6, 0.9  # in a cell, beside and above its text
_DECORATIVE = ('<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
               '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><d:decorative xmlns:d='
               '"http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>')
_PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # no style, no grid


@dataclass(frozen=True)
class Box:
    """A rectangle on a slide, in millimetres."""

    left: float
    top: float
    width: float
    height: float

    @property
    def lengths(self) -> tuple[Emu, ...]:
        """The same in the units of the file."""
        return tuple(Emu(round(v * 36000)) for v in (self.left, self.top, self.width, self.height))


def high(text: str, room: float, points: float, leading: float = LEADING) -> float:
    """Return the height that a text needs at most, in whichever font it is shown."""
    return (wrap(text, room, points, office=True).count("\n") + 1) * pitch(points, leading)


def pitch(points: float, leading: float = LEADING) -> float:
    """Return the distance from line to line in millimetres."""
    return points * POINT * leading


def fill(frame, paragraphs: list[str], language: str, points: float, colour: str = INK, gap: float = 0.0,
         leading: float = LEADING) -> None:
    """Write paragraphs into a text frame; line height and gap are fixed, so that its height is known."""
    frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for place, text in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.line_spacing = Pt(round(points * leading, 1))
        paragraph.space_before, paragraph.space_after = Pt(0), Pt(round(gap / POINT, 1))
        set_runs(paragraph, text, language, points, colour)


def set_runs(paragraph, text: str, language: str, points: float, colour: str = INK) -> None:
    """Write a text into a paragraph, a run for each language in it."""
    for part, tag in by_language(plain(text), language):
        run = paragraph.add_run()
        run.text = part
        run.font.size, run.font.color.rgb = Pt(points), RGBColor.from_string(colour[1:])
        run._r.get_or_add_rPr().set("lang", tag)


def add_text(slide, box: Box, paragraphs: list[str], language: str, points: float, name: str, colour: str = INK,
             gap: float = 0.0):
    """Add a text box of a fixed size."""
    shape = slide.shapes.add_textbox(*box.lengths)
    shape.name = name
    fill(shape.text_frame, paragraphs, language, points, colour, gap)
    return shape


def add_title(slide, box: Box, text: str, language: str, points: float = TITLE) -> None:
    """Set a slide's title where it should stand."""
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = box.lengths
    fill(title.text_frame, [text], language, points)


def add_bands(slide, colours: list[str]) -> None:
    """Draw the band of region colours at the head of a slide; nothing for a voice to read."""
    for place, colour in enumerate(colours):
        shape = slide.shapes.add_shape(1, *Box(EDGE + place * 22, 4.4, 19, 2.2).lengths)
        shape.name = f"Band {place + 1}"
        shape.fill.solid()
        shape.fill.fore_color.rgb = RGBColor.from_string(colour[1:])
        shape.line.fill.background()
        shape._element.remove(shape._element.find(qn("p:style")))
        shape._element.nvSpPr.cNvPr.append(etree.fromstring(_DECORATIVE))


def add_number(slide) -> None:
    """Show the slide's number in its lower right corner."""
    for holder in slide.slide_layout.placeholders:
        if holder.element.ph.get("type") == "sldNum":
            number = deepcopy(holder.element)
            number.nvSpPr.cNvPr.set("id", str(max(shape.shape_id for shape in slide.shapes) + 1))
            slide.shapes._spTree.append(number)


def measure_rows(grid: Grid, room: float = ROOM, points: float = SMALL) -> tuple[list[float], list[float]]:
    """Return the widths of a table's columns, and the heights of its header and rows."""
    widths = widths_of(grid, room, points, 2 * _PAD[0])
    heights = [max(high(text, wide - 2 * _PAD[0], points, _TIGHT) for text, wide in zip(row, widths, strict=True))
               + 2 * _PAD[1] for row in [grid.header, *grid.rows]]
    return widths, heights


def add_table(slide, grid: Grid, rows: list[int], top: float, language: str, name: str) -> None:
    """Add some rows of a table under its header."""
    widths, heights = measure_rows(grid)
    tall = [heights[0], *(heights[1 + row] for row in rows)]
    frame = slide.shapes.add_table(len(tall), len(widths), *Box(EDGE, top, ROOM, sum(tall)).lengths)
    frame.name = frame._element.nvGraphicFramePr.cNvPr.attrib["descr"] = name
    table = frame.table
    table.first_row, table.horz_banding = True, False
    table._tbl.tblPr.find(qn("a:tableStyleId")).text = _PLAIN_TABLE
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = Mm(wide)
    for row, tall_row, texts in zip(table.rows, tall, [grid.header, *(grid.rows[row] for row in rows)], strict=True):
        row.height = Mm(tall_row)
        for cell, text in zip(row.cells, texts, strict=True):
            head = texts is grid.header
            fill(cell.text_frame, [text], language, SMALL, MUTED if head else INK, leading=_TIGHT)
            cell.margin_left = cell.margin_right = Mm(_PAD[0])
            cell.margin_top = cell.margin_bottom = Mm(_PAD[1])
            _rule(cell, head)


def _rule(cell, head: bool) -> None:
    """Draw the line below a cell, and shade it where it heads a column."""
    properties = cell._tc.get_or_add_tcPr()
    line = etree.SubElement(properties, qn("a:lnB"), w=str(Pt(1.0 if head else 0.5)))
    etree.SubElement(etree.SubElement(line, qn("a:solidFill")), qn("a:srgbClr"), val=(INK if head else HAIR)[1:])
    if head:
        etree.SubElement(etree.SubElement(properties, qn("a:solidFill")), qn("a:srgbClr"), val=PALE[1:])
    else:
        etree.SubElement(properties, qn("a:noFill"))


@dataclass(frozen=True)
class Part:
    """Some rows of a table with the notes to them, and how tall the rows are."""

    grid: Grid
    rows: list[int]
    notes: list[str]
    tall: float

    @property
    def height(self) -> float:
        """Height of rows and notes."""
        return self.tall + notes_height(self.notes)


def fit_slides(grids: list[Grid], room: float) -> list[list[Part]]:
    """Divide tables among slides: as few as can be, about equally full; a table that fits beside another joins it.

    Raises
    ------
    ValueError
        Where a single row is too tall for a slide.
    """
    found: list[list[Part]] = []
    for grid in grids:
        parts, less = _divide(grid, room), room - 4
        while len(parts) > 1 and len(even := _divide(grid, less)) == len(parts):
            parts, less = even, less - 4
        if found and len(parts) == 1 and sum(part.height + GAP for part in found[-1]) + parts[0].height <= room:
            found[-1].append(parts[0])
        else:
            found += [[part] for part in parts]
    return found


def _divide(grid: Grid, room: float) -> list[Part]:
    """Divide a table into parts of at most some height."""
    heights = measure_rows(grid)[1]
    parts: list[Part] = []
    rows, notes, used = [], [], heights[0]
    for row, texts in enumerate(grid.rows):
        more = notes + [one for one in grid.noted(texts) if one not in notes]
        if used + heights[1 + row] + notes_height(more) > room:
            if not rows:
                raise ValueError(f"row {row + 1} of {grid.title!r} is too tall for a slide")
            parts.append(Part(grid, rows, notes, used))
            rows, used, more = [], heights[0], grid.noted(texts)
        rows, notes, used = [*rows, row], more, used + heights[1 + row]
    return [*parts, Part(grid, rows, notes, used)]


def notes_height(notes: list[str]) -> float:
    """Return the height of the notes below a table, with the gap above them."""
    return sum(high(text, ROOM, SMALL) + 0.8 for text in notes) + (4.0 if notes else 0.0)


def set_theme(master) -> None:
    """Give the theme its fonts, Latin and Chinese, and our ink."""
    part = next(r.target_part for r in master.part.rels.values() if r.reltype.endswith("/theme"))
    theme = etree.fromstring(part.blob)
    for fonts in theme.iter(qn("a:majorFont"), qn("a:minorFont")):
        fonts.find(qn("a:latin")).set("typeface", LATIN)
        fonts.find(qn("a:ea")).set("typeface", CHINESE)
        for font in fonts.findall(qn("a:font")):
            if font.get("script") == "Hans":
                font.set("typeface", CHINESE)
            else:
                fonts.remove(font)
    ink = theme.find(f".//{qn('a:dk1')}")
    ink[:] = [etree.Element(qn("a:srgbClr"), val=INK[1:])]
    theme.set("name", "Two regions in figures")
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)
