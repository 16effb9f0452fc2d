"""Reports: every figure in a slide deck or a text document, with native title, notes, alt text and table."""

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from ..errors import RefusedError
from ..export import draw_whole
from ..files import write_whole
from ..notebooks import find_project
from ..wording import in_language
from . import deck, document

__all__ = ["KINDS", "write_report"]
KINDS = {"deck": (".pptx", deck.build), "document": (".docx", document.build)}


def write_report(kind: str, only: Iterable[str] | None = None, language: str = "en", out: Path | None = None,
                 tables: bool = True) -> tuple[Path, int]:
    """Draw figures and write them as a report; what was there stays unless all of it is made.

    Parameters
    ----------
    kind : {"deck", "document"}
        A PowerPoint file with a figure a slide, or a Word file with a figure a section.
    only : iterable of str, optional
        Figure names; all unless given.
    language : {"en", "zh"}
    out : Path, optional
        The file; in `figures/` unless given.
    tables : bool
        Whether the rows behind each figure follow it as a table.

    Returns
    -------
    tuple of Path and int
        The file, and how many figures it holds.

    Raises
    ------
    RefusedError
        For a figure or language that there is not, a file name of another kind, or a notebook that failed.
    """
    suffix, build = KINDS[kind]
    out = Path(out or find_project() / "figures" / f"two-regions.{language}{suffix}").resolve()
    if out.suffix.lower() != suffix or out.is_dir():
        raise RefusedError(f"a {kind} is a file that ends in {suffix}, not {out.name}")
    with TemporaryDirectory() as folder:
        records = draw_whole(Path(folder), only, [language], ["png"])
        with in_language(language):
            content = build(records, Path(folder), tables)
    out.parent.mkdir(parents=True, exist_ok=True)
    return write_whole(out, content), len(records)
