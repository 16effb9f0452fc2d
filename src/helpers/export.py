"""Run the notebooks and keep the figures that they draw.

Every notebook runs in a kernel of its own. What it draws goes to a temporary folder in the target and
is moved into place at the end, file by file, so that a run that is stopped or meets a full disk leaves
the target as it was.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import RefusedError
from .notebooks import Job, find_notebooks, list_figures, list_runs, run_notebooks
from .style import EXPORT, FORMATS, LANGUAGES, SIZES

if TYPE_CHECKING:
    from .frame import Chart

MANIFEST = "manifest.json"


@dataclass
class Outcome:
    """What an export made, in which time, and which notebooks failed with which error."""

    folder: Path
    files: list[str] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0


def choose(kind: str, asked: Iterable[str] | None, known: Iterable[str]) -> list[str]:
    """Return what was asked for, or all; refuse what there is not, naming what there is."""
    known = list(known)
    asked = list(asked or known)
    strange = [one for one in asked if one not in known]
    if strange:
        raise RefusedError(f"no {kind} {', '.join(map(repr, strange))}; there are: {', '.join(known)}")
    return [one for one in known if one in asked]


def export_figures(only: Iterable[str] | None = None, languages: Iterable[str] | None = None,
                   formats: Iterable[str] | None = None, size: str = "page", out: Path | None = None,
                   tell: Callable[[str], None] = print, workers: int | None = None,
                   region: str | None = None) -> Outcome:
    """Run notebooks and write the figures they draw.

    Parameters
    ----------
    only, languages, formats : iterable of str, optional
        Figure names, of en and zh, of svg, pdf and png; all unless given.
    size : str
        page, column or slide.
    out : Path, optional
        Target folder; `figures/` beside the notebooks unless given.
    tell : callable
        Gets a line for each finished notebook.
    workers : int, optional
        Notebooks run at a time; two unless given.
    region : str, optional
        Only the figures of the notebooks that are run for each region, for this one.

    Returns
    -------
    Outcome

    Raises
    ------
    RefusedError
        For a name, language, format, size or region that there is not.
    OSError
        Where the target cannot be written; nothing was run then.
    """
    notebooks = find_notebooks()
    runs = list_runs(notebooks)
    if region is not None:
        choose("region", [region], dict.fromkeys(run.region for run in runs.values() if run.region))
        runs = {name: run for name, run in runs.items() if run.region == region}
    names = choose("figure", only, runs)
    languages, formats = choose("language", languages, LANGUAGES), choose("format", formats, FORMATS)
    choose("size", [size], SIZES)
    out = (out or notebooks.parent / "figures").resolve()
    out.mkdir(parents=True, exist_ok=True)
    _read_manifest(out / MANIFEST)  # what cannot be read is refused before anything runs
    started = time.monotonic()
    outcome = Outcome(out)
    with tempfile.TemporaryDirectory(prefix=".figures-", dir=out, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        outcome.failures = draw(names, languages, folder, tell, workers, formats=formats, size=size)
        files, gone = _plan(folder, out, outcome, formats)
        for file, path in files.items():
            path.replace(out / file)
        for file in gone:
            (out / file).unlink(missing_ok=True)
    outcome.seconds = time.monotonic() - started
    return outcome


def draw(names: list[str], languages: list[str], staging: Path, tell: Callable[[str], None] = print,
         workers: int | None = None, **request) -> dict[str, str]:
    """Run the notebooks that draw some figures, side by side; a failure stops nothing else.

    Parameters
    ----------
    names, languages : list of str
        The figures, and the languages to draw them in.
    staging : Path
        Gets a folder for each notebook and language, with a record beside each figure's files.
    tell, workers
        As for `export_figures`.
    **request
        What the charts are asked to save: formats, size, and bare for the body alone.

    Returns
    -------
    dict of str to str
        The error of each notebook that failed.
    """
    notebooks = find_notebooks()
    runs = list_runs(notebooks)
    count = Counter(runs.values())
    jobs, folders = [], {}
    for run in sorted(dict.fromkeys(runs[name] for name in names), key=count.get, reverse=True):
        for language in languages:
            label = f"{run.notebook} ({', '.join(filter(None, (run.region, language)))})"
            folders[label] = staging / ".".join(filter(None, (*run, language)))
            folders[label].mkdir(parents=True)
            asked = {**request, "dir": str(folders[label]), "only": names, "notebook": run.notebook}
            region = {"region": run.region} if run.region else {}
            jobs.append(Job(notebooks / f"{run.notebook}.ipynb", label, {"language": language, **region},
                            {EXPORT: json.dumps(asked)}))
    failures = {}

    def note(job: Job, _: object, error: str) -> None:
        if error:
            failures[job.label] = error
            shutil.rmtree(folders[job.label], ignore_errors=True)
        tell(f"{'failed' if error else 'ran   '} {job.label}")

    run_notebooks(jobs, note, workers)
    return failures


def save_requested(chart: Chart, request: dict) -> None:
    """Save one chart as an export under way asks; called by `Chart.show`."""
    from .files import WRITERS
    if request.get("only") and chart.name not in request["only"]:
        return
    folder = Path(request["dir"])
    for form in request["formats"]:
        (folder / file_name(chart.name, chart.language, chart.size.name, form)).write_bytes(WRITERS[form](chart))
    record = {"name": chart.name, "notebook": request["notebook"], "language": chart.language,
              "size": chart.size.name, **chart.words(), "alt": chart.describe(), "unsaid": chart.unsaid,
              "rows": list(chart.rows.index),
              "mechanisms": chart.nodes, "marks": [asdict(mark) for mark in chart.marks], "places": chart.places()}
    (folder / f"{chart.name}.json").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")


def file_name(name: str, language: str, size: str, form: str) -> str:
    """Return the name of a figure's file; the page size goes without saying."""
    return ".".join([name, language, *([] if size == "page" else [size]), form])


def _read_manifest(manifest: Path) -> dict[str, dict]:
    """Return the entries of a manifest by file, none where there is no manifest."""
    if not manifest.is_file():
        return {}
    try:
        return {entry["file"]: entry for entry in json.loads(manifest.read_text(encoding="utf-8"))}
    except (ValueError, TypeError, KeyError):
        raise RefusedError(f"{manifest.name} in {manifest.parent.name}/ is no list of figures; delete it, and it is "
                           "written anew") from None


def _plan(folder: Path, out: Path, outcome: Outcome, formats: list[str]) -> tuple[dict[str, Path], list[str]]:
    """Write the new manifest, and return what moves to the target, the manifest last, and what is no longer drawn."""
    kept = _read_manifest(out / MANIFEST)
    failed = {label.split(" ")[0] for label in outcome.failures}
    made, drawn = {}, {}
    for path in sorted(folder.glob("*/*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        for form in formats:
            name = file_name(record["name"], record["language"], record["size"], form)
            drawn[name] = path.parent / name
            made[name] = {"file": name, **record, "sha256": hashlib.sha256(drawn[name].read_bytes()).hexdigest()}
    current = set(list_figures(find_notebooks()))
    gone = [name for name, entry in kept.items() if entry["name"] not in current and entry["notebook"] not in failed]
    if not (made or gone):
        return {}, []
    entries = {name: entry for name, entry in {**kept, **made}.items() if name not in gone}
    drawn[MANIFEST] = folder / MANIFEST
    drawn[MANIFEST].write_text(json.dumps([entries[name] for name in sorted(entries)], ensure_ascii=False, indent=1)
                               + "\n", encoding="utf-8")
    outcome.files = sorted(made)
    outcome.figures = sorted({entry["name"] for entry in made.values()})
    return drawn, gone
