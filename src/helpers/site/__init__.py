"""The static page: every figure, every observation and the notebooks, in both languages, for any web server or none."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from ..errors import RefusedError
from ..export import draw
from ..notebooks import find_notebooks, list_figures
from ..style import LANGUAGES

MARK = "two-regions-site"  # what a folder made here says of itself, so that no other is ever replaced


def write_site(out: Path | None = None, figures: Path | None = None, columns: Path | bool = True,
               tell: Callable[[str], None] = print, workers: int | None = None) -> tuple[Path, int]:
    """Build the page in a folder beside its place and put it there once all of it is made.

    Parameters
    ----------
    out : Path, optional
        The folder; `site/` beside the notebooks unless given. One made before is replaced whole.
    figures : Path, optional
        Exported figures with their manifest; `figures/` beside the notebooks unless given.
    columns : Path or bool
        Charts for narrow screens: drawn anew (about a minute), not at all (then narrow screens
        scroll the wide ones sideways), or taken from a folder that `draw_columns` filled.
    tell, workers
        As for `helpers.export.export_figures`.

    Returns
    -------
    tuple of Path and int
        The folder, and how many figures it shows.

    Raises
    ------
    RefusedError
        For a folder that holds something else, or figures that are not there or not today's.
    OSError
        Where the folder cannot be written.
    """
    root = find_notebooks().parent
    out = (out or root / "site").resolve()
    if out.exists() and not _ours(out):
        raise RefusedError(f"{out.name} is there and is no page made here; name another folder, or empty it")
    from .build import build
    out.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        if columns is True:
            columns = draw_columns(staging / "columns", tell=tell, workers=workers)
        fresh = staging / "new"
        fresh.mkdir()
        count = build(fresh, root, figures or root / "figures", columns or None)
        _swap(fresh, out, staging / "old")
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return out, count


def draw_columns(folder: Path, only: list[str] | None = None, tell: Callable[[str], None] = print,
                 workers: int | None = None) -> Path:
    """Draw the bodies of figures for narrow screens in both languages.

    Raises
    ------
    RefusedError
        Where a notebook fails, with its error.
    """
    folder.mkdir(parents=True, exist_ok=True)
    failures = draw(only or list(list_figures(find_notebooks())), list(LANGUAGES), folder, tell, workers,
                    formats=["svg"], size="column", bare=True)
    if failures:
        raise RefusedError("\n".join(f"FAILED {label}: {error}" for label, error in failures.items()))
    return folder


def _ours(folder: Path) -> bool:
    """Tell whether a folder is empty or a page that was made here."""
    index = folder / "index.html"
    return folder.is_dir() and (not any(folder.iterdir()) or
                                (index.is_file() and MARK in index.read_text(encoding="utf-8", errors="replace")))


def _swap(fresh: Path, out: Path, old: Path) -> None:
    """Put a finished folder in its place; what was there comes back if that fails."""
    fresh.chmod(0o755)  # a temporary folder is its owner's alone; a page is to be read
    if out.exists():
        out.rename(old)
    try:
        fresh.rename(out)
    except OSError:
        if old.exists():
            old.rename(out)
        raise
