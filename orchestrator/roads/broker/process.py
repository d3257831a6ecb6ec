"""nats-server as a child of the hub: started, kept running, told of a new configuration, ended."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from orchestrator.errors import StateError
from orchestrator.text.message import say

_START_SECONDS: Final = 5
_END_SECONDS: Final = 10
_LOOK_SECONDS: Final = 0.05
_BESIDES: Final = "/usr/sbin:/usr/local/sbin:/sbin"
"""Where Debian puts it: not on the path of who is no administrator."""


def installed() -> str | None:
    """Return where nats-server is installed, None where it is not."""
    return _found("nats-server")


def _found(program: str) -> str | None:
    return shutil.which(program, path=os.pathsep.join((os.environ.get("PATH", ""), _BESIDES)))


class BrokerProcess:
    """A nats-server that runs as long as the hub does."""

    def __init__(self, program: str, configuration: Path, place: tuple[str, int]) -> None:
        """Start nothing yet; `place` is the address and port where it will listen."""
        self._program = program
        self._place = place
        self._command = [*_bound_to_us(), program, "-c", str(configuration)]
        self._child: subprocess.Popen[bytes] | None = None

    def keep(self) -> int | None:
        """Start it where it does not run; return the exit code of one that ended, else None.

        Raises:
            StateError: It cannot be started.
        """
        ended = None if self._child is None else self._child.poll()
        if self._child is None or ended is not None:
            self._child = self._started()
            self._wait(self._child)
        return ended

    def _wait(self, child: "subprocess.Popen[bytes]") -> None:
        """Wait until it listens, or has ended, but never long."""
        until = time.monotonic() + _START_SECONDS
        while child.poll() is None and time.monotonic() < until:
            try:
                socket.create_connection(self._place, _LOOK_SECONDS).close()
            except OSError:
                time.sleep(_LOOK_SECONDS)
            else:
                return

    def _started(self) -> "subprocess.Popen[bytes]":
        none = subprocess.DEVNULL
        try:
            return subprocess.Popen(self._command, stdin=none, stdout=none, stderr=none)  # noqa: S603
        except OSError as error:
            why = error.strerror or error
            what = say("broker.not_started", program=self._program, why=why)
            raise StateError.one(what) from error

    def reread(self) -> None:
        """Have it read its configuration again; who lost a right by it is cut off."""
        if self._child is None or self._child.poll() is not None:
            return
        if sys.platform == "win32":  # no signals there: its own program tells it
            told = [self._program, "--signal", f"reload={self._child.pid}"]
            subprocess.run(told, check=False, capture_output=True)  # noqa: S603
        else:
            self._child.send_signal(signal.SIGHUP)

    def end(self) -> None:
        """End it, by force if it does not."""
        if self._child is None:
            return
        self._child.terminate()
        try:
            self._child.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()


def _bound_to_us() -> list[str]:
    """Return what makes a child end when we are killed; where there is no such, it stays."""
    setpriv = _found("setpriv") if sys.platform == "linux" else None
    return [setpriv, "--pdeathsig", "TERM", "--"] if setpriv else []
