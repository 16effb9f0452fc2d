"""Charts are honest by construction: what must not be drawn raises an error that says why."""

from __future__ import annotations

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.figure import Figure

from helpers import Chart, RefusedError, Text, dots, load_observations, use
from helpers.charts.marks import value_mark
from helpers.charts.units import grid, squares
from helpers.style import PAPER

ROWS = load_observations()
HEDGED = ROWS[(ROWS["hedge"] != "none") & (ROWS["measure"] != "threshold")]
WORDS = Text("Words", "文字")


@pytest.fixture(autouse=True)
def _english():
    with mpl.rc_context():
        use("en", "page")
        yield


def axes(limits=(1, 1e10), log=True):
    ax = Figure().add_subplot()
    ax.set_xscale("log" if log else "linear")
    ax.set_xlim(*limits)
    return ax


def chart(rows, **more):
    return Chart("name", rows=rows, title=WORDS, measure=WORDS, alt=WORDS, **more)


@pytest.mark.parametrize("name", ROWS.index[ROWS["measure"] == "threshold"])
@pytest.mark.parametrize("form", [
    lambda ax, row: value_mark(ax, row, 0), lambda ax, row: dots(ax, row.to_frame().T),
    lambda ax, row: squares(ax, row, 0, 0, columns=10, side=1), lambda ax, row: grid(ax, row, 10, 0, 0, columns=5, side=1),
])
def test_a_threshold_is_no_measurement(name, form):
    """Protects against 超100名 charted as 100 people."""
    with pytest.raises(RefusedError, match="threshold"):
        form(axes(), ROWS.loc[name])


@pytest.mark.parametrize("name", HEDGED.index)
def test_a_hedged_dot_is_open_and_fades_the_right_way(name):
    """Protects every hedged number: open mark at the printed number, fade on the side that the hedge allows."""
    row, ax = HEDGED.loc[name], axes()
    value_mark(ax, row, 0)
    (mark,) = [line for line in ax.lines if line.get_markersize() > 5 and line.get_xdata()[0] == row["value"]]
    assert mpl.colors.same_color(mark.get_markerfacecolor(), PAPER)
    reach = [x for segment in ax.collections[0].get_segments() for x in segment[:, 0]]
    assert min(reach) == pytest.approx(min(row["low"], row["value"]))
    assert max(reach) == pytest.approx(max(row["high"], row["value"]))
    shades = [sum(colour[:3]) for colour in ax.collections[0].get_colors()]
    assert shades == sorted(shades), "the bar fades away from the number"


@pytest.mark.parametrize("name", ["chaoan-communities", "jiangnan-funds-in-place"])
def test_an_exact_dot_is_solid(name):
    row, ax = ROWS.loc[name], axes()
    value_mark(ax, row, 0)
    assert mpl.colors.same_color(ax.lines[0].get_markerfacecolor(), ax.lines[0].get_markeredgecolor())
    assert not ax.collections


@pytest.mark.parametrize("name", HEDGED.index[HEDGED["value"] < 1000])
def test_hedged_squares_are_open(name):
    row, ax = HEDGED.loc[name], axes(log=False)
    squares(ax, row, 0, 0, columns=20, side=1)
    assert len(ax.patches) == row["high"]
    assert all(mpl.colors.same_color(patch.get_facecolor(), PAPER) for patch in ax.patches)
    firm = [patch for patch in ax.patches if patch.get_linestyle() in ("-", "solid")]
    assert len(firm) == row["low"], "as many firm outlines as the lower bound vouches for"


def test_units_do_not_mix():
    ax = axes()
    value_mark(ax, ROWS.loc["jiangnan-funds-in-place"], 0)
    with pytest.raises(RefusedError, match="one unit an axis"):
        value_mark(ax, ROWS.loc["jiangnan-projects-attracted"], 1)


def test_regions_are_not_compared():
    ax = axes()
    value_mark(ax, ROWS.loc["chaoan-communities"], 0)
    with pytest.raises(RefusedError, match="no indicator"):
        value_mark(ax, ROWS.loc["jiangnan-platforms"], 1)
    with pytest.raises(RefusedError, match="no indicator"):
        chart(ROWS.loc[["chaoan-communities", "jiangnan-platforms"]])


def test_money_of_both_regions_may_stand_together():
    money = ROWS.loc[["chaoan-service-subsidies", "jiangnan-talent-fund"]]
    assert chart(money, across="money")
    with pytest.raises(RefusedError, match="not sums of money"):
        chart(ROWS.loc[["chaoan-communities", "jiangnan-talent-fund"]], across="money")


def test_a_title_is_short():
    with pytest.raises(RefusedError, match="16 English words"):
        Chart("name", rows=ROWS.iloc[:1], title=Text("word " * 16, "题"), measure=WORDS, alt=WORDS)


def test_unknown_language_and_size_name_the_known():
    with pytest.raises(RefusedError, match="en, zh"):
        use("fr")
    with pytest.raises(RefusedError, match="page, column, slide"):
        use("en", "poster")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_notes_compose_themselves(language):
    """Protects against a chart that forgets its hedge, its period, its overlap or its source."""
    use(language, "page")
    rows = ROWS.loc[["chaoan-nonpublic-organisations", "chaoan-newform-organisations"]]
    words = "".join(text.get_text() for text in chart(rows).figure.texts)
    for expected in {"en": ("nearly", "carried over", "leaves open", "Source", "Chao'an District", "近三年来"),
                     "zh": ("近", "承前", "新业态党组织是否计入", "来源", "潮州市潮安区", "近三年来")}[language]:
        assert expected in words


def test_any_rows_with_bounds_can_be_drawn():
    """Protects the reader who wants the form for rows of their own, on axes of their own."""
    own = pd.DataFrame([{"region": "chaoan", "label_en": "Mine", "label_zh": "我", "value": 5.0, "low": 4.0, "high": 5.0,
                         "low_open": False, "high_open": True, "unit": "", "hedge": "近", "measure": "flow",
                         "counted": "mine", "words": "近5", "phrase": ""}], index=["mine"])
    assert set(dots(Figure().add_subplot(), own)) == {"mine"}
