"""`report.json`: the judged sweep as data that other programs rely on; raw values, UTC."""

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct
from msgspec.structs import asdict

from orchestrator.files.json_text import json_text
from orchestrator.files.typed_json import indented_json
from orchestrator.model.answer import Unread
from orchestrator.model.campaign import Finding, Judged, MachineStanding
from orchestrator.model.indicator import context_as_json
from orchestrator.model.look import Trust
from orchestrator.model.observation import Trait
from orchestrator.model.result import (
    AnswerKind,
    CheckResult,
    Hit,
    MachineResult,
    UnitResult,
    Verdict,
)
from orchestrator.report.announced_view import announced_as_json
from orchestrator.report.finding_view import process_of
from orchestrator.report.machines_csv import clock_offset_s
from orchestrator.report.shown import Shown
from orchestrator.report.suppressed_view import Suppressed, suppressed
from orchestrator.report.trust_view import collected, trust_counts
from orchestrator.text.catalogue import iso, iso_day

SCHEMA = 2
_NO_MACHINES = "[]\n}\n"  # how a document without any ends

Json = dict[str, object]


def as_json(shown: Shown) -> Json:
    """Return the document of `report.json`: units by code, machines by unit, then name.

    Schema 2 keeps every key of schema 1; what a campaign adds is null or empty for one sweep alone.
    """
    return {**_head(shown), "machines": list(_machines(shown))}


def json_pieces(shown: Shown) -> Iterator[bytes]:
    r"""Yield the same document as UTF-8, each machine as it is made; see `json_bytes`."""
    yield from (piece.encode("utf-8", "backslashreplace") for piece in document_pieces(shown))


def document_pieces(shown: Shown) -> Iterator[str]:
    """Yield the text of `document_text`, each machine as it is made."""
    whole = document_text({**_head(shown), "machines": []})
    yield whole.removesuffix(_NO_MACHINES)
    before = "["
    for machine in _machines(shown):
        text = indented_json(machine, 1).replace("\n", "\n  ")
        yield f"{before}\n  {text}"
        before = ","
    yield "\n ]\n}\n" if before == "," else _NO_MACHINES


def _machines(shown: Shown) -> Iterator[Json]:
    for unit in shown.units_by_code():
        for machine in sorted(unit.machines, key=lambda machine: machine.scope.machine):
            yield _machine(machine, shown.standing(machine), shown)


def _head(shown: Shown) -> Json:
    """Return all but the machines, which stand last."""
    result = shown.result
    return {
        "kind": str(shown.kind),
        "demo": result.demo,
        "at": iso(result.ended_at),
        "basis": shown.basis,
        "reading": _text(shown.reading),
        "campaign": shown.judged.id if shown.judged else None,
        "sources": _sources(shown.judged),
        "sweep": result.sweep,
        "subject": str(result.subject),
        "finished": result.finished,
        "started_at": iso(result.started_at),
        "ended_at": iso(result.ended_at),
        "list": {
            "sha256": result.list.sha256,
            "indicators": result.list.indicators,
            "dated": result.list.dated,
            "warnings": list(result.list.warnings),
        },
        "coverage": _coverage(shown),
        "units": [_unit(unit, shown) for unit in shown.units_by_code()],
        "removed": _removed(shown.judged),
        "suppressed": [
            _suppressed(one)
            for one in suppressed(m for unit in shown.units_by_code() for m in unit.machines)
        ],
    }


def document_text(document: Json) -> str:
    """Return a document as it is printed, its schema first."""
    return json_text(SCHEMA, document, indent=1)


def json_bytes(document: Json) -> bytes:
    r"""Return a document as UTF-8 in a fixed form; a lone surrogate is written as `\udc80`."""
    return document_text(document).encode("utf-8", "backslashreplace")


def _unit(unit: UnitResult, shown: Shown) -> Json:
    return {
        "code": unit.unit.code,
        "name": unit.unit.name,
        "ward": unit.unit.ward,
        "type": unit.unit.type.code,
        "verdict": str(unit.verdict),
        "machines": len(unit.machines),
        "assessed": unit.assessed,
        "fail": unit.count(Verdict.FAIL),
        "not_assessed": unit.count(Verdict.NOT_ASSESSED),
        "excluded": unit.count(Verdict.EXCLUDED),
        "annex": _record(unit.unit.annex),
        "announced": announced_as_json(shown.announced(unit.unit.code)),
        "declared": _declared(unit, shown),
    }


def _coverage(shown: Shown) -> Json:
    """Return how many machines were assessed, and how many pass by their own word alone."""
    found = dict.fromkeys(("machines", "assessed", "excluded", "declared"), 0)
    for unit in shown.units_by_code():
        found["machines"] += len(unit.machines)
        found["assessed"] += unit.assessed
        found["excluded"] += unit.count(Verdict.EXCLUDED)
        found["declared"] += _declared(unit, shown)
    return dict(found)


def _declared(unit: UnitResult, shown: Shown) -> int:
    return trust_counts(shown, unit, Verdict.PASS)[Trust.DECLARED]


def _sources(judged: Judged | None) -> list[Json]:
    return [
        {
            "origin": str(one.origin),
            "id": one.id,
            "from": iso(one.span.lo),
            "to": iso(one.span.hi),
            "machines": one.machines,
        }
        for one in (judged.sources if judged else ())
    ]


