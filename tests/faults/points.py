"""Makes the N-th call fail that the program makes to its store, its files, its clock or a machine.

Files are seen by Python's own audit events, which a hook may refuse; a hook stays for the life of
the process, and refuses nothing while no faults are planted. Clock and way are handed in by
argument. Statements are counted by SQLite itself, on the connections that the store's one opener
makes meanwhile.
"""

import contextlib
import errno
import os
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

from orchestrator.evidence import opening
from orchestrator.model.plan import Target
from orchestrator.sweep.clock import Clock, now
from orchestrator.transport.attempt import Attempt
from orchestrator.transport.base import Job, Reply, Transport
from orchestrator.transport.lockout import LockoutGuard

_FILE_EVENTS = frozenset(
    {
        *("open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.chmod", "os.listdir"),
        *("os.scandir", "os.truncate", "tempfile.mkstemp", "sqlite3.connect"),
    }
)


class Kind(StrEnum):
    """What a call is made to."""

    STORE = "store"
    FILES = "files"
    CLOCK = "clock"
    WAY = "way"


class PlantedError(Exception):
    """What a clock or a way raises: a fault that nobody foresaw."""


@dataclass
class Faults:
    """The faults of one run: the N-th call of a kind, or all from that one on.

    Attributes:
        kind: Which calls count.
        nth: Which of them fails first; 0 for none.
        lasting: Whether all after it fail, too.
        below: Files elsewhere are not the program's.
        met: Whether it came as far.
    """

    kind: Kind
    nth: int
    lasting: bool
    below: Path
    met: bool = False
    _calls: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def fails(self, kind: Kind) -> bool:
        """Count a call, and tell whether it is to fail."""
        if kind is not self.kind:
            return False
        with self._lock:
            self._calls += 1
            due = self._calls == self.nth or (self.lasting and 0 < self.nth < self._calls)
            self.met = self.met or due
            return due

    def clock(self) -> datetime:
        """Tell the time."""
        if self.fails(Kind.CLOCK):
            raise PlantedError
        return now()

    def refuse(self, event: str, arguments: tuple[object, ...]) -> None:
        """Refuse a call of the system, if it is its turn."""
        if event in _FILE_EVENTS and self._is_ours(arguments[0]) and self.fails(Kind.FILES):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _is_ours(self, path: object) -> bool:
        return isinstance(path, (str, os.PathLike)) and str(path).startswith(str(self.below))

    def connect(self, *arguments: Any, **named: Any) -> sqlite3.Connection:
        """Connect, and have each statement counted as it begins, and each commit."""
        connection = sqlite3.connect(*arguments, **named)

        def begun(statement: str) -> None:
            if statement != "COMMIT" and self.fails(Kind.STORE):
                connection.interrupt()

        def allowed(action: int, word: str | None, *_: object) -> int:
            commit = action == sqlite3.SQLITE_TRANSACTION and word == "COMMIT"
            return sqlite3.SQLITE_DENY if commit and self.fails(Kind.STORE) else sqlite3.SQLITE_OK

        connection.set_trace_callback(begun)
        connection.set_authorizer(allowed)
        return connection


@dataclass
class FaultyWay:
    """A way to machines that fails as planted, before it asks."""

    way: Transport
    faults: Faults

    def run(self, target: Target, job: Job, attempt: Attempt, guard: LockoutGuard) -> Reply:
        if self.faults.fails(Kind.WAY):
            raise PlantedError
        return self.way.run(target, job, attempt, guard)


_planted: list[Faults] = []


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    for faults in _planted:
        faults.refuse(event, arguments)


def _hooked() -> Callable[[], None]:
    done: list[bool] = []

    def once() -> None:
        if not done:
            sys.addaudithook(_hook)
            done.append(True)

    return once


_hook_once = _hooked()


@contextlib.contextmanager
def planted(faults: Faults) -> Iterator[Clock]:
    """Plant faults until the block ends, and give the clock that goes with them."""
    _hook_once()
    _planted.append(faults)
    seen = SimpleNamespace(**vars(sqlite3) | {"connect": faults.connect})
    try:
        with mock.patch.object(opening, "sqlite3", seen):
            yield faults.clock
    finally:
        _planted.clear()
