"""The state behind the explore panel, without a browser: what is chosen gives the rows, chart, table and files."""

from __future__ import annotations

import csv
import json
import shutil

import matplotlib as mpl
import pytest
from conftest import ROOT, charts_of
from test_figures import faults_of

from helpers import Chart, RefusedError, Text, View, compare_near, load_observations, load_regions, read_near, save_view
from helpers.explore import CONVENTION, SHARES, explorer
from helpers.explore.panel import WIDGET
from helpers.explore.view import choices, drawn_in
from helpers.files import svg
from helpers.notebooks import code_cells
from helpers.notes import hedged
from helpers.style import LANGUAGES, Setting

EVIL = "<script>alert(1)</script>"
REGIONS = [region for region in load_regions().index if region in set(load_observations()["region"])]


def views() -> list[View]:
    """Every region and all, each narrowed one way, the languages in turn, under each convention where it matters."""
    found = [View(language, region) for language in LANGUAGES for region in ("", *REGIONS)]
    narrowed = [(region, name, value) for region in REGIONS for name in ("theme", "hedge", "measure")
                for value in choices()[name]]
    found += [View(LANGUAGES[at % 2], region, **{name: value}) for at, (region, name, value) in enumerate(narrowed)]
    return found + [View("en", REGIONS[0], hedge="hedged", near=share) for share in SHARES if share != CONVENTION]


@pytest.mark.parametrize("view", views(), ids=lambda view: f"{view.language}-{view.name}")
def test_every_choice_gives_a_sound_chart_or_a_reason(view):
    """Protects who clicks around: a chart by the rules of all charts, or words that say why there is none."""
    rows, chart = view.rows, view.chart()
    assert len(view.table()) == len(rows)
    if chart is None:
        assert view.reason()[view.language]
        return
    assert set(chart.rows.index) <= set(rows.index)
    assert (view.reason() is None) == (rows["region"].nunique() == 1)
    with drawn_in(view.language):
        chart.figure.dpi = 100
        chart.figure.draw_without_rendering()
        assert faults_of(chart) == []
        assert chart.describe()


def test_choices_narrow_the_rows():
    """Protects the meaning of each list."""
    rows = load_observations()
    for region in REGIONS:
        assert set(View(region=region).rows.index) == set(rows.index[rows["region"] == region])
    for theme in choices()["theme"]:
        assert set(View(theme=theme).rows["theme"]) == {theme}
    held = set(hedged(rows).index)
    assert set(View(hedge="hedged").rows.index) == held
    assert set(View(hedge="exact").rows.index) == set(rows.index) - held
    assert set(View(hedge="近").rows["hedge"]) == {"近"}
    with pytest.raises(RefusedError, match="there are: "):
        View(region="atlantis")
    with pytest.raises(RefusedError, match="there are: "):
        View(near=70)


def test_regions_are_not_drawn_side_by_side():
    """Protects the reader from a comparison that the articles do not bear out: only how they report is shown."""
    view = View()
    with pytest.raises(RefusedError, match="share no indicator"):
        Chart("side-by-side", rows=view.rows, title=Text("a", "a"), measure=Text("a", "a"), alt=Text("a", "a"))
    assert view.chart().across == "reporting"
    assert "share no indicator" in view.reason().en


def test_our_own_convention_is_the_data_s():
    """Protects the start: 90 per cent changes no bound that the loader computes, and no note."""
    rows, read = load_observations(), read_near(load_observations(), CONVENTION)
    assert read[["low", "high", "low_open", "high_open"]].equals(rows[["low", "high", "low_open", "high_open"]])
    assert "near" not in read.attrs


