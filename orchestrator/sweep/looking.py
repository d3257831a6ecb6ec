"""From evidence to looks: what each kept answer says, and what it met, for the campaign."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain, islice

from orchestrator import evidence, match
from orchestrator.findings.canaries import Canaries
from orchestrator.findings.clearing import is_whole
from orchestrator.findings.looks import ListInForce, Taken, look_of, mets_of
from orchestrator.model.answer import Reading
from orchestrator.model.result import Hit
from orchestrator.sweep.judging import RULES_IN_FORCE, hits_in, index_of, read

_BATCH = 200  # looks a commit: what a pulled plug costs is read again


def looked_at(
    record: evidence.SweepRecord,
    stored: evidence.Stored,
    arrived: datetime,
    reading: Reading,
    hits: tuple[Hit, ...],
    in_force: ListInForce,
    number: int = 0,
) -> evidence.Looked:
    """Return the look that one answer of a sweep is.

    Args:
        record: The sweep.
        stored: The machine in it.
        arrived: When the answer had come in (aware).
        reading: What it says.
        hits: All that it met by the list in force, canaries included.
        in_force: That list.
        number: Of the evidence row, 0 where it has none yet.
    """
    taken = Taken(
        evidence=number,
        machine=stored.number,
        unit=stored.scoped.row.unit,
        arrived=arrived,
        questions=record.rules[stored.scoped.rule],
        nonce=record.nonce,
    )
    made_rows = Canaries(record.nonce).hit_by(hits)
    look = look_of(taken, reading, made_rows, RULES_IN_FORCE)
    return evidence.Looked(
        look=look,
        met=mets_of(taken, reading, hits, in_force),
        whole=is_whole(look, RULES_IN_FORCE),
    )


def read_again(store: evidence.Store) -> None:
    """Read the looks of kept evidence that has none yet, each by the list of its own sweep.

    What was read is kept in steps, so that an end in between loses little.

    Raises:
        StateError: Evidence is damaged, or the store cannot be written.
    """
    missing = frozenset(store.unread_evidence())
    found = _missing(store, missing) if missing else iter(())
    while some := tuple(islice(found, _BATCH)):
        store.keep_looks(some)


def _missing(store: evidence.Store, missing: frozenset[int]) -> Iterator[evidence.Looked]:
    for name in store.sweeps():
        record = store.sweep(name)
        wanted = (
            (stored, answer)
            for stored in store.machines(name)
            for answer in store.answers(name, stored)
            if answer.evidence.id in missing
        )
        first = next(wanted, None)
        if first is not None:
            index = index_of(store, record)
            yield from (_looked(record, *one, index) for one in chain((first,), wanted))


def _looked(
    record: evidence.SweepRecord,
    stored: evidence.Stored,
    answer: evidence.StoredAnswer,
    index: match.Index,
) -> evidence.Looked:
    reading = read(record, answer)
    return looked_at(
        record,
        stored,
        answer.collected_at,
        reading,
        hits_in(reading, index, stored.attempted_at or record.started_at, record.nonce),
        in_force_at(record),
        answer.evidence.id,
    )


def in_force_at(record: evidence.SweepRecord) -> ListInForce:
    """Return the list that a sweep was judged by, in force since it began."""
    at = record.started_at
    return ListInForce(sha256=record.ioc_sha256, since=at, allows_since=at)
