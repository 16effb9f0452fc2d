"""What becomes a row of a draft, and what is read from an article for it."""

from __future__ import annotations

import csv

import pytest

from curation import articles
from curation.accounts import read_rows
from curation.articles import lay_out, read_article
from helpers import DataError, RefusedError
from helpers.__main__ import main
from helpers.schema import GAP

HEAD = "某市清溪区：服务站建到家门口\n\n"


def drafted(folder, text: str, capsys) -> tuple[list[dict], str]:
    """Draft an invented article; return the rows of its observations, and what was said."""
    (folder.parent / "qingxi.txt").write_text(HEAD + text, encoding="utf-8")
    assert main(["draft", "qingxi.txt", "--region", "qingxi"]) == 0
    with (folder / "observations" / "qingxi.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream)), capsys.readouterr().out


def test_a_quantity_that_cannot_be_read_is_a_row_of_gaps(data_copy, monkeypatch, capsys):
    """Protects the table from an empty cell where a person must decide: value, unit, hedge and what follows from them."""
    monkeypatch.chdir(data_copy.parent)
    (row,), _ = drafted(data_copy, "全区建成三千一百零个服务点。\n", capsys)
    assert {row[field] for field in ("value", "unit", "hedge", "counted", "measure")} == {GAP}


@pytest.mark.parametrize(("text", "rows", "also"), [
    ("全区有1200名党员参加培训。这批1200名党员走访社区。\n", 1, True),
    ("全区有1200名党员参加培训。另有1200余名党员走访社区。\n", 2, False),
    ("全区有服务点25个，调解员25个，都已到岗。\n", 2, False),
    ("全区有3名党员到岗。另有3名党员走访社区。\n", 2, False),
])
def test_a_quantity_said_twice_is_one_row(text, rows, also, data_copy, monkeypatch, capsys):
    """Protects against a number counted twice, and against two that merely have the same numeral taken for one."""
    monkeypatch.chdir(data_copy.parent)
    found, said = drafted(data_copy, text, capsys)
    assert len(found) == rows
    assert [bool(row["also"]) for row in found] == [also] * rows
    assert ("said twice" in said) == also


def test_a_section_knows_its_part(tmp_path):
    """Protects the order of an article: a section stands under its part, all else under none."""
    path = tmp_path / "a.txt"
    path.write_text(HEAD + "今年以来新建服务点。\n\n站点建在身边\n\n网格连心。把党支部升格。\n", encoding="utf-8")
    assert [(one.name, one.part) for one in lay_out(read_article(path))[2]] == [
        ("标题", ""), ("导语", ""), ("站点建在身边", ""), ("网格连心", "站点建在身边")]


def test_a_large_file_is_told_its_size_and_the_limit(tmp_path, monkeypatch):
    """Protects who hands in a whole year of a newspaper: both numbers, in megabytes."""
    monkeypatch.setattr(articles, "LARGEST", 2_000_000)
    path = tmp_path / "year.txt"
    path.write_bytes(b"1" * 3_000_000)
    with pytest.raises(RefusedError, match=r"year\.txt has 3 MB; .* more than 2 MB is not read"):
        read_article(path)


def test_a_table_that_is_not_there_is_named(data_copy):
    """Protects whoever has cut a table out of the descriptor: which one is missing."""
    with pytest.raises(DataError, match="a table harvest"):
        read_rows(data_copy, "harvest")
