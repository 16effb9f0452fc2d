"""The texts for people say what is so: commands, options, files, tables, examples.

Protects the stranger who follows a README literally, in either language.
"""

from __future__ import annotations

import csv
import importlib.metadata
import io
import json
import re
import tomllib

import pytest
import yaml
from conftest import ROOT, sources

from chinese_quantities.phrases import read_phrase
from helpers import DataError, load_observations, load_tables
from helpers.__main__ import main
from helpers.notebooks import list_figures
from helpers.style import FORMATS, LANGUAGES, SIZES, Setting
from helpers.wording import bounds

READMES = {"en": "README.md", "zh": "README.zh-CN.md"}
DOCS = [*READMES.values(), "CONTRIBUTING.md", "CHANGELOG.md", "CITATION.cff", "data/README.md"]
PAGES = [name for name in DOCS if name.endswith(".md")]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str, kind: str = "") -> list[str]:
    """Code blocks of a page, of one kind or all."""
    found = re.findall(r"^ *```(\w+)\n(.*?)^ *```", read(name), re.M | re.S)
    return [body for language, body in found if language == kind or not kind]


def prose(name: str) -> str:
    """Return a page without its code blocks."""
    return re.sub(r"^ *```.*?^ *```", "", read(name), flags=re.M | re.S)


def headings(name: str) -> list[tuple[str, str]]:
    return re.findall(r"^(#+) (.+)$", prose(name), re.M)


def tables(name: str) -> list[list[list[str]]]:
    """Tables of a page: lists of rows, rows of cells, the header first, the rule left out."""
    runs = re.findall(r"(?:^ *\|.*\|\n)+", prose(name) + "\n", re.M)
    split = [[re.split(r"(?<!\\)\|", line.strip().strip("|")) for line in run.splitlines()] for run in runs]
    return [[[cell.strip() for cell in row] for row in rows if not set("".join(row)) <= set("-: ")] for rows in split]


def table(name: str, *first: str) -> list[list[str]]:
    """Return the rows below the header of the table whose first header cell is one of `first`."""
    (found,) = [rows[1:] for rows in tables(name) if rows[0][0] in first]
    return found


def spans(name: str) -> list[str]:
    """Every piece of code of a page: spans in the prose, lines in the blocks."""
    return re.findall(r"`([^`\n]+)`", prose(name)) + [line.strip() for body in blocks(name) for line in body.splitlines()]


def usage(capsys, *command: str) -> str:
    """Return what a command, or the whole command line, says about itself."""
    with pytest.raises(SystemExit):
        main([*command, "--help"])
    return capsys.readouterr().out


def commands(capsys) -> list[str]:
    return re.findall(r"^    ([a-z]+) ", usage(capsys), re.M)


@pytest.mark.parametrize("name", PAGES)
def test_every_make_command_exists(name):
    """Protects who types a documented `make` command."""
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.M))
    typed = {word for span in spans(name) for words in re.findall(r"(?:^|\s)make((?: [a-z]+)*)(?=$| [A-Z]|,)", span)
             for word in words.split()}
    assert typed <= targets, typed - targets


def test_the_two_commands_and_the_laboratory_are_there():
    """Protects the first minute: the same three commands open both READMEs, and CI runs one of them."""
    for name in READMES.values():
        assert blocks(name, "sh")[0].split("\n")[:3] == ["make figures", "make test", "make lab"]
    assert "make test" in read(".ci/run")


@pytest.mark.parametrize("name", PAGES)
def test_every_helpers_command_exists(name, capsys):
    """Protects who types a documented command of `python -m helpers`: subcommand, options, figure names."""
    known = list_figures(ROOT / "notebooks")
    for span in spans(name):
        for words in re.findall(r"python -m helpers (.+)", span):
            command, *rest = words.split()
            if command.startswith("-"):
                assert command == "--help"
                continue
            assert command in commands(capsys), span
            assert {word for word in rest if word.startswith("--")} <= set(re.findall(r"--[a-z]+", usage(capsys, command)))
            named = [rest[at + 1] for at, word in enumerate(rest) if word == "--only"]
            assert set(named + (rest if command == "trace" else [])) <= set(known), span
            if command == "phrase":
                assert read_phrase(rest[0])


@pytest.mark.parametrize("name", READMES.values())
def test_options_of_the_export_are_complete(name, capsys):
    """Protects the table of options: all of them, with the values that there are."""
    rows = {re.match(r"`(--[a-z]+)", row[0])[1]: " ".join(row) for row in table(name, "Option", "选项")}
    assert set(rows) == set(re.findall(r"--[a-z]+", usage(capsys, "figures"))) - {"--help"}
    for option, values in (("--language", LANGUAGES), ("--format", FORMATS), ("--size", SIZES)):
        assert all(value in rows[option] for value in values), option


