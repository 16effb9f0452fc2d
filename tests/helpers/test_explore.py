"""The explore panel: what is chosen, what follows from it, what is refused."""

import pandas as pd
import pytest

from helpers import RefusedError, load_observations
from helpers.explore import SHARES, View, compare_near, explorer, read_near
from helpers.marks import marks_of
from helpers.notes import words_of


@pytest.mark.parametrize(
    "choice",
    [
        {"region": "chaoan"},
        {"region": "jiangnan", "theme": "talent"},
        {"region": "jiangnan", "counted": "money"},
        {"hedge": "近"},
        {"region": "jiangnan", "hedge": "exact", "language": "zh"},
    ],
    ids=str,
)
def test_a_figure_draws_what_was_chosen(choice):
    """Protects the person who chose: each measurement chosen is a mark, nothing else is."""
    view = View(**choice)
    fig = view.figure()
    measured = view.rows.query("measure != 'threshold'")
    marks = [mark.row for mark in marks_of(fig)]
    assert {row.name for row in marks if row["measure"] != "threshold"} == set(measured.index)
    assert words_of(fig).language == view.language
    assert 60 <= round(fig.get_figheight() * 25.4, 1) <= 130


def test_regions_are_not_drawn_by_size():
    """Protects from a comparison: for several regions only how they report is shown, and the reason is said."""
    view = View()
    assert "share no indicator" in view.reason
    assert all(ax.get_xlim() == (0, 1) for ax in view.figure().axes)


@pytest.mark.parametrize(
    ("choice", "reason"),
    [({"measure": "threshold"}, "criteria"), ({"region": "chaoan", "theme": "talent"}, "No number")],
)
def test_what_cannot_be_drawn_says_why(choice, reason, tmp_path):
    """Protects from an empty picture, and from a typing error that would choose nothing."""
    view = View(**choice)
    assert view.figure() is None and reason in view.reason
    with pytest.raises(RefusedError, match=reason):
        view.save(tmp_path)
    with pytest.raises(RefusedError, match="funding"):
        View(theme="fund")


def test_nearly_by_another_convention():
    """Protects the difference between what the word says, never 300, and our convention: at least a share of 300."""
    for share, low in ((80, 240), (90, 270), (95, 285)):
        row = read_near(load_observations(), share).loc["chaoan-meetings"]
        assert (row["low"], row["high"]) == (low, 299)
    table = compare_near(load_observations())
    assert len(table) == (load_observations()["hedge"] == "近").sum()
    assert list(table.columns) == ["Words", *(f"{share}%" for share in SHARES), "Guaranteed"]


def test_the_panel_follows_its_controls(tmp_path, monkeypatch):
    """Protects the panel: choices, one count, details of a row, language, saving, starting again; and no markup from data."""
    monkeypatch.chdir(tmp_path)
    panel = explorer()  # of Chao'an, whose subsidies stand under service and are money
    panel.pickers["counted"].value = "money"
    every = load_observations().query("measure != 'threshold'")
    assert panel.said.value.count(f"1 of {len(every)}") == 1 and "奖补资金近400万元" in panel.table.df.to_string()
    panel.row.value = "chaoan-service-subsidies"
    assert "3.6 to under 4m yuan" in panel.facts.value
    panel.pickers["language"].value = "zh"
    assert "已选1个数字" in panel.said.value and panel.save.description == "保存此图"
    panel.save.click()
    assert sorted(path.suffix for path in (tmp_path / "explored").iterdir()) == [".csv", ".pdf", ".png", ".svg"]
    assert panel.table._dt_args["language"]["search"] == "搜索："
    panel.reset.click()
    assert panel.view == View(region="chaoan")
    monkeypatch.setattr(View, "facts", lambda self, name: {"Note": "<script>alert(1)</script>"})
    panel.row.value = "chaoan-meetings"
    assert "<script>" not in panel.facts.value


def test_figure_and_status_count_alike():
    """Protects from two counts: a criterion is no number in the title nor above it, and the panel says where it is."""
    panel = explorer()
    for choice in ({"region": "jiangnan", "counted": "money", "hedge": "exact"}, {"region": "chaoan"}):
        panel.show(View(**choice))
        count = len(panel.view.rows) - 1
        assert f"{count} numbers" in words_of(panel.figure).title
        assert f">{count} of " in panel.said.value and "1 criterion is told in words" in panel.said.value


def test_the_saved_rows_open_in_a_spreadsheet(tmp_path, monkeypatch):
    """Protects who opens the CSV in Excel: Chinese is read as UTF-8, and no cell is taken for a formula."""
    rows = load_observations("chaoan").loc[["chaoan-meetings"]].assign(note_en="=1+1", note_zh="-2 @ 3")
    monkeypatch.setattr(View, "rows", rows)
    table = View(region="chaoan").save(tmp_path)[-1]
    assert table.read_bytes().startswith("\ufeffid,".encode())
    (read,) = pd.read_csv(table).to_dict("records")
    assert (read["note_en"], read["note_zh"], read["low"]) == ("'=1+1", "'-2 @ 3", 270)
