"""Notebook kernels that are forked from one process which has imported the libraries already.

A cold kernel spends most of a second on imports, and every notebook starts one. Here one process,
the fork server, imports them once and each kernel is a fork of it, made clean: its own working directory,
environment, arguments, streams, session and random numbers. It is chosen through jupyter_client's own
door for that, a kernel provisioner, so that papermill, nbclient and nbval need not know:

    with warm_kernels(): ...            # for this process and those that it starts
    python -m helpers.kernels COMMAND   # for one command

Only Linux has what this rests on. Elsewhere, with TWO_REGIONS_KERNELS=cold, and for a kernel that is not
this Python's or wants another environment from its start, an ordinary kernel is started: the same results, later.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jupyter_client.provisioning import LocalProvisioner

from .forkserver import BACKEND, MOST, same_user

PROVISIONER, FORK_SERVER = "two-regions-forked", "TWO_REGIONS_KERNELS"
_CHOICE = "JUPYTER_DEFAULT_PROVISIONER_NAME"
_LAUNCHER = ["-m", "ipykernel_launcher"]


class NoForkError(Exception):
    """The fork server does not start such a kernel."""


class ForkedKernel:
    """As much of `subprocess.Popen` as a provisioner asks for, of a kernel whose parent is the fork server."""

    stdin = stdout = stderr = None

    def __init__(self, request: dict, streams: list[int]) -> None:
        self.returncode: int | None = None
        self._channel = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            self._channel.connect("\0" + os.environ.get(FORK_SERVER, ""))
            if not same_user(self._channel):
                raise NoForkError("another user answers")
            socket.send_fds(self._channel, [json.dumps(request).encode()], streams)
            answer = self._channel.recv(MOST).decode()
            if not answer.isdecimal():
                raise NoForkError(answer or "nobody answers")
        except BaseException:
            self._channel.close()
            raise
        self.pid = int(answer)

    def poll(self) -> int | None:
        """Return the exit status as Popen gives it; None while the kernel lives."""
        return self._hear(socket.MSG_DONTWAIT)

    def wait(self) -> int:
        """Wait for the kernel's end and return its exit status."""
        return self._hear(0)

    def _hear(self, flags: int) -> int | None:
        if self.returncode is None:
            try:
                said = self._channel.recv(64, flags)
            except BlockingIOError:
                return None
            self.returncode = int(said) if said else -signal.SIGKILL  # a fork server that ends takes its kernels along
            self._channel.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, unless the kernel has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the kernel."""
        self.send_signal(signal.SIGKILL)


class ForkedProvisioner(LocalProvisioner):
    """Start an IPython kernel as a fork of the fork server, or an ordinary one where that cannot be."""

    async def launch_kernel(self, cmd: list[str], **kwargs) -> dict:
        """Start a kernel; see the base class."""
        try:
            self.process = self._fork(cmd, **kwargs)
        except (OSError, NoForkError) as reason:
            logging.getLogger(__name__).info("an ordinary kernel, not a forked one: %s", reason)
            return await super().launch_kernel(cmd, **kwargs)
        self.pid = self.pgid = self.process.pid
        self.cwd = kwargs.get("cwd") or os.curdir
        return self.connection_info

    @staticmethod
    def _fork(cmd: list[str], *, env: dict, cwd: str | None = None, stdout=None, stderr=None, **_) -> ForkedKernel:
        if cmd[1:3] != _LAUNCHER or not Path(cmd[0]).samefile(sys.executable):
            raise NoForkError(f"{cmd[0]} is not this Python's kernel")
        streams = [own if given is None else given if isinstance(given, int) else given.fileno()
                   for own, given in ((1, stdout), (2, stderr))]
        if min(streams) < 0:
            raise NoForkError("it wants a pipe")
        return ForkedKernel({"argv": cmd[2:], "env": env, "cwd": str(Path(cwd or ".").absolute())}, streams)


@contextmanager
def warm_kernels() -> Iterator[None]:
    """Let kernels that are started meanwhile be forked ones, where that can be; end those that are left.

    The fork server imports while the caller goes on. It ends when the caller does, however that ends.
    """
    if not sys.platform.startswith("linux") or os.environ.get(FORK_SERVER):  # cold ones are asked for, or one is there
        yield
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening:
        name = f"two-regions-{os.getpid()}-{secrets.token_hex(8)}"
        listening.bind("\0" + name)
        listening.listen(64)
        fork_server = subprocess.Popen([sys.executable, "-m", "helpers.forkserver", str(listening.fileno())], cwd="/",
                                       stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, pass_fds=[listening.fileno()],
                                       start_new_session=True, env={**os.environ, "MPLBACKEND": BACKEND})
    given = {FORK_SERVER: name, _CHOICE: PROVISIONER}
    before = {key: os.environ.get(key) for key in given}
    os.environ.update(given)
    try:
        yield
    finally:
        for key, value in before.items():
            os.environ.pop(key) if value is None else os.environ.update({key: value})
        fork_server.stdin.close()
        fork_server.wait()


def main(command: list[str]) -> int:
    """Run a command whose kernels are forked; return its exit status."""
    with warm_kernels():
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
