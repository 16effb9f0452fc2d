"""Part 2a: changes to what notebook cells draw.

A walker runs a notebook once in each language and size; before each cell it forks once for each
change of that cell, which then goes on to the end of the notebook or to the first output that
differs from the committed one.
"""

from __future__ import annotations

from collections import Counter, defaultdict

import forks
import replay
from drawing import Change, changes, sample

STAGES = [("en", "page"), ("zh", "page"), ("en", "column"), ("zh", "column"), ("en", "slide"), ("zh", "slide")]


def every_change() -> list[tuple[str, str, Change]]:
    """Return `(notebook, cell, change)` for every change of every cell that draws or feeds what is drawn."""
    found = []
    for path in sorted((replay.ROOT / "notebooks").glob("*.ipynb")):
        seen: Counter = Counter()  # cells may be moved or renumbered: names count through the notebook
        for cell in replay.notebook_cells(path.stem):
            if "parameters" not in cell["metadata"].get("tags", []):
                for change in changes(cell["source"], path.stem):
                    plain = change._replace(which=0)
                    found.append((path.stem, cell["id"], change._replace(which=seen[plain.name])))
                    seen[plain.name] += 1
    return found


def choose(everything: bool, seed: int, number: int, known: set[str]) -> list[tuple[str, str, Change]]:
    """Return every change, or a sample with all known survivors in it."""
    found = every_change()
    return found if everything else sample(found, lambda one: one[2].name, number, seed, known)


def run(chosen: list[tuple[str, str, Change]], workers: int):
    """Yield `(name, what sees it)` for every change, nothing where it survives."""
    _warm()
    alive = {change.name: (stem, cell, change) for stem, cell, change in chosen}
    for language, size in STAGES:
        by_notebook = defaultdict(list)
        for stem, cell, change in alive.values():
            by_notebook[stem].append((cell, change))
        jobs = [(stem, region, by_notebook[stem][part::workers]) for stem, region in replay.settings()
                for part in range(workers) if by_notebook[stem][part::workers]]
        jobs.sort(key=lambda job: -len(job[2]))
        for (stem, _, _), seen in forks.run(jobs, lambda job, at=(language, size): _walk(*job, *at), workers, 3600):
            if isinstance(seen, Exception):
                raise SystemExit(f"{stem} does not pass unchanged, in {language}, {size}: {seen}")
            for name, what in seen.items():
                if alive.pop(name, None):
                    yield name, f"{language}, {size}: {what}"
    for name in alive:
        yield name, ""


def _warm() -> None:
    import matplotlib as mpl
    with mpl.rc_context(), replay.at(replay.ROOT / "notebooks"):
        run = replay.Replay("04-industry-growth")
        for cell in run.steps():
            run.run(cell)


def _walk(stem: str, region: str | None, chosen: list[tuple[str, Change]], language: str, size: str) -> dict[str, str]:
    """Return what sees each change, for those that are seen."""
    import os

    from helpers.style import EXPORT
    os.environ[EXPORT] = f'{{"size": "{size}"}}'
    of_cell = defaultdict(list)
    for cell, change in chosen:
        of_cell[cell].append(change)
    seen = {}
    with replay.at(replay.ROOT / "notebooks"):
        walk = replay.Replay(stem, language, size, region, check=None if size == "page" else sized)
        cells = list(walk.steps())
        for place, cell in enumerate(cells):
            for change in of_cell[cell["id"]]:
                what = forks.alone(lambda rest=cells[place:], change=change: _rest(walk, rest, change))
                if what:
                    seen[change.name] = str(what)
            walk.run(cell)
    return seen


def _rest(walk: replay.Replay, cells: list[dict], change: Change) -> str:
    """Run the changed cell and those behind it; return what sees the change."""
    try:
        walk.run(cells[0], change.apply(cells[0]["source"]))
        for cell in cells[1:]:
            walk.run(cell)
    except replay.DifferenceError as difference:
        return str(difference)
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:150]
    return ""


def sized(chart) -> None:
    """Hold a chart of another size against its committed digest."""
    from sizes import digest, kept, key
    if kept().get(key(chart)) != digest(chart):
        raise replay.DifferenceError(f"{key(chart)}: drawing")

