"""Every figure of the notebooks, in both languages, keeps the rules of the style sheet."""

import ast
import io
import itertools
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pikepdf
import pytest
from conftest import NOTEBOOKS, ROOT
from drawing import all_figures, cells, svg_of
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle
from matplotlib.text import Text
from PIL import Image

from curation.drafts import COLOURS
from helpers import RefusedError, load_observations, load_table, trace
from helpers.files import pdf, png, svg
from helpers.marks import marks_of
from helpers.notes import hedged, words_of
from helpers.prose import numerals, stale_sentences
from helpers.style import INK, SMALL, TEXT, TITLE

BRIEF = [
    "how-exact", "three-new-organisations", "communities-covered", "behind-a-community", "problems-per-meeting",
    "service-centres", "funding-heaps", "funding-per-project", "industry-growth-rates", "industry-growth-new",
    "campus-recruitment", "people-by-act", "claimed-results", "three-all-mechanism", "four-chains",
    *(f"scorecard-{region}" for region in load_table("regions").index),
]  # fmt: skip
LANGUAGES = {"en": "en", "zh": "zh-Hans"}  # and their tags
SLACK = 1.0  # pixels at 110 dots to the inch


def linear(colour) -> np.ndarray:
    """Red, green and blue of a colour as amounts of light."""
    srgb = np.array(to_rgb(colour))
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def contrast(one, other) -> float:
    """Contrast ratio of two colours, as WCAG defines it."""
    dark, bright = sorted(linear(colour) @ (0.2126, 0.7152, 0.0722) for colour in (one, other))
    return (bright + 0.05) / (dark + 0.05)


def texts(fig: Figure) -> list[Text]:
    hidden = {label for ax in fig.axes for axis in (ax.xaxis, ax.yaxis) if not axis.get_visible() or not ax.axison
              for label in axis.get_ticklabels()}
    return [t for t in fig.findobj(Text) if t.get_visible() and t.get_text().strip() and t not in hidden]


