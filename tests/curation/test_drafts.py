"""The draft: what the words decide is filled in rightly, what they leave open is a gap, and nothing that is there changes."""

from __future__ import annotations

import itertools
import json
import os
import re
from pathlib import Path

import pytest
from conftest import ROOT, needs_sources, sources
from drafting import HEAD, a_place  # noqa: F401 (the fixture `place`)

from curation import articles
from curation.articles import read_article
from curation.drafts import make_draft
from curation.heads import COLOURS
from curation.layout import lay_out
from curation.ledger import read_rows, write_all
from curation.periods import find_window, state_ends
from helpers import DataError, RefusedError, load_table
from helpers.__main__ import main
from helpers.loading import GAP

HEFENG = ROOT / "tests" / "curation" / "data" / "hefeng.txt"

# The quantities of the article hefeng.txt as a person reads them: words that the phrase must hold, value, unit, hedge,
# period, basis. Whatever else the draft takes into a phrase, it may not say another number.
READ = [line.split() for line in ["", "从214家 214 家 none none none", "至457家 457 家 none 截至2024年底 stated", "从业人员达6300余人 6300 人 余 截至2024年底 carried", "零售额突破9.6亿元 960000000 元 突破 截至2024年底 carried", "增长21.4% 21.4 % none 截至2024年底 carried", "公共配送中心1个 1 个 none none none", "乡镇服务站16个 16 个 none none none", "村级服务点183个 183 个 none none none", "九成以上 9 成 以上 none none", "的5天 5 天 none none none", "至2天 2 天 none none none", "合作线路14条 14 条 none 今年以来 stated", "包裹近1.2万件 12000 件 近 今年以来 carried", "下降0.8元 0.8 元 none 今年以来 carried", "5个乡镇服务站 5 个 none none none", "培训班68期 68 期 none none none", "培训学员3500余人次 3500 人次 余 none none", "主播120名 120 名 none none none", "苹果2000多斤 2000 斤 多 none none", "3所职业院校 3 所 none none none", "40名教师 40 名 none none none", "280多户农户 280 户 多 none none", "增收1.5万元左右 15000 元 左右 none none", "14项公共检测服务 14 项 none none none", "样品超3000批次 3000 批次 超 none none", "绿色食品27个 27 个 none none none", "商标36件 36 件 none none none", "对接会12场 12 场 none 去年 stated", "订单2.3亿元 230000000 元 none 去年 carried", "直营店8家 8 家 none 去年 carried", "达到15亿元 1500000000 元 none none none", ""] if line]


def drafted(text: str, tmp_path: Path) -> list[dict]:
    """Draft an invented article without writing anything; return its observations."""
    path = tmp_path / "qingxi.txt"
    path.write_text(HEAD + text, encoding="utf-8")
    return make_draft(read_article(path), ROOT / "data", "qingxi").rows["observations"]


# --- what is drafted


def test_an_article_is_drafted_as_a_person_reads_it():
    """Protects the numbers of a fresh article: each once, with its unit, hedge and window; goals and categories named."""
    made = make_draft(read_article(HEFENG), ROOT / "data", "hefeng")
    rows = made.rows["observations"]
    assert len(rows) == len(READ)
    for row, (words, *said) in zip(rows, READ, strict=True):
        assert words in row["phrase"] and len(row["phrase"]) <= 25
        assert [row[name] for name in ("value", "unit", "hedge", "period", "period_basis")] == said, words
    phrases = [phrase for row in rows for phrase in (row["phrase"], *row["also"].split())]
    assert not any(set(phrase) & set("，。；：,;:") for phrase in phrases)
    assert rows[6]["also"] == "16个乡镇服务站"
    assert rows[-1]["note_zh"] == "这是目标，不是结果。" and sum("note_zh" in row for row in rows) == 1
    labels = [row["label_zh"] for row in rows]
    assert GAP not in labels and len(set(labels)) == len(rows)
    (counted,) = [note for note in made.notes if note.startswith("counted: ")]
    assert "全县网店" in counted and "datapackage.json" in counted
    assert made.rows["regions"][0] | {"name_zh": "陇泉市禾丰县", "place_zh": "甘肃省陇泉市", "short_zh": "禾丰县",
                                      "name_en": "Hefeng County", "short_en": "Hefeng"} == made.rows["regions"][0]
    assert [row["period"] for row in made.rows["periods"]] == ["截至2024年底", "去年"]
    assert made.gaps <= 100  # of 31 numbers, 31 of them an English label; once it was 74 for 10


