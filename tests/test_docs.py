"""The texts for people say what is so: links, commands, examples, lists, and what must not stand in any file."""

import doctest
import importlib
import json
import pkgutil
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from conftest import PROJECT, ROOT, sources
from nbformat.v4 import new_code_cell, new_notebook

import chinese_quantities
import curation
import helpers
from helpers.export import draw
from helpers.files import svg
from helpers.loading import load_observations

PAGES = sorted(str(path.relative_to(ROOT)) for place in ("*.md", "docs/*.md", "data/*.md", "src/**/README.md")
               for path in ROOT.glob(place))
READMES = ("README.md", "README.zh-CN.md")
PACKAGES = (chinese_quantities, helpers, curation)
MODULES = [one.name for package in PACKAGES for one in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]
page = pytest.mark.parametrize("name", PAGES)
sys.path.insert(0, str(ROOT / "docs"))


def read(name: str | Path) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str, kind: str) -> list[str]:
    return re.findall(rf"^ *```{kind}\n(.*?)^ *```", read(name), re.M | re.S)


def prose(name: str | Path) -> str:
    return re.sub(r"^ *```.*?^ *```", "", read(name), flags=re.M | re.S)


@pytest.fixture
def usage(capsys):
    """What a command, or a whole command line, says about itself; fails where there is no such command."""
    def said(program: str, *command: str) -> str:
        with pytest.raises(SystemExit, match="0"):
            importlib.import_module(f"{program.replace('two-regions', 'helpers')}.__main__").main([*command, "--help"])
        return capsys.readouterr().out
    return said


@page
def test_links_lead_somewhere(name):
    """Protects the reader who follows a link: the file is there, and so is the heading."""
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(name)):
        file, _, anchor = target.partition("#")
        path = ((ROOT / name).parent / file if file else ROOT / name).resolve()
        assert path.exists(), target
        headings = re.findall(r"^#+ (.+)$", prose(path), re.M) if anchor else []
        assert anchor in [re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-") for words in headings] or not anchor, target


@page
def test_commands_exist(name, usage):
    """Protects who types what a page shows: every make target, subcommand and option is there."""
    targets = re.findall(r"^([a-z]+):.*##", read("Makefile"), re.M)
    code = "\n".join([*blocks(name, "sh"), *re.findall(r"`([^`\n]+)`", prose(name))])
    for words in re.findall(r"(?:^|\s)make((?: [a-z]+\b(?!=))+)", code):
        assert set(words.split()) <= set(targets), words
    for program, words in re.findall(r"(?:-m |bin/)(helpers|chinese_quantities|curation|two-regions) ([a-z].*)", code):
        command, *rest = words.split("#")[0].split()
        said = usage(program, *([command] if program != "curation" else []))
        assert {word for word in rest if word.startswith("--")} <= set(re.findall(r"--[a-z-]+", said)), words


def test_no_command_or_option_is_left_out(usage):
    """Protects who looks a command up: docs/options.md has all of them, and every make target."""
    page_of_options = read("docs/options.md")
    for command in re.findall(r"^    ([a-z]+) ", usage("helpers"), re.M):
        options = {f"`{command}", *re.findall(r"--[a-z-]+", usage("helpers", command))} - {"--help"}
        assert all(option in page_of_options for option in options), f"{command}: {options}"
    assert all(f"`make {target}`" in page_of_options for target in re.findall(r"^([a-z]+):.*##", read("Makefile"), re.M))


def test_the_readmes_are_one_page_and_each_other_s_translation():
    """Protects readers of either language: a page, and no section, command, example or link missing in one."""
    def shape(name: str) -> tuple:
        links = {re.sub(r"(\.en|\.zh)?\.(svg|png)", "", link) for link in re.findall(r"\]\(([\w./-]+)", prose(name))}
        return re.findall(r"^#+", prose(name), re.M), blocks(name, "sh"), blocks(name, "python"), links - {*READMES}
    assert shape(READMES[0]) == shape(READMES[1])
    assert all(len(read(name).splitlines()) <= 120 for name in READMES)
    count, hedged = len(rows := load_observations()), (rows["hedge"] != "none").sum()
    for name, pattern in zip(READMES, (r"state (\d+) quantities, (\d+) of them", r"共有(\d+)个数量，其中(\d+)个"), strict=True):
        assert re.search(pattern, read(name)).groups() == (str(count), str(hedged))


def test_the_example_is_exported_from_a_notebook_of_its_own(tmp_path, monkeypatch):
    """Protects who pastes the README's cell into a new notebook and exports it in Chinese, without a warning."""
    (cell,) = blocks("README.md", "python")
    assert len(cell.splitlines()) <= 20
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "data", tmp_path / "data")
    (tmp_path / "notebooks").mkdir()
    cells = [new_code_cell("import warnings\nwarnings.simplefilter('error')"), new_code_cell(cell)]
    nbformat.write(new_notebook(cells=cells), tmp_path / "notebooks" / "mine.ipynb")
    monkeypatch.chdir(tmp_path)
    records, failures = draw(tmp_path, ["people-counted"], ["zh"], ["svg"])
    assert re.search("[一-鿿]", records[0]["title"]), failures


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_legend_is_what_is_drawn_now(language):
    """Protects from a legend that explains marks of another day: run `python docs/how_to_read.py`."""
    drawn_now = svg(importlib.import_module("how_to_read").draw(language)).decode("utf-8")
    one, other = (re.sub(r"(\.\d\d)\d+", r"\1", text) for text in (drawn_now, read(f"docs/how-to-read.{language}.svg")))
    assert one == other  # to two decimals: the last digits may differ from processor to processor


