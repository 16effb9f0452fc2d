"""The notebooks and figures as committed: executed, in order, true to each other and to the data.

Strict nbval runs the notebooks again; what it lets pass (a notebook that was never run, a bad magic, a PNG, outputs
of other types) is closed here.
"""

import ast
import hashlib
import io
import json
import re
from base64 import b64decode
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT
from drawing import all_figures, cells, parameters, svg_of
from PIL import Image

from helpers.files import file_name, mimebundle, read_manifest
from helpers.notebooks import Run, find_runs, list_paths, read_runs
from helpers.wording import LANGUAGES

NOTEBOOKS = list_paths(ROOT / "notebooks")
FIGURES = ROOT / "figures"
MOST_BYTES = 3_000_000  # of all notebooks
WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def path(request) -> Path:
    return request.param


def load(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def values_of(run: Run) -> str:
    return "\n".join(f'{key} = "{value}"' for key, value in {"language": "en", **run.parameters}.items())


def rounded(text: str) -> str:
    """Cut coordinates to two decimals, as nbval does: the last digits may differ from processor to processor."""
    return re.sub(r"(\d+\.\d\d)\d+", r"\1", text)


def differ(*pictures: str) -> bool:
    """Tell whether two PNGs show something else; edges may be a shade apart from processor to processor."""
    one, other = (np.asarray(Image.open(io.BytesIO(b64decode("".join(said)))).convert("RGB"), int) for said in pictures)
    return one.shape != other.shape or (abs(one - other).max(axis=2) > 96).sum() > 20


def test_executed_in_order_without_an_error_or_what_changes(path):
    """Protects from a notebook that was never run, a magic that does not exist, warnings, and a diff at every run.

    What JupyterLab writes by itself, apart from times and widgets, may stand.
    """
    assert not [cell["metadata"] for cell in load(path)["cells"] if {"execution", "ExecuteTime"} & set(cell["metadata"])]
    assert "widgets" not in load(path)["metadata"]
    for number, cell in enumerate(cells(path), 1):
        assert cell["execution_count"] == number
        for output in cell["outputs"]:
            assert output["output_type"] != "error", cell["source"]
            assert output.get("name") != "stderr", "".join(output["text"])
            text = json.dumps({kind: data for kind, data in output.get("data", {}).items() if kind != "image/png"}
                              | {"text": output.get("text")}, ensure_ascii=False)
            assert not re.search(r"0x[0-9a-f]{6,}", text), "an address changes with every run"


def test_every_figure_is_shown(path):
    """Protects every reader: SVG where it may be shown, PNG in a notebook that is not trusted, words for who sees neither."""
    (names,) = [run.names for run in read_runs(path) if values_of(run) == parameters(path)]
    shown = [output["data"] for cell in cells(path) for output in cell["outputs"]
             if "image/svg+xml" in output.get("data", {}) and WIDGET not in output["data"]]
    assert len(shown) == len(names)
    for name, data in zip(names, shown, strict=True):
        committed = (FIGURES / f"{name}.en.svg").read_text(encoding="utf-8")
        assert rounded("".join(data["image/svg+xml"]).strip()) == rounded(committed.strip()), (
            f"{name} in {path.name} is not figures/{name}.en.svg: run `make notebooks figures`")
        assert not differ(data["image/png"], mimebundle(all_figures("en")[name])["image/png"]), (
            f"{name} in {path.name} is not the picture that is drawn today: run `make notebooks`")
        assert "".join(data["text/plain"]).strip()


def test_first_cell_headings_and_parameters(path):
    """Protects who opens a notebook: what it asks, in both languages, one H1 and no gap below; the export sets the rest."""
    first = "".join(load(path)["cells"][0]["source"])
    assert re.match(r"# [A-Z].+ · [\u4e00-\u9fff]+", first)
    assert "**Question.**" in first
    assert re.search(r"\]\([\w-]+\.ipynb\)", first), "links to other notebooks"
    assert parameters(path) in [values_of(run) for run in read_runs(path)]
    levels = [len(found[1]) for cell in cells(path, "markdown") for found in re.finditer(r"^(#+) ", cell["source"], re.M)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))


def test_its_cells_stay_small_and_need_nothing_from_outside(path):
    """Protects the analyst: an import cell of six lines, chart cells of about twenty; no network, clock or chance."""
    for cell in cells(path):
        lines = cell["source"].splitlines()
        imports = [line for line in lines if re.match(r"(from|import) |    \w+,$|\)$", line)]
        assert "finish(" in cell["source"] or len(imports) <= 6, cell["source"]
        assert not re.search(r"^\s*(from|import) .*\b(datetime|os|random|requests|socket|subprocess|time|urllib)\b", cell["source"], re.M)
        calls = [node for node in ast.walk(ast.parse(cell["source"])) if isinstance(node, ast.Call)]
        finish = [node for node in calls if getattr(node.func, "id", "") == "finish"]
        words = sum(node.end_lineno - node.lineno + 1 for node in finish)
        assert not finish or len([line for line in lines if line.strip()]) - words <= 24, cell["source"]


def test_every_name_is_used(path):
    """Protects the reader from what is left over from an earlier chart; the linter passes it in a notebook."""
    names = [node for cell in cells(path) for node in ast.walk(ast.parse(cell["source"])) if isinstance(node, ast.Name)]
    stored, loaded = ({node.id for node in names if isinstance(node.ctx, kind)} for kind in (ast.Store, ast.Load))
    assert stored - loaded <= {"_"}


def test_committed_figures_are_those_that_are_drawn():
    """Protects figures/ from what is left over or lacking, in both languages, and the manifest from files of other days.

    And clones and previews from notebooks that grow heavy.
    """
    assert sum(path.stat().st_size for path in NOTEBOOKS) <= MOST_BYTES
    wanted = sorted((name, language) for run in find_runs(ROOT)[0] for name in run.names for language in LANGUAGES)
    entries = read_manifest(FIGURES)
    assert list(entries) == wanted
    assert {path.name for path in FIGURES.glob("*.svg")} == {file_name(entry, "svg") for entry in entries.values()}
    for entry in entries.values():
        assert hashlib.sha256((FIGURES / file_name(entry, "svg")).read_bytes()).hexdigest() == entry["files"]["svg"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_committed_figures_are_not_stale(language):
    """Protects the report writer: figures/ shows what data and notebooks say today."""
    stale = [name for name in all_figures(language)
             if rounded(svg_of(name, language)) != rounded((FIGURES / f"{name}.{language}.svg").read_text(encoding="utf-8"))]
    assert not stale, f"run `make notebooks figures` and commit; stale: {', '.join(stale)}"
