"""Put new files in a folder so that it can be brought to a whole state whatever ends the run.

What is to be published is made in a staging folder beside the files. A journal in it, written
when all is there, says what moves where; from then on the files are as good as published: if the
run is killed half way, the next one finishes the moves. Without a journal the staging folder
of a dead run is removed. Locks on the folders themselves, which end with their process and leave
no file, tell the dead from the living and let one run publish at a time.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .workers import uninterrupted

try:
    import fcntl
except ImportError:  # not on Windows: there, two exports at once are not parted
    fcntl = None

JOURNAL = "publish.json"
_PREFIX = ".figures-"


@contextmanager
def staging(out: Path) -> Iterator[Path]:
    """Make a staging folder in `out` for as long as the block runs, after clearing what dead runs have left."""
    with _locked(out):
        clear(out)
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=out))
        alive = _lock(folder)
    try:
        yield folder
    finally:
        if not (folder / JOURNAL).exists():  # else the moves met an error: the next run goes on with them
            shutil.rmtree(folder, ignore_errors=True)
        if alive is not None:
            os.close(alive)


def publish(folder: Path, out: Path, plan: Callable[[], tuple[dict[str, Path], list[str]]]) -> None:
    """Move files from a staging folder to `out`, while no other run does.

    Parameters
    ----------
    folder : Path
        A staging folder of `out`.
    out : Path
        Where the files go.
    plan : callable
        Called once no other run publishes; returns the files of the staging folder by the names that they
        shall have, in the order of the moves, and the names to delete.

    Raises
    ------
    OSError
        Where there is no room for the journal; nothing was moved then.
    """
    with _locked(out):
        clear(out)
        files, gone = plan()
        journal = {"move": {name: str(path.relative_to(folder)) for name, path in files.items()}, "delete": gone}
        draft = folder / f"{JOURNAL}.new"
        draft.write_text(json.dumps(journal, ensure_ascii=False), encoding="utf-8")
        with uninterrupted():
            draft.replace(folder / JOURNAL)
            _finish(folder, out)


def clear(out: Path) -> None:
    """Finish what dead runs had begun to publish in `out`, and remove their staging folders."""
    for folder in sorted(out.glob(f"{_PREFIX}*")):
        handle = _lock(folder, wait=False)
        if handle is None:  # its run is alive
            continue
        try:
            if (folder / JOURNAL).is_file():
                _finish(folder, out)
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(handle)


def _finish(folder: Path, out: Path) -> None:
    """Do what a journal says, as far as it is not done yet."""
    journal = json.loads((folder / JOURNAL).read_text(encoding="utf-8"))
    for name in journal["delete"]:
        (out / name).unlink(missing_ok=True)
    for name, place in journal["move"].items():
        if (folder / place).is_file():
            (folder / place).replace(out / name)
    (folder / JOURNAL).unlink()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    handle = _lock(folder)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _lock(folder: Path, wait: bool = True) -> int | None:
    """Lock a folder against other processes; return the lock's handle, or None where it is taken or cannot be had."""
    if fcntl is None:
        return None
    handle = None
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:  # taken, just removed, or on a file system without locks
        if handle is not None:
            os.close(handle)
        return None
    return handle
