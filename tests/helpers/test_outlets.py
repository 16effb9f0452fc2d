"""Deck, document and page: made of finished figures, whole or not at all."""

import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pytest
from conftest import ROOT
from docx import Document
from drawing import all_figures
from pptx import Presentation

from helpers import RefusedError, export, load_observations, page, report, save
from helpers.files import record
from helpers.wording import in_language

OFFICE, EVIL = shutil.which("soffice"), "<script>alert(1)</script>"
FIGURES = ("people-by-act", "how-exact", "service-centres")


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> SimpleNamespace:
    """Three figures in both languages, as an export hands them over."""
    folder = tmp_path_factory.mktemp("figures")
    drawn = [all_figures(language)[name] for language in ("en", "zh") for name in FIGURES]
    for fig in drawn:
        save(fig, folder)
    return SimpleNamespace(folder=folder, records=[record(fig) | {"notebook": "03-funding"} for fig in drawn], failures={})


@pytest.fixture
def exported(made, monkeypatch) -> SimpleNamespace:
    """Let reports and page take those figures instead of running the notebooks."""

    def draw(folder, only, languages, formats):
        shutil.copytree(made.folder, folder, dirs_exist_ok=True)
        mine = [one for one in made.records if one["language"] in (languages or ("en", "zh")) and (not only or one["name"] in only)]
        return mine, made.failures

    monkeypatch.setattr(export, "draw", draw)
    return made


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_deck_holds_native_words(exported, tmp_path, language):
    """Protects whoever presents: a title that can be edited, alt text, all caveats in the notes, the rows as a table.

    Pictures, words and tables stay inside the slide, and long tables are split evenly. Without tables there is a
    slide a figure, and the opening one.
    """
    path, count = report.write_report("deck", None, language, tmp_path / "deck.pptx")
    deck = Presentation(path)
    slides = list(deck.slides)
    for shape in (shape for slide in slides for shape in slide.shapes):
        assert shape.left >= 0 and shape.left + shape.width <= deck.slide_width, shape.name
        assert shape.top >= 0 and shape.top + shape.height <= deck.slide_height, shape.name
    mine = [one for one in exported.records if one["language"] == language]
    assert count == len(mine)
    for one in mine:
        (slide,) = [each for each in slides if each.shapes.title.text_frame.text == one["title"]]
        picture = next(shape for shape in slide.shapes if shape.shape_type == 13)
        assert picture._element.nvPicPr.cNvPr.get("descr") == one["alt"]
        assert all(caveat in slide.notes_slide.notes_text_frame.text for caveat in one["caveats"])
        tables = [shape.table.rows for each in slides if one["title"] in each.shapes.title.text_frame.text
                  for shape in each.shapes if shape.has_table]  # fmt: skip
        assert set(load_observations().loc[one["rows"], "phrase"]) <= {row.cells[1].text for rows in tables for row in rows}
        assert len(tables[0]) - 1 <= len(tables[-1]) <= len(tables[0]) + 1, "the last slide holds as much as the others"
    bare, _ = report.write_report("deck", None, language, tmp_path / "bare.pptx", tables=False)
    assert len(Presentation(bare).slides) == count + 1


def test_a_document_holds_words_caveats_and_rows(exported, tmp_path):
    """Protects whoever pastes into a report: headings, alt texts, every caveat and every phrase are text.

    In LibreOffice too, pictures keep to the margin; a table's rows stay whole where a page ends, its header is repeated.
    """
    path, count = report.write_report("document", None, "en", tmp_path / "document.docx")
    document = Document(path)
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    mine = [one for one in exported.records if one["language"] == "en"]
    assert len(document.tables) == count == len(mine)
    for one, shape in zip(mine, document.inline_shapes, strict=True):
        assert shape._inline.docPr.get("descr") == one["alt"]
        assert {shape._inline.get(f"dist{side}") for side in "TBLR"} == {"0"}
        assert all(said in text for said in (one["title"], one["note"], *one["caveats"]))
    assert not document.element.xpath("//w:tr[not(w:trPr/w:cantSplit)]")
    assert len(document.element.xpath("//w:tr[1]/w:trPr/w:tblHeader")) == count


@pytest.mark.parametrize("kind", ["deck", "document"])
def test_the_same_figures_give_the_same_bytes(exported, tmp_path, kind):
    """Protects comparison: no time and no chance in the files."""
    suffix = report.KINDS[kind][0]
    first, second = (report.write_report(kind, None, "en", tmp_path / f"{name}{suffix}")[0] for name in "ab")
    assert first.read_bytes() == second.read_bytes()
    assert zipfile.ZipFile(first).testzip() is None


