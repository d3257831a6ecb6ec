"""From evidence to looks: what each kept answer says, and what it met, for the campaign."""

from datetime import datetime

from msgspec.structs import replace

from orchestrator import evidence, match
from orchestrator.findings.canaries import Canaries
from orchestrator.findings.clearing import is_whole
from orchestrator.findings.look_details import detail_of
from orchestrator.findings.looks import (
    ListInForce,
    TakenAnswer,
    identifiers,
    look_of,
    mets_of,
)
from orchestrator.model.answer import Reading
from orchestrator.model.look import Origin
from orchestrator.model.observation import Identifier, IdKind
from orchestrator.model.plan import Question
from orchestrator.model.result import Hit
from orchestrator.roads.joining import folded_name
from orchestrator.sweep.judging import RULES_IN_FORCE

_IDENTITY = Question(check="identity", task="", required=False)
_PRINTS = {IdKind.HARDWARE: "board", IdKind.ADAPTER: "card", IdKind.NAME: "name"}
_MOST_PRINTS = 64  # of one machine: what says more of itself recognises nobody


def looked_at(
    record: evidence.SweepRecord,
    stored: evidence.Stored,
    arrived: datetime,
    reading: Reading,
    hits: tuple[Hit, ...],
    in_force: ListInForce,
    number: int = 0,
    road: evidence.Road | None = None,
) -> evidence.Looked:
    """Return the look that one answer is.

    Args:
        record: The sweep.
        stored: The machine in it.
        arrived: When the answer had come in (aware).
        reading: What it says.
        hits: All that it met by the list in force, canaries included.
        in_force: That list.
        number: Of the evidence row, 0 where it has none yet.
        road: How it came, None where the sweep asked.
    """
    taken = _taken(record, stored, arrived, number, road)
    made_rows = Canaries(taken.nonce).hit_by(hits)
    look = look_of(taken, reading, made_rows, RULES_IN_FORCE)
    return evidence.Looked(
        look=look,
        met=mets_of(taken, reading, hits, in_force),
        whole=is_whole(look, RULES_IN_FORCE),
        values=match.values_of(reading.answers.values()),
        detail=detail_of(taken, reading),
        prints=_prints(identifiers(reading, made_rows, taken.nonce)),
    )


def _taken(
    record: evidence.SweepRecord,
    stored: evidence.Stored,
    arrived: datetime,
    number: int,
    road: evidence.Road | None,
) -> TakenAnswer:
    asked = TakenAnswer(
        evidence=number,
        machine=stored.number,
        unit=stored.scoped.row.unit,
        arrived=arrived,
        questions=record.rules[stored.scoped.rule],
        nonce=record.nonce,
    )
    if road is None:
        return asked
    kit = road.origin is Origin.KIT
    return replace(
        asked,
        origin=road.origin,
        trust=road.trust,
        carrier=road.carrier,
        source=road.source,
        made=road.earliest if kit or road.earliest != arrived else None,
        questions=with_identity(asked.questions) if kit else asked.questions,
        nonce=road.nonce,
        joined_by=road.joined_by,
    )


def with_identity(questions: tuple[Question, ...]) -> tuple[Question, ...]:
    """Return what a kit asks: also which machine it is, whatever the playbook leaves out."""
    asked = any(one.check == _IDENTITY.check for one in questions)
    return questions if asked else (*questions, _IDENTITY)


def _prints(told: tuple[Identifier, ...]) -> frozenset[tuple[str, str]]:
    """Return what a machine is recognised by, as it is kept: a kind and a value."""
    found = {
        (_PRINTS[one.kind], folded_name(one.value) if one.kind is IdKind.NAME else one.value)
        for one in told
        if one.kind in _PRINTS
    }
    return frozenset(found) if len(found) <= _MOST_PRINTS else frozenset()


def in_force_at(record: evidence.SweepRecord) -> ListInForce:
    """Return the list that a sweep was judged by, in force since it began."""
    at = record.started_at
    return ListInForce(sha256=record.ioc_sha256, since=at, allows_since=at)
