"""What is inside the files of a figure: words, language, description, fonts.

Protects who cannot see a figure, who searches or copies its text, and who prints it elsewhere: two
figures, one on a logarithmic axis and one drawn freely, in both languages, read by other programs.
"""

from __future__ import annotations

import io
import re
import shutil
import struct
import subprocess
from functools import cache

import matplotlib as mpl
import numpy as np
import pikepdf
import pypdf
import pytest
from conftest import charts_of
from lxml import etree
from PIL import Image

from helpers import use
from helpers.files import WRITERS
from helpers.style import LANGUAGES, say
from helpers.wording import is_exact, stated

FIGURES = {"funding-sums": "03-funding", "meetings-and-problems": "02-community-coordination-and-service"}
CASES = [(name, language) for name in FIGURES for language in LANGUAGES]
every_figure = pytest.mark.parametrize(("name", "language"), CASES, ids=["-".join(case) for case in CASES])
SVG = "{http://www.w3.org/2000/svg}"


def needs(tool: str):
    return pytest.mark.skipif(not shutil.which(tool), reason=f"{tool} is not installed")


@cache
def chart_of(name: str, language: str):
    return next(chart for chart in charts_of(FIGURES[name], language, "page") if chart.name == name)


@cache
def made(name: str, language: str, form: str) -> bytes:
    with mpl.rc_context():
        use(language, "page")
        return WRITERS[form](chart_of(name, language))


@cache
def words(name: str, language: str) -> tuple[str, str]:
    """Title and description of a figure."""
    with mpl.rc_context():
        use(language, "page")
        return say(chart_of(name, language).title), chart_of(name, language).describe()


def squeezed(text: str) -> str:
    """Drop white space, and the difference between quotation marks: a line may end anywhere."""
    return re.sub(r"[\s“”\"]", "", text)


def must_hold(name: str, language: str) -> list[str]:
    """Words that a reader of the file must find: the title, and every hedged quantity with its hedge."""
    rows, title = chart_of(name, language).rows, words(name, language)[0]
    with mpl.rc_context():
        use(language, "page")
        return [title, *[stated(row) for _, row in rows.iterrows() if not is_exact(row)]]


@every_figure
def test_svg_speaks(name, language):
    """Role, language, title and description, and each mark's own title; nothing that runs or is fetched."""
    root = etree.fromstring(made(name, language, "svg"))
    title, alt = words(name, language)
    assert root.get("role") == "img"
    assert root.get("lang") == {"en": "en", "zh": "zh-Hans"}[language]
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    spoken = [root.find(f".//*[@id='{one}']") for one in root.get("aria-labelledby").split()]
    assert [element.text for element in spoken] == [title, alt]
    assert [element.getparent() for element in spoken] == [root, root]
    marked = [group for group in root.iter(f"{SVG}g") if re.fullmatch(r"mark-\d+", group.get("id", ""))]
    assert len(marked) == len(chart_of(name, language).marks)
    assert all(group[0].tag == f"{SVG}title" and group[0].text for group in marked)
    tags = {etree.QName(element).localname for element in root.iter(etree.Element)}
    assert not tags & {"script", "image", "foreignObject", "a"}
    links = {value for element in root.iter() for key, value in element.attrib.items() if key.endswith("href")}
    assert all(link.startswith("#") for link in links)


@every_figure
def test_png_describes_itself(name, language):
    """Title and description as UTF-8 text in the file; 300 dots to the inch, 170 mm wide."""
    raw = made(name, language, "png")
    picture = Image.open(io.BytesIO(raw))
    assert (picture.info["Title"], picture.info["Description"]) == words(name, language)
    assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)
    assert picture.width == pytest.approx(170 / 25.4 * 300, abs=1)
    kinds = dict(chunks(raw))
    assert b"iTXt" in kinds.values(), "Chinese needs the kind of text that is UTF-8"
    assert not {b"tIME"} & set(kinds.values())


def chunks(raw: bytes):
    """List the chunks of a PNG: their places and kinds."""
    place = 8
    while place < len(raw):
        length, kind = struct.unpack(">I4s", raw[place:place + 8])
        yield place, kind
        place += length + 12