@pytest.mark.parametrize("share", SHARES)
def test_a_convention_moves_the_low_end_of_near_alone(share):
    """Protects the line between what the word says and what we add: the top and all other rows stay."""
    rows, read = load_observations(), read_near(load_observations(), share)
    near = rows["hedge"] == "近"
    assert read.loc[~near, "low"].equals(rows.loc[~near, "low"])
    assert read["high"].equals(rows["high"]) and read["high_open"].equals(rows["high_open"])
    for name in rows.index[near]:
        low, value, high = read.at[name, "low"], rows.at[name, "value"], rows.at[name, "high"]
        assert low <= high
        assert low == min(high, -(-value * share // 100)) or low == value * share / 100


def test_a_trial_is_named_on_the_figure():
    """Protects who is handed a figure drawn by another convention: it says so, and no longer claims to be ours."""
    for language, said, own in (("en", "80 per cent", "a tenth (our"), ("zh", "80%", "依本项目约定")):
        with drawn_in(language):
            chart = View(language, REGIONS[0], near=80).chart()
            notes = " ".join(chart.words()["notes"])
        assert said in notes and own not in notes
        with drawn_in(language):
            assert own in " ".join(View(language, REGIONS[0]).chart().words()["notes"])


def test_the_comparison_tells_what_stands_anyway():
    table = compare_near(load_observations())
    assert list(table.columns) == ["Words", "80%", "90%", "95%", "Guaranteed anyway"]
    assert table["Guaranteed anyway"].str.startswith("below ").all()
    assert compare_near(View(hedge="exact").rows).empty


def test_tables_and_facts_turn_to_the_language():
    """Protects readers of Chinese: nothing but names stays English, and the other way about."""
    chinese = View("zh", REGIONS[0])
    assert all(not head.isascii() for head in chinese.table().columns)
    for name in chinese.rows.index:
        for head, said in chinese.facts(name):
            assert not head.isascii()
            assert not said.isascii() or not any(c.isalpha() for c in said), (name, head, said)
    assert View("en", REGIONS[0]).facts(chinese.rows.index[0])[0][0] == "Words of the article"


def test_drawing_leaves_the_notebook_s_language_alone():
    before = Setting.language
    View("zh", REGIONS[0]).chart()
    assert Setting.language == before


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A copy of the project in which a label, a note and a phrase's neighbour are code."""
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name)
    path = tmp_path / "data" / "observations" / f"{REGIONS[0]}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))
    near = next(line for line in lines if line["hedge"] == "近")
    near.update(label_en=f"{EVIL}", label_zh=f"{EVIL}", note_en=f"{EVIL}.")
    lines[0].update(label_en="=cmd()", label_zh="=cmd()")
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, lines[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
    monkeypatch.chdir(tmp_path / "notebooks")
    return tmp_path


def test_labels_are_text_in_the_panel_and_in_what_it_saves(project):
    """Protects who explores data of others: markup in a label is shown, never run, and a formula is no formula in a CSV."""
    panel = explorer("en")
    name = next(name for name, row in panel.view.rows.iterrows() if row["label_en"] == EVIL)
    panel.row.value = name
    for widget in (panel.picture, panel.effect, panel.facts, panel.said):
        assert "<script" not in widget.value
    assert "&lt;script&gt;" in panel.facts.value and "&lt;script&gt;" in panel.effect.value
    sent = json.dumps(panel.table.get_state()["_dt_args"])
    assert "<script" not in sent and "script" in sent  # the table is told to show it as text
    bundle = panel._repr_mimebundle_()
    assert "<script" not in bundle["image/svg+xml"]
    files = {path.suffix: path for path in save_view(panel.view)}
    assert "<script" not in files[".svg"].read_text(encoding="utf-8")
    rows = list(csv.reader(files[".csv"].open(encoding="utf-8-sig", newline="")))
    assert "'=cmd()" in rows[1] and "=cmd()" not in rows[1]


def test_labels_are_text_in_the_notebooks(project):
    """Protects the same person in the other notebooks: tables and charts show markup as what was typed."""
    charts = charts_of("07-region-profile", "en", "page", region=REGIONS[0], root=project)
    drawn = [svg(chart) for chart in charts]
    assert any("&lt;script&gt;" in text for text in drawn)
    table = load_observations()[["label_en"]]._repr_html_()
    assert "&lt;script&gt;" in table
    assert "<script" not in "".join([*drawn, table])


def test_the_committed_panel_is_the_one_of_today():
    """Protects who reads the notebook without a kernel: picture and words are those that the panel begins with."""
    cells = json.loads((ROOT / "notebooks" / "08-explore.ipynb").read_text(encoding="utf-8"))["cells"]
    (shown,) = [output["data"] for cell in cells for output in cell.get("outputs", []) if WIDGET in output.get("data", {})]
    today = explorer("en")._repr_mimebundle_()
    assert {kind: "".join(value) if isinstance(value, list) else value for kind, value in shown.items()} == today


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notebook_runs_in_both_languages(language):
    """Protects who changes the language at the head of the notebook: panel and tables turn to it."""
    space: dict = {}
    with mpl.rc_context():
        for cell in code_cells(ROOT / "notebooks" / "08-explore.ipynb"):
            more = f"\nlanguage = {language!r}" if "parameters" in cell["metadata"].get("tags", []) else ""
            exec(cell["source"] + more, space)
        heads = [compare_near(load_observations()).columns[0], space["view"].table().columns[0]]
        Setting.language, said = "en", space["panel"].save.description
    assert [head.isascii() for head in [*heads, said]] == [language == "en"] * 3


def test_what_is_saved_is_what_is_on_screen(project):
    """Protects the report writer: five files, in a folder that no other figure lives in, replaced when saved again."""
    view = View("zh", REGIONS[0], near=80)
    files = save_view(view)
    assert {path.name for path in files} == {f"{view.name}.zh.{form}" for form in ("svg", "pdf", "png", "txt", "csv")}
    assert {path.parent for path in files} == {project / "explored"}
    assert "80%" in files[-1].read_text(encoding="utf-8")
    first = {path.name: path.read_bytes() for path in files}
    assert {path.name: path.read_bytes() for path in save_view(view)} == first
    assert sorted(path.name for path in (project / "explored").iterdir()) == sorted(first)
    with pytest.raises(RefusedError):
        save_view(View(region=REGIONS[0], hedge="exact", measure="threshold"))


def test_a_panel_begins_again_and_gives_way(project):
    """Protects who is lost: one click gives the start; a second panel closes the first, for both have one name."""
    panel = explorer("en")
    start = panel.view
    panel.pickers["theme"].value = "funding"
    panel.pickers["language"].value = "zh"
    panel.pickers["near"].value = 95
    assert panel.view == start.but(theme="funding", language="zh", near=95)
    assert panel.save.description == "保存此图"
    panel.reset.click()
    assert panel.view == start
    assert [picker.value for picker in panel.pickers.values()] == ["en", start.region, "", "", "", CONVENTION]
    other = explorer("zh")
    assert panel.comm is None and other.comm is not None


def test_a_folder_that_cannot_be_written_is_said(project, monkeypatch):
    (project / "explored").write_text("a file where the folder should be", encoding="utf-8")
    panel = explorer("en")
    panel.save.click()
    assert "Not saved: " in panel.said.value
