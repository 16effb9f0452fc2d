"""The notebooks as committed: executed, in order, without errors, their charts those of figures/.

Strict nbval re-runs them; what it lets pass (an unexecuted notebook, a bad magic, a PNG that is
never compared, outputs of other types) is closed here.
"""

from __future__ import annotations

import ast
import json
import re
from itertools import pairwise

import pytest
from conftest import NOTEBOOKS, ROOT

from helpers import load_regions
from helpers.notebooks import list_figures

THEMES = ["overview", "organisation-coverage", "community-coordination-and-service", "funding", "industry-growth",
          "talent-and-innovation", "mechanisms", "region-profile", "explore"]
FOR_EACH_REGION = "07-region-profile"
WIDGET = "application/vnd.jupyter.widget-view+json"  # a panel: its picture is held by tests/test_explore.py
FIRST = next(iter(load_regions().index))  # the region that such a notebook draws as committed
PAIRS = [pytest.param(path, id=path.stem) for path in NOTEBOOKS]


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def cells(path, kind):
    return [cell for cell in load(path)["cells"] if cell["cell_type"] == kind]


def source(cell) -> str:
    return "".join(cell["source"])


def test_one_notebook_a_theme():
    """Protects the stranger who reads the file names."""
    assert [path.stem for path in NOTEBOOKS] == [f"{n:02d}-{theme}" for n, theme in enumerate(THEMES)]


@pytest.mark.parametrize("path", PAIRS)
def test_executed_in_order(path):
    """nbval passes a notebook that was never run, and wrong execution counts."""
    counts = [cell["execution_count"] for cell in cells(path, "code")]
    assert counts == list(range(1, len(counts) + 1))


@pytest.mark.parametrize("path", PAIRS)
def test_no_error_warning_or_raster_output(path):
    """nbval passes a magic that does not exist, and never compares PNG."""
    for cell in cells(path, "code"):
        for output in cell["outputs"]:
            assert output["output_type"] != "error", source(cell)
            assert output.get("name") != "stderr", "".join(output["text"])
            assert not {"image/png", "image/jpeg"} & set(output.get("data", {})), source(cell)
            text = json.dumps(output, ensure_ascii=False)
            assert not re.search(r"0x[0-9a-f]{6,}", text), "an address changes with every run"


@pytest.mark.parametrize("path", PAIRS)
def test_every_chart_shows_its_figure(path):
    """nbval compares what is there: that each chart cell has its SVG, and text for who cannot see it, is checked here."""
    end = f"-{FIRST}" if path.stem == FOR_EACH_REGION else ""
    for cell in cells(path, "code"):
        names = [name + end for name in re.findall(r"Chart\(\s*['\"]([a-z0-9-]+)['\"]", source(cell))]
        shown = [o for o in cell["outputs"] if "image/svg+xml" in o.get("data", {}) and WIDGET not in o["data"]]
        assert len(shown) == len(names), source(cell)
        for name, output in zip(names, shown, strict=True):
            svg = "".join(output["data"]["image/svg+xml"])
            assert svg == (ROOT / "figures" / f"{name}.en.svg").read_text(encoding="utf-8"), (
                f"{name} in {path.name} is not figures/{name}.en.svg: run `make notebooks figures`")
            assert "".join(output["data"]["text/plain"]).strip()


@pytest.mark.parametrize("path", PAIRS)
def test_first_cell_and_parameters(path):
    """Protects the reader who opens a notebook: what it asks, from which data, in which language."""
    first = source(load(path)["cells"][0])
    assert re.match(r"# [A-Z].+ · [\u4e00-\u9fff]+", first)
    assert "**Question.**" in first
    assert "**Data.**" in first
    tagged = [source(c) for c in cells(path, "code") if "parameters" in c["metadata"].get("tags", [])]
    also = '\nregion = ""' if path.stem == FOR_EACH_REGION else ""
    assert tagged == ['language = "en"' + also]


@pytest.mark.parametrize("path", PAIRS)
def test_headings_make_a_contents_list(path):
    """Protects JupyterLab's table of contents: one H1, then H2 and H3 without a gap."""
    levels = [len(m[1]) for cell in cells(path, "markdown") for m in re.finditer(r"^(#+) ", source(cell), re.M)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))


@pytest.mark.parametrize("path", PAIRS)
def test_metadata_carries_no_time_or_version(path):
    """Protects identical bytes."""
    notebook = load(path)
    assert set(notebook["metadata"]) <= {"kernelspec", "language_info"}
    assert "version" not in notebook["metadata"]["language_info"]
    for cell in notebook["cells"]:
        assert set(cell["metadata"]) <= {"tags"}


@pytest.mark.parametrize("path", PAIRS)
def test_no_network_clock_or_chance(path):
    """Protects re-running offline, at any time: nothing reads the network, the clock or chance."""
    for cell in cells(path, "code"):
        modules = {alias.name.split(".")[0] for node in ast.walk(ast.parse(source(cell)))
                   if isinstance(node, ast.Import) for alias in node.names}
        modules |= {node.module.split(".")[0] for node in ast.walk(ast.parse(source(cell)))
                    if isinstance(node, ast.ImportFrom)}
        assert not modules & {"datetime", "time", "random", "requests", "urllib", "socket", "os", "subprocess"}


@pytest.mark.parametrize("path", PAIRS)
def test_every_name_is_used(path):
    """Protects the reader from what is left over from an earlier chart; the linter passes it in a notebook."""
    names = [node for cell in cells(path, "code") for node in ast.walk(ast.parse(source(cell))) if isinstance(node, ast.Name)]
    stored, loaded = ({node.id for node in names if isinstance(node.ctx, kind)} for kind in (ast.Store, ast.Load))
    assert stored - loaded <= {"_"}


def test_figure_names_are_used_once():
    """Protects figures/ from two charts of one name."""
    names = [f"{name}{end}" for path in NOTEBOOKS for cell in cells(path, "code")
             for name in re.findall(r"Chart\(\s*['\"]([a-z0-9-]+)['\"]", source(cell))
             for end in ([f"-{region}" for region in load_regions().index] if path.stem == FOR_EACH_REGION else [""])]
    assert len(names) == len(set(names))
    assert set(names) == set(list_figures(ROOT / "notebooks"))
