"""Measure what takes time, each against what it is made of; `make bench` runs all of it.

    python benchmarks/bench.py [notebooks] [export] [loading] [test]

Every measurement runs in processes of its own, in turn, a few times over; both sides have as many, but for the bare
cells of the notebooks, which run in one.
Printed is what this machine took in this run: the median with the least and the most, of seconds and of ratios.
"""

import csv
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = {"notebooks": 3, "export": 3, "loading": 5, "test": 1}
WORKERS = "2"
SIZES = (43, 1_000, 10_000, 100_000)


def compare(what: str, rounds: int, **sides: Callable[[], float]) -> None:
    """Run the sides in turn; print the seconds of each, and how many times as long the first one takes."""
    taken = [[run() for run in sides.values()] for _ in range(rounds)]
    print(f"\n{what}, {rounds} rounds" if rounds > 1 else f"\n{what}, once")
    for place, name in enumerate(sides):
        ratio = f"; {next(iter(sides))} takes {spread([row[0] / row[place] for row in taken], '.2f')} times as long"
        seconds = spread([row[place] for row in taken], ".3f")
        print(f"  {name.replace('_', ' ')}: {seconds} s{ratio.replace('_', ' ') if place else ''}", flush=True)


def spread(numbers: list[float], form: str) -> str:
    """Say the median of some numbers, and between the least and the most of them."""
    least, most = (format(end(numbers), form) for end in (min, max))
    return format(statistics.median(numbers), form) + (f" ({least} to {most})" if len(numbers) > 1 else "")


def whole(*command: str) -> float:
    """Return the seconds that a command takes from its start to its end; one that fails ends all, and is heard."""
    started = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        sys.exit(f"{done.stdout}\n{' '.join(command)} failed: nothing is measured")
    return time.perf_counter() - started


def part(*jobs: tuple[str, ...]) -> float:
    """Return the most of the seconds that parts of this file print, each run in a process of its own at one time."""
    running = [subprocess.Popen([sys.executable, __file__, *job], cwd=ROOT, stdout=subprocess.PIPE, text=True)
               for job in jobs]
    return max(float(process.communicate()[0].split()[-1]) for process in running)  # notebooks print too


def timed(work: Callable[[], object]) -> None:
    """Print the seconds of a call, for `part`."""
    started = time.perf_counter()
    work()
    print(time.perf_counter() - started)


def notebooks() -> None:
    """Compare `make test`'s run of the notebooks with nbval without our options, and with the bare cells."""
    options = re.findall(r"^NBVAL := --nbval (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)[0].split()
    nbval = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", "-n", WORKERS,
             "--dist", "loadfile")
    compare("every notebook", ROUNDS["notebooks"],
            nbval_as_in_make_test=lambda: whole(*nbval, *options, "notebooks"),
            nbval_without_our_options=lambda: whole(*nbval, "notebooks"),
            all_cells_in_one_process=lambda: whole(sys.executable, __file__, "cells"))


def export() -> None:
    """Compare the export with the writing of its files from drawn figures, both in two processes."""
    with tempfile.TemporaryDirectory() as folder:
        command = (sys.executable, "-m", "helpers", "figures", "--out", folder)
        compare("every figure in two languages and three formats", ROUNDS["export"], export=lambda: whole(*command),
                writing_its_files=lambda: part(("saved", "en"), ("saved", "zh")))


def loading() -> None:
    """Compare loading, checked and bounded, with `read_csv` of the same files, at several numbers of observations."""
    for size in SIZES:
        with tempfile.TemporaryDirectory() as name:
            folder = str(copy_of_data(Path(name), size))
            compare(f"{size:,} observations", ROUNDS["loading"],
                    load_observations=lambda folder=folder: part(("read", "load", folder)),
                    read_csv=lambda folder=folder: part(("read", "bare", folder)))


def test() -> None:
    """Time the whole of `make test`."""
    compare("everything", ROUNDS["test"], make_test=lambda: whole("make", "test"))


def cells() -> None:
    """Run the cells of every notebook, one notebook after another."""
    import matplotlib as mpl
    mpl.use("agg")
    for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
        os.chdir(path.parent)
        space: dict = {"display": lambda *_, **__: None}
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                exec("".join(cell["source"]), space)


def saved(language: str) -> None:
    """Draw every figure in a language; time only the writing as SVG, PDF and PNG."""
    sys.path.insert(0, str(ROOT / "tests" / "helpers"))
    from drawing import all_figures

    from helpers.files import WRITERS
    figures = all_figures(language).values()
    timed(lambda: [write(figure) for figure in figures for write in WRITERS.values()])


def read(how: str, folder: str) -> None:
    """Time the first reading of the tables in a process: `load_observations`, or a bare `read_csv` of each."""
    import pandas as pd

    from helpers import load_observations
    ways = {"load": lambda: load_observations(folder=Path(folder)),
            "bare": lambda: [pd.read_csv(path) for path in Path(folder).rglob("*.csv")]}
    timed(ways[how])


def copy_of_data(folder: Path, size: int) -> Path:
    """Copy the data with so many observations: plain counts over again, with ids, labels and numbers of their own."""
    data = Path(shutil.copytree(ROOT / "data", folder / "data"))
    tables = [list(csv.DictReader(path.open(encoding="utf-8", newline="")))
              for path in sorted((data / "observations").glob("*.csv"))]
    plain = [row for row in tables[0]
             if row["hedge"] == "none" and re.findall("[0-9]+", row["phrase"]) == [row["value"]]]
    with (data / "observations" / "chaoan.csv").open("a", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, plain[0], lineterminator="\n")
        for number in range(size - sum(map(len, tables))):
            row, count = plain[number % len(plain)], str(number + 10)
            names = {"id": f"{row['id']}-{number}", "label_en": f"Count {number}", "label_zh": f"计数{number}"}
            writer.writerow(row | names | {"value": count, "phrase": row["phrase"].replace(row["value"], count)})
    return data


if __name__ == "__main__":
    name, *given = sys.argv[1:] or ["all"]
    if part_of_one := {"cells": cells, "saved": saved, "read": read}.get(name):
        part_of_one(*given)
    else:
        comparisons = {"notebooks": notebooks, "export": export, "loading": loading, "test": test}
        for one in sys.argv[1:] or comparisons:
            comparisons[one]()
