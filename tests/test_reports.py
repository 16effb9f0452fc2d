"""The slide deck and the document: complete, native text and tables, nothing over the edge, opened by others.

Protects the report writer: each figure once with its title, caption, notes, source, alt text and
data, in either language; and what was there, when a report cannot be written.
"""

from __future__ import annotations

import dataclasses
import io
import itertools
import os
import re
import shutil
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

import docx
import matplotlib as mpl
import pptx
import pytest
from conftest import ROOT, charts_of
from PIL import Image
from test_figures import faults_of

from helpers import load_mechanisms, load_observations, use
from helpers.export import save_requested
from helpers.notebooks import list_figures, list_runs
from helpers.report import KINDS, deck, document
from helpers.report.collect import Drawn, read_drawn
from helpers.report.grids import MOST_ROWS
from helpers.report.words import WHOLE
from helpers.style import LANGUAGES, font_path
from helpers.typeset import LEADING, POINT, wrap
from helpers.wording import bounds, label, period, value_label

NOTEBOOKS = ROOT / "notebooks"
MM = 36000  # units of an office file in a millimetre
LANES = [(kind, language) for kind in KINDS for language in LANGUAGES]
every_report = pytest.mark.parametrize(("kind", "language"), LANES, ids=["-".join(lane) for lane in LANES])
every_language = pytest.mark.parametrize("language", LANGUAGES)
office = shutil.which("soffice") or shutil.which("libreoffice")
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits the size of files, which Linux can")


@cache
def bare_charts(language: str, size: str) -> tuple:
    """Every chart as a report asks for it."""
    return tuple(chart for run in dict.fromkeys(list_runs(NOTEBOOKS).values())
                 for chart in charts_of(run.notebook, language, size, bare=True, region=run.region))


@cache
def drawn(language: str, size: str) -> tuple[Drawn, ...]:
    """Every figure as a report gets it, with small pictures."""
    from tempfile import TemporaryDirectory
    charts = bare_charts(language, size)
    by = list_figures(NOTEBOOKS)
    with mpl.rc_context(), TemporaryDirectory() as folder:
        use(language, size)
        mpl.rcParams["savefig.dpi"] = 40
        for chart in charts:
            place = Path(folder, by[chart.name])
            place.mkdir(exist_ok=True)
            save_requested(chart, {"dir": str(place), "formats": ["png"], "notebook": by[chart.name]})
        figures = {figure.name: figure for figure in read_drawn(Path(folder))}
    return tuple(figures[name] for name in by)


@cache
def built(kind: str, language: str) -> bytes:
    figures = drawn(language, KINDS[kind][1])
    with mpl.rc_context():
        use(language, KINDS[kind][1])
        return {"deck": deck, "document": document}[kind].build(list(figures), language)


def slides(language: str) -> list:
    return list(pptx.Presentation(io.BytesIO(built("deck", language))).slides)


def picture_of(slide):
    return next((shape for shape in slide.shapes if shape.shape_type == pptx.enum.shapes.MSO_SHAPE_TYPE.PICTURE), None)


def text_of(slide, name: str) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.name == name)