def behind(fig: Figure, text: Text, box) -> str | tuple:
    """Colour that a text stands on: of its own frame, else of the topmost filled shape under its middle, else paper."""
    if (frame := text.get_bbox_patch()) is not None:
        return frame.get_facecolor()
    middle, paper = ((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2), {fig.patch, *(ax.patch for ax in fig.axes)}
    filled = [p for p in fig.findobj(Patch) if p not in paper and p.get_visible() and p.get_fill()
              and p.get_facecolor()[3] > 0 and p.get_path().contains_point(middle, p.get_transform())]
    return max(filled, key=Patch.get_zorder).get_facecolor() if filled else "#FFFFFF"


@pytest.fixture(params=[(name, language) for name in BRIEF for language in LANGUAGES], ids="-".join)
def drawn(request) -> tuple[Figure, str]:
    name, language = request.param
    return all_figures(language)[name], language


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figures_are_those_of_the_brief(language):
    """Protects the reader from figures that nobody asked for, and from the loss of one."""
    assert sorted(all_figures(language)) == sorted(BRIEF)


def text_faults(fig: Figure, smallest: float = TEXT) -> list[str]:
    """List the texts that leave the canvas, are too small or too pale, or lie over another.

    Note and source have 8 points or more, all other text has `smallest` or more.
    """
    fig.set_dpi(110)
    fig.draw_without_rendering()
    wide, high = fig.get_size_inches() * fig.dpi
    boxes = [(t, t.get_window_extent()) for t in texts(fig)]
    faults, small = [], f"{words_of(fig).note} {words_of(fig).source}"
    for text, box in boxes:
        said = repr(text.get_text())
        least = SMALL if text in fig.texts and text.get_text() in small else smallest
        if text.get_fontsize() < least - 0.01:
            faults.append(f"{said} is {text.get_fontsize():.1f} pt, under {least}")
        if box.x0 < -SLACK or box.y0 < -SLACK or box.x1 > wide + SLACK or box.y1 > high + SLACK:
            faults.append(f"{said} leaves the canvas")
        if (seen := contrast(text.get_color(), behind(fig, text, box))) < 4.5:
            faults.append(f"{said} has a contrast of {seen:.1f}, under 4.5")
    for (a, first), (b, second) in itertools.combinations(boxes, 2):
        if first.shrunk(0.98, 0.8).overlaps(second.shrunk(0.98, 0.8)):
            faults.append(f"{a.get_text()!r} overlaps {b.get_text()!r}")
    return faults


def test_text_can_be_read(drawn):
    """Protects legibility: inside the canvas, large enough, dark enough, none over another."""
    faults = text_faults(drawn[0])
    assert not faults, "\n".join(faults)


def test_words_are_few(drawn):
    """Protects the five seconds: a title of ten words, two lines of small print, no signs to decode."""
    fig, language = drawn
    words = words_of(fig)
    small = [t for t in fig.texts if t.get_fontsize() == SMALL]
    assert len(small) <= 2, [t.get_text() for t in small]
    assert sum(t.get_fontsize() == TITLE for t in fig.texts) <= 2
    if language == "en":
        assert len(words.title.split()) <= 10, words.title
        assert len(f"{words.note} {words.source}".split()) <= 35
    everything = " ".join(t.get_text() for t in texts(fig))
    assert not re.search("[ⓐ-ⓩ①-⑳†‡*]", everything)
    assert 60 <= round(fig.get_figheight() * 25.4, 1) <= 130
    assert round(fig.get_figwidth() * 25.4) == 170


def test_hedged_marks_are_pale(drawn):
    """Protects the truth: no hedged number is drawn solid, and every one that the figure shows is a mark."""
    fig, _ = drawn
    for mark in marks_of(fig):
        if mark.row.get("hedge", "none") == "none" or isinstance(mark.artist, Text):
            continue
        face = mark.artist.get_facecolor()
        face = face[0] if getattr(face, "ndim", 1) == 2 else face
        assert face[3] == 0 or contrast(face, "#FFFFFF") < 1.25, f"{mark.row.name} is solid"
    rows = load_observations().loc[words_of(fig).rows]
    drawn_rows = {part for mark in marks_of(fig) for part in str(mark.row.name).split(" + ")}
    assert set(hedged(rows).index) <= drawn_rows


def test_bars_begin_at_zero(drawn):
    """Protects lengths: a bar of a counted value begins at zero."""
    fig, _ = drawn
    for mark in marks_of(fig):
        if isinstance(mark.artist, Rectangle) and mark.row.get("measure") != "derived":
            assert min(mark.artist.get_x(), mark.artist.get_y()) <= 0 or 0 in (mark.artist.get_x(), mark.artist.get_y())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_observation_stands_in_a_figure(language):
    """Protects completeness: nothing that was curated is left out of the pictures, nor a row of its region's card."""
    shown = {row for fig in all_figures(language).values() for row in words_of(fig).rows}
    assert shown >= set(load_observations().index)
    for region, rows in load_observations().groupby("region"):
        card = all_figures(language)[f"scorecard-{region}"]
        assert sorted(str(mark.row.name) for mark in marks_of(card)) == sorted(rows.index), "numbers and thresholds"


def test_marks_lead_back_to_the_article(drawn):
    """Protects the trace: each mark in the SVG says the words of the article and where they stand."""
    fig, language = drawn
    text, observations = svg_of(words_of(fig).name, language), load_observations()
    for mark in marks_of(fig):
        title = re.search(rf'<g id="{re.escape(mark.gid)}"><title>(.*?)</title>', text)
        assert title, mark.gid
        for name in str(mark.row.name).split(" + "):
            assert observations.at[name, "phrase"].replace("&", "&amp;") in title[1]


TRACED = "problems-per-meeting"  # a figure with a computed mark


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_format_describes_itself(language):
    """Protects who cannot see the figure, in each format: title, alt text and language; and fonts go with the PDF.

    Saved once more, a figure has the same bytes, for `git diff` and nbval.
    """
    figure = all_figures(language)[TRACED]
    words, text = words_of(figure), svg_of(TRACED, language)
    assert svg(figure).decode("utf-8") == text
    assert f'<svg role="img" lang="{LANGUAGES[language]}" aria-labelledby="{TRACED}-title {TRACED}-desc"' in text
    assert f'<title id="{TRACED}-title">{words.title}</title>' in text and f'<desc id="{TRACED}-desc">{words.alt}</desc>' in text
    picture = Image.open(io.BytesIO(png(figure)))
    assert (picture.info["Title"], picture.info["Description"]) == (words.title, words.alt)
    assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)
    with pikepdf.open(io.BytesIO(pdf(figure))) as file:
        assert not file.check_pdf_syntax()
        (drawing,) = file.Root.StructTreeRoot.K
        assert (str(drawing.Alt), str(file.Root.Lang), str(file.docinfo.Title)) == (words.alt, LANGUAGES[language], words.title)
        assert not {"/CreationDate", "/ModDate"} & set(file.docinfo.keys())
        fonts = file.pages[0].Resources.Font.values()
        assert all("/CharProcs" in font and "/ToUnicode" in font for font in fonts), "embedded, and its text can be copied"


