"""Looks in the store: what was read out of evidence, by which list, and what waits to be."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from datetime import datetime

from orchestrator.evidence import inserts, look_rows, matched, sighting_rows, source_versions
from orchestrator.evidence.look_rows import Looked, Machines
from orchestrator.evidence.matched import Waiting
from orchestrator.evidence.records import KeptList, ToldEvidence
from orchestrator.evidence.sighting_rows import Seen
from orchestrator.evidence.store_file import StoreFile
from orchestrator.model.list_source import ListRead, SourceVersion
from orchestrator.model.look import Look, Met
from orchestrator.text.message import say


class LookStore(StoreFile):
    """Looks and what they met: all of it can be made again from the bodies."""

    def keep_looks(self, found: Iterable[Looked]) -> None:
        """Write looks that were read from kept evidence, all in one step."""
        with self._transaction() as connection:
            for one in found:
                look_rows.keep(connection, one)
                self._values.sight(one.look.evidence, one.values)
                matched.read_by_now(connection, one.look.evidence)

    def keep_told(self, told: ToldEvidence, looked: Looked) -> bool:
        """Write what somebody told of a unit with its look, and return whether it is new."""
        with self._transaction() as connection:
            before = connection.total_changes
            number = inserts.told(connection, told)
            new = connection.total_changes > before
            if new:
                look_rows.keep(connection, looked.numbered(number))
        return new

    def looks(self, of: Machines | None = None) -> Iterator[Look]:
        """Yield kept looks, by machine, then time; StateError if a row is damaged.

        Args:
            of: Whose, by their numbers, None standing for no machine; without it, all.
        """
        with self._rows(say("store.looks")):
            yield from look_rows.looks(self._connection, of)

    def met(self, of: Machines | None = None) -> Iterator[Met]:
        """Yield what looks met, by evidence; StateError if a row is damaged; see `looks`."""
        with self._rows(say("store.met")):
            yield from look_rows.met(self._connection, of)

    def kin(self, of: Iterable[int]) -> frozenset[int]:
        """Return the machines that ever showed a box or an installation that one of some showed."""
        with self._reading():
            return look_rows.kin(self._connection, of)

    def unread_evidence(self, of: Machines | None = None) -> Mapping[int, int]:
        """Return the evidence without a look of this reader, each with its machine's number."""
        with self._reading():
            return look_rows.unread(self._connection, of)

    def waiting(self) -> tuple[Waiting, ...]:
        """Return the evidence that is to be read, or read again by a newer list."""
        with self._reading():
            return matched.waiting(self._connection, look_rows.READER)

    def is_matched_by(self, sha256: str) -> bool:
        """Whether all that was read is matched by a list, or waits for it."""
        with self._reading():
            return matched.is_matched_by(self._connection, sha256)

    def evidence_by_list(self) -> Mapping[str | None, frozenset[int]]:
        """Return which read evidence was last matched by which list, by the list's digest.

        Under None stands what an older matcher did.
        """
        with self._reading():
            return matched.by_list(self._connection)

    def holding(self, is_wanted: Callable[[str], bool], among: Container[int]) -> Iterator[int]:
        """Yield the evidence among some that holds a wanted name or address; no body is read."""
        with self._reading():
            yield from matched.holding(self._connection, is_wanted, among)

    def keep_sources(self, iocs: KeptList, found: Iterable[ListRead], at: datetime) -> None:
        """Write a list and the sources that it was made of; what holds already is not written."""
        with self._transaction() as connection:
            inserts.ioc_set(connection, iocs)
            source_versions.keep(connection, found, iocs.sha256, at)

    def drop_source(self, path: str, at: datetime, actor: str, reason: str) -> None:
        """Write that the source that lies at a path is none any more."""
        with self._transaction() as connection:
            source_versions.drop(connection, path, at, actor, reason)

    def source_versions(self) -> tuple[SourceVersion, ...]:
        """Return all versions of all sources of lists, those first read first."""
        with self._rows(say("store.sources")):
            return source_versions.versions(self._connection)

    def come_into_force(
        self,
        iocs: KeptList,
        concerned: Iterable[int],
        carried: Mapping[int, tuple[Met, ...]],
    ) -> None:
        """Write in one step that a list is in force, and what that changes.

        Args:
            iocs: The list.
            concerned: The evidence that waits to be read again by it.
            carried: What other evidence met, as the list leaves it, by the evidence.
        """
        with self._transaction() as connection:
            inserts.ioc_set(connection, iocs)
            for evidence, found in carried.items():
                look_rows.keep_met(connection, evidence, found)
            matched.come_into_force(connection, iocs.sha256, concerned)

    def concerned(self) -> Mapping[int, int]:
        """Return the evidence that waits for a newer list, each with its machine's number."""
        with self._reading():
            return matched.concerned(self._connection)

    def seen(self, is_wanted: Callable[[str], bool]) -> Iterator[Seen]:
        """Yield the looks at machines that hold wanted values, by machine, then time."""
        with self._reading():
            yield from sighting_rows.seen(self._connection, look_rows.READER, is_wanted)

    def rare(self, most: int) -> Iterator[Seen]:
        """Yield the looks with the values that at most so many machines ever said."""
        with self._reading():
            yield from sighting_rows.rare(self._connection, look_rows.READER, most)

    def looked(self) -> tuple[int, int]:
        """Return how many looks `seen` and `rare` look into, and at how many machines."""
        with self._reading():
            return sighting_rows.looked(self._connection, look_rows.READER)
