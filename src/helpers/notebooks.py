"""Find the notebooks, know which figures they draw, and run them."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from .errors import RefusedError

if TYPE_CHECKING:
    from nbformat import NotebookNode

WORKERS = 2  # notebooks run at a time
_CHART = re.compile(r"Chart\(\s*['\"]([a-z0-9-]+)['\"]")
_REGION = re.compile(r"^region\s*=", re.M)
_LANGUAGE_INFO = {"name": "python", "file_extension": ".py", "mimetype": "text/x-python",
                  "pygments_lexer": "ipython3"}


def find_notebooks(start: Path | None = None) -> Path:
    """Find the folder of notebooks at or above the working directory, else that of this checkout.

    Raises
    ------
    RefusedError
        Where there is none.
    """
    here = start or Path.cwd()
    for folder in (here, *here.parents, Path(__file__).resolve().parents[2]):
        if list((folder / "notebooks").glob("*.ipynb")):
            return folder / "notebooks"
    raise RefusedError("no notebooks/ here or above: run from the checkout")


def code_cells(notebook: Path) -> list[dict]:
    """Return the code cells of a notebook, the source of each as one text.

    Raises
    ------
    RefusedError
        Where the file is no notebook.
    """
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        return [{**cell, "source": "".join(cell["source"])} for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError) as error:
        raise RefusedError(f"{notebook.name} is no notebook: {type(error).__name__}: {error}") from None


class Run(NamedTuple):
    """What draws a figure: a notebook, and the region that it is run for, where it is run for each."""

    notebook: str
    region: str | None = None


def list_runs(notebooks: Path) -> dict[str, Run]:
    """Return what draws each figure, by figure name, read from the code cells.

    A notebook whose parameters cell has a `region` is run for every region that has observations,
    and its figures carry the region's id behind their names.
    """
    runs = {}
    for path in sorted(notebooks.glob("*.ipynb")):
        cells = code_cells(path)
        names = [name for cell in cells for name in _CHART.findall(cell["source"])]
        if any(_REGION.search(cell["source"]) for cell in cells if "parameters" in cell["metadata"].get("tags", [])):
            runs |= {f"{name}-{region}": Run(path.stem, region) for region in _regions(notebooks) for name in names}
        else:
            runs |= {name: Run(path.stem) for name in names}
    return runs


def list_figures(notebooks: Path) -> dict[str, str]:
    """Return the notebook that draws each figure, by figure name."""
    return {name: run.notebook for name, run in list_runs(notebooks).items()}


def _regions(notebooks: Path) -> list[str]:
    """Return the regions that have observations, in their order."""
    from .loading import load_observations, load_regions
    beside = notebooks.parent / "data"
    folder = beside if beside.is_dir() else None
    told = set(load_observations(folder=folder)["region"])
    return [region for region in load_regions(folder).index if region in told]


@dataclass(frozen=True)
class Job:
    """A notebook to run.

    Attributes
    ----------
    path : Path
    label : str
        The notebook and what it is run for, as a person is told.
    parameters : dict of str to str
        Assigned in place of the cell tagged `parameters`; where there are none, that cell stays.
    environment : dict of str to str
        Set for its kernel, besides the variables of this process.
    """

    path: Path
    label: str
    parameters: dict[str, str] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)


class _Loop(asyncio.SelectorEventLoop):
    """An event loop that leaves Ctrl-C to its runner: nbclient would take it, and end one notebook of several."""

    def add_signal_handler(self, *_) -> None:
        raise RuntimeError("signals are the runner's")


def run_notebooks(jobs: Iterable[Job], done: Callable[[Job, NotebookNode | None, str], None],
                  workers: int | None = None) -> None:
    """Run notebooks, each in a kernel of its own, some at a time. Ctrl-C ends all of them.

    Parameters
    ----------
    jobs : iterable of Job
        The longest first ends earliest.
    done : callable
        Called as each ends, with the job, the executed notebook and an empty text, or with the job, None
        and its error. What it raises is raised at the end.
    workers : int, optional
        Notebooks run at a time; two unless given.
    """
    async def all_of_them() -> None:
        room = asyncio.Semaphore(workers or WORKERS)
        with _cancelled_once(asyncio.current_task()):
            ended = await asyncio.gather(*(_run_one(job, room, done) for job in jobs), return_exceptions=True)
        for error in filter(None, ended):
            raise error

    try:
        with asyncio.Runner(loop_factory=_Loop) as runner:
            runner.run(all_of_them())
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


@contextmanager
def _cancelled_once(task: asyncio.Task) -> Iterator[None]:
    """Let the first Ctrl-C cancel a task, and ignore further ones, so that every kernel is ended in peace."""
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or before is signal.SIG_IGN:
        yield
        return

    def cancel(*_) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        task.get_loop().call_soon_threadsafe(task.cancel)

    signal.signal(signal.SIGINT, cancel)
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGINT) is cancel:
            signal.signal(signal.SIGINT, before)


async def _run_one(job: Job, room: asyncio.Semaphore, done: Callable[[Job, NotebookNode | None, str], None]) -> None:
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError
    async with room:
        try:
            notebook = nbformat.read(job.path, as_version=4)
            _set_parameters(notebook, job.parameters)
            client = NotebookClient(notebook, timeout=300, record_timing=False, shutdown_kernel="immediate",
                                    store_widget_state=False, resources={"metadata": {"path": str(job.path.parent)}})
            environment = {**os.environ, **job.environment}
            environment.pop("MPLBACKEND", None)
            await client.async_execute(env=environment, stderr=subprocess.DEVNULL)
        except CellExecutionError as error:
            done(job, None, f"cell {client.code_cells_executed}: {error.ename}: {error.evalue}")
        except Exception as error:  # a broken file, a kernel that dies: named, and the rest goes on
            done(job, None, f"{type(error).__name__}: {error}")
        else:
            done(job, notebook, "")


def _set_parameters(notebook: NotebookNode, parameters: dict[str, str]) -> None:
    for cell in notebook.cells:
        if parameters and "parameters" in cell.metadata.get("tags", []):
            cell.source = "\n".join(f"{name} = {value!r}" for name, value in parameters.items())


def run_in_place(notebooks: Path, workers: int | None = None, tell: Callable[[str], None] = print) -> dict[str, str]:
    """Run every notebook and keep its outputs in it, without times and versions.

    Parameters
    ----------
    notebooks : Path
        Their folder.
    workers : int, optional
        How many at a time; two unless given.
    tell : callable
        Gets a line for each notebook that has run.

    Returns
    -------
    dict of str to str
        The errors of those that failed, by file name; their files stay as they were.
    """
    import nbformat
    failures = {}

    def keep(job: Job, notebook: NotebookNode | None, error: str) -> None:
        if notebook is None:
            failures[job.label] = error
            return
        notebook.metadata["language_info"] = _LANGUAGE_INFO
        fresh = job.path.with_suffix(".ipynb.new")
        nbformat.write(notebook, fresh)
        fresh.replace(job.path)
        tell(f"ran {job.label}")

    paths = sorted(notebooks.glob("*.ipynb"), key=lambda path: path.stat().st_size, reverse=True)
    run_notebooks([Job(path, path.name) for path in paths], keep, workers)
    return failures
