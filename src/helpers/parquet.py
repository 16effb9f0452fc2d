"""Read a Parquet file into columns of cells, as a CSV would give them.

That needs DuckDB, the extra `parquet` of this project. (With pyarrow installed, `import pandas`
takes several times as long for everyone, and pandas gives up fastparquet.)
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from .cells import UnreadableError

__all__ = ["read_parquet"]

_SETTINGS = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
_TEXT = ("VARCHAR", '"NULL"')
_NUMBER = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
           "UHUGEINT", "FLOAT", "DOUBLE", "DECIMAL")


def read_parquet(path: Path) -> tuple[list[str], list[np.ndarray]]:
    """Read a Parquet file; give its names and its columns.

    Numbers stay numbers, floats with NaN for an empty cell; an empty cell of text is no text.

    Raises
    ------
    FileNotFoundError
    UnreadableError
        Where DuckDB is not installed, the file is no Parquet file, or a column holds neither text
        nor numbers.
    """
    if not path.is_file():
        raise FileNotFoundError(path)
    try:
        import duckdb
    except ImportError:
        raise UnreadableError("a Parquet file, and nothing installed that reads one",
                              "with DuckDB (pip install duckdb, or the extra two-regions-in-figures[parquet]); "
                              "or a CSV file") from None
    try:
        with duckdb.connect(config=_SETTINGS) as connection:
            table = connection.read_parquet(str(path))
            kinds = [str(kind).partition("(")[0] for kind in table.types]
            columns = [_column(table, at, name, kind) for at, (name, kind) in
                       enumerate(zip(table.columns, kinds, strict=True))]
            return list(table.columns), columns
    except duckdb.Error as error:
        said = " ".join(str(error).replace(str(path), path.name).split())[:200]
        raise UnreadableError(f"no Parquet file that can be read ({said})", "a whole Parquet file") from None


def _column(table, at: int, name: str, kind: str) -> np.ndarray:
    """Read one column, so that the whole table is never there twice."""
    if kind not in _TEXT + _NUMBER:
        raise UnreadableError(f"cells of the type {kind}", "a column of text or of numbers", name, 1)
    quoted = name.replace('"', '""')
    (cells,) = table.project(f'"{quoted}"').fetchnumpy().values()
    if kind in _NUMBER:
        return np.ma.filled(cells.astype(float), np.nan)
    cells = np.ma.filled(cells, "")
    codes, different = pd.factorize(cells)  # every row has a text of its own: keep one of each
    return different[codes] if len(different) * 2 < len(cells) else cells
