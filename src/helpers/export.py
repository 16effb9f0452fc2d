"""Run the notebooks and keep what they make: the figures in figures/, or their outputs in themselves.

A notebook is asked for files through the variable TWO_REGIONS_EXPORT of its kernel's environment; `finish`
writes them, and beside them a record of what the figure says. They are made in a temporary folder in the
target and then renamed, file by file and the manifest last: a run that is stopped, or meets a full disk,
leaves what was there.
"""

import asyncio
import json
import os
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from .errors import RefusedError
from .files import MANIFEST, WRITERS, choose, file_name, read_manifest, write_whole
from .notebooks import Run, find_project, find_runs, is_parameters
from .prose import stale_sentences
from .style import EXPORT
from .wording import LANGUAGES

WORKERS = 2  # notebooks run at a time


def draw(folder: Path, only: Iterable[str] | None = None, languages: Iterable[str] | None = None,
         formats: Iterable[str] | None = None) -> tuple[list[dict], dict[str, str]]:
    """Run notebooks and let them write figures into an empty folder: people-by-act.en.svg.

    Parameters
    ----------
    folder : Path
    only, languages, formats : iterable of str, optional
        Figure names, of en and zh, of svg, pdf and png; all unless given.

    Returns
    -------
    tuple of (list of dict, dict of str to str)
        What each figure says in each language, in the order of the notebooks and their cells; and the error of
        each notebook that failed, by its name and what it was run for.

    Raises
    ------
    RefusedError
        Before anything is run: for a name, language or format that there is not, a figure that is drawn twice.
    """
    runs, unread = find_runs(find_project())
    names = [name for run in runs for name in run.names]
    if twice := [name for name in names if names.count(name) > 1]:
        both = " and ".join(dict.fromkeys(run.path.name for run in runs if twice[0] in run.names))
        raise RefusedError(f"the figure {twice[0]} is drawn twice, in {both}: rename or remove one")
    chosen = choose("figure", only, names, [f"{name} cannot be read: {reason}" for name, reason in unread.items()])
    languages, formats = choose("language", languages, LANGUAGES), choose("format", formats, WRITERS)
    runs = [replace(run, names=wanted, parameters={**run.parameters, "language": language}) for run in runs
            if (wanted := [name for name in run.names if name in chosen]) for language in languages]
    records: list[dict] = []
    failures = {} if only else unread
    for run, ended in zip(runs, run_notebooks(runs, folder=str(folder), formats=formats), strict=True):
        paths = {name: folder / f"{name}.{run.parameters['language']}.json" for name in run.names}
        if isinstance(ended, str):
            failures[str(run)] = ended
        elif lacking := [name for name, path in paths.items() if not path.is_file()]:
            failures[str(run)] = f"{', '.join(lacking)} not drawn: its call of finish was not reached"
        else:
            records += [json.loads(path.read_text(encoding="utf-8")) for path in paths.values()]
        for path in paths.values():
            path.unlink(missing_ok=True)
    return records, failures


def draw_whole(folder: Path, only: Iterable[str] | None = None, languages: Iterable[str] | None = None,
               formats: Iterable[str] | None = None) -> list[dict]:
    """Draw as `draw` does, and return the records; RefusedError where a notebook failed, too."""
    records, failures = draw(folder, only, languages, formats)
    if failures:
        raise RefusedError("\n".join(f"{label}: {error}" for label, error in failures.items()))
    return records


def export_figures(only: Iterable[str] | None = None, languages: Iterable[str] | None = None,
                   formats: Iterable[str] | None = None, out: Path | None = None) -> tuple[list[Path], dict[str, str]]:
    """Run notebooks and write the figures that they draw, with a manifest of what each says.

    Figures that no notebook draws any more are removed; those of a notebook that is broken for now stay.

    Parameters
    ----------
    only, languages, formats
        As for `draw`.
    out : Path, optional
        The folder; `figures/` of the project unless given.

    Returns
    -------
    tuple of (list of Path, dict of str to str)
        The files, and the failures as of `draw`.

    Raises
    ------
    RefusedError, OSError
        As for `draw`, for a manifest that is none of ours, and for a folder that cannot be written.
    """
    out = Path(out or find_project() / "figures").resolve()
    before = read_manifest(out)
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".figures-", dir=out, ignore_cleanup_errors=True) as folder:
        records, failures = draw(Path(folder), only, languages, formats)
        runs, unread = find_runs(find_project())
        names = {name for run in runs for name in run.names}
        entries = {key: entry for key, entry in before.items() if key[0] in names or entry.get("notebook") in unread}
        for record in records:
            key = record["name"], record["language"]
            entries[key] = {**record, "files": entries.get(key, {}).get("files", {}) | record["files"]}
        text = json.dumps([entries[key] for key in sorted(entries)], ensure_ascii=False, indent=1) + "\n"
        manifest = Path(folder, MANIFEST)
        manifest.write_text(text, encoding="utf-8", newline="\n")
        files = [Path(folder, file_name(record, form)) for record in records for form in record["files"]]
        written = [path.replace(out / path.name) for path in [*files, manifest]]
        for key in before.keys() - entries.keys():
            for form in WRITERS:
                (out / file_name(before[key], form)).unlink(missing_ok=True)
    return written[:-1], failures


