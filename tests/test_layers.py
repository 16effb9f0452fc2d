"""Imports inside `helpers` run one way, so that each part can be read without those above it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from conftest import ROOT

PACKAGE = ROOT / "src" / "helpers"

# Lowest first: a module may know those of its own line and of the lines before it. A folder's
# name stands for all of its modules.
LAYERS = [
    ["faults", "intervals", "workers", "environment", "forkserver"],
    ["publish", "kernels"],
    ["reading"],
    ["schema", "csv_files"],
    ["cells", "parquet"],
    ["checks", "sense"],
    ["tables", "curation"],
    ["style", "arithmetic", "wording", "notes", "typeset", "listing", "register"],
    ["notebooks", "files", "frame", "export", "trace"],
    ["charts"],
    ["report", "site"],
    ["explore"],
    ["__main__"],
]
HEIGHT = {name: height for height, names in enumerate(LAYERS) for name in names}


def part_of(path: Path) -> str:
    """The folder of a module, or the module itself where it lies flat."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """The parts of the package that a module imports, anywhere in it."""
    package = path.relative_to(PACKAGE).parts[:-1]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            home = [*package[: len(package) - node.level + 1], *(node.module or "").split(".")]
            home = [name for name in home if name]
            found |= {home[0]} if home else {alias.name for alias in node.names}
    return found


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_module_knows_one_above_it(path):
    """Protects the reader: phrases are read without tables, tables without charts, and so on up."""
    part = part_of(path)
    if part == "__init__":
        return
    assert part in HEIGHT, f"{part} has no place in LAYERS"
    above = {name for name in imports(path) if HEIGHT[name] > HEIGHT[part]}
    assert not above, f"{path.name} is of {part} and imports {sorted(above)}"


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_chart_needs_the_curator_s_tools(path):
    """Protects the folders: only the command line knows how rows are drafted and audited."""
    if part_of(path) not in ("curation", "__main__", "__init__"):
        assert "curation" not in imports(path)
