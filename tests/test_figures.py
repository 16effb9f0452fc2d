"""Every figure, in both languages and all sizes, obeys the rules of the charts.

Protects the reader of an exported chart: text large enough and legible, nothing clipped or
overlapping, no character missing, marks that can be seen, a hedge never drawn as exact.
"""

from __future__ import annotations

import itertools
import re
import warnings

import matplotlib as mpl
import pytest
from conftest import NOTEBOOKS, ROOT, charts_of
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from helpers import load_observations, load_regions, use
from helpers.notebooks import list_runs
from helpers.style import LANGUAGES, SIZES
from helpers.typeset import empty_half, width, wrap
from helpers.wording import period_sign

LEAST = {"page": 9, "column": 9, "slide": 14}  # points of the smallest text
LATIN = re.compile(r"[A-Za-z][A-Za-z'’-]*")
SLACK = 1.0  # pixels at 100 dots to the inch, a quarter of a millimetre
RUNS = dict.fromkeys(list_runs(ROOT / "notebooks").values())  # a notebook, and the region that it is run for
CASES = [(run.notebook, language, size, run.region or "") for run in RUNS for language in LANGUAGES for size in SIZES]


def luminance(colour) -> float:
    """Relative luminance, as WCAG defines it."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(a, b) -> float:
    """Contrast ratio of two colours."""
    bright, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def texts(chart) -> list[Text]:
    return [t for t in chart.figure.findobj(Text) if t.get_visible() and t.get_text().strip()]


def grounds(chart) -> list[tuple]:
    """Filled shapes of a chart that text may stand on: their extents and colours, topmost last."""
    paper = {chart.figure.patch, *(ax.patch for ax in chart.figure.axes)}
    filled = [p for p in chart.figure.findobj(Patch) if p not in paper and p.get_visible() and p.get_fill()
              and p.get_facecolor()[3] > 0]
    return [(p.get_window_extent(), p.get_facecolor()) for p in sorted(filled, key=lambda p: p.get_zorder())]


def ground(shapes: list[tuple], box) -> tuple | str:
    """Colour of the topmost shape that holds the middle of a box, else of the paper."""
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    return next((colour for extent, colour in reversed(shapes) if extent.contains(x, y)), "#FFFFFF")


def faults_of(chart) -> list[str]:
    """List what is wrong with a chart, in words."""
    return [fault for look in (text_faults, break_faults, mark_faults, link_faults, crossing_faults, period_faults, key_faults)
            for fault in look(chart)]


def key_faults(chart) -> list[str]:
    """List what the notes say of open marks where there are none, or do not say where there are."""
    with mpl.rc_context():
        use(chart.language, chart.size.name)
        notes = " ".join(chart.words()["notes"])
    hedged = load_observations().query("hedge != 'none' and measure != 'threshold'").index
    drawn = chart.across != "reporting" and any(mark.row in hedged for mark in chart.marks)
    said = "Open marks" in notes or "空心为" in notes
    return [f"open marks are {'' if drawn else 'not '}drawn, and {'' if said else 'not '}explained"] if drawn != said else []


def period_faults(chart) -> list[str]:
    """List periods that a reader of the picture cannot recover, or that are explained and not used."""
    with mpl.rc_context():
        use(chart.language, chart.size.name)
        notes = " ".join(chart.words()["notes"])
        wanted = {period_sign(row) for _, row in chart.rows.iterrows()} if chart.periods_signed else set()
        carried = (chart.rows["period_basis"] == "carried").any() and chart.across != "reporting"
    body = " ".join(text.get_text() for ax in chart.figure.axes for text in ax.texts)
    letters = {sign.rstrip("*") for sign in wanted} - {""}
    faults = [f"{where} have the letters {sorted(found)}, not {sorted(letters)}"
              for where, said in (("the values", body), ("the notes", notes))
              if (found := set(re.findall("[ⓐ-ⓩ]", said))) != letters]
    starred = "*" in body or "*" in notes.replace("*Period carried", "").replace("*时段", "")
    if starred != ("*Period carried" in notes or "*时段" in notes):
        faults.append("a star is not explained, or is explained and not there")
    if carried and not starred and "carried over" not in notes and "承上下文" not in notes:
        faults.append("which periods are carried over is not said")
    return faults


def text_faults(chart) -> list[str]:
    faults = []
    boxes, shapes = [(t, t.get_window_extent()) for t in texts(chart)], grounds(chart)
    width, height = chart.figure.get_size_inches() * chart.figure.dpi
    for text, box in boxes:
        said = repr(text.get_text())
        if text.get_fontsize() < LEAST[chart.size.name] - 0.01:
            faults.append(f"{said} is {text.get_fontsize():.1f} pt, under {LEAST[chart.size.name]}")
        if box.x0 < -SLACK or box.y0 < -SLACK or box.x1 > width + SLACK or box.y1 > height + SLACK:
            faults.append(f"{said} leaves the canvas")
        if text.axes is None and box.x1 > width * (1 - chart.size.margin / chart.size.width) + SLACK:
            faults.append(f"{said} passes the margin on the right")
        if (seen := contrast(text.get_color(), ground(shapes, box))) < 4.5:
            faults.append(f"{said} has a contrast of {seen:.1f}, under 4.5")
        if "nan" in text.get_text().split() or "inf" in text.get_text().split():
            faults.append(f"{said} is no word for a reader")
    for (a, first), (b, second) in itertools.combinations(boxes, 2):
        across = min(first.x1, second.x1) - max(first.x0, second.x0)
        down = min(first.y1, second.y1) - max(first.y0, second.y0)
        if across > SLACK and down > 2 * SLACK:
            faults.append(f"{a.get_text()!r} and {b.get_text()!r} overlap by {across:.0f} × {down:.0f} px")
    return faults


def break_faults(chart) -> list[str]:
    """List lines that begin or end where no line may, and words around the body that a line end tears."""
    faults = [f"{said!r} begins with {said[0]}" for text in texts(chart)
              if len(said := text.get_text()) > 1 and said[0] in "，。、；：？！）》”’」』】%),.;:"]
    faults += [f"{said!r} ends with {said[-1]}" for text in texts(chart) if (said := text.get_text())[-1] in "（《“‘「『【("]
    with mpl.rc_context():
        use(chart.language, chart.size.name)
        words = chart.words()
    whole = [words["title"], words["measure"], *words["notes"], words["source"]]
    for said, (block, *_) in zip(whole, chart._blocks, strict=True):
        faults += [f"{word!r} is torn from {said!r}" for word in LATIN.findall(block) if word not in LATIN.findall(said)]
    return faults


def link_faults(chart) -> list[str]:
    """List links between rows that do not end at rows."""
    return [f"{line.get_gid()} ends beside its rows" for ax in chart.figure.axes for line in ax.lines
            if (line.get_gid() or "").startswith("link-") and not set(line.get_ydata()) <= set(ax._row_places.values())]


def mark_faults(chart) -> list[str]:
    faults, observations = [], load_observations()
    width, height = chart.figure.get_size_inches() * chart.figure.dpi
    marks = {mark.gid: mark for mark in chart.marks}
    drawn = {a.get_gid(): a for a in chart.figure.findobj() if a.get_gid() in marks}
    for gid, mark in marks.items():
        artist = drawn.get(gid)
        if artist is None:
            faults.append(f"the mark of {mark.row} is not in the figure")
            continue
        if isinstance(artist, Line2D):
            face, edge = artist.get_markerfacecolor(), artist.get_markeredgecolor()
        elif isinstance(artist, Patch):
            face, edge = artist.get_facecolor(), artist.get_edgecolor()
        else:
            continue
        if mark.what.endswith(("bar", "bar that fades")) and artist.get_path().get_extents(
                artist.get_patch_transform()).x0 != 0:
            faults.append(f"the bar of {mark.row} does not begin at zero")
        seen = max(contrast(face, "#FFFFFF") if face not in ("none",) else 1, contrast(edge, "#FFFFFF"))
        if seen < 3:
            faults.append(f"the mark of {mark.row} has a contrast of {seen:.1f} with the paper, under 3")
        row = observations.loc[mark.row] if mark.row in observations.index else None
        if row is not None and row["hedge"] != "none" and contrast(face, "#FFFFFF") > 1.6:
            faults.append(f"the mark of {mark.row} ({row['phrase']}) is solid, but hedged")
        extent = artist.get_window_extent()
        if extent.x0 < -SLACK or extent.y0 < -SLACK or extent.x1 > width + SLACK or extent.y1 > height + SLACK:
            faults.append(f"the mark of {mark.row} leaves the canvas")
    return faults


def crossing_faults(chart) -> list[str]:
    """List texts that a mark, a line or the edge of a box runs through.

    A box may hold a text whole; a line may pass below a text that stands on a plate of its own.
    """
    dots = chart.figure.dpi
    chart.figure.set_dpi(300)  # fine enough that letters have the widths of print
    chart.figure.draw_without_rendering()  # arrows only know their place once they are drawn
    faults, words = [], [(t, glyphs(t)) for t in texts(chart)]
    for artist in [one for ax in chart.figure.axes for one in (*ax.patches, *ax.lines, *ax.collections)]:
        for text, box in words:
            if text.get_bbox_patch() is not None and (artist is text.get_bbox_patch()
                                                      or artist.get_zorder() <= text.get_zorder()):
                continue
            if crosses(artist, box):
                faults.append(f"{text.get_text()!r} is crossed by {type(artist).__name__} {artist.get_gid() or ''}")
    chart.figure.set_dpi(dots)
    chart.figure.draw_without_rendering()  # or texts keep the widths of the finer drawing
    return faults


def glyphs(text: Text) -> Bbox:
    """Where the ink of a text may be: its box without the air above, below and beside the letters."""
    box = text.get_window_extent()
    air = min(0.12 * box.height, box.width / 3)
    return Bbox.from_extents(box.x0 + air, box.y0 + air, box.x1 - air, box.y1 - air)


def crosses(artist, box: Bbox) -> bool:
    """Whether anything that an artist paints lies on a part of the box."""
    if isinstance(artist, Patch):
        if (artist.get_edgecolor()[3] == 0 or not artist.get_linewidth()) and not artist.get_fill():
            return False
        extent = artist.get_window_extent()
        holds = extent.x0 <= box.x0 and extent.x1 >= box.x1 and extent.y0 <= box.y0 and extent.y1 >= box.y1
        if artist.get_path().codes is None or len(artist.get_path()) > 5:  # no plain rectangle: its outline decides
            outline = artist.get_transform().transform_path(artist.get_path())
            return any(Path(part).intersects_bbox(box, filled=False)
                       for part in outline.to_polygons(closed_only=False))
        return bool(extent.overlaps(box)) and not holds
    if isinstance(artist, LineCollection):
        return any(artist.get_transform().transform_path(path).intersects_bbox(box, filled=False)
                   for path in artist.get_paths())
    if not isinstance(artist, Line2D):  # a mesh of cells, which texts stand in
        return False
    path = artist.get_transform().transform_path(artist.get_path())
    lined = artist.get_linestyle() not in ("None", "none", "", " ")
    if lined and len(path) > 1 and path.intersects_bbox(box, filled=False):
        return True
    if artist.get_marker() in ("None", "none", "", " ", None):
        return False
    reach = artist.get_markersize() / 72 * artist.figure.dpi / 2
    return any(box.x0 - reach < x < box.x1 + reach and box.y0 - reach < y < box.y1 + reach for x, y in path.vertices)


@pytest.mark.parametrize(("notebook", "language", "size", "region"), CASES, ids=["-".join(case) for case in CASES])
def test_rules(notebook, language, size, region):
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph")  # a character that the font lacks
        charts = charts_of(notebook, language, size, region=region or None)
    assert charts, f"{notebook} shows no chart"
    faults = [f"{chart.name}: {fault}" for chart in charts for fault in faults_of(chart)]
    assert not faults, f"{len(faults)} faults\n" + "\n".join(faults)


def test_lines_break_where_a_reader_pauses():
    """Protects a heading from a line that ends within a word or a sum, and a label from standing indented."""
    with mpl.rc_context():
        use("zh", "column")
        assert wrap("五级网格只有社区一级有数；另有100多名流动网格员", 78, 12, balance=True).split("\n")[0][-1] == "；"
        assert 1 < empty_half("“大党委”", 9.0) < width("“", 9.0), "the empty half of a quotation mark is not an indentation"
        assert empty_half("大党委", 9.0) == 0
        use("en", "column")
        assert "4 m yuan)" in wrap("(3.6 to under 4 m yuan)", 22, 10).split("\n"), "a sum stays with its unit"
        lines = wrap("Funds in place dwarf the zone's three other sums", 78, 12, balance=True).split("\n")
        assert width(lines[1], 12) > 0.6 * width(lines[0], 12), "no word stands alone"


@pytest.mark.parametrize("size", SIZES)
def test_sizes_are_as_promised(size):
    """Protects whoever pastes a figure into a column or a slide."""
    wide = {"page": 170, "column": 85, "slide": 338.667}[size]
    for path in NOTEBOOKS[:1]:
        for chart in charts_of(path.stem, "en", size):
            width, height = chart.figure.get_size_inches() * 25.4
            assert width == pytest.approx(wide, abs=0.01)
            assert size != "slide" or width / height == pytest.approx(16 / 9, rel=1e-3)


def _seen(colour: str, matrix) -> list[float]:
    rgb = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return [min(1, max(0, sum(m * c for m, c in zip(line, rgb, strict=True)))) for line in matrix]


def _lab(linear: list[float]) -> list[float]:
    x = 0.4124 * linear[0] + 0.3576 * linear[1] + 0.1805 * linear[2]
    y = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    z = 0.0193 * linear[0] + 0.1192 * linear[1] + 0.9505 * linear[2]
    f = [v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x / 0.9505, y, z / 1.089)]
    return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]


# Severe colour vision deficiency in linear RGB (Machado, Oliveira and Fernandes 2009), and grey.
VISION = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    "grey": [[0.2126, 0.7152, 0.0722]] * 3,
}


@pytest.mark.parametrize("vision", VISION)
def test_region_colours_can_be_told_apart(vision):
    """Protects readers with a colour vision deficiency, and grey printers."""
    regions = load_regions()
    for a, b in itertools.combinations(regions["colour"], 2):
        first, second = (_lab(_seen(colour, VISION[vision])) for colour in (a, b))
        distance = sum((p - q) ** 2 for p, q in zip(first, second, strict=True)) ** 0.5
        shaped = regions.set_index("colour")["marker"]
        told_by_shape = vision == "grey" and shaped[a] != shaped[b]
        assert distance >= 20 or told_by_shape, f"{a} and {b} are {distance:.0f} apart in {vision}"
    assert regions["marker"].is_unique, "shape doubles colour"
    for colour in regions["colour"]:
        assert contrast(colour, "#FFFFFF") >= 3