def execute_notebooks() -> dict[str, str]:
    """Run every notebook of the project; when all have ended, keep their outputs in them, without times.

    Returns
    -------
    dict of str to str
        What is wrong, by notebook: the error of one that failed, whose file stays as it was, or the sentences
        that no longer agree with the data and outputs.
    """
    import nbformat
    found, wrong = find_runs(find_project())
    runs = [Run(path) for path in dict.fromkeys(run.path for run in found)]
    for run, ended in zip(runs, run_notebooks(runs), strict=True):
        if isinstance(ended, str):
            wrong[str(run)] = ended
            continue
        for cell in ended["cells"]:
            cell["metadata"].pop("execution", None)  # times that JupyterLab may have kept
        write_whole(run.path, (nbformat.writes(ended) + "\n").encode("utf-8"))
        if stale := stale_sentences(run.path):
            wrong[str(run)] = "\n  ".join(["its prose no longer agrees with its data and outputs:", *stale])
    return wrong


def run_notebooks(runs: Sequence[Run], **request: Any) -> list[dict | str]:
    """Run notebooks, each in a kernel of its own, two at a time, and print a line for each; Ctrl-C ends all of them.

    Return of each the executed notebook, or why it failed. A request names the folder and formats that `finish`
    is asked for. Kernels leave settings and start-up files of the user's IPython alone.
    """
    async def all_of_them(folder: str) -> list[dict | str]:
        asyncio.get_running_loop().set_exception_handler(lambda *_: None)  # what Ctrl-C breaks off is no error
        room = asyncio.Semaphore(WORKERS)
        ours = {**os.environ, "IPYTHONDIR": folder, "MPLBACKEND": ""}  # or no figure would be shown in the notebook
        return await asyncio.gather(*(_run_one(run, request, ours, folder, room) for run in runs))

    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        return asyncio.run(all_of_them(folder))


async def _run_one(run: Run, request: dict, environment: dict, folder: str, room: asyncio.Semaphore) -> dict | str:
    import nbformat  # takes a second, with what it imports; commands that run nothing need not wait
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError
    from traitlets.config import Config
    asked = {**request, **run.parameters, "only": run.names, "notebook": run.path.stem} if request else {}
    async with room:
        error = ""
        try:
            notebook = nbformat.read(run.path, as_version=4)
            for cell in filter(is_parameters, notebook.cells):
                cell.source += "".join(f"\n{key} = {value!r}" for key, value in run.parameters.items())
            client: Any = NotebookClient(notebook, timeout=300, record_timing=False,
                                         config=Config(KernelManager=kernel_options(folder)))
            try:  # in steps, for client.async_execute would take Ctrl-C, and end one notebook of several
                client.create_kernel_manager()
                await client.async_start_new_kernel(env={**environment, EXPORT: json.dumps(asked)}, cwd=run.path.parent,
                                                    stderr=subprocess.DEVNULL)
                await client.async_start_new_kernel_client()
                for place, cell in enumerate(notebook.cells):
                    await client.async_execute_cell(cell, place)
            finally:
                if client.km:
                    await client.km.shutdown_kernel(now=True)
        except CellExecutionError as failed:
            error = f"code cell {client.code_cells_executed}: {failed.ename}: {failed.evalue}"
        except Exception as failed:  # a broken file, a kernel that dies: named, and the others go on
            error = f"{type(failed).__name__}: {failed}"
        print(f"{'failed' if error else 'ran   '} {run}")
        return error or notebook


def kernel_options(folder: str) -> dict[str, str]:
    """Return options of a Jupyter KernelManager whose kernel listens on files in a folder, where the system can.

    Ports are picked while they are free and bound a second later; with one taken meanwhile, a kernel dies or hangs.
    """
    sockets = f"{folder}/{uuid4().hex[:12]}"
    can = os.name != "nt" and len(os.fsencode(sockets)) < 96  # the address of a socket has at most 103 bytes
    return {"transport": "ipc", "connection_file": f"{sockets}.json"} if can else {}
