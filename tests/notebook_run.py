"""A pytest plugin for the run of the notebooks under nbval; `make test` loads it with `-p tests.notebook_run`.

It adds one strictness, that a kernel which dies is noticed at once, and leaves out one import.
"""

from __future__ import annotations

import sys
import time
from queue import Empty

# nbformat's validator tries every optional checker of jsonschema. This one compiles a grammar for the better part
# of a second, in every process, to check web addresses; the format of notebooks has none to check.
sys.modules.setdefault("rfc3987_syntax", None)


def pytest_configure() -> None:
    """Ask every second whether the kernel lives, where nbval waits for the timeout of the cell."""
    from nbval.kernel import RunningKernel
    get_message = RunningKernel.get_message

    def watch(self, stream: str, timeout: float | None = None) -> dict:
        end = time.monotonic() + (float("inf") if timeout is None else timeout)
        while True:
            try:
                return get_message(self, stream, timeout=max(min(1.0, end - time.monotonic()), 0.01))
            except Empty:
                if not self.is_alive():
                    raise RuntimeError("the kernel died in this cell") from None
                if time.monotonic() >= end:
                    raise

    RunningKernel.get_message = watch
