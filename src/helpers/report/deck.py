"""The slide deck: a figure a slide, its data on the slides behind it."""

from __future__ import annotations

import io

from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Mm

from ..loading import load_mechanisms, load_observations, load_regions
from ..notes import regions_of
from ..style import MUTED, say
from . import slides as lay
from .collect import Drawn
from .grids import MOST_ROWS, Grid, for_whole, grids_of, whole_grid
from .package import finish
from .slides import EDGE, HEIGHT, ROOM, WIDTH, Box
from .words import CLAIM, DRAWN_BY, GUIDE, NAME, PAGES, RULES, SEE_WHOLE

_MEASURE, _NOTE = 14.5, 14.0  # points; the title is lay.TITLE
_OPENING, _SUBTITLE = 36.0, 18.0
_FOOT = HEIGHT - EDGE


def build(figures: list[Drawn], language: str) -> bytes:
    """Return a deck of some figures as a PowerPoint file."""
    deck = _template()
    _opening(deck, figures, language)
    for figure in figures:
        _figure_slide(deck, figure, language)
        _data_slides(deck, figure, language)
    _whole_slides(deck, figures, language)
    for slide in list(deck.slides)[1:]:
        lay.add_number(slide)
    return finish(deck, language)


def _template():
    """Return an empty deck of 16:9 with two layouts: an opening slide, and a title alone."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Mm(WIDTH), Mm(HEIGHT)
    size = deck.element.find(qn("p:sldSz"))
    size.attrib.pop("type", None)
    keep = [deck.slide_layouts[0], deck.slide_layouts[5]]
    for layout in list(deck.slide_layouts):
        if layout not in keep:
            deck.slide_layouts.remove(layout)
    head, number = Box(EDGE, EDGE, ROOM, 20), Box(WIDTH - EDGE - 30, _FOOT + 1.4, 30, 6)
    places = {"title": head, "ctrTitle": Box(EDGE, 60, ROOM, 24), "subTitle": Box(EDGE, 88, ROOM, 60),
              "body": Box(EDGE, 36, ROOM, 140), "sldNum": number}
    for sheet in (deck.slide_master, *keep):
        for shape in list(sheet.placeholders):
            kind = shape.element.ph.get("type", "body")
            if kind in ("dt", "ftr"):
                shape.element.getparent().remove(shape.element)
            elif kind in places:
                shape.left, shape.top, shape.width, shape.height = places[kind].lengths
    for sheet in (deck.slide_master, *keep):
        for style in sheet.element.iter(qn("a:lvl1pPr")):
            style.set("algn", "l")
    for shape in deck.slide_master.placeholders:
        if shape.element.ph.get("type") == "sldNum":
            for level in shape.element.iter(qn("a:lvl1pPr")):
                level.set("algn", "r")
                level.find(qn("a:defRPr")).set("sz", "1000")
    lay.set_theme(deck.slide_master)
    return deck


def _opening(deck, figures: list[Drawn], language: str) -> None:
    """Add the opening slide, and the one that says how to read the charts."""
    regions = load_regions()
    colours = list(regions["colour"])
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    lay.add_bands(slide, colours)
    title, subtitle = slide.placeholders
    lay.fill(title.text_frame, [say(NAME)], language, _OPENING)
    about = [f"{row[f'name_{language}']} – {row[f'about_{language}']}" for _, row in regions.iterrows()]
    lay.fill(subtitle.text_frame, [say(CLAIM), *about], language, _SUBTITLE, MUTED, gap=2.5)
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    lay.add_bands(slide, colours)
    lay.add_title(slide, Box(EDGE, EDGE, ROOM, lay.pitch(lay.TITLE)), say(GUIDE), language)
    top = EDGE + lay.pitch(lay.TITLE) + 8
    lay.add_text(slide, Box(EDGE, top, ROOM * 0.86, _FOOT - top), [say(rule) for rule in RULES], language, _SUBTITLE,
                 say(GUIDE), gap=4)


def _figure_slide(deck, figure: Drawn, language: str) -> None:
    """Add a figure: title, measure line, picture, notes and source, in this order of reading."""
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    places = {name: Box(*box) for name, box in figure.places.items()}
    lay.add_title(slide, places["title"], figure.title, language)
    lay.add_text(slide, places["measure"], [figure.measure], language, _MEASURE, "Measure", MUTED)
    picture = slide.shapes.add_picture(io.BytesIO(figure.picture), *places["body"].lengths)
    picture.name = figure.name
    picture._element.nvPicPr.cNvPr.set("descr", figure.alt)
    if figure.notes:
        lay.add_text(slide, places["notes"], figure.notes, language, _NOTE, "Notes", MUTED, gap=0.7)
    lay.add_text(slide, places["source"], [figure.source], language, _NOTE, "Source", MUTED)
    lay.add_bands(slide, colours_of(figure))
    spoken = [say(SEE_WHOLE).format(count=len(figure.rows))] if len(figure.rows) > MOST_ROWS else []
    if spoken := [*spoken, *filter(None, [figure.unsaid])]:
        slide.notes_slide.notes_text_frame.text = "\n".join(spoken)


def colours_of(figure: Drawn) -> list[str]:
    """Return the colours of the regions that a figure is about."""
    rows, parts = load_observations().loc[figure.rows], load_mechanisms().loc[figure.mechanisms]
    present = {*regions_of(rows), *regions_of(parts)}
    return [colour for region, colour in load_regions()["colour"].items() if region in present]


def _data_slides(deck, figure: Drawn, language: str) -> None:
    """Add the tables behind a figure, on as many slides as they take."""
    drawn_by = say(DRAWN_BY).format(name=figure.name, notebook=figure.notebook)
    _table_slides(deck, grids_of(figure), f"{_colon(language)}{figure.title}", drawn_by, colours_of(figure), language)


def _whole_slides(deck, figures: list[Drawn], language: str) -> None:
    """Add, once, the rows of all figures that draw too many to list them each time."""
    if grid := whole_grid(figures):
        _table_slides(deck, [grid], "", for_whole(figures), list(load_regions()["colour"]), language)


def _table_slides(deck, grids: list[Grid], of: str, foot_line: str, colours: list[str], language: str) -> None:
    """Add tables on as many slides as they take, headed with what they are `of`."""
    foot = lay.high(foot_line, ROOM - 40, lay.SMALL)
    head = lay.high(_data_title(grids, of, 9, 9, language), ROOM, lay.TITLE)
    top = EDGE + head + 4
    pages = lay.fit_slides(grids, _FOOT - top - foot - 3)
    for number, parts in enumerate(pages, 1):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        title = _data_title([part.grid for part in parts], of, number, len(pages), language)
        lay.add_title(slide, Box(EDGE, EDGE, ROOM, head), title, language)
        y = top
        for part in parts:
            lay.add_table(slide, part.grid, part.rows, y, language, f"{part.grid.title}, {number}")
            if part.notes:
                lay.add_text(slide, Box(EDGE, y + part.tall + 4, ROOM, lay.notes_height(part.notes) - 4), part.notes,
                             language, lay.SMALL, "Notes", MUTED, gap=0.8)
            y += part.height + lay.GAP
        lay.add_text(slide, Box(EDGE, _FOOT - foot, ROOM - 40, foot), [foot_line], language, lay.SMALL, "Figure", MUTED)
        lay.add_bands(slide, colours)


def _colon(language: str) -> str:
    return "：" if language == "zh" else ": "


def _data_title(grids: list[Grid], of: str, page: int, pages: int, language: str) -> str:
    """Name a slide of data: which tables, of what, which of how many."""
    comma = "、" if language == "zh" else ", "
    tables = comma.join(grid.title if place == 0 else grid.title.lower() for place, grid in enumerate(grids))
    title = f"{tables}{of}"
    return title if pages == 1 else say(PAGES).format(title=title, page=page, pages=pages)
