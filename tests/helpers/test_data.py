"""The curated tables are whole, true to the articles, and one schema describes them all."""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path

import pytest
from conftest import ROOT, needs_sources, sources

from helpers import load_observations, load_table
from helpers.tables import allowed_values, read_descriptor, read_table

NUMERAL = re.compile(r"[0-9０-９]+(?:[.．][0-9０-９]+)?|[零〇一二三四五六七八九十百千万亿两半廿卅]+")
DESCRIPTOR = read_descriptor(ROOT / "data")
ROWS = {name: read_table(ROOT / "data", table, []).to_dict("records") for name, table in DESCRIPTOR.items()}
FIELDS = [(name, field) for name, resource in DESCRIPTOR.items() for field in resource["schema"]["fields"]]


def mentions(source: str) -> list[str]:
    """Every phrase of every observation of an article, each of which stands there once."""
    rows = load_observations().query("source == @source")
    return [phrase for phrase in [*rows["phrase"], *" ".join(rows["also"]).split()] if phrase]


@needs_sources
@pytest.mark.parametrize("source", sources())
def test_every_numeral_of_the_article_belongs_to_a_row(source):
    """Protects completeness: no number of an article is left out without a reason."""
    text = sources()[source]
    aside = load_table("set_aside").query("source == @source")
    owned = [(m.start(), m.end()) for phrase in [*mentions(source), *aside["phrase"]]
             for m in re.finditer(re.escape(phrase), text)]
    left = [f"{m.group()} in …{text[max(0, m.start() - 8):m.end() + 8]}…" for m in NUMERAL.finditer(text)
            if not any(start <= m.start() and m.end() <= end for start, end in owned)]
    assert not left, "numerals of the article in no row:\n" + "\n".join(left)


@needs_sources
@pytest.mark.parametrize("source", sources())
def test_every_phrase_stands_in_the_article(source):
    """Protects the trace: a phrase leads to one place of the article, a set-aside one to as many as it says."""
    text = sources()[source]
    wrong = [f"{phrase} stands there {text.count(phrase)} times" for phrase in mentions(source) if text.count(phrase) != 1]
    aside = load_table("set_aside").query("source == @source")
    wrong += [f"{row.phrase} stands there {text.count(row.phrase)} times, not {row.occurrences}"
              for row in aside.itertuples() if text.count(row.phrase) != row.occurrences]
    wrong += [f"{name} is not there" for name in load_table("mechanisms").query("source == @source")["name_zh"] if name not in text]
    sections = load_table("sections").query("source == @source and level in ('part', 'section')")
    wrong += [f"heading {heading} is not there" for heading in sections["section"] if heading not in text]
    assert not wrong, "\n".join(wrong)


@needs_sources
@pytest.mark.parametrize("source", sources())
def test_quantities_are_not_set_aside_twice(source):
    """Protects the count: a numeral that a set-aside row owns is no observation's own numeral."""
    observed = load_observations().query("source == @source")
    aside = load_table("set_aside").query("source == @source")
    double = [(row.words, other) for row in observed.itertuples() for other in aside["phrase"] if row.words in other]
    assert not double


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
@pytest.mark.parametrize("source", sources())
def test_periods_are_words_of_the_article_before_the_row(source):
    """Protects the period: its words stand before the number, in the same sentence if stated or carried over."""
    text = sources()[source]
    wrong = []
    for name, row in load_observations().query("source == @source and period != 'none'").iterrows():
        place = text.index(row["phrase"])
        sentence = text[text.rfind("。", 0, place) + 1:place]
        if row["period"] not in sentence:
            wrong.append(f"{name}: {row['period']} does not stand before {row['phrase']} in its sentence")
        elif (row["period_basis"] == "stated") != (
                re.split("[,;，；]", sentence[sentence.rindex(row["period"]):].replace(row["period"] + ",", "", 1))[1:] == []):
            wrong.append(f"{name}: {row['period_basis']} is not what the commas say")
    assert not wrong, "\n".join(wrong)


@needs_sources
def test_sources_have_their_fingerprint():
    """Protects against curating from another text than the one described."""
    folder = Path(os.environ.get("TWO_REGIONS_SOURCES", ROOT.parent / "shared" / "sources"))
    for name, row in load_table("sources").iterrows():
        raw = (folder / row["file"]).read_bytes()
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
    assert rows.index.is_unique
    assert (rows["low"] <= rows["high"]).all()
    exact = rows["hedge"] == "none"
    assert (rows.loc[exact, "low"] == rows.loc[exact, "high"]).all(), "an exact number has no bounds"
    assert (rows.loc[~exact, "low"] < rows.loc[~exact, "high"]).sum() >= 11, "a hedge leaves something open"
    near = rows[rows["hedge"] == "近"]
    assert ((near["high"] <= near["value"]) & (near["low"] < near["value"])).all(), "近 is below the number"
    more = rows[rows["hedge"].isin(["多", "余"])]
    assert (more["low"] > more["value"]).all(), "多 and 余 are above the number"
    assert rows.groupby("region").size()[["chaoan", "jiangnan"]].tolist() == [18, 25]
    counts = rows[~rows["unit"].isin(["元", "%"])]
    finite = counts[["low", "high"]].replace(float("inf"), 0)
    assert (finite % 1 == 0).all(axis=None), "a bound on a count is whole"
    assert rows.query("measure == 'threshold'")["stage"].isna().all()


def test_about_a_quarter_is_hedged():
    """Protects the claim of the README: of 43 quantities, 12 are hedged."""
    rows = load_observations().query("region in ('chaoan', 'jiangnan')")
    assert (len(rows), (rows["hedge"] != "none").sum()) == (43, 12)


@pytest.mark.parametrize(("table", "field"), FIELDS, ids=[f"{t}.{f['name']}" for t, f in FIELDS])
def test_every_field_is_described(table, field):
    """Protects whoever opens the data without us: each field says in words what it holds."""
    assert len(field["description"]) >= 15
    assert field["description"].endswith(".")
    for category in field.get("categories", []):
        assert {"value", "label", "label_zh", "description"} <= set(category)


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


def test_relations_name_what_the_notes_say():
    """Protects the arithmetic: the only pairs that may be added are those the wording separates."""
    relations = load_table("relations").query("relation == 'separate_from'")
    assert set(relations["basis"].astype(str)) == {"stated"}
