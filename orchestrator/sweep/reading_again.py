"""Kept evidence, read again: what was never read, by an older reader, or by an older list."""

from contextlib import suppress
from datetime import datetime
from itertools import islice
from pathlib import Path

from msgspec.structs import replace

from orchestrator import evidence, match
from orchestrator.errors import BusyError
from orchestrator.findings.carrying import ListWord, carried
from orchestrator.findings.looks import ListInForce
from orchestrator.model.ioc_table import IocTable
from orchestrator.model.look import Met
from orchestrator.sweep.judging import asked_at, hits_in, nonce_of, table_kept
from orchestrator.sweep.kept_answers import KeptAnswer, KeptAnswers
from orchestrator.sweep.list_in_force import list_in_force
from orchestrator.sweep.looking import in_force_at, looked_at
from orchestrator.sweep.rematch import Mets, come_into_force, mets, never_before, word_of

_BATCH = 200  # looks a commit: what a pulled plug costs is read again


def is_up_to_date(store: evidence.Store) -> bool:
    """Whether everything that is kept was read, and is matched by the list in force."""
    if not store.sweeps():
        return True
    return not store.waiting() and is_matched(store)


def is_matched(store: evidence.Store) -> bool:
    """Whether all that was read is matched by the list in force, or waits for it."""
    return store.is_matched_by(list_in_force(store).sha256)


def bring_up_if_free(store: evidence.Store, state: Path, at: datetime) -> bool:
    """Bring a store up to date unless a sweep is at work: what waits then stays `rejudging`.

    Returns:
        Whether anything may be otherwise now.
    """
    if is_up_to_date(store):
        return False
    with suppress(BusyError), evidence.writer_lock(state):
        bring_up_to_date(store, at)
    return True


def bring_up_to_date(store: evidence.Store, at: datetime) -> None:
    """Read what was never read, and match all by the list in force.

    Args:
        store: Where the writer's lock is held.
        at: When that is (aware UTC).

    Raises:
        StateError: Evidence or a list is damaged, or the store cannot be written.
    """
    read_waiting(store, at)
    newest = list_in_force(store).sha256
    if not store.is_matched_by(newest):
        come_into_force(store, table_kept(store, newest), at)
        read_waiting(store, at)


def read_waiting(store: evidence.Store, at: datetime) -> None:
    """Read what waits, in steps, so that an end in between loses little; see `bring_up_to_date`."""
    waiting = iter(store.waiting())
    known = _Kept(store, mets(store), never_before(store, at))
    while some := tuple(islice(waiting, _BATCH)):
        store.keep_looks(tuple(map(known.read, some)))


class _Kept:
    """Kept evidence with what reading many rows of it has in common."""

    def __init__(self, store: evidence.Store, met: Mets, at: datetime) -> None:
        """Start with nothing read."""
        self._store = store
        self._met = met
        self._at = at
        self._answers = KeptAnswers(store)
        self._words: dict[str, ListWord] = {}
        self._lists: dict[str, tuple[IocTable, match.Index]] = {}

    def read(self, one: evidence.Waiting) -> evidence.Looked:
        """Return the look that an evidence row is, and what it met by all lists so far."""
        row = self._answers.of(one.evidence)
        if one.looked:
            found = self._by(one.list, row, self._in_force(one, row))
            return self._carried(found, self._met.get(one.evidence, ()), one.list)
        first = self._by(one.own, row, in_force_at(row.record))
        if one.list == one.own:
            return first
        return self._carried(self._by(one.list, row, self._now(one)), first.met, one.list)

    def _in_force(self, one: evidence.Waiting, row: KeptAnswer) -> ListInForce:
        """Return since when a list counts: the one of its own sweep, since that began."""
        own = one.list == one.own and not one.concerned
        return in_force_at(row.record) if own else self._now(one)

    def _now(self, one: evidence.Waiting) -> ListInForce:
        return ListInForce(sha256=one.list, since=self._at, allows_since=self._at)

    def _by(self, sha256: str, row: KeptAnswer, in_force: ListInForce) -> evidence.Looked:
        """Return what a row says, and what it meets by one list alone."""
        record, stored, answer, reading = row
        _, index = self._list(sha256)
        return looked_at(
            record,
            stored,
            answer.collected_at,
            reading,
            hits_in(
                reading,
                index,
                asked_at(record, stored, answer),
                nonce_of(record, answer),
                in_force.since,
            ),
            in_force,
            answer.evidence.id,
            answer.road,
        )

    def _carried(
        self, found: evidence.Looked, before: tuple[Met, ...], sha256: str
    ) -> evidence.Looked:
        table, _ = self._list(sha256)
        word = self._words.get(sha256)
        if word is None or any(one.value not in word.asked for one in before):
            every = (*self._met.values(), before)
            word = self._words[sha256] = word_of(self._store, table, every, self._at)
        return replace(found, met=carried(before, found.met, word))

    def _list(self, sha256: str) -> tuple[IocTable, match.Index]:
        """Return a list and its index; the two that were used last are kept."""
        found = self._lists.pop(sha256, None)
        if found is None:
            table = table_kept(self._store, sha256)
            found = table, match.Index(table)
        self._lists[sha256] = found
        for old in tuple(self._lists)[:-2]:
            del self._lists[old]
        return found