@pytest.mark.parametrize("name", READMES.values())
def test_no_command_is_untold(name, capsys):
    """Protects whoever would use a command that nobody wrote about."""
    rows = table(name, "Command of `helpers`", "`helpers`的命令")
    assert [re.match(r"`([a-z]+)", row[0])[1] for row in rows] == commands(capsys)


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name):
    """Protects the reader who follows a link: the file is there, and so is the heading."""
    for target in re.findall(r"\]\(([^)]+)\)", prose(name)):
        file, _, anchor = target.partition("#")
        path = (ROOT / name).parent / file if file else ROOT / name
        assert path.exists(), target
        if anchor:
            slugs = [re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
                     for _, words in headings(path.resolve().relative_to(ROOT).as_posix())]
            assert anchor in slugs, target


@pytest.mark.parametrize("name", PAGES)
def test_files_named_are_there(name):
    """Protects the reader who looks for a file that the text names."""
    paths = {span for span in spans(name) if re.fullmatch(r"\.?[\w<>./-]+\.(csv|json|py|ipynb|lock|cfg|toml|md|cff)", span)}
    paths |= {span for span in spans(name) if re.fullmatch(r"(data|src|notebooks|tests|figures|\.ci)/[\w<>./-]*", span)}
    for path in paths:
        if "qingxi" not in path and "NN-" not in path:  # the invented region, a notebook to come
            pattern = path.replace("<region>", "*").rstrip("/")
            assert any(list(folder.glob(pattern)) for folder in (ROOT, ROOT / "data", ROOT / "figures")), path


def test_the_layout_is_the_checkout():
    """Protects the overview of the repository in both READMEs."""
    for name in READMES.values():
        (body,) = [body for body in blocks(name, "text") if "pyproject.toml" in body]
        first, *rest = body.splitlines()
        assert all((ROOT / file).exists() for file in [*first.split(), *(line.split()[0] for line in rest)])


@pytest.mark.parametrize(("language", "name"), READMES.items())
def test_the_table_of_figures_is_complete(language, name):
    """Protects whoever looks for a chart: each figure once, in order, with its notebook and its title."""
    titles = {entry["name"]: entry["title"] for entry in json.loads(read("figures/manifest.json"))
              if entry["language"] == language}
    wanted = [f"| [{figure}](figures/{figure}.{language}.svg) | [{notebook}](notebooks/{notebook}.ipynb) | {titles.get(figure)} |"
              for figure, notebook in list_figures(ROOT / "notebooks").items()]
    found = [line for line in prose(name).splitlines() if re.match(r"\| \[[a-z0-9-]+\]\(figures/", line)]
    assert found == wanted, "the lines wanted are:\n" + "\n".join(line for line in wanted if line not in found)


@pytest.mark.parametrize(("language", "name"), READMES.items())
def test_the_picture_has_its_own_words(language, name):
    """Protects who cannot see the picture: its text is that of the figure, in the page's language."""
    ((said, file),) = re.findall(r"!\[([^\]]+)\]\(figures/([^)]+)\)", prose(name))
    (alt,) = [entry["alt"] for entry in json.loads(read("figures/manifest.json")) if entry["file"] == file]
    assert file.endswith(f".{language}.svg")
    assert alt.startswith(said)


def test_the_table_of_dependencies_is_complete():
    """Protects who asks what is installed and why: every direct dependency, in order, and no other."""
    listed = [re.match(r"[\w.-]+", line)[0] for line in
              [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]]
    for name in READMES.values():
        rows = table(name, "Package", "软件包")
        assert [row[0] for row in rows] == listed
        assert all(len(row) == 3 and all(row) for row in rows)


def test_licences_are_those_of_the_packages():
    """Protects who must know the licences: what the tables say is what the installed packages say."""
    kinds = {"Python Software Foundation": "PSF", "SIL Open Font": "OFL"}
    for name in READMES.values():
        for package, _, licence in table(name, "Package", "软件包"):
            about = importlib.metadata.metadata(package)
            said = " ".join([about.get("License-Expression") or (about.get("License") or "")[:60],
                             *(c for c in about.get_all("Classifier") or [] if c.startswith("License"))])
            texts = [file for file in importlib.metadata.files(package) or [] if file.name.upper().startswith("LICENSE")]
            if not said.strip() and texts:  # some name their licence in its text alone
                said = texts[0].read_text(encoding="utf-8")[:200]
            said = re.sub("|".join(kinds), lambda m: kinds[m[0]], said)
            family = r"BSD|MIT|MPL|PSF|OFL|Apache"
            assert set(re.findall(family, licence)) & set(re.findall(family, said)), f"{package}: {said}"


@pytest.mark.parametrize(("language", "name"), READMES.items())
def test_the_table_of_hedges_is_what_is_computed(language, name, monkeypatch):
    """Protects who reads a hedged number: the words that the data use, each with the bounds that they leave."""
    monkeypatch.setattr(Setting, "language", language)
    rows = table(name, "Word", "约数词")
    phrases = load_observations().set_index("phrase")
    for word, example, held, _ in rows:
        row = phrases.loc[example.strip("`")]
        assert row["hedge"] == {"无": "none"}.get(word, word)
        unit = row["unit"] if row["unit"] == "元" else ""
        assert bounds(row["low"], row["high"], row["low_open"], row["high_open"], unit) == held
    assert {{"无": "none"}.get(row[0], row[0]) for row in rows} == set(phrases["hedge"])