def cells(table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def expected_rows(names: list[str]) -> list[list[str]]:
    """What the table of rows should say, straight from the data."""
    lines = []
    for _, row in load_observations().loc[names].iterrows():
        held = bounds(row["low"], row["high"], row["low_open"], row["high_open"], row["unit"])
        lines.append([label(row), row["phrase"], value_label(row), held, period(row), row["section"]])
    return lines


def agree(found: list[str], wanted: list[str]) -> bool:
    """Tell whether a table's row says what the data say; the period may add that it is carried over."""
    return found[:4] == wanted[:4] and found[4].startswith(wanted[4]) and wanted[5] in found[5]


def check_whole(figures: tuple[Drawn, ...], tables: list[list[list[str]]]) -> None:
    """Compare the table at the end with the rows of the figures that draw too many, each row once."""
    large = {name for figure in figures if len(figure.rows) > MOST_ROWS for name in figure.rows}
    assert large, "some figure draws more rows than its own table holds"
    wanted = expected_rows([name for name in load_observations().index if name in large])
    lines = [line for table in tables for line in table[1:]]
    assert len(lines) == len(wanted)
    assert all(agree(line, want) for line, want in zip(lines, wanted, strict=True))


def check_tables(figure: Drawn, tables: list[list[list[str]]]) -> None:
    """Compare the tables behind a figure, in order, with the rows and parts that it draws."""
    lines = [line for table in tables for line in table[1:]]
    own = figure.rows if len(figure.rows) <= MOST_ROWS else []  # else they stand at the end, once for all figures
    rows, parts = lines[:len(own)], lines[len(own):]
    wanted = expected_rows(own)
    assert len(rows) == len(wanted)
    for line, want in zip(rows, wanted, strict=True):
        assert agree(line, want), f"{figure.name}: {line} is not {want}"
    names = load_mechanisms().loc[figure.mechanisms, "name_zh"]
    assert len(parts) == len(names)
    assert all(name in line[0] for line, name in zip(parts, names, strict=True)), figure.name


@every_language
def test_deck_holds_every_figure_once(language):
    """Each figure on a slide of its own, with native title, caption, notes and source, and alt text on the picture."""
    figures = iter(drawn(language, "slide"))
    charts = {chart.name: chart for chart in bare_charts(language, "slide")}
    seen = []
    with mpl.rc_context():
        use(language, "slide")
        for slide in slides(language):
            if (picture := picture_of(slide)) is None:
                continue
            figure = next(figures)
            seen.append(picture.name)
            assert picture.name == figure.name
            assert picture._element.nvPicPr.cNvPr.get("descr") == charts[figure.name].describe()
            words = charts[figure.name].words()
            assert slide.shapes.title.text_frame.text == words["title"]
            assert text_of(slide, "Measure") == words["measure"]
            assert text_of(slide, "Notes") == "\n".join(words["notes"])
            assert text_of(slide, "Source") == words["source"]
    assert seen == list(list_figures(NOTEBOOKS))


@every_language
def test_deck_tables_say_what_the_data_say(language):
    """The slides behind a figure list its rows, all and in order, each table under a marked header."""
    found: dict[str, list] = {}
    for slide in slides(language):
        if picture := picture_of(slide):
            current = found.setdefault(picture.name, [])
        elif slide.shapes.title.text_frame.text.startswith(WHOLE[language]):
            current = found.setdefault(WHOLE.en, [])
        for shape in slide.shapes:
            if shape.has_table:
                assert shape.table.first_row, "the header is marked"
                current.append(cells(shape.table))
    with mpl.rc_context():
        use(language, "slide")
        for figure in drawn(language, "slide"):
            check_tables(figure, found[figure.name])
        check_whole(drawn(language, "slide"), found[WHOLE.en])


@every_language
def test_nothing_overflows_a_slide(language):
    """Text is measured in the widest of the usual fonts: it fits its box, boxes fit the slide, none cover another."""
    deck_ = pptx.Presentation(io.BytesIO(built("deck", language)))
    faults = []
    for number, slide in enumerate(deck_.slides, 1):
        boxes = []
        for shape in slide.shapes:
            if shape.name.startswith("Band"):
                continue
            left, top, wide, high = (v / MM for v in (shape.left, shape.top, shape.width, shape.height))
            if left < 0 or top < 0 or left + wide > deck_.slide_width / MM + 0.01 or top + high > deck_.slide_height / MM:
                faults.append(f"slide {number}: {shape.name} leaves the slide")
            if shape.has_text_frame and shape.text_frame.text and "Number" not in shape.name:
                need = sum(wrap(p.text, wide, p.runs[0].font.size.pt, office=True).count("\n") * 1.0 + 1.0
                           for p in shape.text_frame.paragraphs) * shape.text_frame.paragraphs[0].line_spacing.pt * POINT
                if need > high + 0.2:
                    faults.append(f"slide {number}: {shape.name} needs {need:.1f} mm and has {high:.1f}")
            if shape.has_table:
                faults += [f"slide {number}: {fault}" for fault in table_faults(shape.table)]
                high = sum(row.height for row in shape.table.rows) / MM
            boxes.append((shape.name, left, top, wide, high))
        for (a, x, y, w, h), (b, p, q, v, u) in itertools.combinations(boxes, 2):
            across, down = min(x + w, p + v) - max(x, p), min(y + h, q + u) - max(y, q)
            if across > 0.1 and down > 1.0:
                faults.append(f"slide {number}: {a} and {b} overlap by {down:.1f} mm")
    assert not faults, f"{len(faults)} faults\n" + "\n".join(faults)


def table_faults(table) -> list[str]:
    """List the cells of a table whose text does not fit."""
    faults = []
    widths = [column.width / MM for column in table.columns]
    for row in table.rows:
        for cell, wide in zip(row.cells, widths, strict=True):
            paragraph = cell.text_frame.paragraphs[0]
            assert paragraph.runs, "an empty cell has a height of its own"
            room = wide - (cell.margin_left + cell.margin_right) / MM
            lines = wrap(paragraph.text, room, paragraph.runs[0].font.size.pt, office=True).count("\n") + 1
            need = lines * paragraph.line_spacing.pt * POINT + (cell.margin_top + cell.margin_bottom) / MM
            if need > row.height / MM + 0.2:
                faults.append(f"{cell.text!r} needs {need:.1f} mm and has {row.height / MM:.1f}")
    return faults


@every_language
@pytest.mark.parametrize("size", ["slide", "page"])
def test_pictures_keep_the_rules(language, size):
    """A body drawn alone obeys what figures obey, at its final size, and its crop cuts nothing off."""
    faults = []
    for chart in bare_charts(language, size):
        faults += [f"{chart.name}: {fault}" for fault in faults_of(chart)]
        dpi, crop = chart.figure.dpi, chart.crop
        said = [text for text in chart.figure.findobj(mpl.text.Text) if text.get_visible() and text.get_text().strip()]
        assert chart.words()["title"] not in [text.get_text() for text in said], "the title is native"
        marks = {mark.gid for mark in chart.marks}
        for artist in [*said, *(a for a in chart.figure.findobj() if a.get_gid() in marks)]:
            box = artist.get_window_extent()
            if min(box.x0 / dpi - crop.x0, crop.x1 - box.x1 / dpi, box.y0 / dpi - crop.y0, crop.y1 - box.y1 / dpi) < -0.005:
                faults.append(f"{chart.name}: {artist} is cut off")
    assert not faults, "\n".join(faults)


@every_report
def test_pictures_stand_at_their_size(kind, language):
    """Text in a picture is as large as it was drawn, unless the picture is too tall for a page; none is stretched."""
    for figure in drawn(language, KINDS[kind][1]):
        wide, high = (pixels / 40 * 25.4 for pixels in Image.open(io.BytesIO(figure.picture)).size)
        assert figure.places["body"][2:] == pytest.approx([wide, high], abs=1.3), figure.name
    if kind == "document":
        shown = docx.Document(io.BytesIO(built(kind, language))).inline_shapes
        for figure, shape in zip(drawn(language, "page"), shown, strict=True):
            width, height = figure.places["body"][2:]
            scale = min(1.0, 225 / height)
            assert [shape.width / MM, shape.height / MM] == pytest.approx([width * scale, height * scale], abs=0.01)
            assert shape.width / MM <= 164.01
            assert scale >= 0.85, f"{figure.name} is too tall for a page: its text falls under 7.7 pt"


@every_language
def test_document_holds_every_figure_once(language):
    """Each figure in a section of its own: heading, caption, picture with alt text, notes, source, tables."""
    report = docx.Document(io.BytesIO(built("document", language)))
    figures = drawn(language, "page")
    assert [shape._inline.docPr.get("name") for shape in report.inline_shapes] == list(list_figures(NOTEBOOKS))
    assert [shape._inline.docPr.get("descr") for shape in report.inline_shapes] == [f.alt for f in figures]
    headings = [p.text for p in report.paragraphs if p.style.name == "Heading 2"]
    assert headings == [figure.title for figure in figures]
    sections: list[dict] = []
    for block in report.iter_inner_content():
        if isinstance(block, docx.table.Table):
            sections[-1]["tables"].append(cells(block))
            properties = block.rows[0]._tr.trPr
            assert properties.find(docx.oxml.ns.qn("w:tblHeader")) is not None, "the header is repeated"
        elif block.style.name == "Heading 2" or block.text == WHOLE[language]:
            sections.append({"text": [], "tables": []})
        elif sections:
            sections[-1]["text"].append(block.text)
    with mpl.rc_context():
        use(language, "page")
        check_whole(figures, sections.pop()["tables"])
        for figure, part in zip(figures, sections, strict=True):
            text = part["text"]
            assert text[0].endswith(figure.measure)
            *notes, source = text[2:3 + len(figure.notes)]
            assert notes == figure.notes
            assert source.startswith(figure.source)
            assert figure.name in source.removeprefix(figure.source), "it says which figure it is"
            check_tables(figure, part["tables"])


@every_language
def test_many_caveats_stand_with_the_rows(language):
    """Where a chart points to the table for its caveats, they are in it: none is lost."""
    shown = {picture.name for slide in slides(language) if (picture := picture_of(slide))}
    everything = "\n".join(shape.text_frame.text for slide in slides(language) for shape in slide.shapes
                           if shape.has_text_frame)
    notes = load_observations()[f"note_{language}"]
    assert "figure-strip" in shown
    assert not [note for note in notes if note and note not in everything]


@every_report
def test_properties_and_languages(kind, language):
    """Title and language are set; nothing of the template, no date and no machine is left in."""
    raw = built(kind, language)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None
        texts = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist() if name.endswith("xml")}
    core = texts["docProps/core.xml"]
    assert {"en": "<dc:language>en-GB<", "zh": "<dc:language>zh-CN<"}[language] in core
    assert {"en": "<dc:title>Two regions in figures<", "zh": "<dc:title>两地数字<"}[language] in core
    assert not re.search(r"\d{4}-\d\d-\d\dT|python|Canny", core)
    assert "docProps/app.xml" not in texts
    assert all("Microsoft YaHei" in texts[name] for name in texts if "theme1" in name and kind == "deck")
    if kind == "document":
        styles = texts["word/styles.xml"]
        assert 'w:eastAsia="Microsoft YaHei"' in styles
        assert 'w:eastAsia="zh-CN"' in styles
        assert "eastAsiaTheme" not in styles.partition("<w:latentStyles")[0]
    else:
        slide = texts["ppt/slides/slide3.xml"]
        assert f'lang="{"zh-CN" if language == "zh" else "en-GB"}"' in slide


