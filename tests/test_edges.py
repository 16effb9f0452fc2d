"""Edges that a change of one place in the code would break unseen: found by `make mutants`, each with what it protects."""

from __future__ import annotations

import csv
import os
import re

import pandas as pd
import pytest
from conftest import ROOT

from helpers import (
    DataError,
    RefusedError,
    listing,
    load_categories,
    load_observations,
    load_sections,
    load_tables,
    typeset,
    use,
    value_label,
)
from helpers.__main__ import main
from helpers.curation import articles
from helpers.curation.accounts import read_rows
from helpers.curation.articles import lay_out, read_article
from helpers.notes import overlap_note, period_line
from helpers.reading.numerals import squeeze
from helpers.reading.phrases import read_phrase
from helpers.schema import GAP
from helpers.typeset import width, wrap


def emptied(folder, field: str, rows: int):
    """Empty a field of the first rows of the observations, and return the faults that loading lists."""
    path = folder / "observations" / "chaoan.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        table = list(csv.reader(stream))
    for row in table[1:rows + 1]:
        row[table[0].index(field)] = ""
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(table)
    with pytest.raises(DataError) as error:
        load_tables(folder)
    return [(fault.row, fault.allowed) for fault in error.value.faults if fault.field == field]


def test_two_empty_cells_are_no_doubles(data_copy):
    """Protects the curator from a second, wrong reason: what is empty is missing, and not what another row has."""
    assert emptied(data_copy, "label_en", 2) == [(2, "a value"), (3, "a value")]


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
    path = data_copy / "relations" / "chaoan.csv"
    text = path.read_text(encoding="utf-8")
    assert text.count(",criterion_of,") == 1
    path.write_text(text.replace(",criterion_of,", ",may_overlap,"), encoding="utf-8")
    with pytest.raises(DataError, match="relation: found 'may_overlap'; allowed: criterion_of for a threshold, and only for one"):
        load_tables(data_copy)


def test_every_fault_says_all_it_must(data_copy, monkeypatch):
    """Protects the curator, whatever is wrong: file, row, field, what was found and what is allowed, none of them empty."""
    monkeypatch.syspath_prepend(str(ROOT / "tests" / "mutants"))
    import cells
    by_field = {}
    for slip in cells.slips(ROOT / "data"):
        by_field.setdefault((slip.file.split("/")[0], slip.field), []).append(slip)
    told = 0
    for slips in by_field.values():
        slip = slips[len(slips) // 2]
        (data_copy / slip.file).write_text(cells.changed(ROOT / "data", slip), encoding="utf-8")
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


@pytest.mark.parametrize(("language", "words"), [("en", ("notes", "row", "letter")), ("zh", ("注", "各行", "字母"))])
def test_a_measure_line_says_where_the_periods_are(language, words):
    """Protects the period: where rows differ in it, the line points to where each is said."""
    use(language)
    rows = load_observations("chaoan")
    assert rows["period"].nunique() > 1
    for said, word in zip([period_line(rows), period_line(rows, printed=True), period_line(rows, signed=True)], words, strict=True):
        assert word in said


def test_overlaps_that_are_only_counted_are_counted_and_found():
    """Protects a column, which has no room for each overlap: how many pairs there are, and where they stand."""
    rows = load_observations("jiangnan")
    use("en")
    pairs = {frozenset((name, other)) for name, row in rows.iterrows() for other in row["may_overlap"] if other in rows.index}
    found = re.fullmatch(r"(\d+) pairs of these numbers may overlap, so they are not added up: see the page-size figure\.",
                         said := overlap_note(rows, brief=True))
    assert found, said
    assert int(found[1]) == len(pairs)


def test_a_chinese_table_leaves_out_english_labels():
    """Protects the reader of the Chinese notebooks: the words that are translated stand there, their translation does not."""
    use("zh")
    assert list(listing(load_sections()[["section", "label_en", "level"]]).columns) == ["小节", "层级"]


def test_lines_for_an_office_program_fit_in_the_wider_font():
    """Protects a slide from words that run out of their box where the program has another font than ours."""
    text = "WIMMOWMMW MMWWO communities coordinating MWWWM organisations " * 3
    lines = wrap(text, 60.0, office=True).split("\n")
    assert max(width(line, office=True) for line in lines) <= 60.0
    assert max(width(line, office=True) for line in wrap(text, 60.0).split("\n")) > 60.0, "the text puts it to the test"


def test_a_table_that_was_edited_is_read_again(data_copy):
    """Protects who has a notebook open and corrects a table: the next call gives what stands there now."""
    path = data_copy / "observations" / "chaoan.csv"
    assert "Joint meetings held" in set(load_observations(folder=data_copy)["label_en"])
    path.write_text(path.read_text(encoding="utf-8").replace("Joint meetings held", "Meetings held jointly"), encoding="utf-8")
    assert "Meetings held jointly" in set(load_observations(folder=data_copy)["label_en"])


# --- reading


def test_a_column_of_numbers_is_not_read_as_one():
    """Protects tables in an article: digits go on over a line's end only where both lines are prose."""
    assert squeeze("收入40\n25\n某地新建")[0] == "收入40 25某地新建"
    assert squeeze("收入40\n25万元\n某地新建")[0] == "收入4025万元某地新建"


# --- the curator's path

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


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no processes are forked here")
def test_a_fork_reads_the_font_anew():
    """Protects two forks that measure text at once: they shared the place in the open font, and read broken glyphs."""
    typeset.width("社区")
    assert typeset._font.cache_info().currsize == 1
    child = os.fork()
    if not child:
        os._exit(typeset._font.cache_info().currsize)
    assert os.waitpid(child, 0)[1] == 0


@pytest.mark.parametrize(("phrase", "said"), [("3至5个", "3–5"), ("近300场次", "nearly 300 (270–299)"), ("近10个", "nearly 10 (read as 9)")])
def test_an_english_label_is_english(phrase, said):
    """Protects the reader of English figures: a range or a hedge is said in English, with what it leaves open."""
    use("en")
    assert value_label(pd.Series(read_phrase(phrase).as_dict() | {"words": phrase})) == said
