"""Exports: complete, the same bytes each time, never half written, failures named."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT

from helpers import load_mechanisms, load_observations
from helpers.explore.view import drawn_in
from helpers.notebooks import list_figures
from helpers.wording import stated

FIGURES = ROOT / "figures"
# Thresholds are criteria, not measurements: they are printed in notes, never drawn as marks.
NOT_DRAWN = {"chaoan-upgrade-threshold", "jiangnan-project-threshold"}


def run(*arguments: str, cwd: Path = ROOT, **more) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-m", "helpers", *arguments], cwd=cwd, capture_output=True, text=True,
                          timeout=300, check=False, **more)


def digest(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir()) if p.is_file()}


def manifest(folder: Path = FIGURES) -> list[dict]:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def rounded(svg: str) -> str:
    """Cut coordinates to two decimals: the last digits may differ from processor to processor."""
    return re.sub(r"(\d+\.\d\d)\d+", r"\1", svg)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory) -> Path:
    """All figures exported anew, as SVG, to another folder."""
    out = tmp_path_factory.mktemp("fresh") / "figures"
    done = run("figures", "--format", "svg", "--out", str(out))
    assert done.returncode == 0, done.stderr
    return out


def test_committed_figures_are_not_stale(fresh):
    """Protects the report writer: figures/ shows what data and notebooks say today."""
    stale = [path.name for path in sorted(fresh.glob("*.svg")) if not (FIGURES / path.name).is_file()
             or rounded((FIGURES / path.name).read_text(encoding="utf-8")) != rounded(path.read_text(encoding="utf-8"))]
    assert not stale, f"run `make notebooks figures` and commit; stale: {', '.join(stale)}"
    left = {p.name for p in FIGURES.glob("*.svg")} - {p.name for p in fresh.glob("*.svg")}
    assert not left, f"no notebook draws {', '.join(sorted(left))}"


def test_manifest_is_not_stale(fresh):
    """Protects whoever reads the manifest: titles, alt texts, rows and notebooks are today's."""
    drop = {"sha256", "file"}
    today = {entry["file"]: {k: v for k, v in entry.items() if k not in drop} for entry in manifest(fresh)}
    committed = {entry["file"]: {k: v for k, v in entry.items() if k not in drop} for entry in manifest()
                 if entry["file"].endswith(".svg") and entry["size"] == "page"}
    assert today == committed


def test_manifest_digests_are_those_of_the_files():
    for entry in manifest():
        path = FIGURES / entry["file"]
        if path.is_file():
            assert hashlib.sha256(path.read_bytes()).hexdigest() == entry["sha256"], entry["file"]


def test_every_figure_in_both_languages():
    committed = {path.name for path in FIGURES.glob("*.svg")}
    assert committed == {f"{name}.{language}.svg" for name in list_figures(ROOT / "notebooks") for language in ("en", "zh")}


def test_every_observation_is_drawn():
    """Protects completeness: no observation stands in the data and in no chart as a mark.

    The overview and the profile draw whatever there is; a region that has figures of its own in
    the themed notebooks has each of its observations there too.
    """
    drawn = {name for entry in manifest() for mark in entry["marks"] for name in mark["row"].split(" + ")}
    themes = [entry for entry in manifest() if entry["notebook"] not in ("00-overview", "07-region-profile")]
    themed = {name for entry in themes for mark in entry["marks"] for name in mark["row"].split(" + ")}
    table = load_observations()
    own = {regions.pop() for entry in themes if len(regions := set(table.loc[entry["rows"], "region"])) == 1}
    assert set(table.index) - drawn <= NOT_DRAWN
    assert set(table.index[table["region"].isin(own)]) - themed == NOT_DRAWN, "only thresholds are left to the overview"


def test_every_mechanism_is_drawn():
    """Protects the articles' own structures: each node of mechanisms.csv has its box, or heads a figure of its parts."""
    boxes = {name for entry in manifest() for name in entry["mechanisms"]}
    nodes = load_mechanisms()
    heads = {name for name in nodes.index if (nodes["parent"] == name).any()
             and any(set(nodes.index[nodes["parent"] == name]) <= set(entry["mechanisms"]) for entry in manifest())}
    assert set(nodes.index) - boxes - heads == set()
    assert boxes <= set(nodes.index)


