"""Charts are honest by construction: what must not be drawn raises an error that says why."""

from __future__ import annotations

import re
from itertools import permutations, product

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.markers import CARETLEFT, CARETRIGHT

from helpers import (
    Chart,
    Node,
    RefusedError,
    Text,
    bars,
    box,
    cards,
    dots,
    feasible,
    flow,
    grid,
    hang,
    icon_rows,
    icons,
    lanes,
    load_observations,
    load_regions,
    matrix,
    new_share,
    panels,
    squares,
    strip,
    tree,
    use,
)
from helpers.charts.lanes import _marks as lane_marks
from helpers.charts.marks import value_mark
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


def one(row) -> pd.DataFrame:
    """A table of one row, its columns of their own types."""
    return ROWS.loc[[row.name]]


# Every form that draws a row's value, and how it is told to draw one.
FORMS = {
    "dots": lambda chart, row: dots(chart.plot(left=40, right=40), one(row), log=True, limits=(1, 1e10)),
    "bars": lambda chart, row: bars(chart.plot(left=40, right=40), one(row)),
    "panels": lambda chart, row: panels(chart, one(row)),
    "squares": lambda chart, row: squares(chart.stage(), row, 0, 0, columns=20, side=1, per=max(1, row["value"] / 100)),
    "grid": lambda chart, row: grid(chart.stage(), row, 10, 0, 0, columns=5, side=1),
    "icons": lambda chart, row: icons(chart.stage(), row.copy(), 0, 0, side=1),
    "icon_rows": lambda chart, row: icon_rows(chart.stage(), one(row)),
    "hang": lambda chart, row: hang(chart.stage(), row, 0, 40, 30),
    "feasible": lambda chart, row: feasible(chart.plot(left=20), row, row, limits=((0, 1e10), (0, 1e10))),
    "box": lambda chart, row: box(chart.stage(), Node("A", rows=(row,)), 0, 0, 60, 30),
    "flow": lambda chart, row: flow(chart.stage(), [Node("A", rows=(row,))]),
    "tree": lambda chart, row: tree(chart.stage(), [Node("A", rows=(row,))]),
    "cards": lambda chart, row: cards(chart.stage(), [Node("A", rows=(row,), kind="mechanism")]),
    "strip": lambda chart, row: strip(chart.stage(), one(row)),
    "lanes": lambda chart, row: lanes(chart.stage(), one(row)),
    "matrix": lambda chart, row: matrix(chart.plot(left=20, top=8), one(row)),
}
PLACES = {"strip", "lanes", "matrix"}  # they draw where a number stands in a text, not its value
AIDS = {"reference", "fitting", "value_axis", "bracket", "fit", "stop_tick", "links", "ray", "Node", "read_node",
        "read_nodes", "rows_of"}  # they draw no row
COUNTABLE = 40  # icons


def test_every_form_is_tried():
    """Protects against a new form that these tests do not know."""
    import helpers
    public = {name for name in helpers.__all__ if getattr(helpers, name).__module__.startswith("helpers.charts.")}
    assert {name for name in public if not name.endswith("_height")} == set(FORMS) | AIDS


@pytest.mark.parametrize("name", ROWS.index[ROWS["measure"] == "threshold"])
@pytest.mark.parametrize("form", sorted(set(FORMS) - PLACES))
def test_a_threshold_is_no_measurement(name, form):
    """Protects against 超100名 charted as 100 people, in whatever form."""
    with pytest.raises(RefusedError, match=r"threshold|nobody counts more than"):
        FORMS[form](chart(ROWS.loc[[name]]), ROWS.loc[name])


@pytest.mark.parametrize("name", HEDGED.index)
@pytest.mark.parametrize("form", FORMS)
def test_no_form_draws_a_hedged_number_solid(form, name):
    """Protects every hedged number: whatever form draws it, its mark is not filled with the region's colour."""
    row = HEDGED.loc[name]
    drawn = chart(ROWS.loc[[name]], across="reporting" if form in PLACES else None)
    if form in ("icons", "icon_rows") and row["high"] > COUNTABLE:
        with pytest.raises(RefusedError, match="nobody counts"):
            FORMS[form](drawn, row)
        return
    FORMS[form](drawn, row)
    colour = load_regions().at[row["region"], "colour"]
    marks = {mark.gid for mark in drawn.marks if mark.row == name}
    artists = [artist for artist in drawn.figure.findobj() if artist.get_gid() in marks]
    assert artists, "the mark knows its row"
    for artist in artists:
        face = artist.get_markerfacecolor() if isinstance(artist, mpl.lines.Line2D) else artist.get_facecolor()
        assert not mpl.colors.same_color(face, colour), f"{form} fills the mark of {row['phrase']}"


@pytest.mark.parametrize("form", sorted(set(FORMS) - PLACES - {"feasible"}))
def test_an_exact_number_is_solid(form):
    """Protects the meaning of an open mark: exact numbers are filled, so that the test above can tell."""
    row = ROWS.loc["chaoan-centres-repaired"]
    drawn = chart(ROWS.loc[[row.name]])
    FORMS[form](drawn, row)
    marks = {mark.gid for mark in drawn.marks}
    faces = [artist.get_markerfacecolor() if isinstance(artist, mpl.lines.Line2D) else artist.get_facecolor()
             for artist in drawn.figure.findobj() if artist.get_gid() in marks]
    assert any(mpl.colors.same_color(face, load_regions().at["chaoan", "colour"]) for face in faces)