@pytest.mark.parametrize("kind", KINDS)
def test_cells_are_plain_text(kind):
    """What a spreadsheet or a browser would run stays text, and a control character breaks nothing."""
    bad = ["=1+1", "+cmd", "-2", "@sum", "<script>alert(1)</script> & co", "a\x0bb\x00c"]
    figure = dataclasses.replace(drawn("en", KINDS[kind][1])[-1], title=bad[0], measure=bad[1], notes=bad[2:5], source=bad[5])
    with mpl.rc_context():
        use("en", KINDS[kind][1])
        raw = {"deck": deck, "document": document}[kind].build([figure], "en")
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        everything = "".join(archive.read(name).decode("utf-8") for name in archive.namelist()
                             if re.search(r"slide\d+\.xml$|document\.xml$", name))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co" in everything
    assert "<script" not in everything
    assert "abc" in everything
    if kind == "deck":
        slide = pptx.Presentation(io.BytesIO(raw)).slides[2]
        assert slide.shapes.title.text_frame.text == "=1+1"
        assert text_of(slide, "Notes") == "\n".join(bad[2:5])


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_bytes_each_time(kind):
    """Protects version control: built again from the same figures, no byte differs."""
    figures = list(drawn("zh", KINDS[kind][1]))[-4:]
    with mpl.rc_context():
        use("zh", KINDS[kind][1])
        first, second = ({"deck": deck, "document": document}[kind].build(figures, "zh") for _ in range(2))
    assert first == second


