"""Find the project's notebooks, know which figures they draw, and run them."""

from __future__ import annotations

import ast
import csv
import json
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import RefusedError
from .folder import NAME
from .prose import stale_sentences
from .running import Job, run_notebooks

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbformat import NotebookNode

_REGION = re.compile(r"^region\s*=", re.M)
_MAGIC = re.compile(r"^\s*[%!].*$", re.M)


def find_project(start: Path | None = None) -> Path:
    """Find this project's folder at or above the working directory.

    Parameters
    ----------
    start : Path, optional
        Where to look first; the working directory unless given.

    Raises
    ------
    RefusedError
        Where there is none, so that no command reads or writes the files of another project.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "pyproject.toml").is_file():
            if _name_of(folder / "pyproject.toml") == NAME and (folder / "notebooks").is_dir():
                return folder
            break
    raise RefusedError(f"{here} is not in the project {NAME}: go to its folder, the one with notebooks/ and data/, "
                       "and run the command there")


def _name_of(path: Path) -> str:
    """Return the name of the project that a pyproject.toml describes, or nothing."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))["project"]["name"]
    except (ValueError, KeyError, TypeError):
        return ""


def find_notebooks(start: Path | None = None) -> Path:
    """Find the folder of this project's notebooks; see `find_project`."""
    return find_project(start) / "notebooks"


@dataclass(frozen=True)
class Notebook:
    """A notebook and the figures that it draws.

    Attributes
    ----------
    path : Path
    names : list of str
        Its figures in the order of its cells, each as the call of `finish` names it; `{region}` stands
        for the region that it is run for.
    for_each_region : bool
        Whether its parameters have a region.
    error : str
        Why it cannot be run; empty where it can.
    """

    path: Path
    names: list[str] = field(default_factory=list)
    for_each_region: bool = False
    error: str = ""

    def figures(self, region: str | None = None) -> list[str]:
        """Return the names of its figures, for one region where it is run for each."""
        return [name.replace("{region}", region or "") for name in self.names]


def list_paths(folder: Path) -> list[Path]:
    """Return the notebooks of a folder in order, without checkpoints and files whose names begin with a dot."""
    return [path for path in sorted(folder.glob("*.ipynb"))
            if not path.name.startswith(".") and not path.stem.endswith("-checkpoint")]


def read_notebooks(folder: Path) -> list[Notebook]:
    """Read which figures each notebook of a folder draws, without running any.

    Raises
    ------
    RefusedError
        Where a figure is drawn twice, naming both notebooks.
    """
    notebooks = [read_notebook(path) for path in list_paths(folder)]
    drawn: dict[str, str] = {}
    for notebook in notebooks:
        for name in notebook.names:
            if name in drawn:
                both = " and ".join(dict.fromkeys([drawn[name], notebook.path.name]))
                raise RefusedError(f"the figure {name} is drawn twice, in {both}: rename or remove one")
            drawn[name] = notebook.path.name
    return notebooks


def read_notebook(path: Path) -> Notebook:
    """Read which figures a notebook draws; what is no notebook, or breaks off, is told in `error`.

    The names are those that stand in the calls `finish(..., name=...)` of its code cells: a text, or an
    f-string of `region` where the parameters cell has one.
    """
    try:
        cells = json.loads(path.read_bytes())["cells"]
        code = [("".join(cell["source"]), "parameters" in cell["metadata"].get("tags", []))
                for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError) as error:
        return Notebook(path, error=f"no notebook, or one with marks of a merge: {type(error).__name__}: {error}")
    regional = any(_REGION.search(source) for source, parameters in code if parameters)
    names: list[str] = []
    for number, (source, _) in enumerate(code, 1):
        try:
            names += _figure_names(source, regional)
        except (SyntaxError, RefusedError) as error:
            return Notebook(path, error=f"code cell {number}: {error}")
    return Notebook(path, names, regional)


def _figure_names(source: str, regional: bool) -> list[str]:
    """Return the names in the calls of `finish` in a cell."""
    if source.startswith("%%"):
        return []
    calls = [node for node in ast.walk(ast.parse(_MAGIC.sub("", source))) if isinstance(node, ast.Call)
             and getattr(node.func, "attr", getattr(node.func, "id", "")) == "finish"]
    given = [word.value for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset))
             for word in call.keywords if word.arg == "name"]
    return [_text_of(value, regional) for value in given]


def _text_of(value: ast.expr, regional: bool) -> str:
    """Return the text of a literal, with {region} in place of the region."""
    parts = value.values if isinstance(value, ast.JoinedStr) else [value]
    texts = []
    for part in parts:
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            texts.append(part.value)
        elif regional and isinstance(part, ast.FormattedValue) and ast.unparse(part.value) == "region":
            texts.append("{region}")
        else:
            allowed = 'a text such as "growth-rates"' + (' or f"profile-{region}"' if regional else "")
            raise RefusedError(f"finish(..., name={ast.unparse(value)}): the name must be {allowed}, "
                               "so that an export knows it before it runs the notebook")
    return "".join(texts)


def list_regions(project: Path) -> list[str]:
    """Return the ids of the regions, in the order of `data/regions.csv`."""
    with (project / "data" / "regions.csv").open(encoding="utf-8-sig", newline="") as stream:
        return [row["id"] for row in csv.DictReader(stream)]


def run_in_place(folder: Path, workers: int | None = None, tell: Callable[[str], None] = print) -> dict[str, str]:
    """Run every notebook of a folder and keep its outputs in it, without times.

    Parameters
    ----------
    folder : Path
    workers : int, optional
        How many at a time; two unless given.
    tell : callable
        Gets a line for each notebook that has run.

    Returns
    -------
    dict of str to str
        What is wrong, by file name: the error of a notebook that failed, whose file stays as it was, or the
        sentences that no longer agree with the data and outputs.
    """
    import nbformat  # takes a second, which the other commands need not wait
    notebooks = [read_notebook(path) for path in list_paths(folder)]
    wrong = {notebook.path.name: notebook.error for notebook in notebooks if notebook.error}

    def keep(job: Job, executed: NotebookNode | None, error: str) -> None:
        if executed is None:
            wrong[job.label] = error
            return
        before = nbformat.read(job.path, as_version=4).metadata.get("language_info", {})
        if "version" in before:  # which Python ran it last makes no difference to it
            executed.metadata["language_info"]["version"] = before["version"]
        for cell in executed.cells:
            cell.metadata.pop("execution", None)  # times that JupyterLab may have kept
        draft = job.path.with_name(f".{job.path.name}.new")
        nbformat.write(executed, draft)
        draft.replace(job.path)
        tell(f"ran {job.label}")
        if stale := stale_sentences(job.path):
            wrong[job.label] = "\n  ".join(["its prose no longer agrees with its data and outputs:", *stale])

    run_notebooks([Job(book.path, book.path.name) for book in notebooks if not book.error], keep, workers)
    return wrong