@pytest.mark.parametrize("name", HEDGED.index[HEDGED["value"] < 1e4])
def test_nothing_points_where_the_truth_cannot_lie(name):
    """Protects against a pointer read as a range: all that is drawn lies within the bounds or within the mark itself."""
    row = HEDGED.loc[name]
    drawn = chart(ROWS.loc[[name]])
    ax = drawn.plot()
    ax.set_xlim(0, 1e5)
    value_mark(ax, row, 0.5)
    drawn.figure.draw_without_rendering()
    (mark,) = [line for line in ax.lines if line.get_gid()]
    ring = mark.get_window_extent()
    left, right = (ax.transData.transform((row[end], 0.5))[0] for end in ("low", "high"))
    for artist in [*ax.lines, *ax.collections]:
        extent = artist.get_window_extent()
        assert extent.x0 >= min(left, ring.x0) - 0.5
        assert extent.x1 <= max(right, ring.x1) + 0.5
    pointers = [line for line in ax.lines if line is not mark]
    assert pointers, "the mark hides its fade, so a pointer says which way the hedge goes"
    way = 1 if row["high"] > row["value"] else -1
    assert all(line.get_marker() == {1: CARETRIGHT, -1: CARETLEFT}[way] for line in pointers)


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


@pytest.mark.parametrize("form", ["grid", "icons"])
def test_a_hedge_shows_where_it_stops_vouching(form):
    """Protects the reader who counts: as many firm outlines as the lower bound, dashed ones up to the upper."""
    row = ROWS.loc["jiangnan-campus-firms"].copy()
    row["value"], row["low"], row["high"] = 7, 5, 9
    drawn = chart(ROWS.loc[[row.name]])
    FORMS[form](drawn, row)
    outlined = [patch for patch in drawn.figure.axes[0].patches if patch.get_linewidth() and patch.get_edgecolor()[3]]
    assert [patch.get_linestyle() in ("-", "solid") for patch in outlined] == [True] * 5 + [False] * 4


@pytest.mark.parametrize("form", ["dots", "bars"])
def test_an_axis_ends_where_it_is_told_to(form):
    """Protects the scale: limits hold, whatever ticks are asked for."""
    row = ROWS.loc["chaoan-nonpublic-organisations"]
    ax = chart(one(row)).plot(left=40, right=40)
    {"dots": dots, "bars": bars}[form](ax, one(row), limits=(0, 45), ticks=[-10, 0, 20, 40, 60])
    assert ax.get_xlim() == (0, 45)


def test_an_axis_of_its_own_choice_holds_the_rows():
    """Protects who gives no limits: from zero to a little beyond the most that is drawn."""
    row = ROWS.loc["chaoan-nonpublic-organisations"]
    ax = chart(one(row)).plot(left=40, right=40)
    dots(ax, one(row))
    left, right = ax.get_xlim()
    assert left == 0 and row["high"] < right < row["high"] * 1.1


def test_a_lane_that_is_full_goes_on_below():
    """Protects a window with many numbers: no mark leaves its lane, and none stands on another."""
    own = pd.concat([ROWS[ROWS["region"] == "chaoan"]] * 3)
    marks, high = lane_marks(own, 60.0, 5.0)
    places = [(x, y) for x, y, _ in marks]
    assert len(set(places)) == len(own)
    assert max(x for x, _ in places) <= 60.0 and max(y for _, y in places) <= high


GROWTH = ROWS.loc["jiangnan-growth-electronics"]
UNITS = {"money": [ROWS.loc["jiangnan-funds-in-place"]], "counts": [ROWS.loc["jiangnan-projects-attracted"]],
         "per cent": [GROWTH, new_share(GROWTH)]}


@pytest.mark.parametrize(("first", "second"), [*permutations(UNITS, 2)])
def test_units_do_not_mix(first, second):
    """Protects the value axis: money, counts and per cent each have their own, whether stated or computed."""
    for one, other in product(UNITS[first], UNITS[second]):
        ax = axes()
        value_mark(ax, one, 0)
        with pytest.raises(RefusedError, match="one unit an axis"):
            value_mark(ax, other, 1)


def test_a_share_may_stand_with_a_rate():
    ax = axes()
    for place, row in enumerate(UNITS["per cent"]):
        value_mark(ax, row, place)


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
                     "zh": ("近", "承上下文", "新业态党组织是否计入", "来源", "潮州市潮安区", "近三年来")}[language]:
        assert expected in words


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_prints_every_caveat(language):
    """Protects who has only the picture: a page prints each caveat in full, and a full slide keeps them for its notes."""
    rows = ROWS[ROWS["region"] == "jiangnan"]
    use(language, "page")
    said = " ".join(chart(rows).words()["notes"])
    caveats = {one for text in rows[f"note_{language}"] for one in re.split(r"(?<=\.) (?=[A-Z])|(?<=。)", text) if one}
    assert len(caveats) > 10
    assert not [one for one in caveats if one not in said], "a caveat is missing"
    use(language, "slide")
    full = Chart("name", rows=rows, title=WORDS, measure=WORDS, alt=WORDS, body=200)
    said = " ".join(full.words()["notes"])
    assert [one for one in caveats if one not in said], "a slide that is full cannot print them all"
    assert not [one for one in caveats if one not in full.unsaid], "what is not printed is kept"


def test_any_rows_with_bounds_can_be_drawn():
    """Protects the reader who wants the form for rows of their own, on axes of their own."""
    own = pd.DataFrame([{"region": "chaoan", "label_en": "Mine", "label_zh": "我", "value": 5.0, "low": 4.0, "high": 5.0,
                         "low_open": False, "high_open": True, "unit": "", "hedge": "近", "measure": "flow",
                         "counted": "mine", "words": "近5", "phrase": ""}], index=["mine"])
    assert set(dots(Figure().add_subplot(), own)) == {"mine"}