def test_gallery_layout_and_dependencies_are_current():
    """Protects the lists: every figure (run `python docs/gallery.py`), module and direct dependency, and no other."""
    manifest = json.loads(read("figures/manifest.json"))
    assert importlib.import_module("gallery").gallery(manifest) == read("docs/gallery.md")
    modules = {name.split(".")[1] for name in MODULES if name.startswith("helpers.")}
    assert set(re.findall(r"^\| `(\w+)` \|", read("docs/layout.md"), re.M)) == modules
    named = [line for group in (PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()) for line in group]
    told = re.findall(r"^\| ([\w-]+) \|", read("docs/dependencies.md"), re.M)
    assert sorted({*told} - {"Package"}) == sorted(re.match(r"[\w-]+", line)[0] for line in named)
    assert f"\nversion: {PROJECT['version']}\n" in read("CITATION.cff") and f"version {PROJECT['version']}" in read("data/README.md")


@pytest.mark.parametrize("module", [*(package.__name__ for package in PACKAGES), *MODULES])
def test_examples_of_docstrings_run(module):
    """Protects who copies an example from a docstring."""
    assert doctest.testmod(importlib.import_module(module)).failed == 0


def test_examples_of_the_reader_s_readme_run():
    """Protects who copies an example from the README of the package that reads quantities."""
    failed, tried = doctest.testfile(str(ROOT / "src/chinese_quantities/README.md"), module_relative=False, encoding="utf-8")
    assert tried and not failed


@pytest.mark.skipif(not (ROOT / ".git").exists() or not shutil.which("git"), reason="not a clone")
def test_what_no_file_may_hold():
    """Protects privacy from paths of a machine, mirrors from a registry's name, and the articles from being copied."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    strange = re.compile(r"(?<![\w.<>/-])/(?:home|root|tmp|work|Users)/\w|\bpypi\.(?:org|python)|python[h]osted|\bnpmjs\.", re.I)
    articles = {article[at:at + 26] for article in sources().values() for at in range(len(article) - 25)}
    for name in (name for name in listed if (ROOT / name).is_file() and not name.endswith((".png", ".otf", ".ttf"))):
        squeezed = "".join(read(name).split())
        assert not strange.findall(read(name)), name
        assert articles.isdisjoint(squeezed[at:at + 26] for at in range(len(squeezed) - 25)), name
