"""What every way to a machine offers, and the job it is given."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Protocol, runtime_checkable

from msgspec import Struct

from orchestrator.model.diagnosis import Refusal
from orchestrator.model.outcome import Outcome
from orchestrator.model.plan import Script, Target
from orchestrator.transport.attempt import Attempt
from orchestrator.transport.counted_socket import CountedSocket, Meter
from orchestrator.transport.large_answers import LargeAnswers
from orchestrator.transport.lockout import LockoutGuard

MAX_STDOUT_BYTES = 8 * 1024 * 1024
MAX_STDERR_BYTES = 64 * 1024


class Job(Struct, frozen=True, kw_only=True):
    """What is sent: the family's script, the sweep's nonce as its argument, and the caps.

    `large` has the places of the run for answers that are larger than most.
    """

    script: Script
    nonce: str
    large: LargeAnswers
    max_stdout_bytes: int = MAX_STDOUT_BYTES
    max_stderr_bytes: int = MAX_STDERR_BYTES


class Reply(Struct, frozen=True, kw_only=True):
    """What came back; `stdout` is kept whatever the outcome, up to the cap.

    `refusal` is the machine's own no, where it said one in numbers or as a list.
    """

    outcome: Outcome
    stdout: bytes = b""
    stderr: bytes = b""
    exit_code: int | None = None
    host_key: str | None = None
    refusal: Refusal | None = None


class Transport(Protocol):
    """One way to machines; one object serves all machines of a sweep, from many threads."""

    def run(self, target: Target, job: Job, attempt: Attempt, guard: LockoutGuard) -> Reply:
        """Ask one machine once.

        Args:
            target: Where it listens and what opens it.
            job: The script and its caps.
            attempt: The machine's deadline; the transport enters each phase on it and hands it
                the socket, which the watchdog shuts when the time is up.
            guard: Asked just before a credential leaves; told how the logon ended.

        Returns:
            Always a reply: every trouble of the library or the machine is an outcome.
        """
        ...


@runtime_checkable
class Looking(Protocol):
    """A way on which a machine shows who it is before any credential is asked for."""

    def look(self, target: Target, attempt: Attempt, guard: LockoutGuard) -> Reply:
        """Go as far as the machine's identity, log on nowhere but to jump hosts on the way.

        Returns:
            `ok` if the machine is the one known, or is met for the first time and remembered.
        """
        ...


@runtime_checkable
class Connects(Protocol):
    """A way that begins with one TCP connection, through jump hosts if there are any."""

    def connect(
        self, target: Target, attempt: Attempt, meter: Meter, guard: LockoutGuard
    ) -> CountedSocket:
        """Return a connected socket that the attempt owns.

        Raises:
            LibraryError: unreachable (with the fault of a jump host), refused, no_route.
        """
        ...


Endpoint = tuple[str, int]
"""Address or name, and TCP port."""


@runtime_checkable
class HangsUp(Protocol):
    """A way that keeps connections for as long as it is used."""

    def hang_up(self) -> None:
        """Close them; what goes through them is cut."""
        ...


@contextmanager
def hanging_up(ways: Collection[Transport]) -> Iterator[None]:
    """Close the connections that ways keep, on the way out."""
    try:
        yield
    finally:
        for way in ways:
            if isinstance(way, HangsUp):
                way.hang_up()


@runtime_checkable
class TakesConnection(Protocol):
    """A way that begins with one TCP connection, which may be brought to it (`Attempt.bring`)."""

    def endpoint(self, target: Target) -> Endpoint | None:
        """Return where it dials first to ask a machine; None if it does so by itself."""
        ...