def test_a_report_of_failed_figures_leaves_what_was_there(exported, tmp_path, monkeypatch):
    """Protects the file of yesterday from a notebook that fails today."""
    path = tmp_path / "old.docx"
    path.write_text("old", encoding="utf-8")
    monkeypatch.setattr(exported, "failures", {"03-funding (en)": "ValueError"})
    with pytest.raises(RefusedError, match="03-funding"):
        report.write_report("document", None, "en", path)
    assert path.read_text(encoding="utf-8") == "old" and list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_is_refused_with_a_reason(exported, tmp_path):
    """Protects from a file of the wrong kind, a language that there is not, and a folder of somebody's from being emptied."""
    with pytest.raises(RefusedError, match="pptx"):
        report.write_report("deck", None, "en", tmp_path / "deck.docx")
    with pytest.raises(RefusedError, match="language"):
        report.write_report("deck", None, "fr", tmp_path / "deck.pptx")
    (tmp_path / "letters.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(RefusedError, match="something else"):
        page.write_page(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


@pytest.mark.skipif(not OFFICE, reason="LibreOffice is not installed")
@pytest.mark.parametrize("kind", ["deck", "document"])
def test_libreoffice_opens_it(exported, kind, tmp_path):
    """Protects who opens a report in another program: it is read without repair, a page for each slide."""
    path, count = report.write_report(kind, None, "zh", tmp_path / f"report{report.KINDS[kind][0]}")
    subprocess.run([OFFICE, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "pdf",
                    "--outdir", str(tmp_path), str(path)], check=True, capture_output=True, timeout=300)
    with pikepdf.open(path.with_suffix(".pdf")) as printed:
        wanted = len(Presentation(path).slides) if kind == "deck" else count
        assert len(printed.pages) == wanted if kind == "deck" else len(printed.pages) >= wanted


@pytest.fixture
def site(exported, tmp_path) -> Path:
    return page.write_page(tmp_path / "site")[0]


def test_the_page_is_whole(site, exported):
    """Protects the reader of the page: findings, figures with alt texts and caveats, every number, files that are there."""
    for language, name in (("en", "index.html"), ("zh", "index.zh.html")):
        text = (site / name).read_text(encoding="utf-8")
        for one in (one for one in exported.records if one["language"] == language):
            assert text.index(one["title"]) < text.index(f'<article id="{one["name"]}"')
        assert all(phrase in text for phrase in load_observations()["phrase"])
        linked = [link for link in re.findall(r'(?:href|src)="([^"#]+)"', text) if not link.startswith("data:")]
        assert all((site / link).is_file() for link in linked)
        assert sum(link.endswith("/notebooks/03-funding.ipynb") for link in linked) == len(FIGURES)
        assert not re.search(r'(?:href|src)="(?:https?:)?//', text)
    assert len(text) < 200_000


def test_words_of_the_data_are_no_markup_on_the_page(exported):
    """Protects everybody: markup in a title, a note or an alt text shows as what was typed."""
    said = dict.fromkeys(("title", "measure", "note", "alt"), EVIL) | {"caveats": [EVIL]}
    shown = page.render([one | said for one in exported.records if one["language"] == "en"], "notebooks")
    assert not re.search("<script>alert", shown) and "&lt;script&gt;alert(1)" in shown


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_is_short(tmp_path, visit, language):
    """Protects who scrolls: all figures with folds closed take a third of the 52,000 pixels that a page once took."""
    records = [one for one in json.loads((ROOT / "figures" / "manifest.json").read_text("utf-8"))
               if one["language"] == language]  # fmt: skip
    with in_language(language):
        (tmp_path / "index.html").write_text(page.render(records, "notebooks"), encoding="utf-8")
    for name in ("page.css", "page.js"):
        shutil.copy(Path(page.__file__).with_name(name), tmp_path)
    (tmp_path / "figures").symlink_to(ROOT / "figures")
    shown = visit((tmp_path / "index.html").as_uri())
    assert shown.locator("article img").count() == len(records)
    assert shown.evaluate("document.documentElement.scrollHeight") <= 52_000 / 3


def test_the_page_in_a_browser(site, visit):
    """Protects readers with a screen reader, on paper, with a small screen, and without scripts; and who scrolls.

    Folds are closed on screen and open on paper. On a phone a figure is scrolled sideways, by keyboard too, the page not.
    """
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    address = (site / "index.html").as_uri()
    shown = visit(address)
    assert axe.Axe().run(shown, options={"preload": False}).violations_count == 0
    assert shown.locator("article details").count() == len(FIGURES) and not shown.locator("details[open]").count()
    shown.locator("#search input").fill("money-that-is-not-there")
    assert shown.locator("#observations tbody tr:visible").count() == 0
    shown.locator("#search input").fill("39个")
    assert shown.locator("#observations tbody tr:visible").count() == 1
    assert shown.evaluate("[...document.querySelectorAll('article .wide')].every(one => one.scrollWidth <= one.clientWidth)")
    seen = "all => all.map(one => one.checkVisibility())"
    assert not any(shown.locator("details :is(li, table)").evaluate_all(seen))
    shown.emulate_media(media="print")
    assert all(shown.locator("details :is(li, table)").evaluate_all(seen)) and not shown.locator("#search").is_visible()
    phone = visit(address, viewport={"width": 360, "height": 780})
    assert axe.Axe().run(phone, options={"preload": False}).violations_count == 0
    assert phone.evaluate("document.documentElement.scrollWidth <= 360")
    assert phone.locator("article img").first.bounding_box()["width"] >= 480
    phone.get_by_role("region", name="Figure:").first.press("ArrowRight")
    phone.wait_for_function("document.querySelector('article .wide').scrollLeft > 0")
    assert visit(address, scripts=False).locator("#observations tbody tr").count() == len(load_observations())
