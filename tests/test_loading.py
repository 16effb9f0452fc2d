"""Bad data gives one error that lists every fault by file, row, field, found and allowed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT

from helpers import (
    DataError,
    RefusedError,
    cells,
    checks,
    csv_files,
    load_categories,
    load_observations,
    load_set_aside,
    load_tables,
)

OBS = "observations/chaoan.csv"


def change(folder: Path, file: str, old: str, new: str, count: int = 1) -> None:
    """Change the first occurrences of some text in a file."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file}"
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def faults(folder: Path) -> list:
    with pytest.raises(DataError) as error:
        load_tables(folder)
    return error.value.faults


# What is changed in which file, and the file, row, field and a word that the error must name.
SLIPS = {
    "digit swapped": (OBS, "非公党组织39个,,39,", "非公党组织39个,,93,", (OBS, 7, "value", "39")),
    "digit swapped in the phrase": (OBS, "非公党组织39个", "非公党组织93个", (OBS, 7, "value", "93")),
    "factor ten": (OBS, ",4000000,元,近,", ",40000000,元,近,", (OBS, 17, "value", "4000000")),
    "hedge dropped": (OBS, ",10,个,近,", ",10,个,none,", (OBS, 9, "hedge", "近")),
    "hedge swapped": (OBS, ",400,个,多,", ",400,个,余,", (OBS, 15, "hedge", "多")),
    "unit swapped": (OBS, ",243,人,none,", ",243,个,none,", (OBS, 12, "unit", "人")),
    "no number": (OBS, ",243,人,none,", ",about 243,人,none,", (OBS, 12, "value", "number")),
    "unknown region": (OBS, "chaoan-meetings,chaoan,", "chaoan-meetings,chaozhou,", (OBS, 14, "region", "regions.csv")),
    "unknown section": (OBS, ",要事共商,community,activity", ",要事共谈,community,activity", (OBS, 14, "source, section", "sections.csv")),
    "unknown period": (OBS, ",近三年来,stated", ",近五年来,stated", (OBS, 7, "period", "periods.csv")),
    "period without basis": (OBS, ",近三年来,stated", ",近三年来,none", (OBS, 7, "period_basis", "stated or carried")),
    "unknown theme": (OBS, ",organisation,structure,", ",organization,structure,", (OBS, 2, "theme", "organisation")),
    "id doubled": (OBS, "chaoan-property-branches,", "chaoan-quarters-with-branches,", (OBS, 6, "id", "no other row")),
    "label doubled": (OBS, "组建的物业党支部", "组建党支部的住宅小区", (OBS, 6, "label_zh", "no other row")),
    "space at the end": (OBS, ",Problems solved,", ",Problems solved ,", (OBS, 15, "label_en", "space")),
    "phrase missing": (OBS, ",2个物业党支部,", ",,", (OBS, 6, "phrase", "a value")),
    "phrase too long": (OBS, ",2个物业党支部,", ",2个" + "物业" * 14 + "党支部,", (OBS, 6, "phrase", "25")),
    "stage on a threshold": (OBS, ",organisation,,person,超100名", ",organisation,input,person,超100名", (OBS, 3, "stage", "threshold")),
    "money that is not money": (OBS, ",service,input,money,", ",service,input,person,", (OBS, 17, "counted", "money")),
    "relation to nowhere": ("relations/chaoan.csv", "part_of,chaoan-communities", "part_of,chaoan-community",
                            ("relations/chaoan.csv", 3, "other", "observations/")),
    "relation said twice": ("relations/chaoan.csv", "chaoan-newform-organisations,may_overlap,chaoan-social-organisations",
                            "chaoan-newform-organisations,may_overlap,chaoan-nonpublic-organisations",
                            ("relations/chaoan.csv", 6, "observation, relation, other", "no other row")),
    "part with a drawing": ("mechanisms.csv", ",1,part,,全域建强组织", ",1,part,tree,全域建强组织", ("mechanisms.csv", 3, "drawing", "part")),
    "mechanism of no observation": ("mechanisms.csv", "chaoan-meetings", "chaoan-meeting", ("mechanisms.csv", 11, "observations", "id")),
    "colour misspelt": ("regions.csv", "#12436D", "12436D", ("regions.csv", 2, "colour", "#")),
    "whole number beyond all counts": ("regions.csv", "#12436D,o,1\n", "#12436D,o,99999999999999999999\n",
                                       ("regions.csv", 2, "order", "at most")),
    "quotation mark within a cell": (OBS, ",Problems solved,", ',Problems "solved",', (OBS, None, "", "in line 15:")),
    "row too short": (OBS, "chaoan-meetings,chaoan,", "chaoan-meetings,", (OBS, 14, "", "21 cells")),
    "row too long": (OBS, "chaoan-meetings,chaoan,", "chaoan-meetings,x,chaoan,", (OBS, 14, "", "21 cells")),
    "column renamed": (OBS, "hedge,measure", "hedges,measure", (OBS, 1, "hedges", "described")),
    "column lost": (OBS, "hedge,measure", "hedges,measure", (OBS, 1, "hedge", "every column")),
}


