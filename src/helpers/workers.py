"""Do jobs side by side, each in a process of its own that does not outlive this one."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from multiprocessing import connection, get_context

_DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>
LINUX = sys.platform.startswith("linux")


def side_by_side(work: Callable, jobs: Iterable, workers: int | None = None) -> Iterator[tuple]:
    """Do every job in a process of its own, some at a time, in the order given.

    Parameters
    ----------
    work : callable
        Called with a job in the new process. What it returns must be picklable. On Linux the process
        is a fork, so what this process has imported need not be imported again.
    jobs : iterable
        The longest first ends earliest.
    workers : int, optional
        Jobs at a time; as many as there are processors unless given.

    Yields
    ------
    tuple
        A job, what it returned, and nothing; or the job, None, and the error that it ended with.
        In the order in which they end. Where the caller stops listening, the others are ended at once.
    """
    context = get_context("fork" if LINUX else "spawn")
    waiting, running = list(jobs)[::-1], {}
    most = workers or os.cpu_count() or 1
    try:
        while waiting or running:
            while waiting and len(running) < most:
                ours, theirs = context.Pipe(duplex=False)
                process = context.Process(target=_work, args=(work, waiting[-1], theirs, os.getpid()), daemon=True)
                with _held_back():  # else a process could start of which no one knows
                    process.start()
                    running[ours] = process, waiting.pop()
                theirs.close()
            for ours in connection.wait(list(running)):
                try:
                    result, error = ours.recv()
                except EOFError:
                    result, error = None, RuntimeError("its process was ended from outside")
                process, job = running.pop(ours)
                process.join()
                ours.close()
                yield job, result, error
    finally:
        for process, _ in running.values():
            process.kill()
        for process, _ in running.values():
            process.join()


def _work(work: Callable, job, answer: connection.Connection, parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears Ctrl-C, and ends its workers
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    if LINUX:
        ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != parent:
            return
    try:
        done = work(job), None
    except Exception as error:  # told by the parent
        done = None, error
    answer.send(done)


@contextmanager
def _held_back() -> Iterator[None]:
    """Let Ctrl-C wait for the end of a block."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def one_interrupt() -> AbstractContextManager[None]:
    """Let the first Ctrl-C interrupt what is under way, and ignore those that follow, to the end of this process."""
    def interrupt(*_) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        raise KeyboardInterrupt
    return _on_interrupt(interrupt)


def uninterrupted() -> AbstractContextManager[None]:
    """Ignore Ctrl-C in a block that takes no time and must be done whole."""
    return _on_interrupt(signal.SIG_IGN)


@contextmanager
def _on_interrupt(handler) -> Iterator[None]:
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or before is signal.SIG_IGN:
        yield
        return
    signal.signal(signal.SIGINT, handler)
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGINT) is handler:
            signal.signal(signal.SIGINT, before)
