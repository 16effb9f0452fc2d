"""A third, invented region goes the whole way by rows alone: draft, gaps, check, audit, exported figures.

Protects the curator who brings the next article: no code names the two regions that there are.
"""

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT
from drafting import DATA, Place
from drawing import cells, figures_of
from test_figures import text_faults

from curation.accounts import compare
from curation.articles import read_article
from curation.drafts import make_draft
from curation.tables import add_rows, read_rows
from helpers import DataError, load_observations, load_tables
from helpers.marks import marks_of
from helpers.notebooks import is_parameters
from helpers.notes import words_of
from helpers.rules import GAP

ARTICLE = DATA / "third_region.txt"
REGION = "qingxi"
# What a person decides who does not care; all other gaps are words.
CHOICES = {"theme": "service", "stage": "output", "counted": "centre", "measure": "flow", "start": "unstated",
           "end": "unstated"}


def fill_gaps(data: Path) -> None:
    for path in data.rglob("*.csv"):
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        for field in table:
            words = CHOICES.get(field) or ("清溪数字{}" if field.endswith("_zh") else "Number {} of Qingxi")
            table[field] = [words.format(at) if cell == GAP else cell for at, cell in enumerate(table[field])]
        table.to_csv(path, index=False, lineterminator="\n")


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A copy of the project in which the article is drafted and its gaps are not yet filled."""
    folder = Place(tmp_path_factory.mktemp("project")).folder
    for stem in ("00-overview", "03-funding", "07-region-profile"):
        shutil.copy(ROOT / "notebooks" / f"{stem}.ipynb", folder / "notebooks")
    rows, _ = make_draft(read_article(ARTICLE), folder / "data", REGION)
    add_rows(folder / "data", REGION, rows)
    return folder


@pytest.fixture(scope="module")
def gaps(project) -> list:
    """What loading the draft finds, and then the gaps filled."""
    with pytest.raises(DataError) as error:
        load_tables(project / "data")
    fill_gaps(project / "data")
    return error.value.faults


def test_loading_a_draft_lists_its_gaps(gaps):
    """Protects against a half-filled region: every gap is named by file, row and field, and nothing else is wrong."""
    assert all(fault.found == repr(GAP) and "a person fills in" in fault.allowed for fault in gaps)
    assert {(fault.file, fault.field) for fault in gaps} >= {
        ("regions.csv", "place_en"), ("sources.csv", "title_en"), ("sections.csv", "label_en"),
        (f"observations/{REGION}.csv", "theme"), (f"observations/{REGION}.csv", "label_en")}
    assert [(f.file, f.row) for f in gaps] == sorted((f.file, f.row) for f in gaps)


def test_the_rows_read_as_the_article_says(project, gaps):
    """Protects the numbers: hedges, scales, a cut number, criteria and ranges are drafted as they stand, and none is left."""
    rows = load_observations(REGION, folder=project / "data")
    said = {row["phrase"]: (row["low"], row["high"], row["period"], str(row["period_basis"]))
            for _, row in rows.iterrows()}
    assert said["新建服务点近40个"] == (36, 39, "今年上半年", "stated")
    assert said["投入改造资金超2300万元"][:2] == (23e6, float("inf"))
    assert said["开设课程3至5门"] == (3, 5, "none", "none")
    assert said["设服务站点８６个"] == (86, 86, "截至6月", "carried")
    assert len(rows) == 22
    thresholds = rows[rows["measure"] == "threshold"]
    assert set(thresholds["phrase"]) == {"80岁以上", "不少于3人", "亿元以上"}
    assert thresholds["criterion_of"].str.len().eq(1).all()
    assert rows.loc[thresholds["criterion_of"].str[0], "phrase"].tolist() == [
        "走访80岁以上老人3400多名", "组建由12名党员不少于3人", "引进亿元以上项目6个"]
    typed = read_rows(project / "data")
    mine = [[row for row in typed[name] if row["region"] == REGION] for name in ("observations", "set_aside")]
    assert {one["status"] for one in compare(read_article(ARTICLE), *mine)} == {"accounted"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_its_figures_show_every_number(language, project, gaps):
    """Protects the promise of no code: overview and scorecard hold the new region's marks and keep the rules."""
    rows = load_observations(REGION, folder=project / "data")
    measured = set(rows.index[rows["measure"] != "threshold"])
    overview = figures_of(project / "notebooks" / "00-overview.ipynb", language)["how-exact"]
    card = figures_of(project / "notebooks" / "07-region-profile.ipynb", language, REGION)[f"scorecard-{REGION}"]
    for fig, smallest in ((overview, 8), (card, 9)):  # three regions have less room for each numeral than two
        assert measured <= {mark.row.name for mark in marks_of(fig)}
        assert not text_faults(fig, smallest)
    assert not re.search(r"\b0 numbers|None|nan", words_of(card).alt + words_of(card).title)


def test_no_code_names_a_region():
    """Protects the next region: no module of the package decides by an id of the two."""
    ids = pd.read_csv(ROOT / "data" / "regions.csv")["id"]
    for path in (ROOT / "src").rglob("*.py"):
        code = re.sub(r'"""(?:.|\n)*?"""', "", path.read_text(encoding="utf-8"))
        assert not any(name in code for name in ids), path.name
    for stem in ("00-overview", "07-region-profile"):
        code = [cell["source"] for cell in cells(ROOT / "notebooks" / f"{stem}.ipynb") if not is_parameters(cell)]
        assert not any(f'"{name}' in source for name in ids for source in code), stem