def read_as_many(monkeypatch) -> None:
    """Let every table be read and checked as one of many rows is: by pandas, its different cells once."""
    for module in (cells, checks):
        monkeypatch.setattr(module, "FEW", 5)
    monkeypatch.setattr(csv_files, "_SMALL", -1)
    monkeypatch.setattr(cells, "_MANY", 5)


@pytest.mark.parametrize("size", ["few", "many"])
@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_named(slip, size, data_copy, monkeypatch):
    """Protects every cell: each slip is refused, and the error leads to it."""
    if size == "many":
        read_as_many(monkeypatch)
    file, old, new, (where, row, field, word) = SLIPS[slip]
    change(data_copy, file, old, new)
    found = faults(data_copy)
    hit = [f for f in found if (f.file, f.row, f.field) == (where, row, field)]
    assert hit, f"none at {where}, {row}, {field}; there are:\n" + "\n".join(map(str, found))
    assert any(word in f"{f.found} {f.allowed}" for f in hit), "\n".join(map(str, hit))


def test_many_rows_are_loaded_as_few_are(data_copy, monkeypatch):
    """Protects a table that grows: no cell, type or index changes because it has more rows."""
    few = load_tables()
    read_as_many(monkeypatch)
    for name, table in load_tables(data_copy).items():
        pd.testing.assert_frame_equal(table, few[name])


@pytest.mark.parametrize("few", [0, 1000])
@pytest.mark.parametrize("many", [1, 2**31])
def test_combinations_are_told_apart(few, many, monkeypatch):
    """Protects keys of several columns: rows are alike where all their cells are, however they are numbered."""
    monkeypatch.setattr(cells, "FEW", few)
    monkeypatch.setattr(cells, "_MANY", many)
    rows = [(a, b, c) for a in "uvwxyz" for b in "kl" for c in "pqrst"] * 2
    names = ("one", "two", "three")
    columns = dict(zip(names, (np.array(column, object) for column in zip(*rows, strict=True)), strict=True))
    codes, different = cells.Cells(columns).distinct(*names)
    assert sorted(different) == sorted(set(rows))
    assert [different[code] for code in codes] == rows


def test_combinations_beyond_64_bits_are_told_apart(monkeypatch):
    """Protects keys of very many columns, whose combinations no number of the machine counts."""
    monkeypatch.setattr(cells, "FEW", 0)
    rows = ["a" * 70, "b" + "a" * 69, "b" * 70]
    columns = {str(at): np.array(column, object) for at, column in enumerate(zip(*rows, strict=True))}
    codes, different = cells.Cells(columns).distinct(*columns)
    assert ["".join(different[code]) for code in codes] == rows


def test_all_faults_come_at_once(data_copy):
    """Protects the curator's time: one error lists the faults of several files."""
    change(data_copy, OBS, ",243,人,none,", ",x,人,none,")
    change(data_copy, "observations/jiangnan.csv", ",rate,截至今年7月", ",rates,截至今年7月")
    change(data_copy, "regions.csv", "#12436D", "blue")
    assert {f.file for f in faults(data_copy)} == {OBS, "observations/jiangnan.csv", "regions.csv"}