def test_alt_texts_are_whole():
    """Protects who cannot see the figure: both languages, long enough to say something, hedges named."""
    rows = load_observations()
    for entry in manifest():
        assert len(entry["alt"]) >= (35 if entry["language"] == "zh" else 100), entry["file"]
        hedged = [name for name in entry["rows"] if rows.at[name, "hedge"] != "none"
                  and rows.at[name, "measure"] != "threshold"]
        if hedged and len(entry["rows"]) <= 12:
            with drawn_in(entry["language"]):
                said = [stated(rows.loc[name]) for name in hedged]
            assert all(one in entry["alt"] for one in said), entry["file"]


def test_svg_can_be_read_aloud():
    """Protects users of screen readers: role, language, title and description in every file."""
    for entry in manifest():
        if entry["file"].endswith(".svg") and entry["size"] == "page":
            text = (FIGURES / entry["file"]).read_text(encoding="utf-8")
            assert 'role="img"' in text[:600]
            assert f'lang="{"zh-Hans" if entry["language"] == "zh" else "en"}"' in text[:600]
            assert "<title id=" in text
            assert "<desc id=" in text
            assert "<image" not in text, "no raster inside"
            assert "http://" not in re.sub(r'xmlns(:\w+)?="[^"]+"|"-//W3C//[^>]+', "", text).replace(
                "http://www.w3.org", "").replace("http://purl.org", "").replace("http://creativecommons.org", "")


@pytest.mark.parametrize("size", ["page", "column", "slide"])
def test_twice_the_same_bytes(size, tmp_path):
    """Protects version control: three formats, exported twice, differ in no byte."""
    one = ["figures", "--only", "industry-growth-rates", "--size", size]
    assert run(*one, "--out", str(tmp_path / "a")).returncode == 0
    other = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    assert run(*one, "--out", str(tmp_path / "b"), env=other).returncode == 0
    first = digest(tmp_path / "a")
    assert len(first) == 7
    assert first == digest(tmp_path / "b")


@pytest.mark.parametrize(("option", "known"), [
    ("--only", "industry-growth-rates"), ("--language", "en, zh"), ("--format", "svg, pdf, png"),
    ("--size", "page, column, slide")])
def test_unknown_choices_name_the_known(option, known, tmp_path):
    done = run("figures", option, "nonsense", "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert "nonsense" in done.stderr
    assert known in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def project(tmp_path) -> Path:
    """A small copy of the project with two notebooks and some figures."""
    for name in ("data", "figures"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("*.png", "*.pdf"))
    (tmp_path / "notebooks").mkdir()
    for stem in ("03-funding", "04-industry-growth"):
        shutil.copy(ROOT / "notebooks" / f"{stem}.ipynb", tmp_path / "notebooks")
    return tmp_path


def test_a_failing_notebook_stops_nothing_else(project):
    """Protects the run: the failure is named with its error, the other notebook's figures are made."""
    path = project / "notebooks" / "03-funding.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"][2]["source"] = ["1 / 0"]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    before = digest(project / "figures")
    done = run("figures", "--format", "svg", cwd=project)
    assert done.returncode == 1
    assert "03-funding" in done.stderr
    assert "ZeroDivisionError: division by zero" in done.stderr
    assert "industry-growth-rates" in done.stdout
    after = digest(project / "figures")
    assert {n for n in after if n.startswith("funding")} == {n for n in before if n.startswith("funding")}
    assert not list((project / "figures").glob(".figures-*"))


def test_ctrl_c_leaves_figures_as_they_were(project):
    """Protects what was there: an interrupted run changes nothing, leaves nothing, ends its kernels."""
    before = digest(project / "figures")
    process = subprocess.Popen([sys.executable, "-m", "helpers", "figures", "--format", "png"], cwd=project,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    time.sleep(2.5)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert digest(project / "figures") == before
    assert not list((project / "figures").glob(".figures-*"))


def test_an_unwritable_folder_is_said(tmp_path):
    """Protects against a traceback where the target is a file."""
    (tmp_path / "file").write_text("x")
    done = run("figures", "--only", "industry-growth-rates", "--out", str(tmp_path / "file"))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
