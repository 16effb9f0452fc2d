"""What an exported figure says to programs that do not show it, and the way back from it to the article."""

from __future__ import annotations

import io
import re
from functools import cache

import pandas as pd
import pikepdf
import pytest
from drawing import ROOT, figures_of
from matplotlib.figure import Figure
from PIL import Image

from helpers import RefusedError, load_observations, trace
from helpers.files import pdf, png, svg
from helpers.notes import words_of

NAME, TAGS = "problems-per-meeting", {"en": "en", "zh": "zh-Hans"}  # a figure with a computed mark


@cache
def drawn(language: str) -> Figure:
    return figures_of(ROOT / "notebooks" / "02-community-coordination-and-service.ipynb", language)[NAME]


@pytest.mark.parametrize("language", TAGS)
def test_every_format_describes_itself(language):
    """Protects who cannot see the figure, in each format: title, alt text and language; and fonts go with the PDF."""
    figure = drawn(language)
    words, text = words_of(figure), svg(figure).decode("utf-8")
    assert re.search(f'<svg role="img" lang="{TAGS[language]}" aria-labelledby="{NAME}-title {NAME}-desc"', text)
    assert f'<title id="{NAME}-title">{words.title}</title>' in text and f'<desc id="{NAME}-desc">{words.alt}</desc>' in text
    picture = Image.open(io.BytesIO(png(figure)))
    assert (picture.info["Title"], picture.info["Description"]) == (words.title, words.alt)
    assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)
    with pikepdf.open(io.BytesIO(pdf(figure))) as file:
        assert not file.check_pdf_syntax()
        (drawing,) = file.Root.StructTreeRoot.K
        assert (str(drawing.Alt), str(file.Root.Lang), str(file.docinfo.Title)) == (words.alt, TAGS[language], words.title)
        assert not {"/CreationDate", "/ModDate"} & set(file.docinfo.keys())
        fonts = file.pages[0].Resources.Font.values()
        assert all("/CharProcs" in font and "/ToUnicode" in font for font in fonts), "embedded, and its text can be copied"


def test_a_mark_leads_to_all_the_words_behind_it():
    """Protects the trace: from a figure, its name or any of its files to phrase, section and bounds of each observation."""
    from_name = trace(NAME, ROOT / "figures")
    pd.testing.assert_frame_equal(trace(drawn("en")), from_name)
    assert trace(f"figures/{NAME}.en.pdf", ROOT / "figures").equals(from_name)
    computed = from_name.groupby("mark").filter(lambda lines: len(lines) > 1)
    assert set(computed["observation"]) == {"chaoan-problems-solved", "chaoan-meetings"}
    assert list(computed["phrase"]) == list(load_observations().loc[computed["observation"], "phrase"])
    assert set(computed["bounds"]) == {"401–499", "270–299"}


def test_a_figure_that_is_not_there_is_named_with_those_that_are(tmp_path):
    """Protects who mistypes a name, and who has exported nothing yet."""
    with pytest.raises(RefusedError, match=r"'meetings'; there are: .*how-exact, .*problems-per-meeting"):
        trace("meetings", ROOT / "figures")
    with pytest.raises(RefusedError, match="make figures"):
        trace(NAME, tmp_path)