@every_figure
def test_pdf_text_can_be_extracted(name, language):
    """Every font is in the file and maps to characters, so that text can be found, copied and read aloud."""
    reader = pypdf.PdfReader(io.BytesIO(made(name, language, "pdf")))
    page, = reader.pages
    text = squeezed(page.extract_text())
    assert not [word for word in must_hold(name, language) if squeezed(word) not in text]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert fonts
    assert all(font["/Subtype"] == "/Type3" and "/CharProcs" in font and "/ToUnicode" in font for font in fonts)
    assert float(page.mediabox.width) == pytest.approx(170 / 25.4 * 72, abs=0.1)


@every_figure
def test_pdf_is_tagged(name, language):
    """One figure with the alt text, around all that is drawn; title, language, no date."""
    title, alt = words(name, language)
    with pikepdf.open(io.BytesIO(made(name, language, "pdf"))) as file:
        assert not file.check_pdf_syntax()
        root = file.Root
        assert str(root.Lang) == {"en": "en", "zh": "zh-Hans"}[language]
        assert root.MarkInfo.Marked
        assert root.ViewerPreferences.DisplayDocTitle
        figure, = root.StructTreeRoot.K
        assert pikepdf.Name.Figure == figure.S
        assert str(figure.Alt) == alt
        page = file.pages[0]
        assert root.StructTreeRoot.ParentTree.Nums[1][0].objgen == figure.objgen
        box = [float(edge) for edge in page.mediabox]
        assert [float(edge) for edge in figure.A.BBox] == pytest.approx(box), "where a reader zooms to"
        assert figure.A.Placement == pikepdf.Name.Block
        steps = [str(step.operator) for step in pikepdf.parse_content_stream(page)]
        assert steps[0] == "BDC"
        assert steps[-1] == "EMC"
        assert steps.count("BDC") == 1
        assert str(file.docinfo.Title) == title
        assert not {"/CreationDate", "/ModDate", "/Producer", "/Creator"} & set(file.docinfo.keys())
        assert not any(image.get("/Subtype") == "/Image" for image in page.resources.get("/XObject", {}).values())


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def pdf(name, language, tmp_path):
    path = tmp_path / "figure.pdf"
    path.write_bytes(made(name, language, "pdf"))
    return str(path)


@every_figure
@needs("qpdf")
def test_qpdf_finds_no_fault(pdf):
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", pdf)


@every_figure
@needs("pdftotext")
def test_poppler_reads_the_text(name, language, pdf):
    text = squeezed(run("pdftotext", pdf, "-"))
    assert not [word for word in must_hold(name, language) if squeezed(word) not in text]


@every_figure
@needs("pdffonts")
def test_poppler_finds_every_font(pdf):
    lines = run("pdffonts", pdf).splitlines()[2:]
    assert lines
    for line in lines:
        embedded, _, mapped = re.search(r"(yes|no)\s+(yes|no)\s+(yes|no)\s+\d+\s+\d+$", line).groups()
        assert (embedded, mapped) == ("yes", "yes"), line


@every_figure
@pytest.mark.parametrize("tool", [pytest.param(tool, marks=needs(tool)) for tool in ("mutool", "gs", "pdftoppm")])
def test_another_renderer_draws_the_same(tool, name, language, pdf, tmp_path):
    """Characters that one program shows and another loses would be seen here: each has ink where the other has."""
    out = tmp_path / "page.png"
    run(*{"mutool": ["mutool", "draw", "-r", "150", "-o", str(out), pdf],
          "gs": ["gs", "-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=png16m", "-dTextAlphaBits=4", "-dGraphicsAlphaBits=4",
                 "-r150", f"-sOutputFile={out}", pdf],
          "pdftoppm": ["pdftoppm", "-r", "150", "-png", "-singlefile", pdf, str(out.with_suffix(""))]}[tool])
    theirs = Image.open(out).convert("L")
    ours = Image.open(io.BytesIO(made(name, language, "png"))).convert("L").resize(theirs.size, Image.Resampling.BOX)
    one, other = (255 - np.asarray(picture.reduce(10), dtype=float) for picture in (theirs, ours))  # 1.7 mm a cell
    assert (one > 25).mean() > 0.1, "there is ink"
    assert not ((one > 25) & (other < 3)).any()
    assert not ((other > 25) & (one < 3)).any()
