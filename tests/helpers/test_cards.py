"""A scorecard, and the numbers in reading order, are made from rows alone, and say of each what the article says."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.text import Text

from helpers import RefusedError, colour, finish, load_observations, reading_order, say, scorecard, use
from helpers.marks import marks_of
from helpers.style import PAPER
from helpers.wording import is_exact

LANGUAGES = ("en", "zh")


def card(rows: pd.DataFrame, **how) -> tuple[plt.Figure, list[Text]]:
    fig, ax = plt.subplots()
    scorecard(rows, ax, **how)
    finish(fig, rows, name="card", title="Numbers")
    return fig, [text for text in ax.texts if text.get_text()]


def test_a_hedged_numeral_is_light_with_its_word_and_bounds():
    """Protects the truth: exact and hedged are told apart, and the bounds stand beside the label."""
    fig, texts = card(load_observations().loc[["chaoan-meetings", "chaoan-communities"]])
    weights = {mark.row.name: mark.artist.get_weight() for mark in marks_of(fig)}
    assert weights == {"chaoan-meetings": "normal", "chaoan-communities": "bold"}
    assert {"nearly", "300", "(270–299)", "27"} <= {text.get_text() for text in texts}


@pytest.mark.parametrize("language", LANGUAGES)
def test_rows_without_hedges_and_periods_have_no_room_kept_for_them(language):
    """Protects the next region: nothing is said of hedges or periods where there are none, and no lone head."""
    use(language)
    rows = load_observations("chaoan").query("hedge == 'none' and theme == 'organisation'")
    rows = rows.assign(period="none", period_basis="none")
    _, texts = card(rows)
    said = [text.get_text() for text in texts]
    assert "–" not in said and not any("(" in one or "（" in one for one in said)
    assert say("Organisation", "组织") not in said


def test_periods_stand_in_one_place():
    """Protects the reader from looking for a period: each row's is at the right edge, on the line of its numeral."""
    rows = load_observations().loc[["chaoan-nonpublic-organisations", "chaoan-members-checked-in", "chaoan-meetings"]]
    _, texts = card(rows, groups={"One": {"A": rows.index[:1], "B": rows.index[1:]}}, columns=1)
    when = [text for text in texts if text.get_text() in ("past three years", "at present", "to date")]
    assert len({(text.get_position()[0], text.get_ha()) for text in when}) == 1
    numerals = [text for text in texts if text.get_text() in ("39", "2,000", "300")]
    assert sorted(text.get_position()[1] for text in when) == sorted(text.get_position()[1] for text in numerals)


@pytest.mark.parametrize("columns", [2, 1])
def test_a_head_without_numbers_says_so(columns):
    """Protects the point of a mechanism's card: an empty part is seen, in colour, within a part too."""
    rows = load_observations().loc[["chaoan-communities"]]
    groups = {"Full": {"Here": rows.index, "There": []}, "Empty": {}}
    _, texts = card(rows, groups=groups, columns=columns, accent=[], color="#C2500A")
    none = [text for text in texts if text.get_text() == "no number"]
    assert [text.get_color() for text in none] == ["#C2500A"] * 2
    assert {text.get_weight() for text in none} == {"bold"}


def test_parts_stand_beside_their_rows_in_a_single_column():
    """Protects the reader of a table: the name of a part is on the line of its first number, left of all numerals."""
    rows = load_observations().loc[["chaoan-communities", "chaoan-institutions", "chaoan-team-members"]]
    _, texts = card(rows, groups={"All": {"First": rows.index[:2], "Second": rows.index[2:]}}, columns=1)
    at = {text.get_text(): text.get_position() for text in texts}
    assert (at["First"][1], at["Second"][1]) == (at["27"][1], at["243"][1])
    assert at["First"][0] == at["Second"][0] < min(at[numeral][0] for numeral in ("27", "127", "243"))


def test_groups_are_kept_together_and_columns_even():
    """Protects the look of a card: each group stands whole in one column, the longest column as short as can be."""
    rows = load_observations("jiangnan").query("measure != 'threshold'").iloc[:12]
    groups = {"A": rows.index[:5], "B": rows.index[5:9], "C": rows.index[9:10], "D": rows.index[10:]}
    _, texts = card(rows, groups=groups)
    left = {text.get_text(): text.get_position()[0] for text in texts if text.get_text() in groups}
    assert left["A"] == left["C"] != left["B"] == left["D"] and "continued" not in [text.get_text() for text in texts]


def test_a_group_that_runs_on_repeats_its_head():
    """Protects the reader of a second column from rows without a head."""
    rows = load_observations("jiangnan").query("measure != 'threshold'")
    _, texts = card(rows, groups={"All": {"First": rows.index[:12], "Second": rows.index[12:]}, "Empty": {}})
    said = [text.get_text() for text in texts]
    assert said.count("All") == 2 and said.count("continued") == 1


def test_unsound_rows_are_refused():
    """Protects from cards of two regions, of nothing, of altered values, and of more rows than a page holds."""
    rows = load_observations()
    chaoan = load_observations("chaoan")
    many = pd.concat([chaoan.set_axis([f"{name}-{copy}" for name in chaoan.index]) for copy in range(5)])
    altered = chaoan.loc[["chaoan-communities"]].assign(value=28)
    for bad, why in ((rows, "several regions"), (rows.iloc[:0], "no row"), (altered, "bounds"), (many, "do not fit")):
        with pytest.raises(RefusedError, match=why):
            card(bad)


def test_in_reading_order_only_exact_numbers_are_solid_and_empty_sections_say_so():
    """Protects the message of the overview's chart: what is outlined is hedged, and no number or section is lost or moved."""
    numbers = load_observations("chaoan").query("measure != 'threshold'")
    ax = reading_order(numbers, plt.figure().add_subplot())
    sections = [label.get_text() for label in ax.get_yticklabels()]
    assert [mark.row.name for mark in marks_of(ax.figure)] == list(numbers.index)
    for mark in marks_of(ax.figure):
        ground = to_hex(mark.artist.get_bbox_patch().get_facecolor()).upper()
        assert ground == (colour("chaoan") if is_exact(mark.row) else PAPER)
    meetings = next(mark.artist for mark in marks_of(ax.figure) if mark.row.name == "chaoan-meetings")
    assert (meetings.get_text(), sections[round(meetings.xy[1])]) == ("nearly 300", "Matters: settled jointly")
    silent = [sections[round(text.xy[1])] for text in ax.texts if text.get_text() == "no number"]
    assert silent == ["Lead", "District offices to the fore", "Members report for service"]


@pytest.mark.parametrize("rows", ["index == index", "region == 'chaoan'"], ids=["two regions", "a threshold"])
def test_reading_order_of_several_regions_and_thresholds_is_refused(rows):
    """Protects from a list that mixes articles, or that counts a criterion as a number."""
    with pytest.raises(RefusedError, match="one region"):
        reading_order(load_observations().query(rows))
