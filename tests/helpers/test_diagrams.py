"""The numbers of an article in reading order."""

import matplotlib.pyplot as plt
import pytest
from matplotlib.colors import to_hex

from helpers import RefusedError, colour, load_observations, reading_order, use
from helpers.marks import marks_of
from helpers.style import PAPER
from helpers.wording import is_exact


@pytest.fixture
def numbers():
    use("en")
    yield load_observations("chaoan").query("measure != 'threshold'")
    plt.close("all")


def test_every_number_stands_in_its_section_and_only_exact_ones_are_solid(numbers):
    """Protects the message of the overview's chart: what is outlined is hedged, and nothing is lost or moved."""
    ax = reading_order(numbers, plt.figure().add_subplot())
    sections = [label.get_text() for label in ax.get_yticklabels()]
    assert [mark.row.name for mark in marks_of(ax.figure)] == list(numbers.index)
    for mark in marks_of(ax.figure):
        ground = to_hex(mark.artist.get_bbox_patch().get_facecolor()).upper()
        assert ground == (colour("chaoan") if is_exact(mark.row) else PAPER)
    meetings = next(mark.artist for mark in marks_of(ax.figure) if mark.row.name == "chaoan-meetings")
    assert (meetings.get_text(), sections[round(meetings.xy[1])]) == ("nearly 300", "Matters: settled jointly")


def test_a_section_without_a_number_says_so(numbers):
    """Protects the blanks: a section of the article may not vanish because nothing is counted in it."""
    ax = reading_order(numbers, plt.figure().add_subplot())
    sections = [label.get_text() for label in ax.get_yticklabels()]
    silent = [sections[round(text.xy[1])] for text in ax.texts if text.get_text() == "no number"]
    assert silent == ["Lead", "District offices to the fore", "Members report for service"]


@pytest.mark.parametrize("rows", ["index == index", "region == 'chaoan'"], ids=["two regions", "a threshold"])
def test_several_regions_and_thresholds_are_refused(rows):
    """Protects from a list that mixes articles, or that counts a criterion as a number."""
    with pytest.raises(RefusedError, match="one region"):
        reading_order(load_observations().query(rows))
