"""Sweeps in the store: what was asked of whom, how it ended, and the raw answers."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from msgspec.structs import replace

from orchestrator.errors import UnwrittenError
from orchestrator.evidence import inserts, look_rows, queries, scopes, shard_rows, shown_looks
from orchestrator.evidence.codec import stamp
from orchestrator.evidence.look_rows import Looked, Machines
from orchestrator.evidence.records import (
    KeptList,
    Scoped,
    Stored,
    StoredAnswer,
    SweepRecord,
    SweepState,
    SweptSpan,
    unsaved,
)
from orchestrator.evidence.scopes import Placed
from orchestrator.evidence.shard_rows import GivenOut
from orchestrator.evidence.shown_looks import ShownLook
from orchestrator.evidence.store_file import StoreFile
from orchestrator.model.look import MachineTry
from orchestrator.model.outcome import Trip
from orchestrator.model.plan import Script
from orchestrator.text.message import say


class SweepStore(StoreFile):
    """Sweeps, their machines and their answers: append-only."""

    def begin(
        self,
        record: SweepRecord,
        scope: Iterable[Scoped],
        scripts: Iterable[Script],
        iocs: KeptList,
        given: GivenOut | None = None,
    ) -> None:
        """Write a sweep's head, scope, scripts and list, and what sites are given, in one step."""
        with self._transaction() as connection:
            inserts.ioc_set(connection, iocs)
            inserts.scripts(connection, scripts)
            inserts.sweep(connection, record)
            inserts.scope(connection, record, scope)
            if given is not None:
                shard_rows.keep(connection, record.id, given, record.started_at)

    def add_scripts(self, scripts: Iterable[Script]) -> None:
        """Keep the scripts of a resumed sweep; those already known stay as they are."""
        with self._transaction() as connection:
            inserts.scripts(connection, scripts)

    def add(
        self,
        record: SweepRecord,
        trip: Trip,
        stored: Stored,
        script: Script,
        values: Iterable[str],
        clock_offset_s: float | None,
        looked: Looked | None = None,
    ) -> StoredAnswer | None:
        """Write one finished machine: its attempt, its raw answer, and what that was read as.

        One commit, durable when this returns.

        Args:
            record: The sweep.
            trip: How asking it went.
            stored: The machine in the sweep.
            script: What it was asked.
            values: The names and addresses by which it can be met.
            clock_offset_s: How far its clock is ahead of ours, None if it did not say.
            looked: The look that this is, yet without number; None leaves it to be read later.

        Returns:
            The answer as kept; None where the machine said nothing.

        Raises:
            UnwrittenError: It cannot be kept; what was kept before stays.
        """
        answer = unsaved(trip, script)
        with self._transaction(UnwrittenError) as connection:
            inserts.attempt(connection, record.id, stored.number, trip)
            if not trip.stdout:
                return None
            meant = replace(answer.evidence, clock_offset_s=clock_offset_s)
            answer = replace(answer, evidence=meant)
            unit = stored.scoped.row.unit
            number = inserts.evidence(
                connection, record.id, unit, stored.number, answer, trip.ended_at
            )
            self._values.sight(number, values)
            if looked is not None:
                look_rows.keep(connection, looked.numbered(number))
        return replace(answer, evidence=replace(meant, id=number))

    def end(self, sweep: str, state: SweepState, ended_at: datetime) -> None:
        """Mark how a sweep ended and when.

        Raises:
            UnwrittenError: It cannot be written; the sweep can be resumed.
        """
        with self._transaction(UnwrittenError) as connection:
            connection.execute(
                "UPDATE sweep SET state = ?, ended_at = ? WHERE id = ?",
                (state, stamp(ended_at), sweep),
            )

    def sweep(self, name: str) -> SweepRecord:
        """Return the sweep of that id, or for `latest` the last one begun, whatever the clock said.

        Raises:
            StateError: There is none, or it is damaged.
        """
        with self._reading():
            return queries.sweep(self._connection, name, self.folder)

    def sweeps(self) -> Mapping[str, SweptSpan]:
        """Return all sweeps, the first begun first."""
        with self._rows(say("store.sweep_row", id="")):
            return queries.sweeps(self._connection)

    def machines(self, sweep: str) -> Iterator[Stored]:
        """Yield each machine in scope and how it ended, by unit, then name.

        Raises:
            StateError: One of them is damaged.
        """
        with self._reading():
            yield from queries.machines(self._connection, sweep, self.folder)

    def answers(self, sweep: str, stored: Stored) -> tuple[StoredAnswer, ...]:
        """Return one machine's raw answers in a sweep, oldest first.

        Raises:
            StateError: One of them is damaged.
        """
        with self._reading():
            return queries.answers(self._connection, sweep, stored.number, self.folder)

    def shown_look(self, sweep: str, machine: int) -> ShownLook | None:
        """Return a machine's only answer of a sweep as it was read, None where it is to be again.

        Raises:
            StateError: It is damaged.
        """
        with self._rows(say("store.looks")):
            return shown_looks.shown_look(self._connection, sweep, machine)

    def kept_answer(self, evidence: int) -> tuple[str, int, StoredAnswer]:
        """Return one raw answer with the id of its sweep and its machine's number.

        Raises:
            StateError: It is damaged.
        """
        with self._reading():
            return queries.kept_answer(self._connection, evidence, self.folder)

    def kept_list(self, sha256: str) -> KeptList:
        """Return a list that evidence was matched by.

        Raises:
            StateError: It is damaged.
        """
        with self._reading():
            return queries.kept_list(self._connection, sha256, self.folder)

    def evidence_sweeps(self) -> Mapping[int, tuple[str, int]]:
        """Return for each evidence of a sweep its sweep's id and its machine's number."""
        with self._reading():
            return queries.evidence_sweeps(self._connection)

    def attempts(self, of: Machines | None = None) -> Iterator[tuple[int, MachineTry]]:
        """Yield tries to ask a machine, with its number, oldest first; of some, one by one."""
        with self._rows(say("store.attempts")):
            yield from queries.attempts(self._connection, of)

    def last_attempts(self, of: Machines | None = None) -> Iterator[tuple[int, MachineTry]]:
        """Yield the newest try of each machine as it was dated, with its number; see `attempts`."""
        with self._rows(say("store.attempts")):
            yield from queries.last_attempts(self._connection, of)

    def network_attempts(self) -> Iterator[tuple[int, MachineTry]]:
        """Yield the tries that the controller made itself, as `attempts` does."""
        with self._rows(say("store.attempts")):
            yield from queries.network_attempts(self._connection)

    def newest_moment(self) -> datetime | None:
        """Return the newest time at which anything was recorded, None where nothing was."""
        with self._reading():
            return queries.newest_moment(self._connection)

    def last_attempt_at(self, sweep: str) -> datetime | None:
        """Return when the last recorded attempt ended, None if there was none."""
        with self._reading():
            return queries.last_attempt_at(self._connection, sweep)

    def silent(self) -> frozenset[int]:
        """Return the numbers of the machines that did not answer when they were last asked."""
        with self._reading():
            return queries.silent(self._connection)

    def last_asked(self) -> Iterator[tuple[int, str, datetime]]:
        """Yield for each machine and playbook (its absolute path) when it last answered it."""
        with self._reading():
            yield from queries.last_asked(self._connection)

    def newest_sweeps(self, until: datetime = scopes.FOR_EVER) -> Mapping[str, str]:
        """Return for each unit's code the id of the newest sweep by then that had it in scope."""
        with self._reading():
            return scopes.newest_sweeps(self._connection, until)

    def placed(self, until: datetime = scopes.FOR_EVER) -> Iterator[Placed]:
        """Yield every machine that was in scope by then, by unit, then name."""
        with self._reading():
            yield from scopes.machines(self._connection, self.folder, until)
