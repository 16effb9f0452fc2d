"""Seconds and memory of loading 10³ to 10⁶ observations, against a bare pandas.read_csv of the same files.

Run it with `make bench`. Every measurement is a process of its own; the kinds take turns, so that
a busy machine slows all of them alike. The floor reads what loading reads, the ten small files of
the other tables too; the ratio to reading the large file alone is told beside it. Memory is the
peak of the process less what it held before (its imports). The table is the project's own, with
invented observations added to one region: three in four say one of the commonest things with
another number; the others have rarer hedges, other words around them, or numerals in characters.
Peers are measured where they are installed, on the large table alone: pandera (types, allowed
values, keys of the same descriptor, no phrases) and frictionless, which is slow and gets no table
beyond 10⁴.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
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
KINDS = ("read_csv", "large_file", "load", "parquet", "pandera", "frictionless")
_NEEDS = {"parquet": "duckdb", "pandera": "pandera", "frictionless": "frictionless"}
_FRICTIONLESS_LIMIT = 10_000

_MEASURE = """
import json, resource, sys, time
import pandas as pd
what, folder, file = sys.argv[1:]
if what in ("load", "parquet"):
    from helpers.tables import load_tables
    import helpers.parquet
    if what == "parquet":
        import duckdb
elif what == "pandera":
    import pandera.pandas as pa
elif what == "frictionless":
    import frictionless
descriptor = json.load(open(folder + "/datapackage.json", encoding="utf-8"))
(table,) = [one for one in descriptor["resources"] if one["name"] == "observations"]
paths = [one["path"] for one in descriptor["resources"]]
files = [path for one in paths for path in ([one] if isinstance(one, str) else one)]
def peak():  # in MB; the kernel's own mark where there is one, since getrusage begins with the parent's
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
def choices(field):
    return [one["value"] for one in field.get("categories", ())]
def checks(field):
    rules = field.get("constraints", {})
    if choices(field):
        yield pa.Check.isin(choices(field))
    if "maxLength" in rules:
        yield pa.Check.str_length(max_value=rules["maxLength"])
    if "pattern" in rules:
        yield pa.Check.str_matches("^(?:" + rules["pattern"] + ")$")
before = peak()
start, worked = time.perf_counter(), time.process_time()
if what in ("load", "parquet"):
    load_tables(folder)
elif what == "read_csv":
    for one in files:
        pd.read_csv(folder + "/" + one)
elif what == "large_file":
    pd.read_csv(folder + "/" + file)
elif what == "pandera":
    schema = pa.DataFrameSchema({
        field["name"]: pa.Column(float if field["type"] == "number" else object, list(checks(field)),
                                 nullable=not field.get("constraints", {}).get("required", False),
                                 unique=field.get("constraints", {}).get("unique", False))
        for field in table["schema"]["fields"]}, strict=True)
    texts = {field["name"]: object for field in table["schema"]["fields"] if field["type"] != "number"}
    schema.validate(pd.read_csv(folder + "/" + file, dtype=texts), lazy=True)
else:
    for field in table["schema"]["fields"]:
        if choices(field):
            field.setdefault("constraints", {})["enum"] = choices(field)
            del field["categories"]
    table["schema"].pop("foreignKeys")
    schema = frictionless.Schema.from_descriptor(table["schema"])
    report = frictionless.Resource(path=file, basepath=folder, schema=schema).validate(limit_errors=1)
    assert report.valid, report.flatten()
print(json.dumps([time.perf_counter() - start, time.process_time() - worked,
                  peak() - before]))