def _removed(judged: Judged | None) -> list[Json]:
    """Return the machines that left the inventory, whatever they still have to answer for."""
    return [
        {
            "name": one.scope.row.machine,
            "unit": unit.unit.code,
            "verdict": str(one.verdict),
            "reason": _text(one.reason),
            "removed_at": _moment(one.scope.removed_at),
            "read_whole": one.read_whole,
            "findings": [_finding(found) for found in one.findings],
        }
        for unit in (judged.units if judged else ())
        for one in unit.removed
    ]


def _machine(machine: MachineResult, standing: MachineStanding | None, shown: Shown) -> Json:
    return {
        "name": machine.scope.machine,
        "unit": machine.scope.unit,
        "ward": machine.scope.ward,
        "verdict": str(machine.verdict),
        "reason": _text(machine.reason),
        "outcome": str(machine.outcome),
        "error_id": machine.outcome.error_id or None,
        "clock_offset_s": clock_offset_s(machine),
        "hits": [_hit(hit) for hit in machine.hits],
        "suppressed": [_hit(hit) for hit in machine.suppressed],
        "checks": [_check(check, standing) for check in machine.checks],
        "proof": _proof(machine, standing, shown),
        "as_of": _moment(standing.as_of) if standing else None,
        "good_until": _moment(standing.good_until) if standing else None,
        "trust": _text(standing.trust) if standing else None,
        "carrier": _text(standing.carrier) if standing else None,
        "collected": _collected(standing),
        "doubts": [str(doubt) for doubt in standing.doubts] if standing else [],
        "findings": [_finding(one) for one in standing.findings] if standing else [],
    }


def _proof(machine: MachineResult, standing: MachineStanding | None, shown: Shown) -> Json | None:
    """Return what `report.json` says of a pass beside its checks; None for any other verdict.

    `list` is the digest of the list that nothing was met of. A pass holds until `good_until`,
    and `last_valid_day` is that day in Vietnam; one sweep alone says nothing of after its end.
    """
    if machine.verdict is not Verdict.PASS:
        return None
    until = standing.good_until if standing else None
    last = until or shown.result.ended_at
    return {
        "list": shown.result.list.sha256,
        "good_until": iso(last),
        "last_valid_day": iso_day(last),
    }


def _collected(standing: MachineStanding | None) -> list[str] | None:
    """Return from when to when the looks were taken that a pass would rest on."""
    span = None if standing is None else collected(standing)
    return None if span is None else [iso(moment) for moment in span]


def _finding(one: Finding) -> Json:
    return {
        "number": one.number,
        "state": str(one.state),
        "open": one.is_open,
        "indicator": one.key.value,
        "class": str(one.key.klass),
        "first": iso(one.first.lo),
        "last": iso(one.last.hi),
        "not_seen_since": _moment(one.not_seen_since),
        "next_look": _moment(one.next_look),
        "owner": one.owner,
        "due": _moment(one.due),
        "remedy": _text(one.remedy),
        "until": _moment(one.until),
        "reopened": one.reopened,
    }


def _suppressed(one: Suppressed) -> Json:
    entry = one.entry
    return {
        "value": f".{entry.value}" if entry.tree else entry.value,
        "owner": entry.owner,
        "reason": entry.reason,
        "expires": entry.expires,
        "list": entry.list,
        "line": entry.line,
        "observed": list(one.observed),
        "indicators": list(one.indicators),
        "machines": len(one.machines),
    }


def _hit(hit: Hit) -> Json:
    source = hit.indicator.citations[0]
    return {
        "indicator": source.published,
        "status": str(hit.status),
        "check": hit.check,
        "observed": hit.observed,
        "process": _text(process_of(hit)),
        "list": source.list,
        "version": source.version,
        "line": source.line,
        "rule": str(hit.rule),
        "weak": _text(hit.weakness),
        "confidence": hit.indicator.confidence,
        "context": context_as_json(source.context) if source.context else None,
    }


def _check(check: CheckResult, standing: MachineStanding | None) -> Json:
    known = (one for one in (standing.checks if standing else ()) if one.check == check.check)
    looked_at = next((one.looked_at for one in known), None)
    return {
        "check": check.check,
        "required": check.required,
        "answer": str(check.answer),
        "reason": _text(check.reason),
        "why": check.why or None,
        "canary": _canary(check),
        "source": check.source,
        "window_from": _moment(check.window_from),
        "window_to": _moment(check.window_to),
        "rows": check.rows,
        "notes": [str(note) for note in check.notes],
        "looked_at": _moment(looked_at),
        **_posture(check),
    }


def _canary(check: CheckResult) -> bool | None:
    """Return whether the check's made row came back and was met; None where nothing was read.

    An answer whose row was lost is no answer (`findings/canaries.py`), so one that is has it.
    """
    if check.answer is AnswerKind.ANSWERED:
        return True
    return False if check.reason is Unread.CANARY else None


def _posture(check: CheckResult) -> Json:
    """Return how the machine stands: keys that only such a check has."""
    if not check.traits and check.stands is None:
        return {}
    return {"stands": _text(check.stands), "traits": [_trait(trait) for trait in check.traits]}


def _trait(trait: Trait) -> Json:
    named = {name: _plain(told) for name, told in asdict(trait).items()}
    return {"trait": type(trait).__name__, **named}


def _plain(value: object) -> object:
    match value:
        case None | bool():
            return value
        case datetime():
            return iso(value)
        case tuple():
            return [str(one) for one in value]
        case _:
            return str(value)


def _record(value: Struct) -> Json:
    """Return a value's fields, those of the values in it likewise."""
    parts = asdict(value).items()
    return {name: _record(one) if isinstance(one, Struct) else one for name, one in parts}


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _moment(moment: datetime | None) -> str | None:
    return iso(moment) if moment else None