@pytest.mark.parametrize("size", ["few", "many"])
@pytest.mark.parametrize(("encoding", "word"), [("utf-8-sig", "byte order mark"), ("gb18030", "GBK"), ("utf-16", "UTF-16")])
def test_a_spreadsheet_s_encoding_is_named(encoding, word, size, data_copy, monkeypatch):
    """Protects against files that a spreadsheet program saved."""
    if size == "many":
        read_as_many(monkeypatch)
    path = data_copy / OBS
    path.write_text(path.read_text(encoding="utf-8"), encoding=encoding)
    found = faults(data_copy)
    assert [f.file for f in found] == [OBS]
    assert word in found[0].found
    assert "UTF-8" in found[0].allowed


@pytest.mark.parametrize("size", ["few", "many"])
@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b'id,region\n"open', b"%PDF-1.7", b"\xff" * 40,
                                     b"id,region\nchaoan,\xe6\xbd\nchaoan,\xff\n"], ids=repr)
def test_any_bytes_give_a_clear_error(content, size, data_copy, monkeypatch):
    """Protects against a traceback of another library."""
    if size == "many":
        read_as_many(monkeypatch)
    (data_copy / OBS).write_bytes(content)
    assert OBS in {f.file for f in faults(data_copy)}


def test_a_missing_file_is_named(data_copy):
    (data_copy / "relations/jiangnan.csv").unlink()
    assert [(f.file, f.found) for f in faults(data_copy)] == [("relations/jiangnan.csv", "no such file")]


def test_a_file_that_is_not_listed_is_named(data_copy):
    """Protects the next region: a new file counts only once the descriptor lists it."""
    (data_copy / "observations/elsewhere.csv").write_text("id\n", encoding="utf-8")
    assert [f.file for f in faults(data_copy)] == ["observations/elsewhere.csv"]


def test_a_broken_descriptor_is_named(data_copy):
    (data_copy / "datapackage.json").write_text("{", encoding="utf-8")
    assert [f.file for f in faults(data_copy)] == ["datapackage.json"]


