"""A small CSV file is read by the csv module, a larger one by pandas; both must read the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers import csv_files

_BITS = st.sampled_from(["a", "社区", ",", ",", "\n", "\r\n", '"', '""', '"x,y"', '"x\ny"', " ", "0", "NA", "\u2028"])
_REST = st.lists(_BITS, max_size=25).map("".join)
_ROWS = st.lists(st.lists(st.sampled_from(["a", "", "NA", '"b,c"', '"d\n"', '"e""f"', " g "]), min_size=2, max_size=2).map(",".join),
                 max_size=6).map("\n".join)


def read(path, small: int):
    """Read with another limit for what is small; give columns and uneven rows, or that it was refused."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_files, "_SMALL", small)
        try:
            names, columns, uneven = csv_files.read_csv(path)
        except ValueError:
            return "refused"
    return names, [column.tolist() for column in columns] if not uneven else [], uneven


@settings(max_examples=300, deadline=None)
@given(st.one_of(_REST, _ROWS))
@example("a,b\n\n")
@example('a"b,c\n"d"e,f"\n')
@example("a\n")
@example("a,b,c\n")
@example('""x,y"\n,",')
def test_small_and_large_files_are_read_alike(tmp_path_factory, rest):
    """Protects a table that grows: no cell changes because its file became larger."""
    path = tmp_path_factory.mktemp("csv") / "table.csv"
    path.write_bytes(f"one,two\n{rest}".encode())
    assert read(path, 1 << 16) == read(path, -1)


@pytest.mark.parametrize("small", [-1, 1 << 16])
def test_a_zero_byte_is_refused(tmp_path, small):
    """Protects a cell from being cut at a zero byte without a word."""
    path = tmp_path / "table.csv"
    path.write_bytes(b"one,two\nab\0cd,ef\n")
    assert read(path, small) == "refused"


@pytest.mark.parametrize("block", [1, 2, 5, 1 << 18])
@pytest.mark.parametrize("small", [-1, 1 << 16])
@pytest.mark.parametrize("row", ['a"b,c', '""x,c', '"a"b,c', 'a,"b" '])
def test_a_stray_quotation_mark_is_refused(tmp_path, monkeypatch, row, small, block):
    """Protects from cells that every reader cuts in another way; wherever the blocks of a file are cut."""
    monkeypatch.setattr(csv_files, "_BLOCK", block)
    path = tmp_path / "table.csv"
    path.write_text('one,two\n"fine ""so""","x,y"\n,""\n"",""""\n', encoding="utf-8")
    assert read(path, small) != "refused"
    path.write_text(f'one,two\n"fine ""so""","x,y"\n{row}\n,\n', encoding="utf-8")
    with pytest.raises(ValueError, match="quotation mark within a cell, in line 3: double it"):
        csv_files.read_csv(path)


@pytest.mark.parametrize("small", [-1, 1 << 16])
def test_columns_are_text(tmp_path, small):
    """Protects the checks, which look at the text of a cell, from numbers and missing values."""
    path = tmp_path / "table.csv"
    path.write_text("one,two\n1.0,NA\n,x\n", encoding="utf-8")
    _, columns, _ = csv_files.read_csv(path)
    assert [column.dtype for column in columns] == [np.dtype(object)] * 2
    assert read(path, small)[1] == [["1.0", ""], ["NA", "x"]]
