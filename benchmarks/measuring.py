"""Time commands in turn, round by round, so that a machine's moods meet all of them alike."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Timing:
    """Seconds of each round of one piece of work, by the clock and of the processors."""

    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """Median seconds by the clock."""
        return statistics.median(self.seconds)

    @property
    def noise(self) -> float:
        """Half the range between the quartiles, as a share of the median."""
        low, _, high = statistics.quantiles(self.seconds, n=4)
        return (high - low) / 2 / self.median

    def as_dict(self) -> dict[str, float]:
        """Return what results.json keeps."""
        return {"seconds": round(self.median, 4), "noise": round(self.noise, 3),
                "processor": round(statistics.median(self.processor), 4)}


def in_turn(works: dict[str, Callable[[], float | None]], rounds: int) -> dict[str, Timing]:
    """Do each piece of work once a round.

    Parameters
    ----------
    works : dict of str to callable
        What each returns is its time in seconds where it measures itself; otherwise the clock is taken.
    rounds : int
        At least 2.

    Returns
    -------
    dict of str to Timing
    """
    timings = {name: Timing() for name in works}
    for number in range(rounds):
        for name, work in works.items():
            before, start = os.times(), time.perf_counter()
            own = work()
            took, after = time.perf_counter() - start, os.times()
            timings[name].seconds.append(took if own is None else own)
            timings[name].processor.append(after.children_user - before.children_user
                                           + after.children_system - before.children_system)
            print(f"  round {number + 1}: {name}: {timings[name].seconds[-1]:.2f} s", file=sys.stderr, flush=True)
    return timings


def command(*words: str, **more) -> Callable[[], None]:
    """Return the work of running a command that must succeed; what it says is shown only where it fails."""
    def work() -> None:
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **more)
        if done.returncode:
            raise RuntimeError(f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout[-3000:]}")
    return work


def told(*words: str, **more) -> Callable[[], float]:
    """Return the work of running a command whose last line of output is its time in seconds."""
    def work() -> float:
        done = subprocess.run(words, capture_output=True, text=True, check=False, **more)
        if done.returncode:
            raise RuntimeError(f"{' '.join(words)} ended with {done.returncode}:\n{done.stderr[-3000:]}")
        return float(done.stdout.splitlines()[-1])
    return work