# ---- opened by another program

@every_report
@pytest.mark.skipif(not office, reason="LibreOffice is not installed")
def test_libreoffice_opens_and_prints_it(kind, language, tmp_path):
    """Opened without repair: as many pages as slides, every title there, no word over another or over the edge."""
    pypdf = pytest.importorskip("pypdf")
    path = tmp_path / f"report{KINDS[kind][0]}"
    names = ["figure-strip", "meetings-and-problems", "funding-means", "three-all-mechanism"]
    figures = [figure for figure in drawn(language, KINDS[kind][1]) if figure.name in names]
    with mpl.rc_context():
        use(language, KINDS[kind][1])
        path.write_bytes({"deck": deck, "document": document}[kind].build(figures, language))
    fonts = tmp_path / "fonts.conf"
    fonts.write_text('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
                     '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
                     f"<dir>{font_path().parent}</dir><cachedir>{tmp_path / 'cache'}</cachedir></fontconfig>")
    done = subprocess.run([office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
                           "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)], capture_output=True, text=True,
                          timeout=240, check=False, env={**os.environ, "FONTCONFIG_FILE": str(fonts), "HOME": str(tmp_path)})
    made = path.with_suffix(".pdf")
    assert made.is_file(), done.stderr
    pages = pypdf.PdfReader(made).pages
    text = "".join("".join(page.extract_text().split()) for page in pages)
    for figure in figures:
        assert "".join(figure.title.split())[:12] in text, figure.name
    if kind == "deck":
        assert len(pages) == len(pptx.Presentation(path).slides)
    if shutil.which("pdftotext"):
        assert not (faults := collisions(made)), "\n".join(faults)


def collisions(path: Path) -> list[str]:
    """List words of a PDF that leave the page or cover one another."""
    found = subprocess.run(["pdftotext", "-bbox", str(path), "-"], capture_output=True, text=True, check=True).stdout
    faults = []
    for number, page in enumerate(found.split("<page ")[1:], 1):
        wide, high = map(float, re.search(r'width="([\d.]+)" height="([\d.]+)"', page).groups())
        words = [(*map(float, m.groups()[:4]), m[5]) for m in re.finditer(
            r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>', page)]
        for a, b, c, d, word in words:
            if a < 0 or b < 0 or c > wide or d > high:
                faults.append(f"page {number}: {word!r} leaves the page")
        for (a, b, c, d, one), (p, q, r, s, two) in itertools.combinations(words, 2):
            across, down = min(c, r) - max(a, p), min(d, s) - max(b, q)
            if across > 1.5 and down > 0.6 * min(d - b, s - q):
                faults.append(f"page {number}: {one!r} and {two!r} overlap")
    return faults


# ---- the command, and what it leaves when it fails

def run(*arguments: str, **more) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-m", "helpers", *arguments], cwd=more.pop("cwd", ROOT), capture_output=True,
                          text=True, timeout=300, check=False, **more)


def no_room() -> None:
    """Let this process and its children write no file over 60 kB, as on a disk that is almost full."""
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))


