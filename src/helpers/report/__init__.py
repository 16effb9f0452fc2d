"""Reports: every figure in a slide deck or a text document, with native text and tables."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path

from ..errors import RefusedError
from ..export import choose
from ..notebooks import find_notebooks, list_figures
from ..style import LANGUAGES, use
from .collect import IncompleteError, collect

__all__ = ["KINDS", "IncompleteError", "write_report"]
KINDS = {"deck": (".pptx", "slide"), "document": (".docx", "page")}


def write_report(kind: str, only: Iterable[str] | None = None, language: str = "en", out: Path | None = None,
                 tell: Callable[[str], None] = print, workers: int | None = None) -> tuple[Path, int]:
    """Draw figures and write them as a report; what was there stays unless all of it is made.

    Parameters
    ----------
    kind : {"deck", "document"}
        A PowerPoint file with a figure a slide, or a Word file with a figure a section.
    only : iterable of str, optional
        Figure names; all unless given.
    language : {"en", "zh"}
    out : Path, optional
        The file; in `figures/` beside the notebooks unless given.
    tell, workers
        As for `helpers.export.export_figures`.

    Returns
    -------
    tuple of Path and int
        The file, and how many figures it holds.

    Raises
    ------
    RefusedError
        For a name or language that there is not, or a file name of another kind.
    IncompleteError
        Where a notebook failed, with its error.
    OSError
        Where the file cannot be written.
    """
    suffix, size = KINDS[kind]
    notebooks = find_notebooks()
    names = choose("figure", only, list_figures(notebooks))
    choose("language", [language], LANGUAGES)
    out = (out or notebooks.parent / "figures" / f"two-regions.{language}{suffix}").resolve()
    if out.suffix.lower() != suffix or out.is_dir():
        raise RefusedError(f"a {kind} is a file that ends in {suffix}, not {out.name}")
    out.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".report-", dir=out.parent))
    try:
        use(language, size)
        figures = collect(names, language, size, staging, tell, workers)
        fresh = staging / out.name
        fresh.write_bytes(import_module(f".{kind}", __name__).build(figures, language))
        fresh.replace(out)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return out, len(figures)
