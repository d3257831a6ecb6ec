"""One SQLite file a state folder: WAL, one durable commit per finished machine, one writer."""

import sqlite3
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from orchestrator.errors import StateError, UnwrittenError
from orchestrator.evidence import (
    acts,
    backups,
    campaigns,
    inserts,
    ladder,
    looks,
    matched,
    prune,
    queries,
    scopes,
    sightings,
    source_versions,
)
from orchestrator.evidence.campaigns import CampaignRow, CampaignScope, ScopeInForce
from orchestrator.evidence.codec import pack_seen, stamp
from orchestrator.evidence.looks import Looked
from orchestrator.evidence.matched import Waiting
from orchestrator.evidence.opening import FILE, opened, unread
from orchestrator.evidence.prune import Prunable
from orchestrator.evidence.records import (
    KeptList,
    Scoped,
    Stored,
    StoredAnswer,
    SweepRecord,
    SweepState,
    ToldEvidence,
    unsaved,
)
from orchestrator.evidence.scopes import Placed
from orchestrator.evidence.sightings import Seen
from orchestrator.evidence.steps import VERSION
from orchestrator.model.act import Act
from orchestrator.model.list_source import ListRead, SourceVersion
from orchestrator.model.look import Look, MachineTry, Met
from orchestrator.model.outcome import Trip
from orchestrator.model.plan import Script
from orchestrator.text.message import Message, say

_CACHE_LIMIT = 200_000  # texts kept in memory: about 30 MB