def test_no_data_is_named(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        load_tables(tmp_path)


def test_frames_are_typed():
    """Protects analysts: numbers are numbers, closed lists are categories."""
    rows = load_observations()
    assert rows["value"].dtype == "float64"
    assert {str(rows[c].dtype) for c in ("low", "high")} == {"float64"}
    assert {str(rows[c].dtype) for c in ("low_open", "high_open")} == {"bool"}
    for column in ("theme", "stage", "counted", "measure", "period_basis"):
        assert isinstance(rows[column].dtype, pd.CategoricalDtype), column
    assert rows.index.name == "id"


def test_a_frame_is_the_caller_s_own():
    """Protects one notebook cell from another: changing a frame changes no later one."""
    mine = load_observations()
    mine["value"] = 0.0
    assert (load_observations()["value"] > 0).all()


def test_selection_names_what_there_is():
    assert set(load_observations("jiangnan", "industry")["theme"].astype(str)) == {"industry"}
    assert set(load_set_aside("chaoan")["region"]) == {"chaoan"}
    with pytest.raises(RefusedError, match="chaoan, jiangnan"):
        load_observations("chaozhou")


def test_the_descriptor_is_the_only_schema(data_copy):
    """Protects the one schema: what the descriptor forbids, loading refuses."""
    path = data_copy / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    for resource in package["resources"]:
        for field in resource["schema"]["fields"]:
            if resource["name"] == "observations" and field["name"] == "theme":
                field["categories"] = [c for c in field["categories"] if c["value"] != "service"]
    path.write_text(json.dumps(package, ensure_ascii=False), encoding="utf-8")
    assert {f.field for f in faults(data_copy)} == {"theme"}


def test_loading_brings_in_nothing_heavy():
    """Protects who only reads the data: no drawing, no dictionary of numerals, no database."""
    done = subprocess.run([sys.executable, "-c", "import sys, helpers; helpers.load_observations(); print(*sys.modules)"],
                          cwd=ROOT, capture_output=True, text=True, check=True)
    heavy = {"matplotlib", "seaborn", "cn2an", "duckdb", "scipy", "IPython"}
    assert not heavy & {name.partition(".")[0] for name in done.stdout.split()}


def test_two_empty_cells_are_no_doubles(data_copy):
    """Protects the curator from a second, wrong reason: what is empty is missing, and not what another row has."""
    for label in load_observations(folder=data_copy)["label_en"].iloc[:2]:
        change(data_copy, OBS, f",{label},", ",,")
    assert [(fault.row, fault.allowed) for fault in faults(data_copy) if fault.field == "label_en"] == [
        (2, "a value"), (3, "a value")]


def test_faults_are_counted_and_a_bound_is_named(data_copy):
    """Protects the first line that a curator reads, in the singular too, and the bound of a number that is too small."""
    path = data_copy / "regions.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, heading in ((1, "1 fault in the data:"), (2, "2 faults in the data:")):
        lines[number] = lines[number].rpartition(",")[0] + f",-{number}"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        with pytest.raises(DataError) as error:
            load_tables(data_copy)
        first, *told = str(error.value).splitlines()
        assert first == heading
        assert told[-1] == f"regions.csv, row {number + 1}, order: found '-{number}'; allowed: at least 1"


@pytest.mark.parametrize(("spoil", "advice"), [
    (lambda text: text.encode("gb18030"), "in a spreadsheet choose “CSV UTF-8”"),
    (lambda text: text.replace(",", ',"', 1).encode(), "a CSV file with one header row"),
], ids=["another encoding", "a quotation mark that stays open"])
def test_a_file_that_cannot_be_read_says_what_to_do(spoil, advice, data_copy):
    """Protects who has saved a table with another program: the words to look for in its menu, or what a table is."""
    path = data_copy / "regions.csv"
    path.write_bytes(spoil(path.read_text(encoding="utf-8")))
    with pytest.raises(DataError, match=rf"regions\.csv.*allowed: .*{advice}"):
        load_tables(data_copy)


def test_a_criterion_is_related_as_one(data_copy):
    """Protects the sums: a criterion sorts what others count, and only a criterion does."""
    change(data_copy, "relations/chaoan.csv", ",criterion_of,", ",may_overlap,")
    with pytest.raises(DataError, match="relation: found 'may_overlap'; allowed: criterion_of for a threshold, and only for one"):
        load_tables(data_copy)


def test_every_fault_says_all_it_must(data_copy, monkeypatch):
    """Protects the curator, whatever is wrong: file, row, field, what was found and what is allowed, none of them empty."""
    monkeypatch.syspath_prepend(str(ROOT / "tests" / "mutants"))
    from cells import changed
    from cells import slips as every
    by_field = {}
    for slip in every(ROOT / "data"):
        by_field.setdefault((slip.file.split("/")[0], slip.field), []).append(slip)
    told = 0
    for slips in by_field.values():
        slip = slips[len(slips) // 2]
        (data_copy / slip.file).write_text(changed(ROOT / "data", slip), encoding="utf-8")
        try:
            load_tables(data_copy)
        except DataError as error:
            for fault in error.faults:
                told += 1
                assert all(isinstance(said, str) and said.strip() for said in (fault.file, fault.found, fault.allowed))
                assert fault.field or fault.row is None
                assert fault.row is None or fault.row > 0
                assert "None" not in str(error)
        (data_copy / slip.file).write_bytes((ROOT / "data" / slip.file).read_bytes())
    assert told > 40


def test_categories_of_an_unknown_table_are_refused():
    """Protects who mistypes a table or a field: a refusal that names both, no traceback."""
    for table, field in (("harvest", "theme"), ("observations", "crop")):
        with pytest.raises(RefusedError, match=f"no categories of '{field}' in {table}"):
            load_categories(table, field)


def test_a_table_that_was_edited_is_read_again(data_copy):
    """Protects who has a notebook open and corrects a table: the next call gives what stands there now."""
    assert "Joint meetings held" in set(load_observations(folder=data_copy)["label_en"])
    change(data_copy, OBS, "Joint meetings held", "Meetings held jointly")
    assert "Meetings held jointly" in set(load_observations(folder=data_copy)["label_en"])
