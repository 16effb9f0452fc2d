"""What charts and tables say of the numbers: notes, labels and headings in either language."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from chinese_quantities.phrases import read_phrase
from helpers import listing, load_observations, load_sections, use, value_label
from helpers.notes import overlap_note, period_line


@pytest.mark.parametrize(("language", "words"), [("en", ("notes", "row", "letter")), ("zh", ("注", "各行", "字母"))])
def test_a_measure_line_says_where_the_periods_are(language, words):
    """Protects the period: where rows differ in it, the line points to where each is said."""
    use(language)
    rows = load_observations("chaoan")
    assert rows["period"].nunique() > 1
    for said, word in zip([period_line(rows), period_line(rows, printed=True), period_line(rows, signed=True)], words, strict=True):
        assert word in said


def test_overlaps_that_are_only_counted_are_counted_and_found():
    """Protects a column, which has no room for each overlap: how many pairs there are, and where they stand."""
    rows = load_observations("jiangnan")
    use("en")
    pairs = {frozenset((name, other)) for name, row in rows.iterrows() for other in row["may_overlap"] if other in rows.index}
    found = re.fullmatch(r"(\d+) pairs of these numbers may overlap, so they are not added up: see the page-size figure\.",
                         said := overlap_note(rows, brief=True))
    assert found, said
    assert int(found[1]) == len(pairs)


@pytest.mark.parametrize(("phrase", "said"), [("3至5个", "3–5"), ("近300场次", "nearly 300 (270–299)"), ("近10个", "nearly 10 (read as 9)")])
def test_an_english_label_is_english(phrase, said):
    """Protects the reader of English figures: a range or a hedge is said in English, with what it leaves open."""
    use("en")
    assert value_label(pd.Series(read_phrase(phrase).as_dict() | {"words": phrase})) == said


def test_a_chinese_table_leaves_out_english_labels():
    """Protects the reader of the Chinese notebooks: the words that are translated stand there, their translation does not."""
    use("zh")
    assert list(listing(load_sections()[["section", "label_en", "level"]]).columns) == ["小节", "层级"]
