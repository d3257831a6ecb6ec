"""A clock that was put right, in the store: who said so, and what was dated wrongly before."""

from datetime import datetime

from orchestrator.evidence import clock_words
from orchestrator.evidence.store_file import StoreFile
from orchestrator.model.clock_word import ClockWord, Redating
from orchestrator.text.message import say


class ClockStore(StoreFile):
    """What persons said of the controller's clock: append-only."""

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
