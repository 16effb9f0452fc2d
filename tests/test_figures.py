"""Every figure, in both languages and all sizes, obeys the rules of the charts.

Protects the reader of an exported chart: text large enough and legible, nothing clipped or
overlapping, no character missing, marks that can be seen, a hedge never drawn as exact.
"""

from __future__ import annotations

import itertools
import warnings

import pytest
from conftest import NOTEBOOKS, ROOT, charts_of
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

from helpers import load_observations, load_regions
from helpers.notebooks import list_runs
from helpers.style import LANGUAGES, SIZES

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
    return text_faults(chart) + mark_faults(chart)


def text_faults(chart) -> list[str]:
    faults = []
    boxes, shapes = [(t, t.get_window_extent()) for t in texts(chart)], grounds(chart)
    width, height = chart.figure.get_size_inches() * chart.figure.dpi
    for text, box in boxes:
        said = repr(text.get_text())
        if text.get_fontsize() < chart.size.text - 0.01:
            faults.append(f"{said} is {text.get_fontsize():.1f} pt, under {chart.size.text}")
        if box.x0 < -SLACK or box.y0 < -SLACK or box.x1 > width + SLACK or box.y1 > height + SLACK:
            faults.append(f"{said} leaves the canvas")
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


@pytest.mark.parametrize(("notebook", "language", "size", "region"), CASES, ids=["-".join(case) for case in CASES])
def test_rules(notebook, language, size, region):
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph")  # a character that the font lacks
        charts = charts_of(notebook, language, size, region=region or None)
    assert charts, f"{notebook} shows no chart"
    faults = [f"{chart.name}: {fault}" for chart in charts for fault in faults_of(chart)]
    assert not faults, f"{len(faults)} faults\n" + "\n".join(faults)


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
