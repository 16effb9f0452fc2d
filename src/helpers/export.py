"""Run the notebooks and keep the figures that they draw.

A notebook is asked for files through the variable TWO_REGIONS_EXPORT of its kernel's environment; `finish`
writes them, and beside them a record of what the figure says. They are made in a temporary folder in the
target and then renamed, file by file and the manifest last: a run that is stopped, or meets a full disk,
leaves what was there.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .errors import RefusedError
from .language import LANGUAGES
from .notebooks import Notebook, find_project, list_regions, read_notebooks
from .running import Job, run_notebooks
from .style import EXPORT

FORMATS = ("svg", "pdf", "png")
MANIFEST = "manifest.json"


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


@dataclass(frozen=True)
class Outcome:
    """What an export made: the folder, its new files, the figures in them, failures by notebook, seconds."""

    folder: Path
    files: list[str]
    figures: list[str]
    failures: dict[str, str]
    seconds: float


@dataclass(frozen=True)
class _Run:
    """A notebook to run in one language, or for one region, and the figures wanted of it."""

    notebook: Notebook
    language: str
    region: str | None
    figures: list[str]

    @property
    def label(self) -> str:
        return f"{self.notebook.path.stem} ({', '.join(filter(None, (self.region, self.language)))})"


def choose(kind: str, asked: Iterable[str] | None, known: Iterable[str]) -> list[str]:
    """Return what was asked for, or all; refuse what there is not, naming what there is."""
    known = list(dict.fromkeys(known))
    asked = list(asked or known)
    if strange := [one for one in asked if one not in known]:
        raise RefusedError(f"no {kind} {', '.join(map(repr, strange))}; there are: {', '.join(known)}")
    return [one for one in known if one in asked]


@contextmanager
def drawn(only: Iterable[str] | None = None, languages: Iterable[str] | None = None,
          formats: Iterable[str] | None = None, region: str | None = None, *, workers: int | None = None,
          tell: Callable[[str], None] = print, beside: Path | None = None) -> Iterator[Drawn]:
    """Run the notebooks and hold the figures that they draw for as long as a `with` block runs.

    Parameters
    ----------
    only, languages, formats : iterable of str, optional
        Figure names, of en and zh, of svg, pdf and png; all unless given.
    region : str, optional
        Only the figures of notebooks that are run for each region, for this one.
    workers : int, optional
        Notebooks run at a time; two unless given.
    tell : callable
        Gets a line for each notebook that has ended.
    beside : Path, optional
        The folder to make the temporary folder in.

    Yields
    ------
    Drawn

    Raises
    ------
    RefusedError
        For a name, language, format or region that there is not, for a figure that two notebooks draw, and
        outside this project.
    OSError
        Where the folder cannot be written; nothing was run then.
    """
    project = find_project()
    notebooks = read_notebooks(project / "notebooks")
    languages, formats = choose("language", languages, LANGUAGES), choose("format", formats, FORMATS)
    failures = {} if only else {book.path.stem: book.error for book in notebooks if book.error}
    runs = _plan(project, notebooks, only, languages, region)
    with tempfile.TemporaryDirectory(prefix=".figures-", dir=beside, ignore_cleanup_errors=True) as name:
        folder, records = Path(name), _draw(runs, Path(name), formats, failures, workers, tell)
        order = {run.label: place for place, run in enumerate(runs)}
        yield Drawn(folder, [record for label in sorted(records, key=order.__getitem__) for record in records[label]],
                    failures)


def _plan(project: Path, notebooks: list[Notebook], only: Iterable[str] | None, languages: list[str],
          region: str | None) -> list[_Run]:
    """Return which notebooks to run for what, in their order."""
    regions = list_regions(project) if any(book.for_each_region for book in notebooks) else []
    if region is not None:
        regions = choose("region", [region], regions)
        notebooks = [book for book in notebooks if book.for_each_region]
    every = [(book, one) for book in notebooks for one in (regions if book.for_each_region else [None])]
    try:
        names = choose("figure", only, [name for book, one in every for name in book.figures(one)])
    except RefusedError as error:
        unread = "".join(f"\n{book.path.name} cannot be read: {book.error}" for book in notebooks if book.error)
        raise RefusedError(f"{error}{unread}") from None
    wanted = [(book, one, [name for name in book.figures(one) if name in names]) for book, one in every]
    return [_Run(book, language, one, figures) for book, one, figures in wanted if figures for language in languages]


def _draw(runs: list[_Run], folder: Path, formats: list[str], failures: dict[str, str], workers: int | None,
          tell: Callable[[str], None]) -> dict[str, list[dict]]:
    """Run notebooks; move what they draw into the folder and return their records by label."""
    records, by_label = {}, {run.label: run for run in runs}

    def keep(job: Job, _: object, error: str) -> None:
        made = Path(json.loads(job.environment[EXPORT])["folder"])
        found = {path.name.split(".")[0]: json.loads(path.read_text(encoding="utf-8")) for path in made.glob("*.json")}
        lacking = [name for name in by_label[job.label].figures if name not in found]
        if error or lacking:
            failures[job.label] = error or f"{', '.join(lacking)} not drawn: its call of finish was not reached"
            tell(f"failed {job.label}")
            return
        for record in found.values():
            for form in formats:
                (made / file_name(record, form)).rename(folder / file_name(record, form))
        records[job.label] = [found[name] for name in by_label[job.label].figures]
        tell(f"ran    {job.label}")

    jobs = []
    for number, run in enumerate(runs):
        made = folder / str(number)
        made.mkdir()
        request = {"folder": str(made), "formats": formats, "only": run.figures, "language": run.language,
                   "notebook": run.notebook.path.stem}
        parameters = {"language": run.language, **({"region": run.region} if run.region else {})}
        jobs.append(Job(run.notebook.path, run.label, parameters, {EXPORT: json.dumps(request)}))
    run_notebooks(sorted(jobs, key=lambda job: len(by_label[job.label].figures), reverse=True), keep, workers)
    return records


def export_figures(only: Iterable[str] | None = None, languages: Iterable[str] | None = None,
                   formats: Iterable[str] | None = None, out: Path | None = None, region: str | None = None,
                   workers: int | None = None, tell: Callable[[str], None] = print) -> Outcome:
    """Run notebooks and write the figures that they draw, with a manifest of what each says.

    Parameters
    ----------
    only, languages, formats, region, workers, tell
        As for `drawn`.
    out : Path, optional
        Target folder; `figures/` of the project unless given. Figures that no notebook draws any more are
        removed from it.

    Returns
    -------
    Outcome

    Raises
    ------
    RefusedError
        As for `drawn`, and for a manifest in the target that cannot be read.
    OSError
        Where the target cannot be written; nothing was run then.
    """
    started = time.monotonic()
    project = find_project()
    out = Path(out or project / "figures").resolve()
    formats = choose("format", formats, FORMATS)
    kept = _read_manifest(out / MANIFEST)
    out.mkdir(parents=True, exist_ok=True)
    with drawn(only, languages, formats, region, workers=workers, tell=tell, beside=out) as made:
        entries = dict(kept)
        for record in made.records:
            key = record["name"], record["language"]
            digests = {form: hashlib.sha256((made.folder / file_name(record, form)).read_bytes()).hexdigest()
                       for form in formats}
            entries[key] = {**record, "files": {**kept.get(key, {}).get("files", {}), **digests}}
        gone = _gone(project, kept)
        files = [file_name(record, form) for record in made.records for form in formats]
        if files or gone:
            listed = [entries[key] for key in sorted(entries) if key not in gone]
            text = json.dumps(listed, ensure_ascii=False, indent=1) + "\n"
            (made.folder / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
            for name in [*files, MANIFEST]:
                (made.folder / name).replace(out / name)
            for key in gone:
                for form in FORMATS:
                    (out / file_name(kept[key], form)).unlink(missing_ok=True)
    return Outcome(out, files, sorted({record["name"] for record in made.records}), made.failures,
                   time.monotonic() - started)


def file_name(record: dict, form: str) -> str:
    """Return the name of a figure's file in one format."""
    return f"{record['name']}.{record['language']}.{form}"


def _read_manifest(path: Path) -> dict[tuple[str, str], dict]:
    """Return the records of a manifest by name and language, none where there is no manifest."""
    if not path.is_file():
        return {}
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        return {(entry["name"], entry["language"]): {**entry, "files": dict(entry["files"])} for entry in entries}
    except (ValueError, TypeError, KeyError):
        raise RefusedError(f"{path} is no list of figures; delete it, and it is written anew") from None


def _gone(project: Path, kept: dict[tuple[str, str], dict]) -> list[tuple[str, str]]:
    """Return the recorded figures that no notebook draws; those of a broken notebook may come back."""
    notebooks = read_notebooks(project / "notebooks")
    broken = {book.path.stem for book in notebooks if book.error}
    regions = list_regions(project) if any(book.for_each_region for book in notebooks) else []
    current = {name for book in notebooks for one in (regions if book.for_each_region else [None])
               for name in book.figures(one)}
    return [key for key, entry in kept.items() if key[0] not in current and entry["notebook"] not in broken]
