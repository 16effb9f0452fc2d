"""The explore panel: what is chosen, what follows from it, what is refused."""

import pandas as pd
import pytest

from helpers import RefusedError, load_observations
from helpers.explore import SHARES, compare_near, explorer, read_near
from helpers.explore.view import save_all
from helpers.marks import marks_of
from helpers.notes import words_of


@pytest.fixture
def panel():
    """The panel as it opens: in English, with Chao'an."""
    return explorer()


@pytest.mark.parametrize(
    "chosen",
    [{"region": "chaoan"}, {"region": "jiangnan", "theme": "talent"}, {"region": "jiangnan", "counted": "money"},
     {"hedge": "近"}, {"region": "chaoan", "hedge": "exact"}],
    ids=str,
)  # fmt: skip
def test_a_figure_draws_what_was_chosen(panel, chosen):
    """Protects the person who chose: each measurement is a mark, nothing else is, and figure and status count alike."""
    panel.show(**chosen)
    measured = panel.rows.query("measure != 'threshold'")
    marks = [mark.row for mark in marks_of(panel.figure)]
    assert {row.name for row in marks if row["measure"] != "threshold"} == set(measured.index)
    assert f" {len(measured)} numbers" in words_of(panel.figure).title and f">{len(measured)} of 41 " in panel.said.value
    assert ("Criteria" in panel.said.value) == (len(measured) < len(panel.rows))
    assert 60 <= round(panel.figure.get_figheight() * 25.4, 1) <= 130


def test_regions_are_not_drawn_by_size(panel):
    """Protects from a comparison: for several regions only how they report is shown, and the reason is said."""
    panel.show()
    assert "share no indicator" in panel.said.value
    assert all(ax.get_xlim() == (0, 1) for ax in panel.figure.axes)


def test_a_section_that_is_not_chosen_does_not_seem_empty(panel):
    """Protects from “no number” beside sections whose numbers are of another kind, and each column has its region's name."""
    said = []
    for chosen in ({}, {"counted": "money"}):
        panel.show(**chosen)
        assert [ax.get_title(loc="left") for ax in panel.figure.axes] == ["Chao’an District", "Jiangnan zone"]
        said.append({text.get_text() for ax in panel.figure.axes for text in ax.texts})
    assert "no number" in said[0] and "none of these" not in said[0]
    assert "none of these" in said[1] and "no number" not in said[1]


def test_each_scale_has_a_head(panel):
    """Protects from bars of money and of counts that seem to be of one scale."""
    panel.show(region="jiangnan", theme="funding")
    assert [ax.get_title(loc="left") for ax in panel.figure.axes] == ["Yuan", "Things counted"]


@pytest.mark.parametrize(
    ("chosen", "reason"),
    [({"measure": "threshold"}, "Criteria"), ({"region": "chaoan", "theme": "talent", "hedge": "exact"}, "No number")],
)
def test_what_cannot_be_drawn_says_why(panel, chosen, reason):
    """Protects from an empty picture, on screen and for readers without a kernel."""
    panel.show(**chosen)
    assert panel.save.disabled and "<img" not in panel.picture.value
    assert reason in panel.said.value and reason in panel._repr_mimebundle_()["text/plain"]


def test_nearly_by_another_convention(panel):
    """Protects the difference between what the word says, never 300, and our convention: at least a share of 300.

    A figure names the convention that it follows, and no other.
    """
    for share, low in ((80, 240), (90, 270), (95, 285)):
        row = read_near(load_observations(), share).loc["chaoan-meetings"]
        assert (row["low"], row["high"]) == (low, 299)
        panel.show(hedge="近", near=share)
        note = words_of(panel.figure).note
        assert ("90%" in note, f"{share} per cent" in note) == (share == 90, share != 90)
    with pytest.raises(RefusedError, match="70 per cent"):
        read_near(load_observations(), 70)
    table = compare_near(load_observations())
    assert len(table) == (load_observations()["hedge"] == "近").sum()
    assert list(table.columns) == ["Words", *(f"{share}%" for share in SHARES), "Guaranteed"]


def test_a_hedged_criterion_is_not_exact(panel):
    """Protects “exact only”: 超100名 leaves open how many, though it measures nothing."""
    for kind in ("exact", "hedged"):
        panel.show(hedge=kind)
        assert ("chaoan-upgrade-threshold" in panel.rows.index) == (kind == "hedged")


def test_the_panel_follows_its_controls(panel, tmp_path, monkeypatch):
    """Protects the panel: choices, details of a row, language, saving, starting again; and no markup from data."""
    monkeypatch.chdir(tmp_path)
    panel.pickers["counted"].value = "money"  # the subsidies stand under service
    assert list(panel.rows.index) == ["chaoan-service-subsidies"] and "奖补资金近400万元" in panel.table.df.to_string()
    panel.table.selected_rows = [0]
    assert "3.6 to under 4m" in panel.facts.value and "3.8 to under 4m yuan" in panel.effect.value
    panel.language.value = "zh"
    assert "已选1个数字" in panel.said.value and panel.save.description == "保存此图" and "选一行" in panel.facts.value
    assert panel.table._dt_args["language"]["search"] == "搜索："
    panel.save.click()
    assert sorted(path.suffix for path in (tmp_path / "explored").iterdir()) == [".csv", ".pdf", ".png", ".svg"]
    panel.reset.click()
    assert len(panel.rows) == len(load_observations("chaoan")) and panel.pickers["counted"].value == ""
    panel.rows = panel.rows.assign(note_zh="<script>alert(1)</script>")
    panel.table.selected_rows = [3]
    assert "alert" in panel.facts.value and "<script>" not in panel.facts.value
    with pytest.raises(RefusedError, match="no language 'fr'"):
        explorer("fr")


def test_the_saved_rows_open_in_a_spreadsheet(panel, tmp_path):
    """Protects who opens the CSV in Excel: Chinese is read as UTF-8, and no cell is taken for a formula."""
    rows = load_observations().loc[["chaoan-meetings"]].assign(note_en="=1+1", note_zh="-2 @ 3")
    table = save_all(panel.figure, rows, tmp_path)[-1]
    assert table.read_bytes().startswith("\ufeffid,".encode())
    (read,) = pd.read_csv(table).to_dict("records")
    assert (read["note_en"], read["note_zh"], read["low"]) == ("'=1+1", "'-2 @ 3", 270)
