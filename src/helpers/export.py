"""Run the notebooks and keep what they make: the figures in figures/, or their outputs in themselves.

A notebook is asked for files through the variable TWO_REGIONS_EXPORT of its kernel's environment; `finish`
writes them, and beside them a record of what the figure says. They are made in a temporary folder in the
target and then renamed, file by file and the manifest last: a run that is stopped, or meets a full disk,
leaves what was there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from .errors import RefusedError
from .files import MANIFEST, WRITERS, choose, file_name, read_manifest, write_whole
from .language import LANGUAGES
from .notebooks import Run, find_project, list_paths, read_notebook, read_notebooks, run_notebooks
from .prose import stale_sentences
from .style import EXPORT


@dataclass(frozen=True)
class Drawn:
    """Figures that have been drawn.

    Attributes
    ----------
    folder : Path
        Holds a file for each figure, language and format: people-by-act.en.svg.
    records : list of dict
        What each figure says in each language, in the order of the notebooks and their cells.
    failures : dict of str to str
        The error of each notebook that failed, by its name and what it was run for.
    """

    folder: Path
    records: list[dict]
    failures: dict[str, str]


@contextmanager
def drawn(only: Iterable[str] | None = None, languages: Iterable[str] | None = None,
          formats: Iterable[str] | None = None, beside: Path | None = None) -> Iterator[Drawn]:
    """Run the notebooks and hold the figures that they draw for as long as a `with` block runs.

    Parameters
    ----------
    only, languages, formats : iterable of str, optional
        Figure names, of en and zh, of svg, pdf and png; all unless given.
    beside : Path, optional
        The folder to make the temporary folder in.

    Yields
    ------
    Drawn

    Raises
    ------
    RefusedError
        For a name, language or format that there is not, for a figure that is drawn twice, and outside this project.
    OSError
        Where the folder cannot be written; nothing was run then.
    """
    notebooks = read_notebooks(find_project())
    languages, formats = choose("language", languages, LANGUAGES), choose("format", formats, WRITERS)
    unread = {book.path.stem: book.error for book in notebooks if book.error}
    try:
        chosen = choose("figure", only, [name for book in notebooks for name in book.names])
    except RefusedError as error:
        more = [f"{name} cannot be read: {reason}" for name, reason in unread.items()]
        raise RefusedError("\n".join([str(error), *more])) from None
    failures, records = {} if only else unread, []
    with TemporaryDirectory(prefix=".figures-", dir=beside, ignore_cleanup_errors=True) as folder:
        runs = [_run(book.path, {"only": [name for name in names if name in chosen], "folder": folder,
                                 "formats": formats, "language": language}, region)
                for book in notebooks for region, names in book.figures.items() if not set(names).isdisjoint(chosen)
                for language in languages]
        for run, ended in zip(runs, run_notebooks(runs), strict=True):
            request = json.loads(run.environment[EXPORT])
            paths = {name: Path(folder, f"{name}.{request['language']}.json") for name in request["only"]}
            if isinstance(ended, str):
                failures[str(run)] = ended
            elif lacking := [name for name, path in paths.items() if not path.is_file()]:
                failures[str(run)] = f"{', '.join(lacking)} not drawn: its call of finish was not reached"
            else:
                records += [json.loads(path.read_text(encoding="utf-8")) for path in paths.values()]
        yield Drawn(Path(folder), records, failures)


def _run(path: Path, request: dict, region: str | None) -> Run:
    """Make the run of a notebook in which `finish` writes what is requested."""
    parameters = {"region": region} if region else {}
    return Run(path, parameters | {"language": request["language"]},
               {EXPORT: json.dumps({**request, "notebook": path.stem})})


def export_figures(only: Iterable[str] | None = None, languages: Iterable[str] | None = None,
                   formats: Iterable[str] | None = None, out: Path | None = None) -> tuple[list[Path], dict[str, str]]:
    """Run notebooks and write the figures that they draw, with a manifest of what each says.

    Parameters
    ----------
    only, languages, formats
        As for `drawn`.
    out : Path, optional
        Target folder; `figures/` of the project unless given. Figures that no notebook draws any more are
        removed from it; those of a notebook that is broken for now stay.

    Returns
    -------
    tuple of (list of Path, dict of str to str)
        The files, and the failures as of `Drawn`.

    Raises
    ------
    RefusedError, OSError
        As for `drawn`, and for a manifest in the target that is none of ours; nothing was run then.
    """
    out = Path(out or find_project() / "figures").resolve()
    formats = choose("format", formats, WRITERS)
    before = read_manifest(out)
    out.mkdir(parents=True, exist_ok=True)
    with drawn(only, languages, formats, out) as made:
        notebooks = read_notebooks(find_project())
        current = {name for book in notebooks for name in book.names}
        broken = {book.path.stem for book in notebooks if book.error}
        entries = {key: entry for key, entry in before.items() if key[0] in current or entry.get("notebook") in broken}
        files = []
        for record in made.records:
            key = record["name"], record["language"]
            digests = entries.get(key, {}).get("files", {})
            for form in formats:
                files.append(made.folder / file_name(record, form))
                digests[form] = hashlib.sha256(files[-1].read_bytes()).hexdigest()
            entries[key] = {**record, "files": digests}
        text = json.dumps([entries[key] for key in sorted(entries)], ensure_ascii=False, indent=1) + "\n"
        (made.folder / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
        written = [path.replace(out / path.name) for path in [*files, made.folder / MANIFEST]]
        for key in before.keys() - entries.keys():
            for form in WRITERS:
                (out / file_name(before[key], form)).unlink(missing_ok=True)
    return written[:-1], made.failures


def execute_notebooks() -> dict[str, str]:
    """Run every notebook of the project; when all have ended, keep their outputs in them, without times.

    Returns
    -------
    dict of str to str
        What is wrong, by notebook: the error of one that failed, whose file stays as it was, or the sentences
        that no longer agree with the data and outputs.
    """
    import nbformat
    notebooks = [read_notebook(path) for path in list_paths(find_project() / "notebooks")]
    wrong = {book.path.stem: book.error for book in notebooks if book.error}
    runs = [Run(book.path) for book in notebooks if not book.error]
    for run, ended in zip(runs, run_notebooks(runs), strict=True):
        if isinstance(ended, str):
            wrong[str(run)] = ended
            continue
        for cell in ended.cells:
            cell.metadata.pop("execution", None)  # times that JupyterLab may have kept
        write_whole(run.path, (nbformat.writes(ended) + "\n").encode("utf-8"))
        if stale := stale_sentences(run.path):
            wrong[str(run)] = "\n  ".join(["its prose no longer agrees with its data and outputs:", *stale])
    return wrong
