"""From evidence to looks: what each kept answer says, and what it met, for the campaign."""

from datetime import datetime

from orchestrator import evidence, match
from orchestrator.findings.canaries import Canaries
from orchestrator.findings.clearing import is_whole
from orchestrator.findings.look_details import detail_of
from orchestrator.findings.looks import ListInForce, TakenAnswer, look_of, mets_of
from orchestrator.model.answer import Reading
from orchestrator.model.result import Hit
from orchestrator.sweep.judging import RULES_IN_FORCE


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
    taken = TakenAnswer(
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
        values=match.values_of(reading.answers.values()),
        detail=detail_of(taken, reading),
    )


def in_force_at(record: evidence.SweepRecord) -> ListInForce:
    """Return the list that a sweep was judged by, in force since it began."""
    at = record.started_at
    return ListInForce(sha256=record.ioc_sha256, since=at, allows_since=at)
