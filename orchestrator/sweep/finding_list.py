"""`findings list` and `show`: the findings of a state folder, and what programs read of them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict, replace

from orchestrator.errors import ExitCode
from orchestrator.findings.finding_filter import (
    STATE_WORDS,
    FindingFilter,
    age,
    chosen,
    counts,
    standing_code,
)
from orchestrator.findings.incidents import Incident
from orchestrator.findings.incidents import incidents as incidents_of
from orchestrator.findings.targets import (
    FindingRow,
    NoTarget,
    OneFinding,
    TargetFault,
    WholeMachine,
    find_target,
    finding_rows,
)
from orchestrator.model.act import Act
from orchestrator.model.campaign import Finding, Judged
from orchestrator.model.look import Met
from orchestrator.sweep.acting import Recording, no_target
from orchestrator.sweep.listed_values import families
from orchestrator.sweep.standing import standing
from orchestrator.sweep.unit_names import code_meant
from orchestrator.text.catalogue import iso
from orchestrator.text.viet import SortKey, sort_key

__all__ = [
    "STATE_WORDS",
    "FindingFilter",
    "FindingList",
    "FindingRow",
    "act_as_json",
    "age",
    "by_place",
    "counts",
    "finding_as_json",
    "list_as_json",
    "list_findings",
    "recording_as_json",
    "show_finding",
]


class FindingList(Struct, frozen=True, kw_only=True):
    """The findings that were asked for, out of all that a state folder has.

    `code` is what the standings of the units come to, whatever of them is shown.
    """

    judged: Judged
    rows: tuple[FindingRow, ...]
    incidents: tuple[Incident, ...]
    code: ExitCode


def list_findings(state: Path, selection: FindingFilter, at: datetime) -> FindingList:
    """Return the findings of a state folder.

    Args:
        state: The folder.
        selection: Which are wanted.
        at: Now (aware UTC).

    Raises:
        UsageError: There is no unit of that code.
        StateError: There is no such folder, nothing was swept yet, or it is damaged.
    """
    judged = standing(state, at)
    units = {one.unit.code for one in judged.units}
    if selection.unit is not None:
        meant = code_meant(selection.unit, (one.unit for one in judged.units))
        selection = replace(selection, unit=meant)
    if selection.unit is not None and selection.unit not in units:
        known = tuple(sorted(units))
        raise no_target(NoTarget(fault=TargetFault.NO_UNIT, given=selection.unit, known=known))
    rows = chosen(judged, selection)
    named = families(state, (row.finding.key.value for row in rows))
    return FindingList(
        judged=judged,
        rows=rows,
        incidents=incidents_of((row.finding for row in rows), named),
        code=standing_code(judged, selection.unit),
    )


def by_place(rows: Iterable[FindingRow]) -> tuple[FindingRow, ...]:
    """Return findings as people read them: open ones first, the oldest first, by unit and name."""
    return tuple(sorted(rows, key=_place))


def _place(row: FindingRow) -> tuple[bool, datetime, SortKey, str, str]:
    one = row.finding
    return not one.is_open, one.first.lo, sort_key(row.place), one.key.value, one.key.klass


def show_finding(state: Path, target: str, at: datetime) -> tuple[FindingRow, ...]:
    """Return one finding by its number, or all of a machine by `UNIT/MACHINE`.

    Raises:
        UsageError: There is none.
        StateError: There is no such folder, nothing was swept yet, or it is damaged.
    """
    judged = standing(state, at)
    found = find_target(judged, target)
    match found:
        case NoTarget():
            raise no_target(found)
        case OneFinding(row=row):
            return (row,)
        case WholeMachine(machine=machine):
            number = machine.scope.number  # units may lie packed: who asks twice gets an equal one
            return tuple(
                row
                for row in finding_rows(judged)
                if row.machine is not None and row.machine.scope.number == number
            )


def list_as_json(done: FindingList) -> Mapping[str, object]:
    """Return what `findings list --json` prints."""
    shown, still_open = counts(done.rows)
    return {
        "at": iso(done.judged.at),
        "list": done.judged.list.sha256,
        "basis": done.judged.basis,
        "shown": shown,
        "open": still_open,
        "findings": [finding_as_json(row) for row in done.rows],
        "incidents": [
            {
                "id": one.id,
                "what": one.what,
                "program": one.program,
                "machines": len(one.machines),
                "findings": [finding.number for finding in one.findings],
            }
            for one in done.incidents
        ],
    }


def finding_as_json(row: FindingRow) -> Mapping[str, object]:
    """Return a finding as programs read it: raw, machine words, times in UTC."""
    one = row.finding
    return {
        "number": one.number,
        "unit": row.unit.code,
        "machine": row.machine_name or None,
        "room": row.machine.scope.row.room if row.machine else None,
        "indicator": one.key.value,
        "class": one.key.klass,
        "state": one.state,
        "open": one.is_open,
        "first": iso(one.first.lo),
        "last": iso(one.last.hi),
        **_progress(one),
        "seen": [_met_as_json(met) for met in one.met],
        "acts": [act_as_json(act) for act in one.acts],
    }


def _progress(one: Finding) -> Mapping[str, object]:
    return {
        "looks_seen": one.looks_seen,
        "reopened": one.reopened,
        "not_seen_since": _iso(one.not_seen_since),
        "next_look": _iso(one.next_look),
        "wanting": list(one.wanting),
        "owner": one.owner,
        "due": _iso(one.due),
        "remedy": one.remedy,
        "remedy_verified": one.remedy_shown is not None,
        "until": _iso(one.until),
    }


def _met_as_json(met: Met) -> Mapping[str, object]:
    return {
        "evidence": met.evidence,
        "status": met.status,
        "check": met.check,
        "observed": met.observed,
        "process": met.process,
        "from": iso(met.span.lo),
        "to": iso(met.span.hi),
    }


def recording_as_json(done: Recording) -> Mapping[str, object]:
    """Return what a command that records prints."""
    return {
        "at": iso(done.at),
        "recorded": [act_as_json(act) for act in done.new],
        "same": [act.id for act in done.same],
        "findings": [finding_as_json(row) for row in done.rows],
    }


def act_as_json(act: Act) -> Mapping[str, object]:
    """Return an act as programs read it: its kind, and its fields but those of the store."""
    told = asdict(act)
    told = {name: value for name, value in told.items() if name not in ("machine", "source")}
    plain = {
        name: iso(value) if isinstance(value, datetime) else value for name, value in told.items()
    }
    return {"kind": act.kind, **plain}


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else iso(moment)
