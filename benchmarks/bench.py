"""Measure what takes time, each against what it is made of; `make bench` runs all of it.

    python benchmarks/bench.py [notebooks] [export] [loading] [test]

Both sides of a comparison run the same work with the same number of workers, in turn, a few times over. What is
printed was seen on this machine in this run: the median of each side with its spread, and the median of the ratios.
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


def python(*arguments: str, **env: str) -> Callable[[], float]:
    """Return a measurement: the seconds that a command of this Python takes."""
    def run() -> float:
        started = time.perf_counter()
        subprocess.run([sys.executable, *arguments], cwd=ROOT, env={**os.environ, **env}, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return time.perf_counter() - started
    return run


def compare(what: str, rounds: int, **sides: Callable[[], float]) -> None:
    """Run the sides in turn and print their medians and spreads, and the ratio of the first to each other."""
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, run in sides.items():
            seconds[name].append(run())
    print(f"\n{what} ({rounds} rounds)")
    first = next(iter(seconds))
    for name, taken in seconds.items():
        ratios = [ours / theirs for ours, theirs in zip(seconds[first], taken, strict=True)]
        ratio = "" if name == first else f"   {first.replace('_', ' ')} takes {statistics.median(ratios):.2f} of it"
        print(f"  {name.replace('_', ' '):32} {statistics.median(taken):8.3f} s  "
              f"({min(taken):.3f} to {max(taken):.3f}){ratio}", flush=True)


def cells() -> None:
    """Run the cells of every notebook in this process, one notebook after another."""
    import matplotlib as mpl
    mpl.use("agg")
    for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
        os.chdir(path.parent)
        space: dict = {"display": lambda *_, **__: None}
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                exec("".join(cell["source"]), space)


def saved() -> None:
    """Draw every figure in both languages, save each as SVG, PDF and PNG, and print the seconds of the saving."""
    sys.path[:0] = [str(ROOT / "tests" / "helpers")]
    from drawing import all_figures

    from helpers.files import WRITERS
    from helpers.language import LANGUAGES
    figures = [figure for language in LANGUAGES for figure in all_figures(language).values()]
    started = time.perf_counter()
    for figure in figures:
        for write in WRITERS.values():
            write(figure)
    print(time.perf_counter() - started)


def savefig() -> float:
    """Return the seconds of saving alone, halved: an export does it in two processes."""
    done = subprocess.run([sys.executable, __file__, "saved"], cwd=ROOT, check=True, capture_output=True, text=True)
    return float(done.stdout.split()[-1]) / int(WORKERS)  # notebooks print too


def notebooks() -> None:
    """Compare strict nbval with the bare cells, and with nbval without our options."""
    nbval = ("-m", "pytest", "-q", "--nbval", "-n", WORKERS, "--dist", "loadfile", "notebooks")
    compare("every notebook", ROUNDS["notebooks"],
            strict_nbval=python(*nbval, "-p", "no:cacheprovider", "--nbval-sanitize-with",
                                "tests/sanitize.cfg", "--nbval-cell-timeout", "120"),
            nbval_without_our_options=python(*nbval), all_cells_in_one_process=python(__file__, "cells"))


def export() -> None:
    """Compare the export with the calls of savefig in it."""
    with tempfile.TemporaryDirectory() as folder:
        command = ("-m", "helpers", "figures", "--workers", WORKERS, "--out", folder)
        compare("every figure, two languages, three formats", ROUNDS["export"], export=python(*command),
                its_savefig_calls_on_two_cores=savefig)


def loading() -> None:
    """Compare loading, checked and bounded, with `read_csv` of the same files, at several numbers of observations."""
    import pandas as pd

    from helpers import loading as helpers

    def load(folder: Path) -> float:
        helpers._cache.clear()  # tables are kept until their files change
        return seconds(lambda: helpers.load_observations(folder=folder))

    for size in SIZES:
        with tempfile.TemporaryDirectory() as name:
            folder = copy_of_data(Path(name), size)
            files = sorted(folder.rglob("*.csv"))
            compare(f"{size:,} observations", ROUNDS["loading"],
                    load_observations=lambda folder=folder: load(folder),
                    read_csv=lambda files=files: seconds(lambda: [pd.read_csv(path) for path in files]))


def copy_of_data(folder: Path, size: int) -> Path:
    """Copy the data with so many observations: those of one region again and again, under other ids and labels."""
    data = Path(shutil.copytree(ROOT / "data", folder / "data"))
    path = data / "observations" / "chaoan.csv"
    described = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    (fields,) = [one["schema"]["fields"] for one in described if one["name"] == "observations"]
    unique = [at for at, field in enumerate(fields) if field.get("constraints", {}).get("unique")]
    phrase = [field["name"] for field in fields].index("phrase")
    tables = [list(csv.reader(one.open(encoding="utf-8", newline=""))) for one in sorted(path.parent.glob("*.csv"))]
    plain = [row for row in tables[0][1:] if len(re.findall("[0-9]+", row[phrase])) == 1]
    with path.open("a", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        for number in range(size - sum(len(table) - 1 for table in tables)):
            again = list(plain[number % len(plain)])
            for at in unique:
                again[at] = f"{again[at][:8].rstrip(' -')}-{number}" if again[at] else ""
            writer.writerow(again)
    return data


def seconds(work: Callable[[], object]) -> float:
    """Return the seconds that a call takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def test() -> None:
    """Time the whole of `make test`."""
    compare("the whole of it", ROUNDS["test"],
            make_test=lambda: seconds(lambda: subprocess.run(["make", "test"], cwd=ROOT, stdout=subprocess.DEVNULL)))


if __name__ == "__main__":
    parts = {"notebooks": notebooks, "export": export, "loading": loading, "test": test}
    for part in sys.argv[1:] or parts:
        {**parts, "cells": cells, "saved": saved}[part]()
