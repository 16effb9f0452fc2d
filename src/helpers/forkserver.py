"""The process that kernels are forked from: it imports the libraries once and waits for requests.

`helpers.kernels` starts it and talks to it. It has one thread and no event loop of its own, so that
a fork of it is as good as a new process. It ends when its standard input does, and takes its kernels
along; a kernel also ends when the process that asked for it is gone.
"""

from __future__ import annotations

import builtins
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import struct
import sys
import tempfile
import time
from contextlib import suppress
from types import SimpleNamespace

BACKEND = "module://matplotlib_inline.backend_inline"  # what a kernel lets matplotlib find when it is imported
MOST = 1 << 20  # bytes of a request
# What a process reads but once, at its start or while it imports: a kernel that wants another is no fork of this one.
_AT_START = ("PYTHON", "MPL", "LC_", "LANG", "HOME")

# All that a kernel finds loaded, with what these import in turn. Not matplotlib_inline, which must meet its IPython.
WARM = ("ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "IPython.core.magics", "IPython.display",
        "pandas", "pandas.io.formats.html", "seaborn", "matplotlib.figure", "matplotlib.backends.backend_agg",
        "matplotlib.backends.backend_pdf", "matplotlib.backends.backend_svg", "cn2an", "pikepdf",
        "helpers.export", "helpers.files", "helpers.frame", "helpers.tables", "helpers.arithmetic", "helpers.trace",
        "chinese_quantities.phrases")


def same_user(channel: socket.socket) -> bool:
    """Tell whether the other end of a socket is a process of the same user: the socket's name is no secret."""
    _, user, _ = struct.unpack("3i", channel.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    return user == os.getuid()


def warm() -> None:
    """Import what kernels need. What is missing or complains is left to the notebook that wants it."""
    builtins.get_ipython = lambda: SimpleNamespace(kernel=None)  # pandas asks it for the width of its tables, but once
    for name in WARM:
        with suppress(Exception):
            importlib.import_module(name)
    del builtins.get_ipython
    gc.collect()
    gc.freeze()  # what is loaded now is shared by all forks, and their collectors need not walk it


def serve(listening: socket.socket) -> dict | None:
    """Answer requests; return one in the fork that shall become its kernel, and None at the end."""
    waiting = selectors.DefaultSelector()
    waiting.register(sys.stdin.fileno(), selectors.EVENT_READ)
    waiting.register(listening, selectors.EVENT_READ)
    kernels: dict[int, tuple[int, socket.socket]] = {}  # by the handle of their process
    while True:
        for key, _ in waiting.select():
            if key.fileobj == sys.stdin.fileno():
                for pid, _ in kernels.values():
                    _end(pid)
                return None
            if key.fileobj is listening:
                channel, _ = listening.accept()
                pid, request = _take(channel, kernels)
                if request:
                    waiting.close()
                    listening.close()
                    return request
                if pid:
                    handle = os.pidfd_open(pid)
                    kernels[handle] = pid, channel
                    waiting.register(handle, selectors.EVENT_READ)
                    waiting.register(channel, selectors.EVENT_READ, pid)
            elif key.data:  # whoever asked for the kernel is gone
                waiting.unregister(key.fileobj)
                _end(key.data)
            else:
                pid, channel = kernels.pop(key.fd)
                with suppress(OSError):
                    channel.send(str(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])).encode())
                for fileobj in (key.fd, channel):
                    with suppress(KeyError):
                        waiting.unregister(fileobj)
                channel.close()
                os.close(key.fd)


def _take(channel: socket.socket, kernels: dict) -> tuple[int, dict | None]:
    """Read a request and fork: the parent gets the fork's id, or 0 where it refuses, and the fork its request."""
    channel.settimeout(5)
    try:
        sent, streams, _, _ = socket.recv_fds(channel, MOST, 2)
        request = json.loads(sent)
        if reason := _refuse(channel, request):
            channel.send(reason.encode())
            raise PermissionError(reason)
    except (OSError, ValueError):
        channel.close()
        return 0, None
    pid = os.fork()
    if pid:
        channel.send(str(pid).encode())
    else:
        os.setsid()
        for place, stream in zip((0, 1, 2), (os.open(os.devnull, os.O_RDONLY), *streams), strict=True):
            os.dup2(stream, place)
        for handle, (_, other) in kernels.items():
            os.close(handle)
            other.close()
        channel.close()
    for stream in streams:
        os.close(stream)
    return pid, None if pid else request


def _refuse(channel: socket.socket, request: dict) -> str:
    if not same_user(channel):
        return "the request is another user's"
    here, there = ({key: value for key, value in env.items() if key.startswith(_AT_START)}
                   for env in (os.environ, request["env"]))
    here.pop("MPLBACKEND")
    odd = sorted(key for key, _ in here.items() ^ there.items())
    return f"it wants another {', '.join(dict.fromkeys(odd))}" if odd else ""


def _end(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def become(request: dict) -> None:
    """Make this fork the kernel that was asked for: nothing of the fork server's remains but what is loaded."""
    from ipykernel.kernelapp import launch_new_instance
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    time.tzset()
    tempfile.tempdir = None
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()  # the standard library's own numbers start anew in every fork
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv = request["argv"]
    launch_new_instance()


def main() -> None:
    """Warm up and serve, on the listening socket whose number is the only argument."""
    sys.path.remove("/")  # the working directory, which a kernel's own launcher takes off its path too
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["JPY_PARENT_PID"] = str(os.getpid())  # ipykernel reads it while it is imported, to end with its parent
    warm()
    if request := serve(socket.socket(fileno=int(sys.argv[1]))):
        become(request)


if __name__ == "__main__":
    main()
