"""`audit` and `draft`: every numeral has its row, a slip is loud, and drafting changes nothing that is there."""

from __future__ import annotations

import csv
import json
import os
import re
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT, needs_sources, sources

from curation.articles import lay_out, read_article
from curation.ledger import write_all
from curation.periods import find_window, state_ends
from helpers.__main__ import main
from helpers.schema import GAP

FIELDS = ["start", "end", "text", "kind", "value", "unit", "hedge", "low", "high", "low_open", "high_open",
          "status", "row"]  # fmt: skip
TEXT = """某市清溪区： 服务站建到家门口

■记者 某某

今年以来,清溪区新建服务点近200个,招募志愿者
1200余名;截至6月,调解纠纷300多件。

站点建在身边

网格连心。把25个党员超50名的网格党支部升格,组建一批服务队,打通“最后一公里”。
"""


@pytest.fixture
def here(data_copy, monkeypatch) -> Path:
    """A folder with a copy of the data and an invented article, as the working directory."""
    monkeypatch.chdir(data_copy.parent)
    (data_copy.parent / "qingxi.txt").write_text(TEXT, encoding="utf-8")
    return data_copy.parent


def rows(folder: Path, table: str, region: str = "qingxi") -> list[dict]:
    with (folder / "data" / table / f"{region}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def lines(capsys) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


# --- audit


@needs_sources
@pytest.mark.parametrize("source", sources())
def test_the_articles_are_accounted_for(source, monkeypatch, capsys):
    """Protects completeness: each numeral of the curated articles has a row that reads as it does."""
    from helpers import load_sources
    monkeypatch.chdir(ROOT)
    row = load_sources().loc[source]
    folder = Path(os.environ.get("TWO_REGIONS_SOURCES", ROOT.parent / "shared" / "sources"))
    for options in (["--region", row["region"]], []):
        assert main(["audit", str(folder / row["file"]), "--json", *options]) == 0
        found = lines(capsys)
        assert len(found) > 40
        assert {one["status"] for one in found} == {"accounted"}


def test_an_article_of_no_region_is_listed(here, capsys):
    """Protects who only wants to see the numerals: all of them, with offsets, in a fixed form."""
    assert main(["audit", "qingxi.txt", "--json"]) == 0
    found = lines(capsys)
    assert [list(one) for one in found] == [FIELDS] * len(found)
    assert all(TEXT[one["start"]:one["end"]] == one["text"] for one in found)
    assert [(one["text"], one["kind"]) for one in found] == [
        ("200", "quantity"), ("1200", "quantity"), ("6", "date"), ("300", "quantity"), ("25", "quantity"),
        ("50", "quantity"), ("一", "classifier"), ("一", "idiom")]
    assert {one["status"] for one in found} == {None}
    assert main(["audit", "qingxi.txt"]) == 0
    assert "compared with no rows" in capsys.readouterr().out


# What is changed in the drafted rows or the article, and the status and words that the audit must give.
SLIPS = {
    "digit swapped in the article": ("text", "近200个", "近300个", "mismatch", "200"),
    "hedge lost in the article": ("text", "300多件", "300件", "mismatch", "300多件"),
    "number added to the article": ("text", "打通", "走访88户,打通", "unaccounted", "88"),
    "value typed wrong": ("observations", ",200,个,近,", ",2000,个,近,", "mismatch", "2000"),
    "hedge typed wrong": ("observations", ",200,个,近,", ",200,个,none,", "mismatch", "none"),
    "hedge cut from the phrase": ("observations", "清溪区新建服务点近200个,,200,个,近", "200个,,200,个,none", "mismatch", "近"),
    "numeral not set aside": ("set_aside", "组建一批", "服务队", "unaccounted", "一"),
    "set aside once too often": ("set_aside", "组建一批,一,1", "组建一批,一,2", "repeated", "not 2"),
    "phrase not in the text": ("observations", "300多件", "300多起", "missing", "300多起"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_loud(slip, here, capsys):
    """Protects the curator: whatever parts article and rows, in either, the audit names it and fails."""
    where, old, new, status, word = SLIPS[slip]
    assert main(["draft", "qingxi.txt", "--region", "qingxi"]) == 0
    assert main(["audit", "qingxi.txt", "--region", "qingxi"]) == 0
    path = here / "qingxi.txt" if where == "text" else here / "data" / where / "qingxi.csv"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    capsys.readouterr()
    assert main(["audit", "qingxi.txt", "--region", "qingxi", "--json"]) == 1
    out, err = capsys.readouterr()
    assert status in {json.loads(line)["status"] for line in out.splitlines()}, err
    assert word in err
    assert main(["audit", "qingxi.txt", "--region", "qingxi"]) == 1
    assert word in capsys.readouterr().out


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings(encoding, end, here, capsys):
    """Protects files of any office program: the same numerals, whatever the bytes."""
    (here / "other.txt").write_bytes(TEXT.replace("\n", end).encode(encoding))
    assert main(["audit", "other.txt", "--json"]) == 0
    found = lines(capsys)
    assert [one["low"] for one in found if one["kind"] == "quantity"] == [180, 1201, 301, 25, 51]


def word_file(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("word/document.xml", "<w:t>39个</w:t>")


WRONG = {
    "empty": (b"", "is empty"), "blank": (b" \r\n\n", "is empty"), "PDF": (b"%PDF-1.7\n39", "is a PDF"),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "Word"), "picture": (b"\x89PNG\r\n\x1a\n", "a picture"),
    "noise": (bytes(range(256)) * 40, "no text in"), "too large": (b"1" * 8_000_001, "8 MB"),
}  # fmt: skip


@pytest.mark.parametrize("command", [["audit"], ["draft", "--region", "qingxi"]], ids=lambda words: words[0])
@pytest.mark.parametrize("kind", [*WRONG, "Word", "folder", "nothing"])
def test_a_wrong_file_is_named(kind, command, here, capsys):
    """Protects who picks the wrong file: one line that says what it is, no traceback, nothing written."""
    path, word = here / "wrong.txt", "Word"
    if kind in WRONG:
        content, word = WRONG[kind]
        path.write_bytes(content)
    elif kind == "Word":
        word_file(path)
    elif kind == "folder":
        path.mkdir()
        word = "folder"
    else:
        word = "wrong.txt"
    before = files(here / "data")
    assert main([command[0], str(path), *command[1:]]) == 2
    out, err = capsys.readouterr()
    assert word in err and not out
    assert len(err.splitlines()) == 1
    assert files(here / "data") == before


def test_a_large_text_takes_seconds(here, capsys):
    """Protects who audits a collection: a megabyte in seconds."""
    import time
    (here / "large.txt").write_text(TEXT * 2200, encoding="utf-8")
    begun = time.process_time()
    assert main(["audit", "large.txt"]) == 0
    assert time.process_time() - begun < 15
    assert "17600 numerals" in capsys.readouterr().out


def test_an_unknown_region_names_the_known(here, capsys):
    assert main(["audit", "qingxi.txt", "--region", "nowhere"]) == 2
    assert "chaoan, jiangnan" in capsys.readouterr().err


# --- draft


def test_a_draft_fills_in_what_the_words_say(here):
    """Protects the curator's time: phrase, value, hedge, unit, section and period; a gap for each judgement."""
    assert main(["draft", "qingxi.txt", "--region", "qingxi"]) == 0
    said = [(r["phrase"], r["value"], r["unit"], r["hedge"], r["section"], r["period"], r["period_basis"], r["measure"])
            for r in rows(here, "observations")]
    assert said == [
        ("清溪区新建服务点近200个", "200", "个", "近", "导语", "今年以来", "stated", GAP),
        ("招募志愿者1200余名", "1200", "名", "余", "导语", "今年以来", "carried", GAP),
        ("调解纠纷300多件", "300", "件", "多", "导语", "截至6月", "stated", GAP),
        ("25个党员超50名的网格党支部升格", "25", "个", "none", "网格连心", "none", "none", GAP),
        ("超50名", "50", "名", "超", "网格连心", "none", "none", "threshold")]
    assert [(r["phrase"], r["numeral"], r["occurrences"], r["kind"]) for r in rows(here, "set_aside")] == [
        ("截至6月", "6", "1", "date"), ("组建一批", "一", "1", "classifier"), ("最后一公里", "一", "1", "idiom")]
    (relation,) = rows(here, "relations")
    assert (relation["observation"], relation["relation"], relation["other"]) == ("qingxi-05", "criterion_of", "qingxi-04")
    assert all(r["theme"] == r["label_en"] == r["label_zh"] == GAP for r in rows(here, "observations"))


def test_nothing_that_is_there_changes(here):
    """Protects what is curated: files only grow at their end, and the list of files by the new ones."""
    before = files(here / "data")
    assert main(["draft", "qingxi.txt", "--region", "qingxi"]) == 0
    after = files(here / "data")
    for name, content in before.items():
        if name == "datapackage.json":
            continue
        assert after[name].startswith(content), name
    old, new = (json.loads(one["datapackage.json"]) for one in (before, after))
    for resource, other in zip(old["resources"], new["resources"], strict=True):
        if isinstance(resource["path"], list):
            assert other["path"] == [*resource["path"], f"{resource['name']}/qingxi.csv"]
        assert {**resource, "path": 0} == {**other, "path": 0}


def test_drafting_again_adds_only_what_is_new(here, capsys):
    """Protects hand-made changes: a second run writes nothing, one after an addition that one row."""
    assert main(["draft", "qingxi.txt", "--region", "qingxi"]) == 0
    path = here / "data" / "observations" / "qingxi.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("qingxi-01", "qingxi-points"), encoding="utf-8")
    before = files(here / "data")
    capsys.readouterr()
    assert main(["draft", "qingxi.txt", "--region", "qingxi"]) == 0
    assert "nothing new" in capsys.readouterr().out
    assert files(here / "data") == before
    (here / "qingxi.txt").write_text(TEXT + "\n今年以来,另有商户88家加入。\n", encoding="utf-8")
    assert main(["draft", "qingxi.txt", "--region", "qingxi"]) == 0
    out = capsys.readouterr().out
    assert "observations: 1 new row\n" in out and "another fingerprint" in out
    after = files(here / "data")
    assert [name for name in after if after[name] != before[name]] == ["observations/qingxi.csv"]
    assert rows(here, "observations")[-1]["id"] == "qingxi-06"


@needs_sources
@pytest.mark.parametrize("source", sources())
def test_the_curated_articles_need_no_draft(source, here, capsys):
    """Protects the two regions: drafting them finds every numeral in its row."""
    from helpers import load_sources
    row = load_sources(ROOT / "data").loc[source]
    folder = Path(os.environ.get("TWO_REGIONS_SOURCES", ROOT.parent / "shared" / "sources"))
    before = files(here / "data")
    assert main(["draft", str(folder / row["file"]), "--region", row["region"]]) == 0
    assert "nothing new" in capsys.readouterr().out
    assert files(here / "data") == before


@needs_sources
@pytest.mark.parametrize("source", sources())
def test_a_draft_finds_what_the_curators_found(source):
    """Protects the rules of the draft: headings and periods as two people curated them."""
    from helpers import load_observations, load_sections, load_sources
    row = load_sources(ROOT / "data").loc[source]
    folder = Path(os.environ.get("TWO_REGIONS_SOURCES", ROOT.parent / "shared" / "sources"))
    article = read_article(folder / row["file"])
    table = load_sections(ROOT / "data").query("source == @source")
    dateline, title, found = lay_out(article)
    assert (dateline, title) == (row["dateline_zh"], row["title_zh"])
    assert [(s.name, s.level, s.part) for s in found] == [(r.section, str(r.level), r.part) for r in table.itertuples()]
    for name, one in load_observations(folder=ROOT / "data").query("source == @source").iterrows():
        if one["measure"] != "threshold":
            window = find_window(article.joined, article.joined.index(one["phrase"]))
            assert (window.period, window.basis) == (one["period"], str(one["period_basis"])), name


@pytest.mark.parametrize(("words", "period", "basis", "ends"), [
    ("截至今年6月底,建成", "截至今年6月底", "stated", ("unstated", "stated")),
    ("近三年来共新建", "近三年来", "stated", ("stated", "unstated")),
    ("今年上半年,投入资金,新建", "今年上半年", "carried", ("stated", "stated")),
    ("目前已有", "目前", "stated", ("unstated", "unstated")),
    ("2023年1—7月完成", "2023年1—7月", "stated", ("stated", "stated")),
    ("自2021年启动以来,服务", "自2021年启动以来", "stated", ("stated", "unstated")),
    ("今年以来成效好。新建", "none", "none", None),
    ("到2025年建成", "none", "none", None),
    ("实施三年行动,新建", "none", "none", None),
])  # fmt: skip
def test_periods_are_found_in_the_sentence(words, period, basis, ends):
    """Protects the period: nearest before the quantity, in its sentence; aims and names are none."""
    window = find_window(words + "30个", len(words))
    assert (window.period, window.basis) == (period, basis)
    assert period == "none" or state_ends(period) == ends


def test_a_bad_id_is_refused(here, capsys):
    before = files(here / "data")
    assert main(["draft", "qingxi.txt", "--region", "Qing Xi"]) == 2
    assert "such as qingxi" in capsys.readouterr().err
    assert files(here / "data") == before


def test_an_article_of_another_region_is_refused(here, capsys):
    """Protects against the same article under two regions."""
    assert main(["draft", "qingxi.txt", "--region", "qingxi"]) == 0
    assert main(["draft", "qingxi.txt", "--region", "elsewhere"]) == 2
    assert "qingxi" in capsys.readouterr().err


def test_all_files_or_none(here, monkeypatch):
    """Protects the tables from a half-written draft: when one file cannot be moved, all are as they were."""
    before, moved = files(here / "data"), []
    replace = Path.replace

    def fail(self, target):
        if len(moved) == 3:
            raise OSError(28, "No space left on device")
        moved.append(target)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail)
    assert main(["draft", "qingxi.txt", "--region", "qingxi"]) == 2
    assert len(moved) == 3
    assert files(here / "data") == before


def test_a_stopped_run_leaves_nothing(tmp_path, monkeypatch):
    """Protects against Ctrl-C: no file beside the tables is left over."""
    (tmp_path / "a").write_text("old", encoding="utf-8")

    def stop(self, target):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        write_all({tmp_path / "a": b"new", tmp_path / "b": b"new"})
    assert files(tmp_path) == {"a": b"old"}


def test_headings_are_told_from_sentences(tmp_path):
    """Protects the section of a row: short sentences with a number, captions and cut lines are no headings."""
    path = tmp_path / "a.txt"
    path.write_text(TEXT + "\n全年新增30人。同时扩大范围。\n\n解决难题\n", encoding="utf-8")
    dateline, title, found = lay_out(read_article(path))
    assert (dateline, title) == ("某市清溪区", "服务站建到家门口")
    assert [(s.name, s.level) for s in found] == [
        ("标题", "title"), ("导语", "lead"), ("站点建在身边", "part"), ("网格连心", "section")]


def test_the_walk_through_is_true(here, capsys):
    """Protects who follows CONTRIBUTING.md: its article gives what it prints, at each step."""
    section = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## Add a region")[1]
    article, listed, drafted, gap = re.findall(r"```text\n(.*?)```", section, re.S)[:4]
    (here / "qingxi.txt").write_text(article, encoding="utf-8")
    assert main(["audit", "qingxi.txt"]) == 0
    assert capsys.readouterr().out == listed
    assert main(["draft", "qingxi.txt", "--region", "qingxi"]) == 0
    assert capsys.readouterr().out == drafted
    assert main(["check"]) == 2
    assert gap in capsys.readouterr().err
    for field, value in re.findall(r"^\| `(\w+)`, .*? \| (`.*?`) \|", section, re.M):
        assert rows(here, "observations")[0][field] == value.split("`")[1]
