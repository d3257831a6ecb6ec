"""The store of a state folder: all that is kept in its one file."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from orchestrator.errors import StateError
from orchestrator.evidence import clock_words, marks, standings
from orchestrator.evidence.campaign_store import CampaignStore
from orchestrator.evidence.look_store import LookStore
from orchestrator.evidence.marks import Mark
from orchestrator.evidence.opening import opened
from orchestrator.evidence.road_store import RoadStore
from orchestrator.evidence.site_store import SiteStore
from orchestrator.evidence.standings import KeptStanding
from orchestrator.evidence.sweep_store import SweepStore
from orchestrator.evidence.task_store import TaskStore
from orchestrator.model.clock_word import ClockWord, Redating
from orchestrator.text.message import say


class Store(SweepStore, LookStore, CampaignStore, RoadStore, SiteStore, TaskStore):
    """The evidence of all sweeps of one state folder; use from one thread.

    Where machines stood is kept where it can be, and never needed.
    """

    def standings(self) -> Iterator[KeptStanding]:
        """Yield where machines stood; what of it still holds, their marks tell."""
        with self._reading():
            yield from standings.standings(self._connection)

    def marks(self) -> Mapping[Mark, int]:
        """Return all marks: what is read afterwards is as they say, or newer."""
        with self._reading():
            return marks.marks(self._connection)

    def fill_marks(self, of: Iterable[int] | None = None) -> bool:
        """Set the marks that are not set, of some machines or of all; whether they can be kept."""
        return self._cached(lambda connection: marks.fill(connection, of))

    def keep_standings(self, found: Iterable[KeptStanding]) -> bool:
        """Keep standings for the next who asks, and return whether they can be kept here."""
        return self._cached(lambda connection: standings.keep(connection, found))

    def clock_words(self) -> tuple[ClockWord, ...]:
        """Return all words that the clock is right, the first said first."""
        with self._rows(say("store.clock")):
            return clock_words.words(self._connection)

    def redating(self) -> Redating:
        """Return what those words say of the times of rows."""
        return Redating.of(self.clock_words())

    def ahead(self, at: datetime) -> frozenset[datetime]:
        """Return all moments later than one that are kept, but for those that were put right."""
        with self._rows(say("store.clock")):
            return clock_words.ahead(self._connection, at)

    def keep_clock_word(self, at: datetime, actor: str, reason: str) -> None:
        """Write that the clock is right, and which moments are therefore wrong, in one step."""
        with self._transaction() as connection:
            clock_words.add(connection, at, actor, reason)

    def _cached(self, write: Callable[[sqlite3.Connection], None]) -> bool:
        """Write to the cache; a medium that is full or fixed costs time, and no verdict."""
        try:
            with self._transaction() as connection:
                write(connection)
        except StateError:
            return False
        return True


def open_store(folder: Path, *, create: bool) -> Store:
    """Open the store of a state folder; one of an earlier version is brought up to this one.

    Args:
        folder: The state folder; made with mode 0700 if `create`.
        create: Whether a folder or file that is not there yet is made.

    Raises:
        StateError: It is not there (and not to be made), not ours, damaged, from a newer version,
            or from an earlier one and cannot climb now.
    """
    return Store(opened(folder, create=create), folder)
