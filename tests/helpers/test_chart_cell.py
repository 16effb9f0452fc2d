"""What an analyst does who knows matplotlib and seaborn and nothing of this package."""

import warnings

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import seaborn as sns

from helpers import RefusedError, colour, finish, load_observations, save, say, show_hedges, squares, use
from helpers.figure import HedgeWarning, UnsoundWarning
from helpers.files import svg
from helpers.marks import marks_of
from helpers.notes import words_of


@pytest.fixture
def people() -> pd.DataFrame:
    rows = load_observations("jiangnan").query("counted == 'person' and measure != 'threshold'")
    return rows.sort_values("value", ascending=False)


def bars(rows: pd.DataFrame):
    fig, ax = plt.subplots()
    sns.barplot(rows, x="value", y="label", color=colour("jiangnan"), saturation=1, ax=ax)
    return fig, ax


def finished(fig, rows: pd.DataFrame, **words) -> None:
    finish(fig, rows, **{"name": "people", "title": "Skilled workers lead", **words})


def test_plain_charts_look_right_after_use(tmp_path):
    """Protects plain seaborn and matplotlib: Chinese glyphs, powers of ten and minus signs are there."""
    use("zh")
    rows = load_observations("jiangnan").query("counted == 'money' and measure != 'threshold'")
    fig, (first, second) = plt.subplots(2)
    sns.barplot(rows, x="value", y="label", ax=first)
    second.errorbar(rows["value"], range(len(rows)), xerr=[rows["value"] - rows["low"], rows["high"] - rows["value"]])
    second.set(xscale="log", ylim=(-1, 5), ylabel="差异")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fig.savefig(tmp_path / "plain.svg")


def test_finish_gives_words_alt_text_and_files(people, tmp_path):
    """Protects the promise of `finish`: title, note and source on the figure, hedges and periods in the alt text."""
    fig, ax = bars(people)
    show_hedges(ax, people)
    finished(fig, people, note="No total.", alt="Bars.")
    said = " ".join(text.get_text() for text in fig.texts)
    assert "Skilled workers lead" in said and "No total." in said and "Source:" in said
    assert "over 500 (501–599)" in words_of(fig).alt and "Periods:" in words_of(fig).alt
    assert [path.name for path in save(fig, tmp_path)] == ["people.en.svg", "people.en.pdf", "people.en.png"]
    assert "<title" in (tmp_path / "people.en.svg").read_text(encoding="utf-8")


def test_a_hedge_that_is_not_drawn_is_warned_of(people):
    """Protects the reader from a hedged number drawn by a call that knows no hedge."""
    fig, _ = bars(people)
    with pytest.warns(HedgeWarning, match="jiangnan-skilled-trained"):
        finished(fig, people)


@pytest.mark.parametrize(("names", "reason"), [
    (["chaoan-team-members", "jiangnan-highlevel-people"], "rows of several regions"),
    (["jiangnan-talent-teams", "jiangnan-equity-invested"], "rows of several units"),
    (["jiangnan-talent-teams", "jiangnan-project-threshold"], "is a threshold")])
def test_what_our_marks_would_refuse_is_warned_of(names, reason):
    """Protects the reader of a chart that seaborn alone drew: no scale for two regions or units, no bar for a criterion."""
    rows = load_observations().loc[names]
    fig, _ = bars(rows)
    with pytest.warns(UnsoundWarning, match=reason):
        finished(fig, rows)


def test_ordinary_calls_change_a_chart(people):
    """Protects her own matplotlib: one bar recoloured, annotated, limits changed, and finished once more."""
    fig, ax = bars(people)
    show_hedges(ax, people)
    ax.containers[0][2].set_facecolor("#2A7F62")
    ax.annotate("on site", (25, 2), (200, 2), arrowprops={"arrowstyle": "-"})
    ax.set_xlim(0, 900)
    for _ in range(2):
        finished(fig, people)
    assert sum(text.get_text() == "Skilled workers lead" for text in fig.texts) == 1
    assert ax.get_xlim() == (0, 900)


@pytest.mark.parametrize("order", [slice(None), slice(None, None, -1)], ids=["as drawn", "reversed"])
def test_rows_find_their_bars_by_name(people, order):
    """Protects labels from standing at another row's bar: rows in another order are matched by category."""
    fig, ax = bars(people)
    show_hedges(ax, people.iloc[order])
    for mark in marks_of(fig):
        place = mark.artist.get_y() + mark.artist.get_height() / 2
        assert people["label"].iloc[round(place)] == mark.row["label"]


@pytest.mark.parametrize("draw", [
    lambda rows, ax: sns.stripplot(rows, x="value", y="label", jitter=False, ax=ax),
    lambda rows, ax: ax.scatter(rows["value"], range(len(rows))),
    lambda rows, ax: ax.barh(rows["label"], rows["value"]),
    lambda rows, ax: ax.bar(rows["label"], rows["value"]),
], ids=["stripplot", "scatter", "barh", "bar"])  # fmt: skip
def test_every_usual_call_can_be_made_honest(people, draw):
    """Protects whoever draws in another way than the notebooks: dots and upright bars are drawn pale too."""
    fig, ax = plt.subplots()
    draw(people, ax)
    show_hedges(ax, people)
    for mark in marks_of(fig):
        face = np.atleast_2d(mark.artist.get_facecolor())[0]
        assert (face[:3].min() > 0.85) == (mark.row["hedge"] != "none"), mark.row.name


