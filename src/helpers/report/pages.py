"""Put text, captions, links and tables on pages."""

from __future__ import annotations

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from ..style import HAIR, INK, MUTED, PALE
from .columns import widths_of
from .grids import Grid
from .package import CHINESE, LATIN, TAGS, plain

ROOM = 164.0  # width of the text, in millimetres
TALLEST = 225.0  # height of a picture that leaves room for its heading and caption
_STYLES = {  # name: points, colour, space before, space after, keep with next
    "Normal": (10.5, INK, 0, 5, False), "Title": (26, INK, 0, 4, False), "Subtitle": (14, MUTED, 0, 14, False),
    "Heading 1": (18, INK, 14, 6, True), "Heading 2": (14, INK, 8, 2, True), "Caption": (9.5, MUTED, 6, 3, True),
    "List Bullet": (10.5, INK, 0, 4, False), "Header": (9, MUTED, 0, 0, False), "Footer": (9, MUTED, 0, 0, False),
    "Picture": (10.5, INK, 2, 2, True), "Figure Note": (9, MUTED, 0, 2, False), "Table Cell": (9, INK, 1, 1, False),
    "Table Head": (9, MUTED, 1, 1, True), "Contents Theme": (10.5, MUTED, 6, 1, True),
    "Contents Line": (10.5, INK, 0, 1, False)}
_WHOLE = 12  # rows that are kept on one page
_LINE = {"Picture": 1.0, "Table Cell": 1.15, "Table Head": 1.15, "Figure Note": 1.2}


def set_page(document) -> None:
    """Set A4 with room for a figure of full width, and the number at its foot."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm((210 - ROOM) / 2)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    section.header_distance = section.footer_distance = Mm(10)
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _add_field(paragraph, "PAGE", "1")


def set_styles(document, language: str) -> None:
    """Set fonts, sizes, colours and languages in the styles, so that no text carries its own."""
    styles = document.styles
    defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    _set_fonts(defaults)
    tags = defaults.find(qn("w:lang"))
    tags.set(qn("w:val"), TAGS["en"])
    tags.set(qn("w:eastAsia"), TAGS["zh"])
    for name, (points, colour, before, after, keep) in _STYLES.items():
        if name not in [style.name for style in styles]:
            styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
        style = styles[name]
        _set_fonts(style.element.get_or_add_rPr())
        style.font.size, style.font.color.rgb = Pt(points), RGBColor.from_string(colour[1:])
        style.font.bold = style.font.italic = False
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.line_spacing = _LINE.get(name, 1.25)
        style.paragraph_format.keep_with_next = keep
        for border in style.element.findall(f".//{qn('w:pBdr')}"):
            border.getparent().remove(border)
        for spacing in style.element.findall(f"{qn('w:rPr')}/{qn('w:spacing')}"):
            spacing.getparent().remove(spacing)
    settings = document.settings.element
    settings.find(qn("w:zoom")).set(qn("w:percent"), "100")
    theme = settings.find(qn("w:themeFontLang"))
    theme.set(qn("w:val"), TAGS["en"])
    theme.set(qn("w:eastAsia"), TAGS["zh"])


def _set_fonts(properties) -> None:
    """Name the Latin and the Chinese font; those of the theme would take precedence."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    fonts.attrib.clear()
    for kind in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{kind}"), LATIN)
    fonts.set(qn("w:eastAsia"), CHINESE)


def say_in(document, text: str, language: str, style: str = "Normal"):
    """Add a paragraph."""
    return _write(document.add_paragraph(style=style), text, language)


def _write(paragraph, text: str, language: str):
    run = paragraph.add_run(plain(text))
    _mark(run._r, language)
    return paragraph


def _mark(run, language: str) -> None:
    """In Chinese, ask for the Chinese font where a character is in both: quotation marks, dashes."""
    if language == "zh":
        properties = run.get_or_add_rPr()
        fonts = properties.find(qn("w:rFonts"))
        if fonts is None:
            fonts = OxmlElement("w:rFonts")
            properties.insert(0, fonts)
        fonts.set(qn("w:hint"), "eastAsia")


def add_caption(document, kind: str, number: int, text: str, language: str) -> None:
    """Add a caption whose number Word keeps in order."""
    paragraph = document.add_paragraph(style="Caption")
    _write(paragraph, f"{kind} ", language)
    _add_field(paragraph, f"SEQ {kind} \\* ARABIC", str(number))
    _write(paragraph, f"  {text}", language)


def _add_field(paragraph, code: str, shown: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = shown
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def add_bookmark(paragraph, name: str, number: int) -> None:
    """Let links lead to a paragraph."""
    for kind, place in (("Start", 1), ("End", len(paragraph._p))):
        mark = OxmlElement(f"w:bookmark{kind}")
        mark.set(qn("w:id"), str(number))
        if kind == "Start":
            mark.set(qn("w:name"), _bookmark(name))
        paragraph._p.insert(place, mark) if kind == "Start" else paragraph._p.append(mark)


def add_link(document, text: str, name: str, language: str) -> None:
    """Add a line that leads to a bookmark."""
    paragraph = say_in(document, text, language, "Contents Line")
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), _bookmark(name))
    link.append(paragraph.runs[0]._r)
    paragraph._p.append(link)


def _bookmark(name: str) -> str:
    """Return a name that a bookmark may have: letters, digits, underscores, at most 40."""
    return "f_" + name.replace("-", "_")[-38:]


def add_table(document, grid: Grid, language: str) -> None:
    """Add a table whose header stands on every page that it reaches."""
    table = document.add_table(rows=0, cols=len(grid.header))
    table.autofit = False
    properties = table._tbl.tblPr
    for tag, text in (("w:tblCaption", grid.title), ("w:tblDescription", "; ".join(grid.header))):
        element = OxmlElement(tag)
        element.set(qn("w:val"), text)
        properties.append(element)
    widths = widths_of(grid, ROOM, 9.0, 4.0)
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = Mm(wide)
    last = grid.rows[-1]
    for texts in (grid.header, *grid.rows):
        head = texts is grid.header
        row = table.add_row()
        _set_row(row, head)
        for cell, text, wide in zip(row.cells, texts, widths, strict=True):
            cell.width = Mm(wide)
            cell.paragraphs[0].style = document.styles["Table Head" if head else "Table Cell"]
            _write(cell.paragraphs[0], text, language)
            if len(grid.rows) <= _WHOLE and texts is not last:
                cell.paragraphs[0].paragraph_format.keep_with_next = True
            _set_cell(cell, head)
    document.add_paragraph(style="Figure Note").paragraph_format.space_after = Pt(0)


def _set_row(row, head: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    for tag in ("w:cantSplit", *(["w:tblHeader"] if head else [])):
        properties.append(OxmlElement(tag))


def _set_cell(cell, head: bool) -> None:
    """Draw the line below a cell, and shade it where it heads a column."""
    properties = cell._tc.get_or_add_tcPr()
    borders, line = OxmlElement("w:tcBorders"), OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "8" if head else "4"), ("color", (INK if head else HAIR)[1:])):
        line.set(qn(f"w:{key}"), value)
    borders.append(line)
    properties.append(borders)
    if head:
        shade = OxmlElement("w:shd")
        for key, value in (("val", "clear"), ("color", "auto"), ("fill", PALE[1:])):
            shade.set(qn(f"w:{key}"), value)
        properties.append(shade)
