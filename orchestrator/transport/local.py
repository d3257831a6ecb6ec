"""The machine that the controller runs on: the same script, by a child process."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import IO

from orchestrator.model.outcome import OK, Ended, Outcome, Phase
from orchestrator.model.plan import Target
from orchestrator.transport.attempt import Attempt
from orchestrator.transport.base import Job, Reply
from orchestrator.transport.capture import Capture
from orchestrator.transport.invoke import arguments, stdin
from orchestrator.transport.library_errors import Edge, ErrorTable, LibraryError
from orchestrator.transport.lockout import LockoutGuard

_TABLE: ErrorTable = {OSError: Ended.PROTOCOL_ERROR}
_PIECE_BYTES = 32 * 1024
_JOIN_S = 2.0


class LocalTransport:
    """Runs the script beside the controller; no logon, no wire."""

    def run(self, target: Target, job: Job, attempt: Attempt, guard: LockoutGuard) -> Reply:  # noqa: ARG002
        """Ask this machine once; see `base.Transport`."""
        capture = Capture(job, target.machine, attempt)
        edge = Edge(attempt, _TABLE)
        try:
            return self._ask(job, attempt, capture, edge)
        except LibraryError as trouble:
            return capture.reply(trouble.outcome)

    def _ask(self, job: Job, attempt: Attempt, capture: Capture, edge: Edge) -> Reply:
        attempt.phase(Phase.EXEC)
        with edge:
            child = _Child(arguments(job.script.family, job.nonce))
        with child:
            attempt.on_break(child.kill)
            attempt.phase(Phase.READ)
            child.converse(stdin(job.script, job.nonce), capture)
            code = child.process.wait()
        cut = attempt.ending()
        if cut is not None:
            raise LibraryError(cut)
        return _judge(code, child.whole, capture)


class _Child:
    """A process in a group of its own, with one thread for each of its two outputs."""

    def __init__(self, command: tuple[str, ...]) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own script, by a fixed command
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self.whole = True
        self._trouble: LibraryError | None = None

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, *_: object) -> None:
        """Leave no process behind."""
        self.kill()
        self.process.wait()

    def kill(self) -> None:
        """End the process and what it started; from any thread, at any time."""
        with suppress(OSError):  # it has ended already, which is what was wanted
            if sys.platform == "win32":
                self.process.kill()
            else:
                os.killpg(self.process.pid, signal.SIGKILL)

    def converse(self, script: bytes, capture: Capture) -> None:
        """Give the script and read what it says to the end.

        Raises:
            LibraryError: flooded.
        """
        out, err = self.process.stdout, self.process.stderr
        readers = [
            threading.Thread(target=self._drain, args=(out, capture.take_stdout), daemon=True),
            threading.Thread(target=self._drain, args=(err, capture.take_stderr), daemon=True),
        ]
        for reader in readers:
            reader.start()
        self._give(script)
        self.process.wait()
        for reader in readers:
            # What a script left running in the background may hold the pipe open for ever.
            reader.join(_JOIN_S)
            self.whole = self.whole and not reader.is_alive()
        if self._trouble is not None:
            raise self._trouble

    def _give(self, script: bytes) -> None:
        pipe = self.process.stdin
        if pipe is None:
            return
        with suppress(OSError):  # a shell that ended early reads no more; its output tells why
            pipe.write(script)
        with suppress(OSError):
            pipe.close()

    def _drain(self, pipe: IO[bytes], take: Callable[[bytes], None]) -> None:
        with pipe:
            try:
                while data := os.read(pipe.fileno(), _PIECE_BYTES):
                    take(data)
            except LibraryError as trouble:
                self._trouble = trouble
                self.kill()


def _judge(code: int, whole: bool, capture: Capture) -> Reply:  # noqa: FBT001
    """A script that a signal ended, or whose output never ended, has not said all."""
    if code < 0 or not whole:
        detail = f"ended by signal {-code}" if code < 0 else "its output was held open"
        return capture.reply(Outcome(ended=Ended.PARTIAL, detail=detail))
    return capture.reply(OK, code)