class Store:
    """The evidence of all sweeps of one state folder; use from one thread."""

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        """Work on an open connection; call `open_store` instead."""
        self.folder = folder
        self._connection = connection
        self._values = _Values(connection)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    @contextmanager
    def _transaction(self, failed: type[StateError] = StateError) -> Iterator[sqlite3.Connection]:
        """One durable step: all of it or nothing, and a full disk is a message."""
        try:
            with self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                self._need_this_version()
                yield self._connection
        except sqlite3.Error as error:
            self._values.forget()
            raise failed.one(
                say("store.unwritten", folder=self.folder, why=error),
                say("store.mend.resume"),
            ) from error

    def _need_this_version(self) -> None:
        """Refuse to write into a store that a newer program brought up while it was open here."""
        found = ladder.version_of(self._connection)
        if found != VERSION:
            path = self.folder / FILE
            raise StateError.one(
                say("store.newer", path=path, version=found), say("store.mend.version")
            )

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Turn a file that is damaged below its rows into one message."""
        try:
            yield
        except sqlite3.Error as error:
            raise unread(self.folder / FILE, error) from error

    def begin(
        self,
        record: SweepRecord,
        scope: Iterable[Scoped],
        scripts: Iterable[Script],
        iocs: KeptList,
    ) -> None:
        """Write a sweep's head, its scope, its scripts and its list in one step."""
        with self._transaction() as connection:
            inserts.ioc_set(connection, iocs)
            inserts.scripts(connection, scripts)
            inserts.sweep(connection, record)
            inserts.scope(connection, record, scope)

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
                looks.keep(connection, looked.numbered(number))
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

    def kept_list(self, sha256: str) -> KeptList:
        """Return a list that evidence was matched by.

        Raises:
            StateError: It is damaged.
        """
        with self._reading():
            return queries.kept_list(self._connection, sha256, self.folder)

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

    def keep_looks(self, found: Iterable[Looked]) -> None:
        """Write looks that were read from kept evidence, all in one step."""
        with self._transaction() as connection:
            for one in found:
                looks.keep(connection, one)
                self._values.sight(one.look.evidence, one.values)
                matched.read_by_now(connection, one.look.evidence)

    def kept_answer(self, evidence: int) -> tuple[str, int, StoredAnswer]:
        """Return one raw answer with the id of its sweep and its machine's number.

        Raises:
            StateError: It is damaged.
        """
        with self._reading():
            return queries.kept_answer(self._connection, evidence, self.folder)

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
                looks.keep_met(connection, evidence, found)
            matched.come_into_force(connection, iocs.sha256, concerned)

    def seen(self, is_wanted: Callable[[str], bool]) -> Iterator[Seen]:
        """Yield the looks at machines that hold wanted values, by machine, then time."""
        with self._reading():
            yield from sightings.seen(self._connection, looks.READER, is_wanted)

    def rare(self, most: int) -> Iterator[Seen]:
        """Yield the looks with the values that at most so many machines ever said."""
        with self._reading():
            yield from sightings.rare(self._connection, looks.READER, most)

    def looked(self) -> tuple[int, int]:
        """Return how many looks `seen` and `rare` look into, and at how many machines."""
        with self._reading():
            return sightings.looked(self._connection, looks.READER)

    def waiting(self) -> tuple[Waiting, ...]:
        """Return the evidence that is to be read, or read again by a newer list."""
        with self._reading():
            return matched.waiting(self._connection, looks.READER)

    def concerned(self) -> Mapping[int, int]:
        """Return the evidence that waits for a newer list, each with its machine's number."""
        with self._reading():
            return matched.concerned(self._connection)

    def keep_told(self, told: ToldEvidence, looked: Looked) -> bool:
        """Write what somebody told of a unit with its look, and return whether it is new."""
        with self._transaction() as connection:
            before = connection.total_changes
            number = inserts.told(connection, told)
            new = connection.total_changes > before
            if new:
                looks.keep(connection, looked.numbered(number))
        return new

    def keep_acts(self, found: Iterable[Act]) -> int:
        """Write what persons recorded, all in one step, and return how many acts were new."""
        with self._transaction() as connection:
            return acts.keep(connection, found)

    def keep_campaign(self, row: CampaignRow, scope: CampaignScope) -> None:
        """Write a campaign file and its inventory as read; what holds already is not written."""
        with self._transaction() as connection:
            campaigns.keep(connection, row, scope)

    def close_campaign(self, campaign: str, at: datetime, actor: str) -> None:
        """Close all versions of a campaign; `actor` answers for it."""
        with self._transaction() as connection:
            campaigns.close(connection, campaign, at, actor)

    def campaigns(self) -> tuple[CampaignRow, ...]:
        """Return all versions of campaign files that were used, those first read first."""
        with self._reading():
            return campaigns.rows(self._connection)

    def scope_in_force(self, until: datetime = scopes.FOR_EVER) -> ScopeInForce | None:
        """Return the campaign and its scope as last read by then; None where none was."""
        with self._reading():
            return campaigns.in_force(self._connection, self.folder, until)

    def prunable(self, before: datetime, unit: str | None, clearing: frozenset[int]) -> Prunable:
        """Return which raw answers may go; see `evidence.prune`."""
        with self._reading():
            return prune.prunable(self._connection, before, unit, clearing)

    def prune(self, found: Iterable[int], at: datetime) -> None:
        """Drop raw answers, wipe them from the file, and delete the copies of older versions."""
        self._connection.execute("PRAGMA secure_delete = ON")
        with self._transaction() as connection:
            prune.prune(connection, found, at)
        self._values.forget()
        with self._reading():
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        backups.drop_all(self.folder / FILE)

    def forget_actor(self, name: str, role: str) -> int:
        """Put a role in the place of a person's name in all acts, and return in how many."""
        with self._transaction() as connection:
            return prune.forget_actor(connection, name, role)

    def unread_evidence(self) -> Mapping[int, int]:
        """Return the evidence without a look of this reader, each with its machine's number."""
        with self._reading():
            return looks.unread(self._connection)

    def looks(self) -> Iterator[Look]:
        """Yield every kept look, by machine, then time; StateError if a row is damaged."""
        with self._rows(say("store.looks")):
            yield from looks.looks(self._connection)

    def met(self) -> Iterator[Met]:
        """Yield all that looks met, by evidence; StateError if a row is damaged."""
        with self._rows(say("store.met")):
            yield from looks.met(self._connection)

    def acts(self) -> Iterator[Act]:
        """Yield all that persons recorded, oldest first; StateError if a row is damaged."""
        with self._rows(say("store.acts")):
            yield from acts.acts(self._connection)

    def attempts(self) -> Iterator[tuple[int, MachineTry]]:
        """Yield every try to ask a machine, with the machine's number, oldest first."""
        with self._rows(say("store.attempts")):
            yield from queries.attempts(self._connection)

    def last_asked(self) -> Iterator[tuple[int, str, datetime]]:
        """Yield for each machine and playbook (its absolute path) when it last answered it."""
        with self._reading():
            yield from queries.last_asked(self._connection)

    def placed(self, until: datetime = scopes.FOR_EVER) -> Iterator[Placed]:
        """Yield every machine that was in scope by then, by unit, then name."""
        with self._reading():
            yield from scopes.machines(self._connection, self.folder, until)

    def newest_sweeps(self, until: datetime = scopes.FOR_EVER) -> Mapping[str, str]:
        """Return for each unit's code the id of the newest sweep by then that had it in scope."""
        with self._reading():
            return scopes.newest_sweeps(self._connection, until)

    def pruned_before(self, moment: datetime) -> frozenset[int]:
        """Return the evidence of before a moment whose raw answer is gone."""
        with self._reading():
            return prune.pruned_before(self._connection, moment)

    def evidence_sweeps(self) -> Mapping[int, tuple[str, int]]:
        """Return for each evidence of a sweep its sweep's id and its machine's number."""
        with self._reading():
            return queries.evidence_sweeps(self._connection)

    def sweeps(self) -> Mapping[str, int]:
        """Return all sweeps, the first begun first, each with how many machines answered."""
        with self._reading():
            return queries.sweeps(self._connection)

    @contextmanager
    def _rows(self, what: Message) -> Iterator[None]:
        with self._reading(), queries.whole_rows(what, self.folder):
            yield

    def newest_moment(self) -> datetime | None:
        """Return the newest time at which anything was recorded, None where nothing was."""
        with self._reading():
            return queries.newest_moment(self._connection)

    def last_attempt_at(self, sweep: str) -> datetime | None:
        """Return when the last recorded attempt ended, None if there was none."""
        with self._reading():
            return queries.last_attempt_at(self._connection, sweep)


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


class _Values:
    """The names and addresses that evidence holds: each text has a number; the usual are kept."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Work on that connection, inside whatever transaction is open there."""
        self._connection = connection
        self._ids: dict[str, int] = {}

    def sight(self, evidence: int, values: Iterable[str]) -> None:
        """Index the values of one evidence row, in the place of an older reading of the same."""
        texts = frozenset(values)
        if texts:
            ids = pack_seen(self._id(text) for text in texts)
            self._connection.execute("INSERT OR REPLACE INTO seen VALUES (?, ?)", (evidence, ids))

    def forget(self) -> None:
        """Drop what was remembered: after a rollback those numbers may not exist."""
        self._ids.clear()

    def _id(self, text: str) -> int:
        known = self._ids.get(text)
        if known is not None:
            return known
        row = self._connection.execute("SELECT id FROM value WHERE text = ?", (text,)).fetchone()
        number = int(row[0]) if row else self._insert(text)
        if len(self._ids) < _CACHE_LIMIT:
            self._ids[text] = number
        return number

    def _insert(self, text: str) -> int:
        cursor = self._connection.execute("INSERT INTO value (text) VALUES (?)", (text,))
        return int(cursor.lastrowid or 0)
