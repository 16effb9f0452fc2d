"""Time and memory of loading 10³ to 10⁶ observations, as ratios to a bare pandas.read_csv of the same files.

Run it with `make bench`. Each measurement is a process of its own; seconds are medians of the
runs, memory is the peak of the process less that of one that only imports pandas. The table
that is loaded is the project's own, with invented observations added to one region.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data"
FILE = "observations/chaoan.csv"

_MEASURE = """
import json, resource, sys, time
import pandas as pd
what, folder = sys.argv[1:]
if what == "load":
    from helpers.tables import load_tables
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.perf_counter()
if what == "load":
    load_tables(folder)
elif what == "read_csv":
    pd.read_csv(folder + "/observations/chaoan.csv", low_memory=False)
print(json.dumps([time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before]))
"""


def build(folder: Path, count: int) -> None:
    """Copy the data and add `count` observations whose phrases hold every common hedge."""
    shutil.copytree(DATA, folder)
    with (folder / FILE).open(encoding="utf-8") as stream:
        rows = {row["id"]: row for row in csv.DictReader(stream)}
    plain, money = rows["chaoan-nonpublic-organisations"], rows["chaoan-service-subsidies"]
    chance = random.Random(7)
    with (folder / FILE).open("a", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(plain), lineterminator="\n")
        for number in range(count):
            size = chance.randrange(2, 100_000)
            row, phrase, value, hedge = [
                (money, f"奖补资金近{size}万元", size * 10_000, "近"), (plain, f"党组织{size}0余个", size * 10, "余"),
                (plain, f"党组织{size}个", size, "none"), (plain, f"党组织{size}00多个", size * 100, "多")][number % 4]
            writer.writerow({**row, "id": f"chaoan-bench-{number}", "phrase": phrase, "value": value, "hedge": hedge,
                             "also": "", "label_en": f"Bench {number}", "label_zh": f"测试{number}"})


def measure(what: str, folder: Path, runs: int) -> tuple[float, float]:
    """Return the median seconds and the median memory in MB of a number of runs."""
    results = [json.loads(subprocess.run([sys.executable, "-W", "ignore", "-c", _MEASURE, what, str(folder)],
                                         capture_output=True, text=True, check=True).stdout) for _ in range(runs)]
    return statistics.median(r[0] for r in results), statistics.median(r[1] for r in results) / 1024


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--most", type=int, default=6, help="largest table, as a power of ten")
    parser.add_argument("--runs", type=int, default=5, help="runs of each measurement")
    arguments = parser.parse_args()
    print("rows      read_csv        loaded, checked, bounded    ratio of seconds, memory")
    for power in range(3, arguments.most + 1):
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / "data"
            build(folder, 10 ** power)
            bare, loaded = (measure(what, folder, arguments.runs) for what in ("read_csv", "load"))
        print(f"10^{power}  {bare[0]:8.3f} s {bare[1]:6.0f} MB {loaded[0]:12.3f} s {loaded[1]:6.0f} MB "
              f"{loaded[0] / bare[0]:14.1f} × {loaded[1] / max(bare[1], 1):6.1f} ×", flush=True)


if __name__ == "__main__":
    main()
