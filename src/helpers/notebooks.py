"""Find the notebooks, know which figures they draw, and run them in place."""

from __future__ import annotations

import json
import os
import re
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from .faults import RefusedError
from .workers import side_by_side

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
    from .tables import load_observations, load_regions
    beside = notebooks.parent / "data"
    folder = beside if beside.is_dir() else None
    told = set(load_observations(folder=folder)["region"])
    return [region for region in load_regions(folder).index if region in told]


def run_in_place(notebooks: Path, workers: int | None = None) -> list[Path]:
    """Run every notebook and keep its outputs in it, without times and versions.

    Parameters
    ----------
    notebooks : Path
        Their folder.
    workers : int, optional
        How many at a time; as many as there are processors unless given.

    Returns
    -------
    list of Path
        The notebooks, all of them run.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        Where a cell fails; that notebook's file stays as it was.
    """
    from .kernels import warm_kernels
    paths = sorted(notebooks.glob("*.ipynb"))
    longest_first = sorted(paths, key=lambda path: len(code_cells(path)), reverse=True)
    with warm_kernels():
        import nbclient  # noqa: F401 while the kernels' parent imports what they need
        with closing(side_by_side(_run_one, longest_first, workers)) as done:
            for path, _, error in done:
                if error:
                    error.add_note(f"in {path.name}")
                    raise error
    return paths


def _run_one(path: Path) -> None:
    import nbformat
    from nbclient import NotebookClient
    with Path(os.devnull).open("wb") as nowhere:  # what kernels say on their own account
        os.dup2(nowhere.fileno(), 2)
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=300, record_timing=False, resources={"metadata": {"path": str(path.parent)}},
                   shutdown_kernel="immediate", store_widget_state=False).execute()
    notebook.metadata["language_info"] = _LANGUAGE_INFO
    fresh = path.with_suffix(".ipynb.new")
    nbformat.write(notebook, fresh)
    fresh.replace(path)
