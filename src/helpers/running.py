"""Run notebooks in kernels of their own, some at a time."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode

WORKERS = 2  # notebooks run at a time
_FOLDERS = {"MPLCONFIGDIR": "matplotlib", "IPYTHONDIR": "ipython", "JUPYTER_CONFIG_DIR": "jupyter/config",
            "JUPYTER_DATA_DIR": "jupyter/data", "JUPYTER_RUNTIME_DIR": "jupyter/runtime"}  # as in the Makefile


@dataclass(frozen=True)
class Job:
    """A notebook to run.

    Attributes
    ----------
    path : Path
    label : str
        The notebook and what it is run for, as a person is told.
    parameters : dict of str to str
        Assigned at the end of the cell tagged `parameters`.
    environment : dict of str to str
        Set for its kernel, besides the variables of this process.
    """

    path: Path
    label: str
    parameters: dict[str, str] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)


Done = Callable[[Job, "NotebookNode | None", str], None]


def run_notebooks(jobs: Iterable[Job], done: Done, workers: int | None = None) -> None:
    """Run notebooks, each in a kernel of its own. Ctrl-C ends all of them.

    Settings, caches and start-up files of the user's IPython and Jupyter are left alone: kernels keep
    theirs in `.cache/` of the project.

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

    if not (jobs := list(jobs)):
        return
    try:
        with _own_folders(jobs[0].path.parents[1]), asyncio.Runner(loop_factory=_Loop) as runner:
            runner.run(all_of_them())
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


async def _run_one(job: Job, room: asyncio.Semaphore, done: Done) -> None:
    import nbformat  # takes a second, with what it imports; commands that run nothing need not wait
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError
    async with room:
        executed, error = None, ""
        try:
            notebook = nbformat.read(job.path, as_version=4)
            for cell in notebook.cells:
                if job.parameters and "parameters" in cell.metadata.get("tags", []):
                    given = [f"{name} = {value!r}" for name, value in job.parameters.items()]
                    cell.source = "\n".join([cell.source, *given])
            client = NotebookClient(notebook, timeout=300, record_timing=False, shutdown_kernel="immediate",
                                    store_widget_state=False, resources={"metadata": {"path": str(job.path.parent)}})
            environment = {**os.environ, **job.environment}
            environment.pop("MPLBACKEND", None)  # else no figure would be shown in the notebook
            executed = await client.async_execute(env=environment, stderr=subprocess.DEVNULL)
        except CellExecutionError as failed:
            error = f"code cell {client.code_cells_executed}: {failed.ename}: {failed.evalue}"
        except Exception as failed:  # a broken file, a kernel that dies: named, and the others go on
            error = f"{type(failed).__name__}: {failed}"
        done(job, executed, error)


class _Loop(asyncio.SelectorEventLoop):
    """An event loop that leaves Ctrl-C alone: nbclient would take it, and end one notebook of several."""

    def add_signal_handler(self, sig: int, callback: Callable[..., object], *args: object) -> None:
        raise RuntimeError("signals are handled elsewhere")


@contextmanager
def _cancelled_once(task: asyncio.Task | None) -> Iterator[None]:
    """Let the first Ctrl-C cancel a task, and ignore further ones, so that every kernel is ended in peace."""
    before = signal.getsignal(signal.SIGINT)
    if task is None or threading.current_thread() is not threading.main_thread() or before is signal.SIG_IGN:
        yield
        return

    def cancel(*_: object) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        task.get_loop().call_soon_threadsafe(task.cancel)

    signal.signal(signal.SIGINT, cancel)
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGINT) is cancel:
            signal.signal(signal.SIGINT, before)


@contextmanager
def _own_folders(project: Path) -> Iterator[None]:
    """Set folders for what libraries write on their own account, where nobody has set any.

    They are in the project's `.cache/`; where that cannot be written, each library makes a temporary one.
    """
    ours = {name: project / ".cache" / folder for name, folder in _FOLDERS.items() if name not in os.environ}
    with suppress(OSError):
        for folder in ours.values():
            folder.mkdir(parents=True, exist_ok=True)
    os.environ.update({name: str(folder) for name, folder in ours.items() if os.access(folder, os.W_OK)})
    try:
        yield
    finally:
        for name in ours:
            os.environ.pop(name, None)