@pytest.mark.parametrize(("words", "decided"), [
    ("今年以来新建服务点近200个。", ("output", "centre", "flow", "新建服务点")),
    ("全年组织培训班，招募志愿者1200余名。", ("input", "person", "flow", "招募志愿者")),
    ("工业产值同比增长8.5%。", ("outcome", "rate", "rate", "工业产值同比增长")),
    ("累计拨付奖补资金近400万元。", ("input", "money", "flow", "拨付奖补资金")),
    ("目前已有15家重点项目企业。", (GAP, "firm", "stock", "重点项目企业")),
    ("全县村庄从15个增至40个。", (GAP, GAP, "stock", "全县村庄（此前）")),
    ("全县客流量从15万人次减少到9万人次。", ("outcome", "person", "flow", "全县客流量（此前）")),
    ("把25个党员超50名的党支部升格。", (GAP, "organisation", GAP, "党支部")),
])  # fmt: skip
def test_what_the_words_decide(words, decided, tmp_path):
    """Protects the curator's time, and the truth: stage, what is counted, measure and label where the words say them."""
    row = drafted(words, tmp_path)[0]
    assert tuple(row[name] for name in ("stage", "counted", "measure", "label_zh")) == decided


def test_a_criterion_is_a_threshold(tmp_path):
    """Protects from a criterion charted as a count, and from a share of villages (九成以上) taken for one."""
    text = "走访80岁以上老人3400多名。\n\n覆盖全县九成以上的行政村。\n"
    rows = {row["unit"]: row for row in drafted(text, tmp_path)}
    assert {unit: row["measure"] for unit, row in rows.items()} == {"岁": "threshold", "名": "flow", "成": "rate"}
    assert (rows["岁"]["theme"], rows["岁"]["counted"]) == (rows["名"]["theme"], "person")


@pytest.mark.parametrize(("text", "also"), [
    ("全区有1200名党员参加培训。这批1200名党员走访社区。\n", ["这批1200名党员"]),
    ("全区有500名学生。500名学生参加培训，还有500名学生走访社区。\n", ["500名学生参加培训", "还有500名学生"]),
    ("全区新建站点30个。\n\n全区新建站点30个。\n", ["全区新建站点30个"]),
    ("全区有1200名党员参加培训。另有1200余名党员走访社区。\n", None),
    ("全区有服务点25个，调解员25个，都已到岗。\n", None),
    ("全区有3名党员到岗。另有3名党员走访社区。\n", None),
])
def test_a_quantity_said_again_is_one_row(text, also, place, capsys):
    """Protects against a number counted twice, however often it is said, and against two taken for one."""
    found = place.draft(text)
    said = capsys.readouterr().out
    assert [row["also"].split() for row in found] == [also] if also else [row["also"] for row in found] == ["", ""]
    assert (f"said {len(also or []) + 1} times" in said) == bool(also)
    assert main(["audit", "qingxi.txt", "--region", "qingxi"]) == 0


def test_a_quantity_that_cannot_be_read_is_a_row_of_gaps(tmp_path):
    """Protects the table from an empty cell where a person must decide: value, unit, hedge and what follows from them."""
    (row,) = drafted("全区建成三千一百零个服务点。\n", tmp_path)
    assert {row[field] for field in ("value", "unit", "hedge", "counted", "measure")} == {GAP}


def test_a_row_without_a_phrase_has_a_reason_and_stays_one(place, monkeypatch, capsys):
    """Protects from a row that comes without a word: why it has no phrase, and drafting again adds none."""
    monkeypatch.setattr("curation.phrasing.LONGEST", 3)
    (row,) = place.draft("全区新建站点3000个。\n")
    assert row["phrase"] == GAP
    assert "qingxi-01: no phrase could be chosen: 3000个 has more than 3 characters" in capsys.readouterr().out
    assert len(place.draft()) == 1
    assert "look at qingxi-01: the row has no phrase yet" in capsys.readouterr().out