"""


def _phrase(chance: random.Random) -> tuple[str, int | float, str, str]:
    """Invent a phrase; give it with its value, unit and hedge."""
    size = chance.randrange(130, 100_000)
    common = [
        (f"奖补资金近{size}万元", size * 10_000, "元", "近"), (f"党组织{size}0余个", size * 10, "个", "余"),
        (f"党组织{size}个", size, "个", "none"), (f"党组织{size}00多个", size * 100, "个", "多"),
        (f"投资金额达{size / 100:.2f}亿元", size * 1_000_000, "元", "none"),
        (f"就业岗位{size}0余个", size * 10, "个", "余")]
    small = chance.randrange(2, 10)
    rare = [
        (f"{size}个机关、企事业单位", size, "个", "none"), (f"约{size}万元", size * 10_000, "元", "约"),
        (f"{size}名以上专业人员", size, "名", "以上"), (f"不少于{size}户", size, "户", "不少于"),
        (f"{'二三四五六七八九'[small - 2]}百多个难题", small * 100, "个", "多"),
        (f"占比超过{size / 1000:.1f}%", None, "%", "超过")]
    phrase, value, unit, hedge = chance.choice(common if chance.random() < 0.75 else rare)
    return phrase, round(size / 1000, 1) if value is None else value, unit, hedge


def build(folder: Path, count: int) -> None:
    """Copy the data and add `count` invented observations."""
    shutil.copytree(DATA, folder)
    with (folder / FILE).open(encoding="utf-8") as stream:
        rows = {row["id"]: row for row in csv.DictReader(stream)}
    plain, money = rows["chaoan-nonpublic-organisations"], rows["chaoan-service-subsidies"]
    chance = random.Random(7)
    with (folder / FILE).open("a", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(plain), lineterminator="\n")
        for number in range(count):
            phrase, value, unit, hedge = _phrase(chance)
            row = {**(money if unit == "元" else plain), "id": f"chaoan-bench-{number}", "phrase": phrase,
                   "value": f"{value:.12g}", "unit": unit, "hedge": hedge, "also": "", "label_en": f"Bench {number}",
                   "label_zh": f"测试{number}", "note_en": "", "note_zh": ""}
            writer.writerow(row | ({"measure": "rate", "counted": "rate"} if unit == "%" else {}))


def _as_parquet(folder: Path) -> Path:
    """Copy a data folder with its big table as Parquet."""
    import duckdb
    copy = Path(shutil.copytree(folder, folder.with_name(f"{folder.name}-parquet"),
                                ignore=shutil.ignore_patterns(Path(FILE).name)))
    shutil.copytree(folder / "relations", copy / "relations", dirs_exist_ok=True)
    shutil.copytree(folder / "set_aside", copy / "set_aside", dirs_exist_ok=True)
    target = FILE.replace(".csv", ".parquet")
    with duckdb.connect() as connection:
        connection.read_csv(str(folder / FILE), all_varchar=True).write_parquet(str(copy / target))
    listing = copy / "datapackage.json"
    listing.write_text(listing.read_text(encoding="utf-8").replace(f'"{FILE}"', f'"{target}"'), encoding="utf-8")
    return copy


def measure_loading(powers: range | list[int] = range(3, 7), runs: int = 5,
                    kinds: tuple[str, ...] = KINDS) -> list[dict]:
    """Measure loading for each size and kind.

    Parameters
    ----------
    powers : range or list of int
        Sizes of the table, as powers of ten.
    runs : int
        Runs of each; medians are given.
    kinds : tuple of str
        Of KINDS; `read_csv` and `large_file` are always measured. What is not installed is left out.

    Returns
    -------
    list of dict
        `rows`, `kind`, `seconds`, `cpu_seconds`, `memory_mb`, `spread` (longest less shortest run,
        over the median), `ratio_seconds`, `ratio_cpu` and `ratio_memory` (to `read_csv` of the same
        files), `ratio_large_file` (of seconds, to `read_csv` of the large one alone), `runs`. Ratios
        are medians of those of each round: a machine that changes its pace from round to round
        changes both sides of them.
    """
    records = []
    for power in powers:
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / "data"
            build(folder, 10**power)
            wanted = [kind for kind in dict.fromkeys(("read_csv", "large_file", *kinds))
                      if (kind not in _NEEDS or importlib.util.find_spec(_NEEDS[kind]))
                      and (kind != "frictionless" or 10**power <= _FRICTIONLESS_LIMIT)]
            folders = {kind: _as_parquet(folder) if kind == "parquet" else folder for kind in wanted}
            results: dict[str, list] = {kind: [] for kind in wanted}
            for _ in range(runs):
                for kind in wanted:
                    command = [sys.executable, "-W", "ignore", "-c", _MEASURE, kind, str(folders[kind]), FILE]
                    done = subprocess.run(command, capture_output=True, text=True)
                    if done.returncode:
                        raise RuntimeError(f"{kind}, {10**power} rows: {done.stderr[-2000:]}")
                    results[kind].append(json.loads(done.stdout))
        records += _records(10**power, results)
    return records


def _records(rows: int, results: dict[str, list]) -> list[dict]:
    return [{"rows": rows, "kind": kind, "seconds": statistics.median(seconds), "cpu_seconds": statistics.median(cpu),
             "memory_mb": statistics.median(memory),
             "spread": (max(seconds) - min(seconds)) / statistics.median(seconds),
             "ratio_seconds": _ratio(results, kind, "read_csv", 0), "ratio_cpu": _ratio(results, kind, "read_csv", 1),
             "ratio_memory": _ratio(results, kind, "read_csv", 2),
             "ratio_large_file": _ratio(results, kind, "large_file", 0), "runs": len(seconds)}
            for kind, (seconds, cpu, memory) in ((kind, zip(*runs, strict=True)) for kind, runs in results.items())]


def _ratio(results: dict[str, list], kind: str, floor: str, at: int) -> float:
    """Return the median of the ratios of each round; less than a megabyte, which cannot be measured, counts as one."""
    least = 1 if at == 2 else 0
    return statistics.median(ours[at] / max(bare[at], least)
                             for ours, bare in zip(results[kind], results[floor], strict=True))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--most", type=int, default=6, help="largest table, as a power of ten")
    parser.add_argument("--runs", type=int, default=5, help="runs of each measurement")
    arguments = parser.parse_args()
    print("rows  kind           seconds   (cpu)       memory  × read_csv: seconds  cpu  memory  × large file  spread")
    for power in range(3, arguments.most + 1):
        for one in measure_loading([power], arguments.runs):
            print(f"10^{power}  {one['kind']:13} {one['seconds']:8.3f} s {one['cpu_seconds']:7.3f} s "
                  f"{one['memory_mb']:7.0f} MB {one['ratio_seconds']:18.1f} {one['ratio_cpu']:6.1f} "
                  f"{one['ratio_memory']:6.1f} {one['ratio_large_file']:14.1f} {one['spread']:8.0%}", flush=True)


if __name__ == "__main__":
    main()
