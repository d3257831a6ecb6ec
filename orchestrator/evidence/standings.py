"""Where machines stood when it was last told: a cache, which may be emptied at any time.

A row of it is as good as its basis: the digest of all that it rests on and of what it says.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from orchestrator.evidence.marks import Mark
from orchestrator.files.typed_json import quick_json, read_own_json

Rests = tuple[Mark, ...]


class KeptStanding(NamedTuple):
    """Where one machine stood; thousands are made at once, which a tuple is quick at.

    Attributes:
        machine: Its number.
        rests: The marks on which it rests, as JSON.
        at: When it was told (a `stamp`).
        next_change: When something changes by itself (a `stamp`), None for never.
        said: Where it stood, as JSON.
        basis: The digest of all of it, and of what else it rests on.
    """

    machine: int
    rests: str
    at: str
    next_change: str | None
    said: bytes
    basis: str


def rests_as_text(rests: list[Mark]) -> str:
    """Return marks, in their order, as they are kept."""
    return quick_json(rests).decode()


def read_rests(text: str) -> Rests:
    """Return kept marks; ValueError if no version wrote that."""
    return read_own_json(text, Rests)


def standings(connection: sqlite3.Connection) -> Iterator[KeptStanding]:
    """Yield all that is kept."""
    rows = connection.execute("SELECT machine, rests, at, next_change, said, basis FROM standing")
    return map(KeptStanding._make, rows)


def keep(connection: sqlite3.Connection, found: Iterable[KeptStanding]) -> None:
    """Write standings in the caller's transaction, each in the place of an older one."""
    connection.executemany(
        """INSERT OR REPLACE INTO standing (machine, rests, at, next_change, said, basis)
            VALUES (?, ?, ?, ?, ?, ?)""",
        found,
    )
