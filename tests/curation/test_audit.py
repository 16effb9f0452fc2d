"""The audit: every numeral has its row, and a slip in rows or article is loud."""

import json
import tempfile
from operator import itemgetter
from pathlib import Path

import pytest
from conftest import needs_sources, read_csv, sources
from drafting import DATA, a_place, curated  # noqa: F401 (the fixture `place`)
from hypothesis import given, settings
from hypothesis import strategies as st

from chinese_quantities import find_numerals
from curation.accounts import compare
from curation.articles import Article, read_article
from helpers import RefusedError
from helpers.__main__ import main

FIELDS = ["start", "end", "text", "kind", "value", "unit", "hedge", "low", "high", "low_open", "high_open",
          "status", "row", "note"]  # fmt: skip
TEXT = """某省云岭市清溪区： 服务站建到家门口

■记者 某某

今年以来,清溪区新建服务点近200个,招募志愿者
1200余名;截至6月,调解纠纷300多件。

站点建在身边

网格连心。把25个党员超50名的网格党支部升格,组建一批服务队,打通“最后一公里”。
"""


@pytest.fixture
def here(place):
    place.write(TEXT)
    return place


def lines(capsys) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@needs_sources
@pytest.mark.parametrize("source", sources())
def test_the_articles_are_accounted_for(source, place, capsys):
    """Protects completeness: each numeral of the curated articles has a row that reads as it does."""
    row, article = curated(source)
    place.write(article.text)
    for options in (["--region", row["region"]], []):
        assert main(["audit", "qingxi.txt", "--json", *options]) == 0
        found = lines(capsys)
        assert len(found) > 40
        assert {one["status"] for one in found} == {"accounted"}


def test_an_article_of_no_region_is_listed(here, capsys):
    """Protects who only wants to see the numerals: all of them, with offsets, in a fixed form."""
    assert main(["audit", "qingxi.txt", "--json"]) == 0
    found = lines(capsys)
    assert [list(one) for one in found] == [FIELDS] * len(found)
    assert all(TEXT[one["start"]:one["end"]] == one["text"] for one in found)
    assert len(found) == 8
    assert {one["status"] for one in found} == {None}


@pytest.mark.parametrize("slip", read_csv(DATA / "slips.csv"), ids=itemgetter("slip"))
def test_a_slip_is_loud(slip, here, capsys):
    """Protects the curator: where article and rows differ, the audit names it and fails."""
    here.draft()
    assert main(["audit", "qingxi.txt", "--region", "qingxi"]) == 0
    path = here.article if slip["where"] == "text" else here.data / slip["where"] / "qingxi.csv"
    text = path.read_text(encoding="utf-8")
    assert slip["old"] in text
    path.write_text(text.replace(slip["old"], slip["new"], 1), encoding="utf-8")
    capsys.readouterr()
    assert main(["audit", "qingxi.txt", "--region", "qingxi", "--json"]) == 1
    out, err = capsys.readouterr()
    assert slip["status"] in {json.loads(line)["status"] for line in out.splitlines()}, err
    assert slip["word"] in err
    assert main(["audit", "qingxi.txt", "--region", "qingxi"]) == 1
    assert slip["word"] in capsys.readouterr().out


def test_the_curators_kind_goes_before_the_rules():
    """Protects a correction, either way: a name that a row counts, a quantity that is set aside, another kind of name."""
    text = "全区推出“便民政策15条”，打通“最后一公里”，用电1200万千瓦时，调解纠纷300多件。"
    counted = [{"id": "a-1", "phrase": "便民政策15条", "also": "", "value": "15", "unit": "条", "hedge": "none"},
               {"id": "a-2", "phrase": "用电1200万千瓦时", "also": "", "value": "12000000", "unit": "千瓦时", "hedge": "none"}]
    aside = [{"phrase": "最后一公里", "numeral": "一", "occurrences": "1", "kind": "slogan"},
             {"phrase": "调解纠纷300多件", "numeral": "300", "occurrences": "1", "kind": "name"}]
    assert find_numerals(text)[0].kind == "name"
    found = compare(Article("a.txt", text, ""), counted, aside)
    assert [(one["text"], one["kind"], one["value"], one["row"]) for one in found] == [
        ("15", "quantity", 15, "a-1"), ("一", "slogan", None, "最后一公里"), ("1200万", "quantity", 12000000, "a-2"),
        ("300", "name", None, "调解纠纷300多件")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings(encoding, end, here, capsys):
    """Protects files of any office program: the same numerals, whatever the bytes."""
    here.article.write_bytes(TEXT.replace("\n", end).encode(encoding))
    assert main(["audit", "qingxi.txt", "--json"]) == 0
    assert [one["low"] for one in lines(capsys) if one["kind"] == "quantity"] == [180, 1201, 301, 25, 51]


@settings(max_examples=30)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode),
                 st.text(max_size=100).map(lambda text: text.encode("utf-16")),
                 st.text(st.sampled_from("近一二十百万亿0123456789个名元年月日第,。“”\n多余约超"), max_size=120).map(str.encode)))
def test_any_file_can_be_audited_or_is_refused(content):
    """Protects whoever audits the wrong file: every digit is listed, or a line says what is wrong; never a traceback."""
    with tempfile.NamedTemporaryFile(suffix=".txt") as file:
        Path(file.name).write_bytes(content)
        try:
            article = read_article(file.name)
        except RefusedError as error:
            assert len(f"{error}".splitlines()) == 1
            return
    covered = {place for one in compare(article) for place in range(one["start"], one["end"])}
    assert {at for at, character in enumerate(article.text) if character in "0123456789"} <= covered


WRONG = {
    "empty": (b"", "is empty"), "blank": (b" \r\n\n", "is empty"), "PDF": (b"%PDF-1.7\n39", "is a PDF"),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "Word"), "picture": (b"\x89PNG\r\n\x1a\n", "a picture"),
    "noise": (bytes(range(256)) * 40, "no text in"), "too large": (b"1" * 8_000_001, "8 MB"),
    "Word": (b"PK\x03\x04\x14\0word/document.xml39", "Word"), "folder": (None, "folder"),
}  # fmt: skip


@pytest.mark.parametrize("command", [["audit"], ["draft", "--region", "qingxi"]], ids=lambda words: words[0])
@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_file_is_named(kind, command, place, capsys):
    """Protects who picks the wrong file: one line that says what it is, no traceback, nothing written."""
    path, (content, word) = place.folder / "wrong.txt", WRONG[kind]
    path.mkdir() if content is None else path.write_bytes(content)
    before = place.files()
    assert main([command[0], str(path), *command[1:]]) == 2
    out, err = capsys.readouterr()
    assert word in err and not out
    assert len(err.splitlines()) == 1
    assert place.files() == before
