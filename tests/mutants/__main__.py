"""Attack the project with small faults and count which of its checks see them.

    python tests/mutants [data] [notebooks] [forms] [code] [--all] [--seed N] [--workers N]

Prints what saw how many changes, and every survivor by name that `known.csv` does not explain. Such a
survivor is a failure, but for the code, where it is one that a tenth or more survive. A name in
`known.csv` that has died or is gone is one in every part. Exit status 1 then.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

KNOWN = Path(__file__).parent / "known.csv"
PARTS = {"data": "slips in the data", "notebooks": "changes to the charts of notebooks",
         "forms": "changes to forms, frame and style", "code": "changes to the code of helpers"}
SEED = 20
SAMPLE = {"data": 2, "notebooks": 150, "forms": 60, "code": 150}  # of the data: for each field of each file
AT_MOST = {"code": 0.10}  # share of changes that survives, named or not, stays below this


def main() -> int:
    """Run the parts that are asked for, each in a process of its own."""
    parser = argparse.ArgumentParser(prog="python tests/mutants", description=__doc__.split("\n")[0])
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="PART", help=", ".join(PARTS) + "; all unless given")
    parser.add_argument("--all", action="store_true", help="every change instead of a sample")
    parser.add_argument("--seed", type=int, default=SEED, help="of the sample")
    parser.add_argument("--sample", type=int, help="how many changes; for data: for each field of each file")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        return 0 if attack(options.parts[0], options) else 1
    same = [*(["--all"] if options.all else []), *(["--sample", str(options.sample)] if options.sample else []),
            "--seed", str(options.seed), "--workers", str(options.workers)]
    failed = [part for part in options.parts or PARTS
              if subprocess.run([sys.executable, str(Path(__file__).parent), part, "--here", *same], check=False).returncode]
    print(f"\nmutants: {'failed in ' + ', '.join(failed) if failed else 'no more survived than may, and what is known to is explained'}")
    return 1 if failed else 0


def attack(part: str, options: argparse.Namespace) -> bool:
    """Run one part and tell what came of it; return whether as little survived as may, and the list of the known is true."""
    started, known = time.monotonic(), {row["mutant"]: row["reason"] for row in rows() if row["part"] == part}
    print(f"\n{PARTS[part]}: {'all' if options.all else f'a sample, seed {options.seed}'}", flush=True)
    seen: Counter = Counter()
    survivors, ran = [], set()
    for name, what in results(part, options, set(known)):
        ran.add(name)
        seen[what or "nothing: survived"] += 1
        if not what or what.startswith("nothing"):
            survivors.append(name)
    total = sum(seen.values())
    for what, count in seen.most_common():
        print(f"  {count:6} seen by {what}")
    strange = sorted(name for name in survivors if name not in known)
    dead = sorted(name for name in known if name in ran and name not in survivors)
    gone = sorted(name for name in known if name not in ran)
    print(f"  {total:6} in all, {len(survivors)} survived, {len(survivors) - len(strange)} of them explained in "
          f"{KNOWN.name}; {time.monotonic() - started:.0f} s")
    for heading, names in (("survived, and not explained:", strange), ("explained as a survivor, but dies; take it off:", dead),
                           ("explained as a survivor, but is no change any more; take it off:", gone)):
        if names:
            print(f"  {heading}", *names, sep="\n    ", flush=True)
    bitten = len(survivors) < AT_MOST[part] * total if part in AT_MOST else not strange
    return bitten and not dead and not gone


def rows() -> list[dict[str, str]]:
    """Return the explained survivors."""
    with KNOWN.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def results(part: str, options: argparse.Namespace, known: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the name of every change and what sees it, nothing where it survives."""
    number = options.sample or SAMPLE[part]
    if part == "data":
        import data_slips
        yield from data_slips.run(data_slips.choose(options.all, options.seed, number, known), options.workers)
    elif part == "notebooks":
        import draw_notebooks
        chosen = draw_notebooks.choose(options.all, options.seed, number, known)
        for name, what in draw_notebooks.run(chosen, options.workers):
            yield name, what and ", ".join(what.split(":")[0].split(", ")[:2])
    elif part == "forms":
        import draw_forms
        for name, what in draw_forms.run(draw_forms.choose(options.all, options.seed, number, known), options.workers):
            yield name, what if what.startswith("nothing") else ", ".join(what.split(":")[0].split(", ")[:2])
    else:
        import helpers_code
        yield from helpers_code.run(options.all, options.seed, number, known, options.workers)


if __name__ == "__main__":
    sys.exit(main())