@pytest.mark.parametrize(("words", "number", "window", "ends"), [
    ("截至今年6月底,建成30个", "30个", ("截至今年6月底", "stated"), ("unstated", "stated")),
    ("近三年来共新建30个", "30个", ("近三年来", "stated"), ("stated", "unstated")),
    ("今年上半年,投入资金,新建30个", "30个", ("今年上半年", "carried"), ("stated", "stated")),
    ("目前已有30个", "30个", ("目前", "stated"), ("unstated", "unstated")),
    ("自2021年启动以来,服务30个", "30个", ("自2021年启动以来", "stated"), ("stated", "unstated")),
    ("今年以来成效好。新建30个", "30个", ("none", "none"), None),
    ("到2025年建成30个", "30个", ("none", "none"), None),
    ("实施三年行动,新建30个", "30个", ("none", "none"), None),
    # What a change began from has no window but its own; what it came to keeps the one before.
    ("截至6月底，网店从214家扩充至457家", "214家", ("none", "none"), None),
    ("截至6月底，网店从214家扩充至457家", "457家", ("截至6月底", "stated"), ("unstated", "stated")),
    ("截至6月底，由214家增至457家", "214家", ("none", "none"), None),
    ("截至6月底，由原来的214家提高到457家", "214家", ("none", "none"), None),
    ("截至6月底，在214家的基础上扩充到457家", "214家", ("none", "none"), None),
    ("今年以来，较214家增加了243家", "214家", ("none", "none"), None),
    ("网店从2020年的214家增长到2023年的457家", "214家", ("2020年", "stated"), ("stated", "stated")),
    ("网店从2020年的214家增长到2023年的457家", "457家", ("2023年", "stated"), ("stated", "stated")),
    ("上半年，由去年同期的214家提高到457家", "214家", ("去年同期", "stated"), ("unstated", "unstated")),
    ("今年以来，由214家企业组成联盟", "214家", ("今年以来", "stated"), ("stated", "unstated")),
])  # fmt: skip
def test_the_window_that_governs_a_number(words, number, window, ends):
    """Protects the period: nearest before the quantity in its sentence; aims and names are none; a level before is apart."""
    start = words.index(number)
    found = find_window(words, start, start + len(number))
    assert (found.period, found.basis) == window
    assert ends is None or state_ends(found.period) == ends


def test_headings_are_told_from_sentences(tmp_path):
    """Protects the section of a row: short sentences with a number, captions and cut lines are no headings."""
    path = tmp_path / "a.txt"
    path.write_text("某市清溪区： 服务站建到家门口\n\n■记者 某某\n\n今年以来,新建服\n务点200个。\n\n站点建在身边\n\n网格连心。把支部升格。\n"
                    "\n全年新增30人。同时扩大范围。\n\n解决难题\n", encoding="utf-8")
    dateline, title, found = lay_out(read_article(path))
    assert (dateline, title) == ("某市清溪区", "服务站建到家门口")
    assert [(one.name, one.level, one.part) for one in found] == [
        ("标题", "title", ""), ("导语", "lead", ""), ("站点建在身边", "part", ""), ("网格连心", "section", "站点建在身边")]


