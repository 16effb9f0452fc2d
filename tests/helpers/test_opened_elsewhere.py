"""Deck, document and page in the programs that open them."""

from __future__ import annotations

import re
import shutil
import subprocess
from contextlib import contextmanager
from types import SimpleNamespace

import pikepdf
import pytest
from drawing import ROOT, figures_of
from pptx import Presentation

from helpers import page, report, save
from helpers.files import record

OFFICE = shutil.which("soffice")
EVIL = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> SimpleNamespace:
    """One notebook's figures, as an export hands them over."""
    folder = tmp_path_factory.mktemp("figures")
    figures = figures_of(ROOT / "notebooks" / "01-organisation-coverage.ipynb", "zh").values()
    for figure in figures:
        save(figure, folder)
    return SimpleNamespace(folder=folder, records=[record(one) | {"notebook": "01"} for one in figures], failures={})


@pytest.mark.skipif(not OFFICE, reason="LibreOffice is not installed")
@pytest.mark.parametrize("kind", ["deck", "document"])
def test_libreoffice_opens_it(made, kind, tmp_path, monkeypatch):
    """Protects who opens a report in another program: it is read without repair, a page for each slide."""
    monkeypatch.setattr(report, "drawn", contextmanager(lambda *_, **__: (yield made)))
    path, count = report.write_report(kind, None, "zh", tmp_path / f"report{report.KINDS[kind][0]}")
    subprocess.run([OFFICE, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "pdf",
                    "--outdir", str(tmp_path), str(path)], check=True, capture_output=True, timeout=300)
    with pikepdf.open(path.with_suffix(".pdf")) as printed:
        wanted = len(Presentation(path).slides) if kind == "deck" else count
        assert len(printed.pages) == wanted if kind == "deck" else len(printed.pages) >= wanted


def test_words_of_the_data_are_no_markup_on_the_page(made):
    """Protects everybody: markup in a title, a note or an alt text shows as what was typed."""
    said = dict.fromkeys(("title", "measure", "note", "alt"), EVIL)
    shown = page.render([one | said | {"caveats": [EVIL]} for one in made.records])
    assert not re.search("<script>alert", shown) and "&lt;script&gt;alert(1)" in shown
