"""Run many small jobs, each in a forked process of its own, a few at a time.

A fork starts with all that its parent has imported, so a job costs milliseconds, and whatever it
breaks dies with it.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator


def run(jobs: Iterable, work: Callable, workers: int = 2, patience: float = 300.0) -> Iterator[tuple]:
    """Yield `(job, result)` for every job as it ends.

    A job that raises or dies yields an `Exception`; one that outlasts `patience` seconds is
    ended and yields a `TimeoutError`.
    """
    waiting, open_ends = iter(jobs), {}
    left = True
    while left or open_ends:
        while left and len(open_ends) < workers:
            try:
                job = next(waiting)
            except StopIteration:
                left = False
                break
            end, child = start(lambda job=job: work(job))
            open_ends[end] = [job, child, bytearray(), time.monotonic() + patience]
        ready, _, _ = select.select(list(open_ends), [], [], 0.5)
        for end in ready:
            piece = os.read(end, 1 << 20)
            if piece:
                open_ends[end][2] += piece
                continue
            job, child, answer, _ = open_ends.pop(end)
            yield job, finish(end, child, answer)
        for end, (job, child, _, until) in list(open_ends.items()):
            if time.monotonic() > until:
                os.kill(child, signal.SIGKILL)
                del open_ends[end]
                os.waitpid(child, 0)
                os.close(end)
                yield job, TimeoutError(f"no answer within {patience:.0f} s")


def start(work: Callable) -> tuple[int, int]:
    """Fork a process that does some work and writes what comes of it; return the end to read from, and its id."""
    end, mouth = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if child:
        os.close(mouth)
        return end, child
    status = 1
    try:
        os.close(end)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        try:
            answer = work()
        except BaseException as error:  # told to the parent, whatever it is
            answer = RuntimeError(f"{type(error).__name__}: {error}\n{traceback.format_exc(limit=-4)}")
        with os.fdopen(mouth, "wb") as stream:
            pickle.dump(answer, stream)
        status = 0
    finally:
        os._exit(status)


def finish(end: int, child: int, answer: bytearray):
    """Take leave of a process that has said all it had to say, and return what that was."""
    os.close(end)
    _, status = os.waitpid(child, 0)
    with contextlib.suppress(EOFError, pickle.UnpicklingError):
        return pickle.loads(bytes(answer))
    return RuntimeError(f"the process died (status {status})")


def alone(work: Callable):
    """Do some work in a forked process and wait for it."""
    ((_, answer),) = run([None], lambda _: work(), workers=1)
    return answer
