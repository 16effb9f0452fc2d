"""The curated tables are whole, true to the articles, and one schema describes them all."""

from __future__ import annotations

import csv
import json
import re

import pytest
from conftest import ROOT, needs_sources, sources

from helpers import (
    load_mechanisms,
    load_observations,
    load_periods,
    load_relations,
    load_sections,
    load_set_aside,
    load_sources,
)
from helpers.descriptor import allowed_values, paths_of, read_descriptor

NUMERAL = re.compile(r"[0-9０-９]+(?:[.．][0-9０-９]+)?|[零〇一二三四五六七八九十百千万亿两半廿卅]+")
DESCRIPTOR = read_descriptor(ROOT / "data")
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
    aside = load_set_aside().query("source == @source")
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
    aside = load_set_aside().query("source == @source")
    wrong += [f"{row.phrase} stands there {text.count(row.phrase)} times, not {row.occurrences}"
              for row in aside.itertuples() if text.count(row.phrase) != row.occurrences]
    wrong += [f"{name} is not there" for name in load_mechanisms().query("source == @source")["name_zh"] if name not in text]
    sections = load_sections().query("source == @source and level in ('part', 'section')")
    wrong += [f"heading {heading} is not there" for heading in sections["section"] if heading not in text]
    assert not wrong, "\n".join(wrong)


@needs_sources
@pytest.mark.parametrize("source", sources())
def test_quantities_are_not_set_aside_twice(source):
    """Protects the count: a numeral that a set-aside row owns is no observation's own numeral."""
    observed = load_observations().query("source == @source")
    aside = load_set_aside().query("source == @source")
    double = [(row.words, other) for row in observed.itertuples() for other in aside["phrase"] if row.words in other]
    assert not double


@needs_sources
@pytest.mark.parametrize("source", sources())
def test_rows_stand_under_their_heading(source):
    """Protects the section of each row: its words stand between that heading and the next."""
    text = sources()[source]
    sections = load_sections().query("source == @source").sort_values("order")
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
    import hashlib
    import os
    from pathlib import Path
    folder = Path(os.environ.get("TWO_REGIONS_SOURCES", ROOT.parent / "shared" / "sources"))
    for name, row in load_sources().iterrows():
        raw = (folder / row["file"]).read_bytes()
        assert hashlib.sha256(raw).hexdigest() == row["sha256"], name
        assert len(raw.decode("utf-8")) == row["characters"], name


def test_no_year_is_given():
    """Protects against a year that no article prints."""
    for path in (ROOT / "data").rglob("*.csv"):
        for row in csv.DictReader(path.open(encoding="utf-8")):
            words = " ".join(text for field, text in row.items() if field not in ("value", "sha256"))
            assert not re.findall(r"(?<!\d)(?:19|20)\d\d(?![\d多余])", words), f"{path.name}: {row}"


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


def test_no_field_is_empty_throughout():
    """Protects against a column that is described and never used; short labels come where a chart needs them."""
    for name, resource in DESCRIPTOR.items():
        paths = paths_of(resource)
        rows = [row for path in paths for row in csv.DictReader((ROOT / "data" / path).open(encoding="utf-8"))]
        for field in resource["schema"]["fields"]:
            if field["name"] not in ("short_en", "short_zh"):
                assert any(row[field["name"]] for row in rows), f"{name}.{field['name']}"


def test_every_period_and_category_is_used():
    """Protects against allowed values that nothing needs."""
    used = set(load_observations()["period"])
    assert used == set(load_periods()["period"])
    tables = {"observations": load_observations(), "set_aside": load_set_aside(), "mechanisms": load_mechanisms()}
    for name, table in tables.items():
        for field in DESCRIPTOR[name]["schema"]["fields"]:
            if "categories" in field:
                unused = set(allowed_values(field)) - set(table[field["name"]].dropna().astype(str))
                assert not unused, f"{name}.{field['name']}: {unused}"


def test_both_languages_are_written():
    """Protects readers of either language: where one has a text, so has the other, and none is swapped."""
    for resource in DESCRIPTOR.values():
        paths = paths_of(resource)
        stems = [f["name"][:-3] for f in resource["schema"]["fields"] if f["name"].endswith("_en")]
        names = {f["name"] for f in resource["schema"]["fields"]}
        for path in paths:
            for row in csv.DictReader((ROOT / "data" / path).open(encoding="utf-8")):
                for stem in stems:
                    en, zh = row[f"{stem}_en"], row.get(f"{stem}_zh", "")
                    if f"{stem}_zh" in names:
                        assert bool(en) == bool(zh), f"{path}: {stem} of {row}"
                    if zh:
                        assert re.search(r"[\u4e00-\u9fff]", zh), f"{path}: {stem}_zh is not Chinese: {zh}"
                    if en:
                        assert re.search(r"[A-Za-z]", en), f"{path}: {stem}_en is not English: {en}"


def test_phrases_are_short():
    """Protects the articles: short phrases are evidence, sentences stay out."""
    for path in (ROOT / "data").rglob("*.csv"):
        for row in csv.DictReader(path.open(encoding="utf-8")):
            assert all(len(row.get(field, "")) <= 25 for field in ("phrase", "name_zh", "section")), row


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
    nodes = load_mechanisms()
    for name, node in nodes.iterrows():
        seen, at = set(), name
        while at:
            assert at not in seen, f"{name} is its own ancestor"
            seen.add(at)
            assert nodes.at[at, "region"] == node["region"]
            at = nodes.at[at, "parent"]


def test_relations_name_what_the_notes_say():
    """Protects the arithmetic: the only pairs that may be added are those the wording separates."""
    relations = load_relations().query("relation == 'separate_from'")
    assert set(relations["basis"].astype(str)) == {"stated"}
