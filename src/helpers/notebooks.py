"""The project's notebooks: where they are, and which figures each draws, known before any is run."""

import ast
import json
import re
import tomllib
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from .errors import RefusedError
from .loading import NAME, load_table


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
class Run:
    """A notebook as it is run once: the figures that it draws, in order, and what is set in its cell of parameters."""

    path: Path
    names: list[str] = field(default_factory=list)
    parameters: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        given = ", ".join(self.parameters.values())
        return self.path.stem + (f" ({given})" if given else "")


def list_paths(folder: Path) -> list[Path]:
    """Return the notebooks of a folder in order, without checkpoints and files whose names begin with a dot."""
    return [path for path in sorted(folder.glob("[!.]*.ipynb")) if not path.stem.endswith("-checkpoint")]


def find_runs(project: Path) -> tuple[list[Run], dict[str, str]]:
    """Return the runs that draw all figures of a project, and by notebook why others cannot be run."""
    runs: list[Run] = []
    unread: dict[str, str] = {}
    for path in list_paths(project / "notebooks"):
        try:
            runs += read_runs(path)
        except RefusedError as error:
            unread[path.stem] = str(error)
    return runs, unread


def read_runs(path: Path) -> list[Run]:
    """Return the run of a notebook, or one for each region where its cell of parameters has a region.

    The names of its figures are those in the calls `finish(..., name=...)` of its code cells: a text, or an
    f-string of `region`.

    Raises
    ------
    RefusedError
        For what is no notebook, breaks off, or draws a figure whose name is not known before it is run.
    DataError
        Where the regions are asked for and the data have faults.
    """
    try:
        cells = [cell for cell in json.loads(path.read_bytes())["cells"] if cell["cell_type"] == "code"]
        sources = ["".join(cell["source"]) for cell in cells]
        parameters = "\n".join(source for source, cell in zip(sources, cells, strict=True) if is_parameters(cell))
    except (ValueError, KeyError, TypeError) as error:
        raise RefusedError(f"no notebook, or one with marks of a merge: {type(error).__name__}: {error}") from None
    regional = re.search(r"^region\s*=", parameters, re.M)
    runs = []
    for region in load_table("regions", path.parents[1]).index if regional else [""]:
        names: list[str] = []
        for number, source in enumerate(sources, 1):
            try:
                names += _names(source, region)
            except (SyntaxError, RefusedError) as error:
                raise RefusedError(f"code cell {number}: {error}") from None
        runs.append(Run(path, names, {"region": region} if region else {}))
    return runs


def is_parameters(cell: dict) -> bool:
    """Tell whether a cell is the one whose values an export sets."""
    return "parameters" in cell["metadata"].get("tags", [])


def _names(source: str, region: str) -> list[str]:
    """Return the names that the calls of `finish` in a cell give, in order; lines of IPython are no Python."""
    tree = ast.parse("" if source.startswith("%%") else re.sub(r"^\s*[%!].*$", "", source, flags=re.M))
    given = [word.value for call in ast.walk(tree) if isinstance(call, ast.Call)
             and getattr(call.func, "attr", getattr(call.func, "id", "")) == "finish"
             for word in call.keywords if word.arg == "name"]
    names = []
    for value in sorted(given, key=lambda value: (value.lineno, value.col_offset)):
        written = ast.unparse(value)
        name = re.fullmatch(r"f?'([^'{}]+)'", written.replace("{region}", region or "{region}"))
        if not name:
            allowed = 'a text such as "growth-rates"' + (' or f"profile-{region}"' if region else "")
            raise RefusedError(f"finish(..., name={written}): the name must be {allowed}, "
                               "so that an export knows it before it runs the notebook")
        names.append(name[1])
    return names
