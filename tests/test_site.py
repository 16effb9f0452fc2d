"""The static page, read as files: nothing on it is lost, invented, fetched from elsewhere, or able to run."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import ROOT

from helpers import load_mechanisms, load_observations, load_set_aside
from helpers.errors import RefusedError
from helpers.notebooks import list_figures
from helpers.site import assets, write_site
from helpers.site.build import PAGES, speaking
from helpers.site.markup import clean, mark_chinese
from helpers.wording import bounds, label, note, period, quantity

VOID = {"meta", "link", "img", "input", "br", "hr", "source"}
FETCHED = {("img", "src"), ("source", "srcset"), ("script", "src"), ("link", "href"), ("iframe", "src"), ("object", "data"),
           ("use", "href"), ("form", "action"), ("video", "src"), ("audio", "src"), ("embed", "src"), ("base", "href")}


class Node:
    """An element: enough of a tree to ask questions of."""

    def __init__(self, tag: str, attrs: dict, parent=None) -> None:
        self.tag, self.attrs, self.parent, self.children = tag, attrs, parent, []

    def all(self, tag: str | None = None, **wanted) -> list[Node]:
        found = []
        for child in self.children:
            if isinstance(child, Node):
                if (tag is None or child.tag == tag) and all(child.attrs.get(k.rstrip("_")) == v for k, v in wanted.items()):
                    found.append(child)
                found += child.all(tag, **wanted)
        return found

    def one(self, tag: str, **wanted) -> Node:
        return self.all(tag, **wanted)[0]

    @property
    def raw(self) -> str:
        return "".join(child if isinstance(child, str) else child.raw for child in self.children)

    @property
    def text(self) -> str:
        return plain(self.raw)


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.at = Node("", {})

    def handle_starttag(self, tag, attrs):
        node = Node(tag, dict(attrs), self.at)
        self.at.children.append(node)
        if tag not in VOID:
            self.at = node

    def handle_startendtag(self, tag, attrs):
        self.at.children.append(Node(tag, dict(attrs), self.at))

    def handle_endtag(self, tag):
        assert self.at.tag == tag, f"</{tag}> closes <{self.at.tag}>"
        self.at = self.at.parent

    def handle_data(self, data):
        self.at.children.append(data)


def read(path: Path) -> Node:
    reader = Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    assert reader.at is reader.root, f"{path.name}: <{reader.at.tag}> is never closed"
    return reader.root


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    folder, count = write_site(tmp_path_factory.mktemp("page") / "site", columns=False)
    assert count == len(list_figures(ROOT / "notebooks"))
    return folder


@pytest.fixture(scope="module")
def pages(site) -> dict[str, Node]:
    return {path.relative_to(site).as_posix(): read(path) for path in sorted(site.rglob("*.html"))}


def records(language: str) -> dict[str, dict]:
    return {name: entry for (name, one), entry in assets.read_records(ROOT / "figures").items() if one == language}


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    """A copy of data, figures (SVG alone) and notebooks that a test may damage."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copytree(ROOT / "figures", tmp_path / "figures", ignore=shutil.ignore_patterns("*.png", "*.pdf", "*.pptx", "*.docx"))
    (tmp_path / "notebooks").mkdir()
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        shutil.copyfile(path, tmp_path / "notebooks" / path.name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def snapshot(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*")) if path.is_file()}


# --- what stands on it

@pytest.mark.parametrize("language", PAGES)
def test_every_figure_stands_on_the_page_with_its_words(pages, language):
    """Protects the reader: message, measure line, chart, alt text, notes and source, in the page's language."""
    page = pages[PAGES[language]]
    articles = {node.attrs["id"]: node for node in page.all("article")}
    assert list(articles) == list(list_figures(ROOT / "notebooks"))
    for name, record in records(language).items():
        article = articles[name]
        assert article.one("h4").text == plain(record["title"])
        image = article.one("img")
        assert image.attrs["alt"] == record["alt"], name
        assert image.attrs["src"] == f"figures/{name}.{language}.body.svg"
        for said in (record["measure"], *record["notes"], record["source"], record["alt"]):
            assert plain(said) in article.text, (name, said)


@pytest.mark.parametrize("language", PAGES)
def test_rows_behind_a_figure_are_those_of_the_data(pages, language):
    """Protects the number: each row of each figure with its phrase, value, bounds, period and section."""
    rows = load_observations(folder=ROOT / "data")
    sections = ROOT / "data" / "sections.csv"
    assert sections.is_file()
    with speaking(language):
        for name, record in records(language).items():
            tables = pages[PAGES[language]].one("article", id=name).all("table")
            assert len(tables) == bool(record["rows"]) + bool(record["mechanisms"]), name
            if not record["rows"]:
                continue
            lines = tables[0].one("tbody").all("tr")
            assert len(lines) == len(record["rows"]), name
            for line, one in zip(lines, record["rows"], strict=True):
                row, said = rows.loc[one], line.text
                for text in (label(row), row["phrase"], quantity(row["value"], row["unit"]), period(row), row["section"],
                             note(row)):
                    assert plain(text) in said, (name, one, text)
                if row["low"] != row["high"] or row["hedge"] != "none":
                    assert bounds(row["low"], row["high"], row["low_open"], row["high_open"], row["unit"]) in said, (name, one)


@pytest.mark.parametrize("language", PAGES)
def test_named_parts_stand_beside_the_figures_that_draw_them(pages, language):
    parts = load_mechanisms(folder=ROOT / "data")
    for name, record in records(language).items():
        text = pages[PAGES[language]].one("article", id=name).text
        for part in record["mechanisms"]:
            assert plain(parts.at[part, "name_zh"]) in text and plain(parts.at[part, f"name_{language}"]) in text, (name, part)


@pytest.mark.parametrize("language", PAGES)
def test_the_table_holds_every_observation_without_any_script(pages, language):
    """Protects the reader without JavaScript: all rows are there and visible; the search, which needs it, is not."""
    page, rows = pages[PAGES[language]], load_observations(folder=ROOT / "data")
    lines = page.one("table", id="observations").one("tbody").all("tr")
    assert [line.attrs["id"] for line in lines] == [f"row-{name}" for name in rows.index]
    assert not any("hidden" in line.attrs for line in lines)
    assert "hidden" in page.one("form").attrs
    for line, (name, row) in zip(lines, rows.iterrows(), strict=True):
        assert row["phrase"] in line.text and (row["also"] or "") in line.text
        drawn = {link.attrs["href"].removeprefix("#") for link in line.all("a")}
        assert drawn == {one for one, record in records(language).items() if name in record["rows"]}, name


@pytest.mark.parametrize("language", PAGES)
def test_hedges_limits_and_numerals_set_aside_are_told(pages, language):
    page = pages[PAGES[language]]
    rows = load_observations(folder=ROOT / "data")
    reading = page.one("section", id="reading").text
    for _, row in rows[rows["hedge"] != "none"].iterrows():
        assert row["phrase"] in reading
    with speaking(language):
        for _, row in rows[rows["hedge"] != "none"].iterrows():
            assert bounds(row["low"], row["high"], row["low_open"], row["high_open"], row["unit"]) in reading
    limits = page.one("section", id="limits")
    assert len(limits.all("dt")) >= 5 and not re.search(r"\{\w+\}", page.text)
    aside = page.one("section", id="aside").text
    for phrase in load_set_aside(folder=ROOT / "data")["phrase"]:
        assert phrase in aside


def test_notebooks_are_rendered_whole(pages):
    """Protects the reader without Jupyter: every heading, code cell and chart of every notebook."""
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        page = pages[f"notebooks/{path.stem}.html"]
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code" and "".join(cell["source"]).strip()]
        assert len(page.all("pre", class_="code")) == len(code)
        for cell, shown in zip(code, page.all("pre", class_="code"), strict=True):
            assert shown.text == plain("".join(cell["source"]))
        charts = [output for cell in code for output in cell["outputs"] if "image/svg+xml" in output.get("data", {})]
        images = page.all("img")
        assert [image.attrs["alt"] for image in images] == ["".join(o["data"]["text/plain"]) for o in charts]
        assert len(page.all("h1")) == 1


# --- what it does not do

def test_nothing_is_fetched_from_elsewhere(site, pages):
    """Protects the reader's privacy: no address of another host anywhere but in plain links to licences."""
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    licences = {licence["path"] for licence in package["licenses"]}
    for name, page in pages.items():
        for node in page.all():
            for key, value in node.attrs.items():
                if (node.tag, key) in FETCHED:
                    assert not re.match(r"\s*(\w+:|//)", value or ""), (name, node.tag, value)
                assert not key.startswith("on") and key != "style", (name, node.tag, key)
        outside = {node.attrs["href"] for node in page.all("a") if re.match(r"\w+:|//", node.attrs.get("href") or "")}
        assert outside <= licences, name
        policy = page.one("meta", **{"http-equiv": "Content-Security-Policy"}).attrs["content"]
        assert policy.startswith("default-src 'none'") and set(re.findall(r"(?<=-src )[^;]+", policy)) == {"'none'", "'self' file:"}
    for path in (site / "site.css", site / "site.js"):
        assert not re.search(r"https?:|@import|url\(|fetch\(|XMLHttpRequest|import\(", path.read_text(encoding="utf-8")), path.name
    for path in site.rglob("*.svg"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<script|(?:xlink:)?href=\"(?!#)|@import|url\((?!#)", text), path.name


def test_every_link_leads_somewhere(site, pages):
    ids = {name: {node.attrs["id"] for node in page.all() if "id" in node.attrs} for name, page in pages.items()}
    for name, page in pages.items():
        everything = [node.attrs["id"] for node in page.all() if "id" in node.attrs]
        assert len(everything) == len(set(everything)), f"{name}: an id twice"
        for node in page.all():
            for key in ("href", "src", "srcset"):
                target = node.attrs.get(key)
                if target is None or target.startswith("http"):
                    continue
                file, _, anchor = target.partition("#")
                path = ((site / name).parent / file).resolve() if file else site / name
                assert path.is_file(), (name, target)
                if anchor:
                    assert anchor in ids[path.relative_to(site).as_posix()], (name, target)
            for key in ("aria-labelledby", "aria-describedby", "for"):
                for one in (node.attrs.get(key) or "").split():
                    assert one in ids[name], (name, key, one)


def test_markup_says_what_things_are(pages):
    """Protects whoever does not see the page: language, landmarks, one h1, headings in order, tables that name themselves."""
    for name, page in pages.items():
        assert page.one("html").attrs["lang"] == ("zh-Hans" if name == "zh.html" else "en")
        assert len(page.all("h1")) == len(page.all("main")) == 1
        first = page.one("body").all("a")[0]
        assert first.attrs["class"] == "skip" and first.attrs["href"] == "#content"
        levels = [int(node.tag[1]) for node in page.all() if re.fullmatch(r"h[1-6]", node.tag)]
        assert all(after - before <= 1 for before, after in pairwise(levels)), name
        for cell in page.all("th"):
            assert cell.attrs.get("scope") in ("col", "row")
        for image in page.all("img"):
            assert image.attrs["alt"].strip()
        if not name.startswith("notebooks/"):
            for table in page.all("table"):
                assert table.all("caption") or table.attrs.get("aria-labelledby")
    english = pages["index.html"]
    for node in english.one("body").all():
        for child in node.children:
            if isinstance(child, str) and re.search(r"[\u4e00-\u9fff]", child):
                tongue, at = None, node
                while at is not None and tongue is None:
                    tongue, at = at.attrs.get("lang"), at.parent
                assert tongue == "zh-Hans" or node.tag in ("script", "option"), child


def test_the_two_pages_know_of_each_other(pages):
    for page in (pages[name] for name in PAGES.values()):
        linked = {node.attrs["hreflang"]: node.attrs["href"] for node in page.all("link", rel="alternate")}
        assert linked == {"en": "index.html", "zh-Hans": "zh.html", "x-default": "index.html"}
        switch = page.one("nav", class_="languages").one("a")
        assert switch.attrs["href"] in PAGES.values() and switch.attrs["lang"] == switch.attrs["hreflang"]


def test_the_data_are_described_for_search_engines(site, pages):
    for page in (pages[name] for name in PAGES.values()):
        (block,) = page.all("script", type="application/ld+json")
        said = json.loads("".join(block.children))
        assert said["@context"] == "https://schema.org" and said["@type"] == "Dataset"
        assert said["name"] and 50 <= len(said["description"]) <= 5000 and said["license"] and said["creator"]["name"]
        assert "temporalCoverage" not in said and "datePublished" not in said, "no year is known"
        for one in said["distribution"]:
            assert (site / one["contentUrl"]).is_file() and one["encodingFormat"]


def test_no_year_and_no_path_of_this_machine_is_printed(site):
    for path in [*site.rglob("*.html"), *site.rglob("*.csv"), *site.rglob("*.js*"), *site.rglob("*.css")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(?:19|20)\d\d年", text), path.name
        assert path.suffix == ".csv" or not re.search(r"\b20[12]\d\b", text), path.name
        assert str(ROOT) not in text and str(Path.home()) + "/" not in text, path.name


# --- files to take away

def test_rows_of_a_figure_as_csv_are_those_of_the_data(site):
    rows = load_observations(folder=ROOT / "data")
    for name, record in records("en").items():
        if not record["rows"]:
            continue
        path = site / "figures" / f"{name}.rows.csv"
        assert path.read_bytes().startswith(b"\xef\xbb\xbf"), "a spreadsheet must know that it is UTF-8"
        with path.open(encoding="utf-8-sig", newline="") as stream:
            lines = list(csv.DictReader(stream))
        assert [line["id"] for line in lines] == record["rows"]
        for line in lines:
            row = rows.loc[line["id"]]
            assert float(line["value"]) == row["value"] and line["phrase"] == row["phrase"]
            assert float(line["low"] or "-inf") == row["low"] and float(line["high"] or "inf") == row["high"]


def test_data_are_offered_byte_for_byte(site):
    for path in [*(ROOT / "data").rglob("*.csv"), ROOT / "data" / "datapackage.json"]:
        assert (site / "data" / path.relative_to(ROOT / "data")).read_bytes() == path.read_bytes(), path.name


def test_formats_that_were_not_exported_are_named(project):
    """Protects the report writer: what is not there is said, and a PDF of another day is not offered."""
    (project / "figures" / "funding-sums.en.pdf").write_bytes(b"%PDF of another day")
    folder, _ = write_site(columns=False)
    article = read(folder / "index.html").one("article", id="funding-sums")
    assert "PDF, PNG: not in this copy" in article.one("div", class_="downloads").text
    assert [link.text.split()[0] for link in article.one("div", class_="downloads").all("a")] == ["SVG", "Rows"]
    assert not list(folder.rglob("*.pdf"))


# --- what comes from data stays text

# its first 25 characters are a script of their own: a Chinese label may be no longer
EVIL = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>'


def test_what_comes_from_data_is_only_ever_text(project):
    """Protects everybody: markup in a label, a note, a title, an alt text or a notebook shows as what was typed."""
    path = project / "data" / "observations" / "jiangnan.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))
    lines[0].update(label_en=EVIL, label_zh=EVIL[:25], note_en=EVIL, note_zh=EVIL)
    lines[1].update(label_en="=cmd()", label_zh="=cmd()", note_en="+1+1", note_zh="@SUM(A1)")
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, lines[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
    manifest = project / "figures" / "manifest.json"
    entries = json.loads(manifest.read_text(encoding="utf-8"))
    drawing = [entry for entry in entries if lines[0]["id"] in entry["rows"] and entry["notebook"] != "00-overview"]
    for entry in drawing:
        entry.update(title=EVIL, alt=EVIL, measure=EVIL, notes=[EVIL], source=EVIL)
        entry["marks"].append({"row": f"{lines[0]['id']} + {lines[1]['id']}", "what": EVIL, "shown": EVIL, "gid": "mark-99"})
    manifest.write_text(json.dumps(entries), encoding="utf-8")
    package = project / "data" / "datapackage.json"
    package.write_text(package.read_text(encoding="utf-8").replace(
        "No year is printed in either article", "</script><script>alert(1)</script> No year"), encoding="utf-8")
    notebook = project / "notebooks" / "00-overview.ipynb"
    content = json.loads(notebook.read_text(encoding="utf-8"))
    content["cells"].append({"cell_type": "markdown", "id": "evil", "metadata": {}, "source":
                             f"## {EVIL}\n\n{EVIL}\n\n[a](javascript:alert(1)) ![b](http://host.invalid/x.png) <b onclick=x>c</b>"})
    content["cells"].append({"cell_type": "code", "id": "evil2", "metadata": {}, "execution_count": 1, "source": f"# {EVIL}",
                             "outputs": [
        {"output_type": "display_data", "metadata": {}, "data": {"text/html": f"<table onclick=x><tr><td>{EVIL}</td></tr></table>"}},
        {"output_type": "display_data", "metadata": {}, "data": {"text/html": "<table><tr><td onclick=x style=y><a href='javascript:x'>z</a><img src=x onerror=y></td></tr></table>"}},
        {"output_type": "stream", "name": "stdout", "text": EVIL}]})
    notebook.write_text(json.dumps(content), encoding="utf-8")

    folder, _ = write_site(columns=False)
    for path in folder.rglob("*.html"):
        page = read(path)
        for node in page.all("script"):
            assert node.attrs.get("src") == "site.js" or node.attrs.get("type") == "application/ld+json", path.name
            if "src" not in node.attrs:
                json.loads("".join(node.children))
        assert not page.all("img", src="x")
        for node in page.all():
            assert not any(key.startswith("on") or key == "style" for key in node.attrs), (path.name, node.tag)
            assert not re.match(r"\s*(javascript|data):", node.attrs.get("href") or ""), path.name
            assert "host.invalid" not in str(node.attrs), path.name
    for name in PAGES.values():
        page = read(folder / name)
        assert plain(EVIL if name == "index.html" else EVIL[:25]) in page.one("tr", id=f"row-{lines[0]['id']}").text
        assert "=cmd()" in page.one("tr", id=f"row-{lines[1]['id']}").text
        article = page.one("article", id=drawing[0]["name"])
        assert article.one("h4").text == plain(EVIL) and article.one("img").attrs["alt"] == EVIL
    assert plain(EVIL) in read(folder / "notebooks" / "00-overview.html").text
    for path in folder.rglob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            for line in csv.reader(stream):
                assert not any(cell[:1] in ("=", "+", "-", "@") for cell in line), (path.name, line)
    with (folder / "data" / "observations-with-bounds.csv").open(encoding="utf-8-sig", newline="") as stream:
        found = {line["id"]: line for line in csv.DictReader(stream)}[lines[1]["id"]]
    assert found["label_en"] == "'=cmd()" and found["note_en"] == "'+1+1" and found["note_zh"] == "'@SUM(A1)"


@pytest.mark.parametrize("cell, said", [("=1", "'=1"), ("+a", "'+a"), ("-a", "'-a"), ("@a", "'@a"), ("\ta", "'\ta"),
                                        ("-5", "-5"), ("+1.5", "+1.5"), ("近10个", "近10个"), (3, 3), ("", "")])
def test_cells_that_would_run_are_made_harmless(cell, said):
    assert assets.harmless(cell) == said


def test_chinese_is_marked_with_the_number_that_belongs_to_it():
    assert mark_chinese("up to July (截至7月) & 27个社区") == (
        'up to July (<span lang="zh-Hans">截至7月</span>) &amp; <span lang="zh-Hans">27个社区</span>')
    assert clean("<p onclick=x>a<script>b</script><style>c</style></p><thead><tr><th></th><th>d</th></tr></thead>") == (
        '<p>a</p><thead><tr><td></td><th scope="col">d</th></tr></thead>')


# --- how it is made

def test_the_same_data_give_the_same_page(site, tmp_path):
    again, _ = write_site(tmp_path / "again", columns=False)
    assert snapshot(again) == snapshot(site)


def test_a_failed_build_leaves_what_was_there(project):
    """Protects a published page: it is replaced whole or not at all, and nothing is left lying about."""
    folder, _ = write_site(columns=False)
    before = snapshot(folder)
    svg = project / "figures" / "funding-sums.zh.svg"
    svg.write_text(svg.read_text(encoding="utf-8") + "<!-- changed -->", encoding="utf-8")
    with pytest.raises(RefusedError, match=r"funding-sums\.zh\.svg .* is not the file"):
        write_site(columns=False)
    svg.unlink()
    with pytest.raises(RefusedError, match=r"funding-sums\.zh\.svg"):
        write_site(columns=False)
    (project / "figures" / "manifest.json").unlink()
    with pytest.raises(RefusedError, match="make figures"):
        write_site(columns=False)
    assert snapshot(folder) == before
    assert sorted(path.name for path in project.iterdir()) == ["data", "figures", "notebooks", "site"]


def test_a_folder_of_something_else_is_never_replaced(tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "index.html").write_text("mine", encoding="utf-8")
    with pytest.raises(RefusedError, match="letters is there"):
        write_site(tmp_path / "letters", columns=False)
    assert (tmp_path / "letters" / "index.html").read_text(encoding="utf-8") == "mine"


def test_a_page_made_before_is_replaced_whole(project):
    folder, _ = write_site(columns=False)
    (folder / "left-over.txt").write_text("of yesterday", encoding="utf-8")
    write_site(columns=False)
    assert not (folder / "left-over.txt").exists()


def test_a_manifest_that_points_elsewhere_is_refused(project):
    manifest = project / "figures" / "manifest.json"
    entries = json.loads(manifest.read_text(encoding="utf-8"))
    one = next(entry for entry in entries if entry["file"].endswith(".svg"))
    one["file"] = "../data/regions.csv.svg"
    manifest.write_text(json.dumps(entries), encoding="utf-8")
    with pytest.raises(RefusedError, match="no name of a figure's file"):
        write_site(columns=False)


def test_the_command_says_what_it_made_and_what_it_will_not(tmp_path):
    def run(*given):
        return subprocess.run([sys.executable, "-m", "helpers", "site", "--no-column", *given], cwd=ROOT, check=False,
                              capture_output=True, text=True, encoding="utf-8")
    done = run("--out", str(tmp_path / "page"))
    assert done.returncode == 0, done.stderr
    assert str(tmp_path / "page") in done.stdout and (tmp_path / "page" / "zh.html").is_file()
    (tmp_path / "page" / "index.html").write_text("something else", encoding="utf-8")
    done = run("--out", str(tmp_path / "page"))
    assert done.returncode == 2 and "no page made here" in done.stderr and "Traceback" not in done.stderr
