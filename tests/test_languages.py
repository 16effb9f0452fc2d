"""Every notebook turns to the other language as a whole: what it prints and tabulates, not its charts alone."""

from __future__ import annotations

import ast

import matplotlib as mpl
import pandas as pd
import pytest
from conftest import NOTEBOOKS

from helpers import listing, load_observations
from helpers.frame import Chart
from helpers.notebooks import code_cells
from helpers.style import Setting

# Ids stay as they are; so do the names of articles' ids and the one description that there is only in English.
IDS = {"编号", "数字", "另一数字", "可能重叠", "报道", "释义（英文）"}


def shown_by(notebook, language: str, monkeypatch) -> list:
    """Run a notebook's cells and return what stands on their last lines."""
    found, space = [], {}
    monkeypatch.chdir(notebook.parent)
    monkeypatch.setattr(Chart, "show", lambda chart: None)
    for name in ("language", "size"):
        monkeypatch.setattr(Setting, name, getattr(Setting, name))  # to have it back afterwards
    with mpl.rc_context():
        for cell in code_cells(notebook):
            tree = ast.parse(cell["source"])
            last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, notebook.stem, "exec"), space)
            if "parameters" in cell["metadata"].get("tags", []):
                space["language"] = language
            if last is not None:
                found.append(eval(compile(ast.Expression(last.value), notebook.stem, "eval"), space))
    return [one for one in found if isinstance(one, pd.DataFrame | pd.Series)]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_tables_are_chinese_in_chinese(notebook, monkeypatch):
    """Protects readers of Chinese: each table has Chinese headings, labels and coded values."""
    tables = shown_by(notebook, "zh", monkeypatch)
    assert tables
    for table in tables:
        table = table.to_frame("数值") if isinstance(table, pd.Series) else table
        for column in table.columns:
            assert not str(column).isascii() or "%" in column, (column, list(table.columns))
            if column not in IDS:
                said = [one for one in table[column] if isinstance(one, str)]
                english = [one for one in said if one.isascii() and any(letter.isalpha() for letter in one)]
                assert not english, (column, english)


def test_english_tables_are_the_data_s_own():
    """Protects code that goes on from a table: in English nothing is renamed."""
    rows = load_observations()
    assert listing(rows) is rows
