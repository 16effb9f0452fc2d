"""The curated tables are whole, true to the articles, and one schema describes them all."""

import hashlib
import json
import re

import pytest
from conftest import ROOT, SOURCES, needs_sources, sources

from helpers import load_observations, load_table
from helpers.loading import read_descriptor, read_table
from helpers.rules import allowed_values

DESCRIPTOR = read_descriptor(ROOT / "data")
ROWS = {name: read_table(ROOT / "data", table, []).to_dict("records") for name, table in DESCRIPTOR.items()}
FIELDS = [(name, field) for name, resource in DESCRIPTOR.items() for field in resource["schema"]["fields"]]


@needs_sources
@pytest.mark.parametrize("source", sources())
def test_every_phrase_stands_in_the_article(source):
    """Protects the trace: a phrase leads to one place of the article, a set-aside one to as many as it says, none to both."""
    text = sources()[source]
    rows = load_observations().query("source == @source")
    mentions = [*rows["phrase"], *" ".join(rows["also"]).split()]
    wrong = [f"{phrase} stands there {text.count(phrase)} times" for phrase in mentions if text.count(phrase) != 1]
    aside = load_table("set_aside").query("source == @source")
    wrong += [f"{row.phrase} stands there {text.count(row.phrase)} times, not {row.occurrences}"
              for row in aside.itertuples() if text.count(row.phrase) != row.occurrences]
    wrong += [f"{name} is not there" for name in load_table("mechanisms").query("source == @source")["name_zh"] if name not in text]
    sections = load_table("sections").query("source == @source and level in ('part', 'section')")
    wrong += [f"heading {heading} is not there" for heading in sections["section"] if heading not in text]
    wrong += [f"{words} is set aside too, in {other}" for words in rows["words"] for other in aside["phrase"] if words in other]
    assert not wrong, "\n".join(wrong)


@needs_sources
@pytest.mark.parametrize("source", sources())
def test_rows_stand_under_their_heading(source):
    """Protects the section of each row: its words stand between that heading and the next."""
    text = sources()[source]
    sections = load_table("sections").query("source == @source").sort_values("order")
    starts, at = {}, 0
    for row in sections.itertuples():
        if row.level in ("part", "section"):
            at = text.index(row.section, at)
        starts[row.section] = at
    order = list(starts)
    wrong = []
    for name, row in load_observations().query("source == @source").iterrows():
        place = text.index(row["phrase"])
        after = order.index(row["section"]) + 1
        end = starts[order[after]] if after < len(order) else len(text)
        if not starts[row["section"]] <= place < end:
            wrong.append(f"{name}: {row['phrase']} does not stand under {row['section']}")
    assert not wrong, "\n".join(wrong)


@needs_sources
def test_sources_have_their_fingerprint():
    """Protects against curating from another text than the one described."""
    for name, row in load_table("sources").iterrows():
        raw = (SOURCES / row["file"]).read_bytes()
        assert hashlib.sha256(raw).hexdigest() == row["sha256"], name
        assert len(raw.decode("utf-8")) == row["characters"], name


def test_no_year_is_given():
    """Protects against a year that no article prints."""
    for name, rows in ROWS.items():
        for row in rows:
            words = " ".join(str(cell) for field, cell in row.items() if field not in ("value", "sha256"))
            assert not re.findall(r"(?<!\d)(?:19|20)\d\d(?![\d多余])", words), f"{name}: {row}"


def test_plain_questions():
    """Protects what a reader takes for granted, whatever the snapshot says."""
    rows = load_observations()
    exact = rows["hedge"] == "none"
    assert (rows.loc[exact, "low"] == rows.loc[exact, "high"]).all(), "an exact number has no bounds"
    assert (rows.loc[~exact, "low"] < rows.loc[~exact, "high"]).sum() >= 11, "a hedge leaves something open"
    near = rows[rows["hedge"] == "近"]
    assert ((near["high"] <= near["value"]) & (near["low"] < near["value"])).all(), "近 is below the number"
    more = rows[rows["hedge"].isin(["多", "余"])]
    assert (more["low"] > more["value"]).all(), "多 and 余 are above the number"
    ours = rows.query("region in ('chaoan', 'jiangnan')")
    assert (len(ours), (ours["hedge"] != "none").sum()) == (43, 12), "about a quarter is hedged"
    counts = rows[~rows["unit"].isin(["元", "%"])]
    finite = counts[["low", "high"]].replace(float("inf"), 0)
    assert (finite % 1 == 0).all(axis=None), "a bound on a count is whole"
    relations = load_table("relations").query("relation == 'separate_from'")
    assert set(relations["basis"].astype(str)) == {"stated"}, "only what the wording separates may be added"


def test_every_field_is_described():
    """Protects whoever opens the data without us: each field says in words what it holds."""
    for table, field in FIELDS:
        assert re.fullmatch(r".{15,}\.", field["description"], re.S), f"{table}.{field['name']}"
        for category in field.get("categories", []):
            assert {"value", "label", "label_zh", "description"} <= set(category), f"{table}.{field['name']}"


def test_all_that_is_described_is_used():
    """Protects against columns, periods and allowed values that nothing needs; short labels come where a chart needs them."""
    assert {row["period"] for row in ROWS["observations"]} == {row["period"] for row in ROWS["periods"]}
    for name, field in FIELDS:
        used = {row[field["name"]] for row in ROWS[name]} - {""}
        assert used or field["name"] in ("short_en", "short_zh"), f"{name}.{field['name']}"
        if "categories" in field and name in ("observations", "set_aside", "mechanisms"):
            assert not set(allowed_values(field)) - used, f"{name}.{field['name']}"


def test_both_languages_are_written():
    """Protects readers of either language: where one has a text, so has the other, and none is swapped."""
    for name, field in FIELDS:
        stem = field["name"].removesuffix("_en")
        for row in ROWS[name] if field["name"].endswith("_en") else []:
            en, zh = row[f"{stem}_en"], row.get(f"{stem}_zh")
            assert zh is None or bool(en) == bool(zh), f"{name}: {stem} of {row}"
            assert not zh or re.search(r"[\u4e00-\u9fff]", zh), f"{name}: {stem}_zh is not Chinese: {zh}"
            assert not en or re.search(r"[A-Za-z]", en), f"{name}: {stem}_en is not English: {en}"


def test_frictionless_accepts_the_package():
    """Protects users of other tools: the descriptor, with its categories as allowed values, validates."""
    from frictionless import Package
    descriptor = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    for resource in descriptor["resources"]:
        for field in resource["schema"]["fields"]:
            if "categories" in field:
                field.setdefault("constraints", {})["enum"] = allowed_values(field)
    report = Package.from_descriptor(descriptor, basepath=str(ROOT / "data")).validate()
    assert report.valid, report.flatten(["type", "rowNumber", "fieldName", "note"])


def test_mechanisms_are_a_forest():
    """Protects the drawings: every part leads up to a mechanism, in its own region, in order."""
    nodes = load_table("mechanisms")
    for name, node in nodes.iterrows():
        seen, at = set(), name
        while at:
            assert at not in seen, f"{name} is its own ancestor"
            seen.add(at)
            assert nodes.at[at, "region"] == node["region"]
            at = nodes.at[at, "parent"]
