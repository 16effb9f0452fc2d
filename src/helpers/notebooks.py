"""The project's notebooks: which are ours, which figures each draws, and how they are run."""

from __future__ import annotations

import ast
import asyncio
import json
import os
import re
import signal
import subprocess
import threading
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from .errors import RefusedError
from .folder import NAME

if TYPE_CHECKING:
    from nbformat import NotebookNode

WORKERS = 2  # notebooks run at a time
_FOLDERS = {"MPLCONFIGDIR": "matplotlib", "IPYTHONDIR": "ipython", "JUPYTER_CONFIG_DIR": "jupyter/config",
            "JUPYTER_DATA_DIR": "jupyter/data", "JUPYTER_RUNTIME_DIR": "jupyter/runtime"}  # as in the Makefile


def find_project() -> Path:
    """Find this project's folder at or above the working directory.

    Raises
    ------
    RefusedError
        Where there is none, so that no command reads or writes the files of another project.
    """
    here = Path.cwd().resolve()
    nearest = next((folder for folder in (here, *here.parents) if (folder / "pyproject.toml").is_file()), here)
    with suppress(OSError, ValueError, KeyError, TypeError):
        about = tomllib.loads((nearest / "pyproject.toml").read_text(encoding="utf-8"))
        if about["project"]["name"] == NAME and (nearest / "notebooks").is_dir():
            return nearest
    raise RefusedError(f"{here} is not in the project {NAME}: go to its folder, the one with notebooks/ and data/, "
                       "and run the command there")


@dataclass(frozen=True)
class Notebook:
    """A notebook and the figures that it draws.

    Attributes
    ----------
    path : Path
    figures : dict
        The names of its figures in the order of its cells, by the region that it is run for; None where it
        is run once, for its parameters have no region.
    error : str
        Why it cannot be run; empty where it can.
    """

    path: Path
    figures: dict[str | None, list[str]] = field(default_factory=dict)
    error: str = ""

    @property
    def names(self) -> list[str]:
        """The names of its figures, for all regions."""
        return [name for names in self.figures.values() for name in names]


def list_paths(folder: Path) -> list[Path]:
    """Return the notebooks of a folder in order, without checkpoints and files whose names begin with a dot."""
    return [path for path in sorted(folder.glob("*.ipynb"))
            if not path.name.startswith(".") and not path.stem.endswith("-checkpoint")]


def read_notebooks(project: Path) -> list[Notebook]:
    """Read which figures each notebook of a project draws, without running any.

    Raises
    ------
    RefusedError
        Where a figure is drawn twice, naming both notebooks.
    """
    notebooks = [read_notebook(path) for path in list_paths(project / "notebooks")]
    drawn: dict[str, str] = {}
    for book in notebooks:
        for name in book.names:
            if name in drawn:
                both = " and ".join(dict.fromkeys([drawn[name], book.path.name]))
                raise RefusedError(f"the figure {name} is drawn twice, in {both}: rename or remove one")
            drawn[name] = book.path.name
    return notebooks


def read_notebook(path: Path) -> Notebook:
    """Read which figures a notebook draws; what is no notebook, or breaks off, is told in `error`.

    The names are those that stand in the calls `finish(..., name=...)` of its code cells: a text, or an
    f-string of `region` where the parameters cell has one.
    """
    try:
        cells = [cell for cell in json.loads(path.read_bytes())["cells"] if cell["cell_type"] == "code"]
        sources = ["".join(cell["source"]) for cell in cells]
        parameters = [source for source, cell in zip(sources, cells, strict=True) if is_parameters(cell)]
    except (ValueError, KeyError, TypeError) as error:
        return Notebook(path, error=f"no notebook, or one with marks of a merge: {type(error).__name__}: {error}")
    regional = re.search(r"^region\s*=", "\n".join(parameters), re.M)
    regions = pd.read_csv(path.parents[1] / "data" / "regions.csv")["id"] if regional else [None]
    figures: dict[str | None, list[str]] = {region: [] for region in regions}
    for number, source in enumerate(sources, 1):
        try:
            for region, names in figures.items():
                names += [_name_of(value, region) for value in _names_given(source)]
        except (SyntaxError, RefusedError) as error:
            return Notebook(path, error=f"code cell {number}: {error}")
    return Notebook(path, figures)


def is_parameters(cell: dict) -> bool:
    """Tell whether a cell is the one whose values an export sets."""
    return "parameters" in cell["metadata"].get("tags", [])


def _names_given(source: str) -> list[ast.expr]:
    """Return what the calls of `finish` in a cell give as names; lines of IPython are no Python."""
    tree = ast.parse("" if source.startswith("%%") else re.sub(r"^\s*[%!].*$", "", source, flags=re.M))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)
             and getattr(node.func, "attr", getattr(node.func, "id", "")) == "finish"]
    return [word.value for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset))
            for word in call.keywords if word.arg == "name"]


def _name_of(value: ast.expr, region: str | None) -> str:
    """Return a name that is a text, or an f-string whose only expression is `region`."""
    written = ast.unparse(value)
    with suppress(ValueError, SyntaxError):
        name = ast.literal_eval(written.removeprefix("f").replace("{region}", region or "{region}"))
        if isinstance(name, str) and "{" not in name:
            return name
    allowed = 'a text such as "growth-rates"' + (' or f"profile-{region}"' if region else "")
    raise RefusedError(f"finish(..., name={written}): the name must be {allowed}, "
                       "so that an export knows it before it runs the notebook")


@dataclass(frozen=True)
class Run:
    """A notebook to run, the values of its parameters, and variables for its kernel's environment."""

    path: Path
    parameters: dict[str, str] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)

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
    async def all_of_them() -> list:
        room = asyncio.Semaphore(WORKERS)
        with _cancelled_once(asyncio.current_task()):
            return await asyncio.gather(*(_run_one(run, room) for run in runs), return_exceptions=True)

    try:
        with asyncio.Runner(loop_factory=_Loop) as runner:
            ended = runner.run(all_of_them())
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None
    for error in ended:
        if isinstance(error, BaseException):
            raise error
    return ended


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
            environment = {**_own_folders(run.path.parents[1]), **os.environ, **run.environment}
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
