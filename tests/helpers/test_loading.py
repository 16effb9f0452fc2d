"""Bad data gives one error that lists every fault by file, row, field, found and allowed."""

import re
import shutil
import tempfile
from functools import cache
from operator import itemgetter
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT, read_csv
from hypothesis import given
from hypothesis import strategies as st

from helpers import DataError, RefusedError, load_observations, load_table, load_tables
from helpers.rules import read_again
from helpers.wording import get_language, in_language

OBS, DESCRIPTOR = "observations/chaoan.csv", "datapackage.json"


def change(folder: Path, file: str, old: str, new: str, count: int = 1) -> None:
    """Change the first occurrences of some text in a file."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file}"
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def refusal(folder: Path) -> DataError:
    with pytest.raises(DataError) as error:
        load_tables(folder)
    return error.value


@pytest.mark.parametrize("slip", read_csv(Path(__file__).parent / "data" / "slips.csv"), ids=itemgetter("slip"))
def test_a_slip_is_named(slip, data_copy):
    """Protects every cell: each slip is refused, and the error leads to its row and field and says what is allowed."""
    new = slip["new"].encode("ascii", "backslashreplace").decode("unicode_escape")  # what is not seen is typed as \ue000
    change(data_copy, slip["file"], slip["old"], new)
    found = refusal(data_copy).faults
    hit = [f for f in found if (f.file, str(f.row), f.field) == (slip["file"], slip["row"], slip["field"])]
    assert hit, "\n".join(map(str, found))
    assert any(slip["word"] in f"{f.found} {f.allowed}" for f in hit), "\n".join(map(str, hit))


def test_all_faults_come_at_once(data_copy):
    """Protects the curator's time: one error lists the faults of several files."""
    change(data_copy, OBS, ",243,人,none,", ",x,人,none,")
    change(data_copy, "observations/jiangnan.csv", ",rate,截至今年7月", ",rates,截至今年7月")
    change(data_copy, "regions.csv", "#12436D", "blue")
    assert {f.file for f in refusal(data_copy).faults} == {OBS, "observations/jiangnan.csv", "regions.csv"}