@pytest.mark.parametrize("name", ["chaoan-meetings", "chaoan-problems-solved"])  # nearly 300, over 400
@pytest.mark.parametrize("draw", ["barh", "bar"])
def test_a_hedged_bar_is_firm_as_far_as_is_sure_and_dashed_as_far_as_may_be(name, draw):
    """Protects the reader of a length: firm to the lower bound, dashed to the upper, the tick at the printed number."""
    rows = load_observations().loc[[name]]
    low, value, high = rows[["low", "value", "high"]].iloc[0]
    _, ax = plt.subplots()
    getattr(ax, draw)(rows["label"], rows["value"])
    show_hedges(ax, rows)
    along = 0 if draw == "barh" else 1
    firm, dashed = ([(one.get_x(), one.get_y())[along], (one.get_width(), one.get_height())[along]] for one in ax.patches)
    assert firm == [0, low] and dashed == [low, high - low]
    assert ax.patches[0].get_linestyle() == "solid" != ax.patches[1].get_linestyle()
    (tick,) = ax.collections
    assert {point[along] for segment in tick.get_segments() for point in segment} == {value}


@pytest.mark.parametrize(("reason", "unsound"), [
    ("threshold", lambda rows: rows.loc[["chaoan-upgrade-threshold", "chaoan-team-members"]]),
    ("units", lambda rows: rows.loc[["jiangnan-doctors", "jiangnan-growth-materials"]]),
    ("regions", lambda rows: rows.loc[["jiangnan-doctors", "chaoan-team-members"]]),
    ("does not lie with its bounds", lambda rows: rows.loc[["jiangnan-doctors"]].assign(value=2000)),
    ("at least one", lambda rows: rows.iloc[:0]),
])  # fmt: skip
@pytest.mark.parametrize("draw", ["bars", "squares"])
def test_what_is_unsound_is_refused_with_its_reason(reason, unsound, draw):
    """Protects from charts that the data do not bear out, by bars and by marks of our own alike."""
    rows = unsound(load_observations())
    _, ax = plt.subplots()
    ax.barh(range(len(rows)), rows["value"])
    with pytest.raises(RefusedError, match=reason):
        {"bars": lambda: show_hedges(ax, rows), "squares": lambda: squares(rows, ax)}[draw]()


def test_regions_are_kept_apart_over_two_calls(people):
    """Protects the scale from a second region that a second call brings."""
    _, ax = bars(people)
    show_hedges(ax, people)
    other = load_observations("chaoan").loc[["chaoan-team-members"]]
    ax.barh([9], other["value"])
    with pytest.raises(RefusedError, match="regions"):
        show_hedges(ax, other)


@pytest.mark.parametrize(("change", "match"), [
    (lambda ax: ax.set_xlim(0, 300), "jiangnan-skilled-trained"), (lambda ax: ax.set_title("ꙮ"), "ꙮ")])
def test_what_would_not_be_seen_is_named(people, change, match):
    """Protects the largest number from vanishing behind a limit, and words from empty boxes."""
    fig, ax = bars(people)
    show_hedges(ax, people)
    change(ax)
    with pytest.raises(RefusedError, match=match):
        finished(fig, people)


@pytest.mark.parametrize(("asked", "match"), [
    ({"title": ""}, "title"), ({"title": ("a", "b")}, "title"), ({"name": "People by act"}, "file"),
    ({"name": "../up"}, "file"), ({"height": 300}, "mm"), ({"rows": None}, "rows"),
])  # fmt: skip
def test_finish_refuses_with_a_reason(people, asked, match):
    """Protects the analyst from a traceback of ours."""
    fig, _ = bars(people)
    with pytest.raises(RefusedError, match=match):
        finished(fig, asked.pop("rows", people), **asked)


def test_a_figure_that_is_not_finished_is_not_saved(people, tmp_path):
    """Protects files from lacking their words."""
    fig, _ = bars(people)
    with pytest.raises(RefusedError, match="finish"):
        save(fig, tmp_path)
    assert not list(tmp_path.iterdir())


def test_settings_of_the_machine_change_nothing(people):
    """Protects identical bytes from a matplotlibrc of the user's."""
    def drawn() -> bytes:
        use("en")
        fig, ax = bars(people)
        show_hedges(ax, people)
        finished(fig, people)
        return svg(fig)

    before = drawn()
    with mpl.rc_context({"axes.grid": True, "path.sketch": (1, 100, 2), "lines.linewidth": 9, "font.size": 30}):
        assert drawn() == before


def test_language_of_an_export_wins(monkeypatch):
    """Protects `figures --language zh` of a notebook that says use("en")."""
    monkeypatch.setenv("TWO_REGIONS_EXPORT", '{"language": "zh"}')
    use("en")
    assert say("English", "中文") == "中文"
    assert load_observations().at["chaoan-meetings", "label"] == "联席会议"