def test_a_figure_leads_to_all_the_words_behind_it(tmp_path):
    """Protects the trace: from a figure, its name or a file of it to phrase, section and bounds; names that are not there."""
    from_name = trace(TRACED, ROOT / "figures")
    pd.testing.assert_frame_equal(trace(all_figures("en")[TRACED]), from_name)
    assert trace(f"figures/{TRACED}.en.pdf", ROOT / "figures").equals(from_name)
    computed = from_name.groupby("mark").filter(lambda lines: len(lines) > 1)
    assert set(computed["observation"]) == {"chaoan-problems-solved", "chaoan-meetings"}
    assert list(computed["phrase"]) == list(load_observations().loc[computed["observation"], "phrase"])
    assert set(computed["bounds"]) == {"401–499", "270–299"}
    with pytest.raises(RefusedError, match=r"'meetings'; there are: .*how-exact, .*problems-per-meeting"):
        trace("meetings", ROOT / "figures")
    with pytest.raises(RefusedError, match="make figures"):
        trace(TRACED, tmp_path)


# Severe colour vision deficiency in linear RGB (Machado, Oliveira and Fernandes 2009), and none.
VISION = [np.eye(3), np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
          np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
          np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]])]
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def lab(colour: str, vision: np.ndarray) -> np.ndarray:
    """Return a colour in CIELAB as somebody sees it."""
    xyz = XYZ @ np.clip(vision @ linear(colour), 0, 1) / [0.9505, 1, 1.089]
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_colours_are_apart():
    """Protects readers, also those with a colour vision deficiency: regions, and any that a draft adds, and ink differ."""
    taken = list(load_table("regions")["colour"])
    colours = [*taken, *(free for free in COLOURS if free not in taken), INK]
    for one, other in itertools.combinations(colours, 2):
        for vision in VISION:
            assert np.linalg.norm(lab(one, vision) - lab(other, vision)) >= 20, f"{one} and {other}"
    assert all(contrast(colour, "white") >= 4.5 for colour in colours)


# Chinese number words before a measure word; names between quotation marks are taken out first.
_TYPED = re.compile(r"[0-9０-９]|[二两三四五六七八九十百]+[个项家人名次场年倍成]")


def typed(node: ast.AST) -> list[str]:
    """Return the texts that an expression types out: no format of a number, no name between quotation marks."""
    if isinstance(node, ast.FormattedValue):
        return typed(node.value)
    if isinstance(node, ast.Constant):
        return [re.sub(r"“[^”]*”|《[^》]*》|{[^}]*}", " ", node.value)] if isinstance(node.value, str) else []
    return [text for child in ast.iter_child_nodes(node) for text in typed(child)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_numeral_is_typed_in_the_words_of_a_figure(path: Path):
    """Protects words from staleness: titles, measure lines, notes and alt texts compute their numbers."""
    faults = []
    for cell in cells(path):
        for call in ast.walk(ast.parse(cell["source"])):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "finish":
                words = [word.value for word in call.keywords if word.arg in ("title", "measure", "note", "alt")]
                faults += [text for word in words for text in typed(word) if numerals(text) or _TYPED.search(text)]
    assert not faults, faults


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_prose_agrees_with_the_data(path: Path):
    """Protects prose from staleness: each numeral in it is one of the notebook's data or outputs."""
    assert not stale_sentences(path)


def test_stale_prose_is_named(tmp_path):
    """Protects the check itself: a sentence whose number is not in the outputs any more is named, with the number."""
    prose = "Of these 41 are in private firms. The “three new” fields count forty-one."
    cells = [{"cell_type": "markdown", "source": prose}, {"cell_type": "code", "source": "", "outputs": [
        {"output_type": "stream", "text": "39 in private firms"}]}]
    path = tmp_path / "one.ipynb"
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    first, second = stale_sentences(path)
    assert "Of these 41" in first and "forty-one" in second
