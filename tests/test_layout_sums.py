"""Layout adds lengths exactly, so that every Python draws the same bytes.

From Python 3.12 on `sum` of floats rounds otherwise than before; `math.fsum` is exact on all.
"""

from __future__ import annotations

import ast

import pytest
from conftest import ROOT

HELPERS = ROOT / "src" / "helpers"
LAYOUT = [HELPERS / "typeset.py", HELPERS / "frame.py", *sorted((HELPERS / "charts").glob("*.py"))]


@pytest.mark.parametrize("path", LAYOUT, ids=lambda path: path.stem)
def test_lengths_are_added_exactly(path):
    """Protects identical bytes on other Pythons; counting what is so or not so, in whole numbers, is no length."""
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
             if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "sum"]
    lengths = [ast.unparse(call) for call in calls
               if not (isinstance(call.args[0], ast.GeneratorExp) and isinstance(call.args[0].elt, ast.Compare))]
    assert not lengths, "add with math.fsum: " + "; ".join(lengths)
