"""A table may be kept as Parquet: the same door, the same checks, the same frame."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd
import pytest

from helpers import DataError, load_tables
from helpers.__main__ import main

OBS = "observations/chaoan"
duckdb = pytest.importorskip("duckdb", reason="DuckDB reads Parquet; it comes with the extras test and parquet")


def cells_of(folder: Path, name: str) -> pd.DataFrame:
    """The cells of a CSV as text."""
    return pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)


def write(path: Path, table: pd.DataFrame) -> None:
    with duckdb.connect() as connection:
        connection.from_df(table).write_parquet(str(path))


def keep_as_parquet(folder: Path, name: str, table: pd.DataFrame | None = None) -> None:
    """Write a CSV of the data as Parquet instead, and list it so."""
    table = cells_of(folder, name) if table is None else table
    write(folder / f"{name}.parquet", table)
    (folder / f"{name}.csv").unlink()
    relist(folder, f"{name}.csv", f"{name}.parquet")


def relist(folder: Path, old: str, new: str) -> None:
    path = folder / "datapackage.json"
    listing = path.read_text(encoding="utf-8")
    assert f'"{old}"' in listing
    path.write_text(listing.replace(f'"{old}"', f'"{new}"'), encoding="utf-8")


def faults(folder: Path) -> list:
    with pytest.raises(DataError) as error:
        load_tables(folder)
    return error.value.faults


def test_every_table_gives_the_same_frame(data_copy):
    """Protects analysts: nothing changes with the kind of file, text cells throughout."""
    expected = load_tables(data_copy)
    for path in list(data_copy.rglob("*.csv")):
        keep_as_parquet(data_copy, path.relative_to(data_copy).with_suffix("").as_posix())
    assert not list(data_copy.rglob("*.csv"))
    found = load_tables(data_copy)
    for name, table in expected.items():
        pd.testing.assert_frame_equal(found[name], table)


def test_typed_columns_give_the_same_frame(data_copy):
    """Protects who writes Parquet from a typed frame: numbers, categories, and nothing for an empty cell."""
    expected = load_tables(data_copy)["observations"]
    table = cells_of(data_copy, OBS)
    table["value"] = pd.to_numeric(table["value"])
    table["theme"] = table["theme"].astype("category")
    table["note_en"] = table["note_en"].replace("", None)
    keep_as_parquet(data_copy, OBS, table)
    regions = cells_of(data_copy, "regions")
    keep_as_parquet(data_copy, "regions", regions.assign(order=regions["order"].astype("int64")))
    found = load_tables(data_copy)
    pd.testing.assert_frame_equal(found["observations"], expected)
    assert found["regions"]["order"].tolist() == regions["order"].astype(int).tolist()


def test_whole_numbers_give_the_same_frame(data_copy):
    """Protects a value column that its writer made whole numbers."""
    expected = load_tables(data_copy)["observations"]
    table = cells_of(data_copy, OBS)
    keep_as_parquet(data_copy, OBS, table.assign(value=table["value"].astype("int64")))
    pd.testing.assert_frame_equal(load_tables(data_copy)["observations"], expected)


# The column, the row (as a spreadsheet numbers it), what is put there, and a word of the fault.
SLIPS = [
    ("value", 7, "93", "39"), ("hedge", 17, "none", "近"), ("unit", 12, "个", "人"), ("theme", 2, "organization", "community"),
    ("period", 7, "近五年来", "periods.csv"), ("label_en", 3, "TODO", "gap"), ("label_zh", 4, " 标签", "space"),
    ("id", 3, "chaoan-committees-upgraded", "no other row"), ("phrase", 6, "", "a value"), ("region", 5, "jiangnan", "chaoan"),
]


@pytest.mark.parametrize("typed", [False, True], ids=["text", "numbers"])
@pytest.mark.parametrize(("column", "row", "cell", "word"), SLIPS, ids=[slip[0] for slip in SLIPS])
def test_a_slip_is_named_as_in_a_csv(column, row, cell, word, typed, data_copy, tmp_path):
    """Protects every cell: the faults are those of a CSV, at the same row and field."""
    table = cells_of(data_copy, OBS)
    table.loc[row - 2, column] = cell
    table.to_csv(data_copy / f"{OBS}.csv", index=False, lineterminator="\n")
    expected = [(f.row, f.field, f.found, f.allowed) for f in faults(data_copy)]
    assert any(f"{word}" in f"{f[2]} {f[3]}" for f in expected)
    if typed:
        table["value"] = pd.to_numeric(table["value"])
    keep_as_parquet(data_copy, OBS, table)
    found = faults(data_copy)
    assert {f.file for f in found} <= {f"{OBS}.parquet", "relations/chaoan.csv", "mechanisms.csv"}
    assert [(f.row, f.field, f.found, f.allowed) for f in found] == expected


@pytest.mark.parametrize(("change", "expected"), [
    (lambda t: t.drop(columns="hedge"), ("hedge", "no such column")),
    (lambda t: t.assign(remark="x"), ("remark", "a column that is not described")),
    (lambda t: t.assign(theme=True), ("theme", "BOOLEAN")),
    (lambda t: t.assign(period=pd.Timestamp(2020, 1, 1)), ("period", "TIMESTAMP")),
    (lambda t: t.assign(value=float("inf")), ("value", "inf")),
], ids=["column lost", "stray column", "truth values", "dates", "infinite"])
def test_another_table_is_refused(change, expected, data_copy):
    """Protects the loader from a file of another make, column by column."""
    keep_as_parquet(data_copy, OBS, change(cells_of(data_copy, OBS)))
    assert any(f.field == expected[0] and expected[1] in f.found for f in faults(data_copy)), faults(data_copy)


@pytest.mark.parametrize("damage", [
    lambda content: b"", lambda content: b"PAR1", lambda content: content[:len(content) // 2], lambda content: b"id,region\n1,2\n",
    lambda content: content[:-12] + b"\xff" * 4 + content[-8:], lambda content: content[:60] + b"\x00" * 400 + content[460:],
], ids=["empty", "mark only", "cut off", "a CSV", "footer", "pages"])
def test_a_broken_file_is_a_fault(damage, data_copy):
    """Protects against a traceback of another library."""
    keep_as_parquet(data_copy, OBS)
    path = data_copy / f"{OBS}.parquet"
    path.write_bytes(damage(path.read_bytes()))
    assert {f.file for f in faults(data_copy)} >= {f"{OBS}.parquet"}


def test_without_a_reader_it_says_what_to_install(data_copy, monkeypatch):
    """Protects who has not installed the extra."""
    keep_as_parquet(data_copy, OBS)

    monkeypatch.setitem(sys.modules, "duckdb", None)
    (fault,) = [f for f in faults(data_copy) if f.file == f"{OBS}.parquet"]
    assert "pip install" in fault.allowed and "[parquet]" in fault.allowed


def test_a_file_that_is_not_listed_is_named(data_copy):
    write(data_copy / "observations" / "elsewhere.parquet", cells_of(data_copy, OBS))
    assert [f.file for f in faults(data_copy)] == ["observations/elsewhere.parquet"]


ARTICLE = "清溪区服务到家\n\n今年以来,清溪区新建服务点近200个,招募志愿者1200余名。\n"


def test_a_region_in_parquet_is_audited_and_drafted(data_copy, tmp_path, monkeypatch, capsys):
    """Protects the curator: rows in Parquet account for numerals, and new ones go into a CSV beside them."""
    monkeypatch.chdir(data_copy.parent)
    article = tmp_path / "qingxi.txt"
    article.write_text(ARTICLE, encoding="utf-8")
    assert main(["draft", str(article), "--region", "qingxi"]) == 0
    keep_as_parquet(data_copy, "observations/qingxi")
    before = (data_copy / "observations/qingxi.parquet").read_bytes()
    assert main(["audit", str(article), "--region", "qingxi"]) == 0
    article.write_text(ARTICLE + "\n调解员走访老人3400多名。\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["draft", str(article), "--region", "qingxi"]) == 0
    assert "observations: 1 new row" in capsys.readouterr().out
    assert (data_copy / "observations/qingxi.parquet").read_bytes() == before
    paths = json.loads((data_copy / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    assert {"observations/qingxi.parquet", "observations/qingxi.csv"} <= {p for r in paths for p in r["path"]}
    assert main(["audit", str(article), "--region", "qingxi"]) == 0