@pytest.mark.parametrize("name", READMES.values())
def test_the_counts_are_those_of_the_data(name):
    """Protects the claim at the head of the page."""
    rows = load_observations()
    claim = re.search(r"state (\d+) quantities, (\d+) of them|写出(\d+)个数量，其中(\d+)个", read(name))
    assert [int(n) for n in claim.groups() if n] == [len(rows), (rows["hedge"] != "none").sum()]
    words = {"README.md": "Seven Eight Nine Ten", "README.zh-CN.md": "七个 八个 九个 十个"}[name].split()
    assert words[len(list((ROOT / "notebooks").glob("*.ipynb"))) - 7] in read(name).split("![")[0]


def test_the_card_names_every_table():
    """Protects the user of the data: each table with its file and its number of rows."""
    described = {r["name"]: r for r in json.loads(read("data/datapackage.json"))["resources"]}
    rows = {row[0].strip("`"): row for row in table("data/README.md", "Table")}
    assert list(rows) == list(described)
    for name, data in load_tables(ROOT / "data").items():
        assert int(rows[name][2]) == len(data), name
        path = described[name]["path"]
        assert rows[name][1].strip("`") == (path if isinstance(path, str) else f"{name}/<region>.csv")
    for row, source in zip(table("data/README.md", "Region"), csv.DictReader(io.StringIO(read("data/sources.csv"))), strict=True):
        assert row[1:] == [source["title_zh"], f"`{source['file']}`", source["characters"]]


def test_the_readmes_are_each_other_s_translation():
    """Protects readers of Chinese: no section, table, code block or link is missing in one language."""
    en, zh = READMES.values()
    assert [level for level, _ in headings(en)] == [level for level, _ in headings(zh)]
    assert blocks(en, "sh") == blocks(zh, "sh")
    assert blocks(en, "python") == blocks(zh, "python")
    assert len(blocks(en)) == len(blocks(zh))
    assert [[len(row) for row in rows] for rows in tables(en)] == [[len(row) for row in rows] for rows in tables(zh)]
    files = [{link for link in re.findall(r"\]\(([\w./-]+)\)", prose(name)) if not link.endswith(".svg")} for name in (en, zh)]
    assert files[0] - {zh} == files[1] - {en}


def test_the_example_of_the_readme_runs(monkeypatch):
    """Protects who pastes the example into a cell: it draws, within the rules, and can be traced."""
    import matplotlib as mpl
    from test_figures import faults_of

    from helpers.frame import Chart
    monkeypatch.setattr(Chart, "show", lambda chart: chart.figure.draw_without_rendering())
    for name in ("language", "size"):
        monkeypatch.setattr(Setting, name, getattr(Setting, name))  # to have it back afterwards
    (example,) = blocks("README.md", "python")
    space: dict = {}
    with mpl.rc_context():
        exec(example, space)
    assert len(space["trace"](space["chart"])) == 3
    assert faults_of(space["chart"]) == []


def test_the_example_of_the_card_runs():
    """Protects who loads the data as the card says."""
    space: dict = {}
    exec(blocks("data/README.md", "python")[0], space)
    assert len(space["tables"]) == 8


def test_the_error_shown_is_the_error_given(data_copy):
    """Protects who compares their own message with the one in CONTRIBUTING.md."""
    path = data_copy / "observations" / "chaoan.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("非公党组织39个,,39,", "非公党组织39个,,93,"), encoding="utf-8")
    with pytest.raises(DataError) as error:
        load_tables(data_copy)
    (shown,) = [body for body in blocks("CONTRIBUTING.md", "text") if "fault" in body]
    assert [line.strip() for line in shown.splitlines()] == str(error.value).splitlines()


def test_the_citation_is_valid():
    """Protects who cites: the keys that the format wants, the version of the package, no invented person."""
    citation = yaml.safe_load(read("CITATION.cff"))
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert set(citation) <= {"cff-version", "message", "title", "authors", "type", "version", "license", "abstract", "keywords"}
    assert citation["cff-version"] == "1.2.0"
    assert citation["type"] in ("dataset", "software")
    assert str(citation["version"]) == PROJECT["version"]
    assert citation["license"] == PROJECT["license"]
    assert citation["authors"] == [{"name": "Two regions in figures"}]


def test_the_version_is_one():
    """Protects who compares versions: change log and card name the one of the package."""
    assert [words for level, words in headings("CHANGELOG.md") if level == "##"][:2] == ["Unreleased", PROJECT["version"]]
    assert f"version {PROJECT['version']}" in read("data/README.md")


@pytest.mark.parametrize("name", DOCS)
def test_no_address_and_no_sentence_of_an_article(name):
    """Protects privacy and the articles: no address, no path of a machine, no more than 25 characters of an article."""
    text = read(name)
    assert not re.findall(r"https?://|(?<![\w.<>])/(?:home|root|tmp|work|usr|opt|Users)\b", text)
    squeezed = "".join(text.split())
    for article in sources().values():
        taken = [article[at:at + 26] for at in range(len(article) - 25) if article[at:at + 26] in squeezed]
        assert not taken