@pytest.mark.parametrize("kind", KINDS)
def test_command_writes_the_same_file_twice(kind, tmp_path):
    """From the command line, in another process, time zone and hash seed: the same bytes, and no leavings."""
    paths = [tmp_path / name / f"report{KINDS[kind][0]}" for name in "ab"]
    for path, seed, zone in zip(paths, "17", ("UTC", "Asia/Tokyo"), strict=True):
        done = run(kind, "--only", "industry-growth-rates", "--language", "zh", "--out", str(path),
                   env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone})
        assert done.returncode == 0, done.stderr
        assert [p.name for p in path.parent.iterdir()] == [path.name]
    assert paths[0].read_bytes() == paths[1].read_bytes()


@pytest.mark.parametrize(("arguments", "said"), [
    (["deck", "--only", "nonsense"], "industry-growth-rates"), (["document", "--language", "fr"], "en, zh"),
    (["deck", "--out", "report.docx"], ".pptx"), (["document", "--out", "notebooks"], ".docx")])
def test_bad_choices_name_the_good(arguments, said):
    done = run(*arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("kind", KINDS)
def test_an_unwritable_target_is_said(kind, tmp_path):
    """Protects against a traceback, and against running for nothing: the target is tried first."""
    (tmp_path / "file").write_text("x")
    done = run(kind, "--only", "industry-growth-rates", "--out", str(tmp_path / "file" / f"r{KINDS[kind][0]}"))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "ran" not in done.stdout
    assert (tmp_path / "file").read_text() == "x"


@linux
@pytest.mark.parametrize("command", ["figures", *KINDS])
def test_a_full_disk_leaves_what_was_there(command, tmp_path):
    """A picture that does not fit on the disk fails the run, by name; the old files stay, nothing else does."""
    target = tmp_path if command == "figures" else tmp_path / f"report{KINDS[command][0]}"
    old = tmp_path / "industry-growth-rates.en.png" if command == "figures" else target
    old.write_bytes(b"what was there")
    more = ["--language", "en", *(["--format", "png"] if command == "figures" else [])]
    done = run(command, "--only", "industry-growth-rates", *more, "--out", str(target), preexec_fn=no_room)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "04-industry-growth" in done.stderr
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert old.read_bytes() == b"what was there"
    assert {path.name for path in tmp_path.iterdir()} <= {old.name, "manifest.json"}


def test_a_full_disk_at_the_end_leaves_what_was_there(tmp_path, monkeypatch):
    """The last file to be written is the report itself: where it does not fit, the old one stays."""
    from helpers import report
    out = tmp_path / "report.pptx"
    out.write_bytes(b"what was there")
    real = Path.write_bytes

    def full(path: Path, raw: bytes) -> int:
        real(path, raw[:100])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(report, "collect", lambda *_: [drawn("en", "slide")[-1]])
    monkeypatch.setattr(Path, "write_bytes", full)
    with mpl.rc_context(), pytest.raises(OSError, match="No space left"):
        report.write_report("deck", [list(list_figures(NOTEBOOKS))[-1]], "en", out, tell=lambda _: None)
    assert out.read_bytes() == b"what was there"
    assert list(tmp_path.iterdir()) == [out]


def test_a_manifest_that_does_not_fit_moves_no_figure(tmp_path, monkeypatch):
    """Figures and manifest change together: the manifest is written before any file is moved."""
    from helpers import export

    def draw(_, languages, folder, *__, **___) -> dict:
        (folder / "n.en").mkdir()
        (folder / "n.en" / "a.json").write_bytes(b'{"name": "a", "language": "en", "size": "page", "notebook": "n"}')
        (folder / "n.en" / "a.en.svg").write_bytes(b"new")
        return {}

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    (tmp_path / "a.en.svg").write_text("old")
    monkeypatch.setattr(export, "draw", draw)
    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space left"):
        export.export_figures(formats=["svg"], out=tmp_path)
    assert (tmp_path / "a.en.svg").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.en.svg"]


def test_a_failing_notebook_writes_no_report(tmp_path):
    """A report is whole or not written: the failure is named, the old file stays."""
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name)
    path = tmp_path / "notebooks" / "04-industry-growth.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("use(language)", "use(language)\\n1 / 0", 1), encoding="utf-8")
    out = tmp_path / "report.docx"
    out.write_bytes(b"what was there")
    done = run("document", "--only", "industry-growth-rates", "--out", str(out), cwd=tmp_path)
    assert done.returncode == 1
    assert "04-industry-growth (en)" in done.stderr
    assert "ZeroDivisionError" in done.stderr
    assert "no document written" in done.stderr
    assert out.read_bytes() == b"what was there"


def test_line_height_is_the_one_that_is_measured():
    """The deck sets its line height in points, so that a font cannot change it; `wrap` counts the lines."""
    slide = slides("en")[2]
    paragraph = slide.shapes.title.text_frame.paragraphs[0]
    assert paragraph.line_spacing.pt == pytest.approx(paragraph.runs[0].font.size.pt * LEADING, abs=0.1)