# What is done to the folder, and the file that the one fault names, with what was found.
DAMAGE = {
    "a file lost": (lambda data: (data / OBS).unlink(), OBS, "no such file"),
    "a folder in place of a file": (lambda data: ((data / OBS).unlink(), (data / OBS).mkdir()), OBS, "directory"),
    "a file that is not listed": (lambda data: (data / "relations/new.csv").write_text("id\n"), "relations/new.csv", "not list"),
    "half a descriptor": (lambda data: (data / DESCRIPTOR).write_text("{"), DESCRIPTOR, "JSONDecodeError"),
    "no tables": (lambda data: (data / DESCRIPTOR).write_text("{}"), DESCRIPTOR, "resources"),
    "a table of another name": (lambda data: change(data, DESCRIPTOR, '"periods"', '"times"', -1), DESCRIPTOR, "periods"),
    "a pattern that is none": (lambda data: change(data, DESCRIPTOR, "{6}", "("), DESCRIPTOR, "error"),
    "a key of no field": (lambda data: change(data, DESCRIPTOR, '"primaryKey": ["id"]', '"primaryKey": ["x"]'), DESCRIPTOR, "'x'"),
    "no descriptor": (lambda data: (data / DESCRIPTOR).unlink(), DESCRIPTOR, "no such file"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_folder_that_is_not_whole_is_told_once(damage, data_copy):
    """Protects the next region, whose file counts only once it is listed, and who broke the descriptor."""
    spoil, file, found = DAMAGE[damage]
    spoil(data_copy)
    (fault,) = refusal(data_copy).faults
    assert fault.file.endswith(file) and found in fault.found


def test_frames_are_typed_and_the_caller_s_own():
    """Protects analysts: numbers are numbers, closed lists are categories, and changing a frame changes no later one."""
    rows = load_observations()
    assert {str(rows[column].dtype) for column in ("value", "low", "high")} == {"float64"}
    assert {str(rows[column].dtype) for column in ("low_open", "high_open")} == {"bool"}
    assert {str(rows[column].dtype) for column in ("theme", "stage", "counted", "measure", "period_basis")} == {"category"}
    rows["value"] = 0.0
    assert (load_observations()["value"] > 0).all()


def test_selection_names_what_there_is():
    """Protects who mistypes a table or a region: a refusal that names it and what there is, no traceback."""
    assert set(load_observations("jiangnan", "industry")["theme"].astype(str)) == {"industry"}
    for mistyped, there in ((lambda: load_observations("chaozhou"), "chaoan, jiangnan"),
                            (lambda: load_observations(theme="harvest"), "community, funding"),
                            (lambda: load_table("harvests"), "regions, sources")):
        with pytest.raises(RefusedError, match=f"there are: {there}"):
            mistyped()


def test_regions_and_periods_come_in_their_order(data_copy):
    """Protects lists and charts: regions and periods come as their numbers say, not as the rows were typed."""
    change(data_copy, "regions.csv", ",o,1\n", ",o,3\n")
    assert load_table("regions", data_copy).index[-1] == "chaoan"
    change(data_copy, "periods.csv", "stated,unstated,1\n", "stated,unstated,9\n")
    assert load_table("periods", data_copy)["period"].iloc[-1] == "近三年来"


def test_names_of_allowed_values_are_a_table():
    """Protects who names categories in a chart: each value in the order of the descriptor, named in both languages."""
    stages = load_table("categories").loc["observations.stage"]
    assert list(stages.index) == list(load_observations()["stage"].cat.categories)
    assert stages.notna().all(axis=None)


def test_the_descriptor_is_the_only_schema(data_copy):
    """Protects the one schema: what the descriptor forbids, loading refuses."""
    change(data_copy, DESCRIPTOR, '{"value": "service"', '{"value": "serving"')
    assert {fault.field for fault in refusal(data_copy).faults} == {"theme"}


def test_two_empty_cells_are_no_doubles(data_copy):
    """Protects the curator from a second, wrong reason: what is empty is missing, and not what another row has."""
    for label in load_observations(folder=data_copy)["label_en"].iloc[:2]:
        change(data_copy, OBS, f",{label},", ",,")
    assert [(fault.row, fault.allowed) for fault in refusal(data_copy).faults] == [(2, "a value"), (3, "a value")]


def every_line(end: str):
    """Put something at the end of each line of a file."""
    return lambda text: "".join(line + end + "\n" for line in text.splitlines())


def with_delimiter(mark: str):
    return lambda text: text.replace(",", mark)


# What a program makes of a table, and words of the one fault: where, what the file is, what to do.
SPOILT = {
    "UTF-16": (lambda text: text.encode("utf-16"), "UTF-16", "save as “CSV UTF-8"),
    "UTF-16 without a mark": (lambda text: text.encode("utf-16-le"), "UTF-16", "save as “CSV UTF-8"),
    "GBK": (lambda text: text.encode("gb18030"), "GBK", "save as “CSV UTF-8"),
    "lines of an old Mac": (lambda text: text.replace("\n", "\r"), "CR alone", "not “CSV (Macintosh)"),
    "empty rows at the end": (lambda text: text + ",,,,,,,,,,,\n" * 3, "row 4: found a row without any content", "delete all"),
    "empty lines at the end": (lambda text: text + "\n\n", "row 4: found a row without any content", "delete all"),
    "empty columns at the end": (every_line(",,"), "a column without a name", "delete those"),
    "sep=,": (lambda text: "sep=,\n" + text, "a first line “sep=”", "delete it"),
    "tabs": (with_delimiter("\t"), "separated by tabs", "commas"),
    "semicolons": (with_delimiter(";"), "separated by semicolons", "commas"),
    "a pointer of Git LFS": (lambda text: "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n", "Git LFS", "git lfs pull"),
    "a web page": (lambda text: "\n<!DOCTYPE html>\n<html><body>" + text, "web page", "raw"),
    "a workbook": (lambda text: b"PK\x03\x04" + text.encode(), "Excel", "save as “CSV UTF-8"),
    "a merge that is not finished": (lambda text: text + "<<<<<<< HEAD\n=======\n>>>>>>> main\n", "merge", "one of the two"),
    "no header": (lambda text: text.partition("\n")[2], "found no header, but chaoan,", "id, name_zh"),
    "sorted with its header": (lambda text: "\n".join(sorted(text.splitlines(), key=str.upper)), "no header, but chaoan", "id, name_zh"),
    "a title above the header": (lambda text: "Regions,,,,,,,,,,,\n" + text, "no header, but Regions", "id, name_zh"),
    "a bare title above the header": (lambda text: "Regions\n" + text, "no header, but Regions", "id, name_zh"),
    "itself twice": (lambda text: text + text, "row 4: found the header again", "delete the other"),
    "another table": (lambda text: "a,b\n1,2\n", "no header, but a,b", "id, name_zh"),
    "a quotation mark never closed": (lambda text: text.replace(",D,", ',"D,'), "row 3: found a quotation mark", "doubled"),
    "a column twice": (lambda text: text.replace("name_zh", "id", 1), "no column name_zh; a column id too many", "id, name_zh"),
    "a column renamed": (lambda text: text.replace("name_zh", "name", 1), "no column name_zh; a column name too many", "id"),
    "a row that is far too long": (lambda text: text + "," * 200, "row 4", "delete all"),
    "a cell that is far too long": (lambda text: text.replace(",D,", "," + "D" * 5_000 + ","), "DDD…", "o, D"),
    "a PDF": (lambda text: b"%PDF-1.7", "PDF", "save as “CSV UTF-8"),
    "no text": (lambda text: b"\xff" * 40, "no text at all", "save as “CSV UTF-8"),
    "nothing": (lambda text: "\n", "an empty file", "header row"),
}


@pytest.mark.parametrize("spoilt", SPOILT)
def test_what_a_file_is_instead_of_a_table_is_told_once(spoilt, data_copy):
    """Protects who saved a table with a spreadsheet: one sentence with the cause, none that only follows from it."""
    spoil, found, advice = SPOILT[spoilt]
    path = data_copy / "regions.csv"
    content = spoil(path.read_text(encoding="utf-8"))
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    (fault,) = refusal(data_copy).faults
    assert str(fault).startswith("regions.csv")
    assert found in str(fault) and advice in fault.allowed


@pytest.mark.parametrize("save", [
    lambda text: text.encode("utf-8-sig"), lambda text: text.replace("\n", "\r\n").encode(),
    lambda text: text.rstrip("\n").encode(), lambda text: "".join(
        ",".join(f'"{cell}"' for cell in line.split(",")) + "\n" for line in text.splitlines()).encode(),
], ids=["byte order mark", "CRLF", "no line end at the end", "all cells quoted"])
def test_what_a_spreadsheet_may_do_changes_nothing(save, data_copy):
    """Protects who saves “CSV UTF-8” in Excel, and a clone in which git wrote CRLF."""
    path = data_copy / "periods.csv"
    path.write_bytes(save(path.read_text(encoding="utf-8")))
    expected = load_tables(ROOT / "data")
    for name, table in load_tables(data_copy).items():
        pd.testing.assert_frame_equal(table, expected[name])


def test_alike_faults_share_a_line(data_copy):
    """Protects the curator of a draft from a page of the same words: one line lists the rows, the first counts the faults."""
    change(data_copy, "regions.csv", ",o,1\n", ",o,-1\n")
    assert str(refusal(data_copy)) == "1 fault in the data:\nregions.csv, row 2, order: found '-1'; allowed: at least 1"
    change(data_copy, OBS, ",organisation,structure,", ",TODO,structure,", 2)
    heading, line, _ = str(refusal(data_copy)).splitlines()
    assert heading == "3 faults in the data:" and line.count("innovation") == 1
    assert re.match(r"observations/chaoan\.csv, rows \d+, \d+, theme: found 'TODO'; allowed: what a person fills in", line)


def test_the_label_is_in_the_language_in_force(data_copy):
    """Protects charts: the short label where there is one, else the label, in the language of the moment, never an old one.

    And who has a notebook open and corrects a table: the next call gives what stands there now.
    """
    rows = load_observations(folder=data_copy)
    assert (rows["label"] == rows["short_en"].where(rows["short_en"] != "", rows["label_en"])).all()
    first = rows.iloc[0]
    change(data_copy, OBS, f",{first['label_zh']},{first['short_en']},{first['short_zh']},", f",{first['label_zh']},Upgraded,升格,")
    assert load_observations(folder=data_copy)["label"].iloc[0] == "Upgraded"
    with in_language("zh"):
        rows = load_observations(folder=data_copy)
        assert rows["label"].iloc[:2].tolist() == ["升格", rows["short_zh"].iloc[1] or rows["label_zh"].iloc[1]]
    assert get_language() == "en"
    with pytest.raises(RefusedError, match="no language 'fr'; there are: en, zh"), in_language("fr"):
        pass


def test_only_things_of_a_kind_are_compared_with_their_whole():
    """Protects from a wrong fault: seven committees in 27 communities are compared, money in a programme is not."""
    row = {"_file": "o.csv", "_row": 2, "hedge": "none"}
    units = {"r-large": ("500万元", "5000000", "元"), "r-whole": ("3个项目", "3", "个"), "r-part": ("20名", "20", "名")}
    rows = [row | {"id": name, "phrase": phrase, "value": value, "unit": unit} for name, (phrase, value, unit) in units.items()]
    pair = {"_file": "r.csv", "_row": 2, "relation": "part_of", "other": "r-whole"}
    assert not read_again(rows, [pair | {"observation": "r-large"}])[1]
    (fault,) = read_again(rows, [pair | {"observation": "r-part"}])[1]
    assert fault.found == "'r-part', at least 20" and "at most 3" in fault.allowed


FILES = sorted(path.relative_to(ROOT / "data").as_posix() for path in (ROOT / "data").rglob("*.csv"))


@cache
def original(file: str) -> bytes:
    return (ROOT / "data" / file).read_bytes()


@st.composite
def damaged(draw):
    """A file of the data, and its bytes with a few of them lost, doubled or replaced, or any bytes at all."""
    file = draw(st.sampled_from([*FILES, "datapackage.json"]))
    content = original(file)
    if draw(st.integers(0, 3)) == 0:
        return file, draw(st.binary(max_size=200))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 40)))
        piece = draw(st.one_of(st.binary(max_size=6), st.sampled_from(
            [b'"', b",", b"\n", b"\r", b"\r\n", b'""', b"\x00", "　".encode(), "９".encode(), b"nan", b"-0", b"1e3", b"inf"])))
        content = content[:start] + piece + content[end:]
    return file, content


@given(damaged())
def test_any_bytes_load_or_are_a_clear_error(damage):
    """Protects the curator from a traceback of another library, whatever a file has become."""
    file, content = damage
    with tempfile.TemporaryDirectory() as folder:
        data = Path(shutil.copytree(ROOT / "data", Path(folder) / "data"))
        (data / file).write_bytes(content)
        try:
            tables = load_tables(data)
        except DataError as error:
            assert error.faults and all(fault.file and fault.allowed for fault in error.faults)
            return
    rows = tables["observations"]
    assert (rows["low"] <= rows["high"]).all() and rows.index.is_unique
    assert all(len(table) for table in tables.values())