# Severe colour vision deficiency in linear RGB (Machado, Oliveira and Fernandes 2009).
VISION = [
    [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
]  # fmt: skip


def seen(colour: str, vision: list) -> tuple[list[float], float]:
    """Return a colour in CIELAB as somebody sees it, and its luminance."""
    parts = [int(colour[at:at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    r, g, b = (min(1, max(0, sum(m * c for m, c in zip(line, linear, strict=True)))) for line in vision)
    xyz = ((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505, 0.2126 * r + 0.7152 * g + 0.0722 * b,
           (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089)
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in xyz)
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)], xyz[1]


def test_a_new_regions_colour_is_apart_from_all():
    """Protects readers, also those with a colour vision deficiency: apart from ink, text, and every other region."""
    for one, other in itertools.combinations([*COLOURS, "#1D222B", *load_table("regions")["colour"]], 2):
        for vision in VISION if {one, other} & set(COLOURS) else []:
            a, b = seen(one, vision)[0], seen(other, vision)[0]
            assert sum((p - q) ** 2 for p, q in zip(a, b, strict=True)) ** 0.5 >= 20, f"{one} and {other}"
    assert all(1.05 / (seen(colour, VISION[0])[1] + 0.05) >= 4.5 for colour in COLOURS)


@needs_sources
@pytest.mark.parametrize("source", sources())
def test_a_draft_finds_what_the_curators_found(source):
    """Protects the rules of the draft: headings and periods as two people curated them."""
    from helpers import load_observations, load_table
    row = load_table("sources", folder=ROOT / "data").loc[source]
    folder = Path(os.environ.get("TWO_REGIONS_SOURCES", ROOT.parent / "shared" / "sources"))
    article = read_article(folder / row["file"])
    table = load_table("sections", folder=ROOT / "data").query("source == @source")
    dateline, title, found = lay_out(article)
    assert (dateline, title) == (row["dateline_zh"], row["title_zh"])
    assert [(s.name, s.level, s.part) for s in found] == [(r.section, str(r.level), r.part) for r in table.itertuples()]
    for name, one in load_observations(folder=ROOT / "data").query("source == @source").iterrows():
        if one["measure"] != "threshold":
            start = article.joined.index(one["phrase"])
            window = find_window(article.joined, start, start + len(one["phrase"]))
            assert (window.period, window.basis) == (one["period"], str(one["period_basis"])), name
    assert not make_draft(article, ROOT / "data", row["region"]).rows["observations"]


# --- what is written


def test_nothing_that_is_there_changes(place):
    """Protects what is curated: files only grow at their end, and the list of files by the new ones."""
    before = place.files()
    place.draft("全区新建站点30个。\n")
    after = place.files()
    for name, content in before.items():
        assert name == "datapackage.json" or after[name].startswith(content), name
    old, new = (json.loads(one["datapackage.json"]) for one in (before, after))
    for resource, other in zip(old["resources"], new["resources"], strict=True):
        if isinstance(resource["path"], list):
            assert other["path"] == [*resource["path"], f"{resource['name']}/qingxi.csv"]
        assert {**resource, "path": 0} == {**other, "path": 0}


def test_drafting_again_adds_only_what_is_new(place, capsys):
    """Protects hand-made changes: a second run writes nothing, one after an addition that one row."""
    text = "全区新建站点30个。\n"
    place.draft(text)
    path = place.data / "observations" / "qingxi.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("qingxi-01", "qingxi-points"), encoding="utf-8")
    before = place.files()
    capsys.readouterr()
    place.draft()
    assert "nothing new" in capsys.readouterr().out
    assert place.files() == before
    rows = place.draft(text + "\n今年以来,另有商户88家加入。\n")
    out = capsys.readouterr().out
    assert "observations: 1 new row\n" in out and "another fingerprint" in out
    after = place.files()
    assert [name for name in after if after[name] != before[name]] == ["observations/qingxi.csv"]
    assert [row["id"] for row in rows] == ["qingxi-points", "qingxi-01"]


def test_what_is_refused_is_refused_with_the_reason(place, capsys):
    """Protects against an id that cannot be one, the same article under two regions, and a missing table."""
    before = place.files()
    place.write(HEAD + "全区新建站点30个。\n")
    assert main(["draft", "qingxi.txt", "--region", "Qing Xi"]) == 2
    assert "such as qingxi" in capsys.readouterr().err
    assert place.files() == before
    place.draft()
    assert main(["draft", "qingxi.txt", "--region", "elsewhere"]) == 2
    assert "qingxi" in capsys.readouterr().err
    with pytest.raises(DataError, match="a table harvest"):
        read_rows(place.data, "harvest")


def test_a_large_file_is_told_its_size_and_the_limit(tmp_path, monkeypatch):
    """Protects who hands in a whole year of a newspaper: both numbers, in megabytes."""
    monkeypatch.setattr(articles, "LARGEST", 2_000_000)
    path = tmp_path / "year.txt"
    path.write_bytes(b"1" * 3_000_000)
    with pytest.raises(RefusedError, match=r"year\.txt has 3 MB; .* more than 2 MB is not read"):
        read_article(path)


def test_all_files_or_none(place, monkeypatch):
    """Protects the tables from a half-written draft: when one file cannot be moved, all are as they were."""
    before, moved = place.files(), []
    replace = Path.replace

    def fail(self, target):
        if len(moved) == 3:
            raise OSError(28, "No space left on device")
        moved.append(target)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail)
    place.write(HEAD + "全区新建站点30个。\n")
    assert main(["draft", "qingxi.txt", "--region", "qingxi"]) == 2
    assert len(moved) == 3
    assert place.files() == before


def test_a_stopped_run_leaves_nothing(tmp_path, monkeypatch):
    """Protects against Ctrl-C: no file beside the tables is left over."""
    (tmp_path / "a").write_text("old", encoding="utf-8")

    def stop(self, target):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        write_all({tmp_path / "a": b"new", tmp_path / "b": b"new"})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old"}


def test_the_walk_through_is_true(place, capsys):
    """Protects who follows docs/curating.md: its article gives what it prints, and its categories are taken."""
    guide = (ROOT / "docs" / "curating.md").read_text(encoding="utf-8")
    article, listed, told = re.findall(r"```text\n(.*?)```", guide, re.S)
    place.write(article)
    assert main(["audit", "qingxi.txt"]) == 0
    assert capsys.readouterr().out == listed
    place.draft()
    assert capsys.readouterr().out == told
    for field, value in re.findall(r"^\| `(\w+)` \| `(.*?)` \|", guide, re.M):
        assert place.rows("observations")[0][field] == value
    assert main(["check"]) == 2
    assert GAP in capsys.readouterr().err
    path = place.data / "datapackage.json"
    (added,) = re.findall(r"```json\n(.*?)```", guide, re.S)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('{"value": "platform", "label": "platforms"', added + '{"value": "platform", "label": "platforms"'),
                    encoding="utf-8")
    assert drafted_with(place.data, "全年举办电商培训班6期，帮助280户增收。")  == ["event", "household"]


def drafted_with(data: Path, text: str) -> list[str]:
    path = data.parent / "other.txt"
    path.write_text(HEAD + text, encoding="utf-8")
    return [row["counted"] for row in make_draft(read_article(path), data, "other").rows["observations"]]
