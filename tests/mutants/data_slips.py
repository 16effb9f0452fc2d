"""Part 1: slips in the data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import forks
import guards
from cells import Slip, slips
from drawing import sample


def choose(everything: bool, seed: int, each: int, known: set[str]) -> list[Slip]:
    """Return all slips, or for every field of every file `each` of them, and all known survivors."""
    found = list(slips(guards.DATA))
    if everything:
        return found
    by_field = defaultdict(list)
    for slip in found:
        by_field[slip.file, slip.field].append(slip)
    chosen = [slip for group in by_field.values() for slip in sample(group, lambda slip: slip.name, each, seed, set())]
    return [*chosen, *(slip for slip in found if slip.name in known and slip not in chosen)]


def run(chosen: list[Slip], workers: int) -> Iterator[tuple[str, str]]:
    """Yield the name of every slip and the first guard that sees it."""
    guards.warm()
    baseline = forks.alone(lambda: guards.judge(None, guards.ORDER))
    if isinstance(baseline, Exception) or set(baseline) - {"articles"}:
        raise SystemExit(f"the committed data do not pass unchanged: {baseline}")
    for slip, seen in forks.run(chosen, lambda slip: guards.judge(slip, guards.ORDER), workers, 1800.0):
        if isinstance(seen, Exception):
            seen = [f"crash: {seen}"]
        # A slip that only the articles' texts tell is told to nobody who has none.
        yield slip.name, next((one for one in seen if one != "articles"), "")
