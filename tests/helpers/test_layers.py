"""Imports run one way, so that each package, and each module, can be read without those above it."""

import ast
import sys
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from conftest import ROOT

SRC = ROOT / "src"
MODULES = sorted(path.relative_to(SRC) for path in SRC.rglob("*.py"))
# What each package may know besides itself. The command line alone knows the curator's tools, and only when asked.
KNOWS = {"chinese_quantities": set(), "helpers": {"chinese_quantities"}, "curation": {"chinese_quantities", "helpers"}}
COMMAND_LINE = Path("helpers/__main__.py")


def name_of(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def targets(path: Path, node: ast.AST) -> list[str]:
    """Give the full names of what one statement imports."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    package = path.parent.parts[: len(path.parent.parts) - node.level + 1] if node.level else ()
    base = ".".join([*package, *([node.module] if node.module else [])])
    return [base, *(f"{base}.{alias.name}" for alias in node.names)]


@cache
def imports(path: Path, *, at_once: bool = False) -> set[str]:
    """Give what a module imports anywhere in it, types apart, or only what it imports as soon as it is imported itself."""
    tree = ast.parse((SRC / path).read_text(encoding="utf-8"))
    tree.body = [node for node in tree.body if not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test))]
    nodes = tree.body if at_once else ast.walk(tree)
    return {name for node in nodes for name in targets(path, node)}


@pytest.mark.parametrize("package", KNOWS)
def test_packages_know_only_those_below(package):
    """Protects each package alone: quantities are read with cn2an and no tables, charts drawn without the curator's tools."""
    foreign = set()
    for path in (path for path in MODULES if path.parts[0] == package):
        names = {name.partition(".")[0] for name in imports(path)}
        if path == COMMAND_LINE:
            assert not any(name.startswith("curation") for name in imports(path, at_once=True))
            names.discard("curation")
        assert names & {*KNOWS, "notebooks", "tests"} <= KNOWS[package] | {package}, path
        foreign |= names - sys.stdlib_module_names
    assert package != "chinese_quantities" or foreign == {"cn2an", package}


def test_no_module_needs_one_that_needs_it():
    """Protects who reads a module: what it rests on rests on nothing of it."""
    names = {name_of(path) for path in MODULES}
    graph = {name_of(path): {name for name in imports(path) & names if not name_of(path).startswith(name)}
             for path in MODULES if path.name != "__main__.py"}
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail("these import each other: " + " → ".join(error.args[1]))
    assert order.index("helpers.errors") < order.index("helpers.loading")
