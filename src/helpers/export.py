"""Run the notebooks and keep what they make: the figures in figures/, or their outputs in themselves.

A notebook is asked for files through the variable TWO_REGIONS_EXPORT of its kernel's environment; `finish`
writes them, and beside them a record of what the figure says. They are made in a temporary folder in the
target and then renamed, file by file and the manifest last: a run that is stopped, or meets a full disk,
leaves what was there.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from .errors import RefusedError
from .files import MANIFEST, WRITERS, choose, file_name, read_manifest, write_whole
from .notebooks import find_project, is_parameters, list_paths, read_notebook, read_notebooks, stale_sentences
from .style import EXPORT
from .wording import LANGUAGES

if TYPE_CHECKING:
    from nbformat import NotebookNode

WORKERS = 2  # notebooks run at a time
_FOLDERS = {"MPLCONFIGDIR": "matplotlib", "IPYTHONDIR": "ipython", "JUPYTER_CONFIG_DIR": "jupyter/config",
            "JUPYTER_DATA_DIR": "jupyter/data", "JUPYTER_RUNTIME_DIR": "jupyter/runtime"}  # as in the Makefile


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
        runs = [Run(book.path, ({"region": region} if region else {}) | {"language": language},
                    {"only": wanted, "folder": folder, "formats": formats, "language": language,
                     "notebook": book.path.stem})
                for book in notebooks for region, names in book.figures.items()
                if (wanted := [name for name in names if name in chosen]) for language in languages]
        for run, ended in zip(runs, run_notebooks(runs), strict=True):
            paths = {name: Path(folder, f"{name}.{run.request['language']}.json") for name in run.request["only"]}
            if isinstance(ended, str):
                failures[str(run)] = ended
            elif lacking := [name for name, path in paths.items() if not path.is_file()]:
                failures[str(run)] = f"{', '.join(lacking)} not drawn: its call of finish was not reached"
            else:
                records += [json.loads(path.read_text(encoding="utf-8")) for path in paths.values()]
        yield Drawn(Path(folder), records, failures)


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


@dataclass(frozen=True)
class Run:
    """A notebook to run, the values of its parameters, and what `finish` is asked to write in it."""

    path: Path
    parameters: dict[str, str] = field(default_factory=dict)
    request: dict = field(default_factory=dict)

    def __str__(self) -> str:
        given = ", ".join(self.parameters.values())
        return self.path.stem + (f" ({given})" if given else "")


def run_notebooks(runs: Sequence[Run]) -> list[NotebookNode | str]:
    """Run notebooks, each in a kernel of its own, two at a time, and print a line for each; Ctrl-C ends all of them.

    Settings, caches and start-up files of the user's IPython and Jupyter are left alone: kernels keep
    theirs in `.cache/` of the project.

    Returns
    -------
    list of nbformat.NotebookNode or str
        For each run the executed notebook, or why it failed.
    """
    async def all_of_them() -> list[NotebookNode | str]:
        room = asyncio.Semaphore(WORKERS)
        return await asyncio.gather(*(_run_one(run, room) for run in runs))

    with asyncio.Runner(loop_factory=_Loop) as runner:  # which cancels what still runs when it is left
        return runner.run(all_of_them())


async def _run_one(run: Run, room: asyncio.Semaphore) -> NotebookNode | str:
    import nbformat  # takes a second, with what it imports; commands that run nothing need not wait
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError
    async with room:
        error = ""
        try:
            notebook = nbformat.read(run.path, as_version=4)
            for cell in filter(is_parameters, notebook.cells if run.parameters else []):
                cell.source = "\n".join([cell.source, *(f"{key} = {value!r}" for key, value in run.parameters.items())])
            before = dict(notebook.metadata)
            client = NotebookClient(notebook, timeout=300, record_timing=False, shutdown_kernel="immediate",
                                    store_widget_state=False, resources={"metadata": {"path": str(run.path.parent)}})
            environment = {**_own_folders(run.path.parents[1]), **os.environ, EXPORT: json.dumps(run.request)}
            environment.pop("MPLBACKEND", None)  # else no figure would be shown in the notebook
            await client.async_execute(env=environment, stderr=subprocess.DEVNULL)
            notebook.metadata.update(before)  # which Python ran it makes no difference to it
        except CellExecutionError as failed:
            error = f"code cell {client.code_cells_executed}: {failed.ename}: {failed.evalue}"
        except Exception as failed:  # a broken file, a kernel that dies: named, and the others go on
            error = f"{type(failed).__name__}: {failed}"
        print(f"{'failed' if error else 'ran   '} {run}")
        return error or notebook


class _Loop(asyncio.SelectorEventLoop):
    """An event loop that leaves Ctrl-C alone: nbclient would take it, and end one notebook of several."""

    def add_signal_handler(self, sig: int, callback: Callable[..., object], *args: object) -> None:
        raise RuntimeError("signals are handled elsewhere")


def _own_folders(project: Path) -> dict[str, str]:
    """Return folders in `.cache/` for what libraries write; where that cannot be, each makes a temporary one."""
    folders = {name: project / ".cache" / folder for name, folder in _FOLDERS.items()}
    with suppress(OSError):
        for folder in folders.values():
            folder.mkdir(parents=True, exist_ok=True)
    return {name: str(folder) for name, folder in folders.items() if os.access(folder, os.W_OK)}
