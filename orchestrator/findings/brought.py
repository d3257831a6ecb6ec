"""What one sweep brought of findings: seen for the first time, again after a handling, or gone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from orchestrator.findings.compare import FindingChange
from orchestrator.model.campaign import Finding, FindingState, MachineStanding, UnitStanding


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """One finding of one machine that a sweep changed."""

    change: FindingChange
    machine: MachineStanding
    finding: Finding


def brought(units: Iterable[UnitStanding], since: datetime) -> tuple[Brought, ...]:
    """Return what changed by looks from a moment on, by change, then by unit and machine.

    Args:
        units: Where machines stand after those looks.
        since: When the sweep began.
    """
    rows = (
        Brought(change=change, machine=machine, finding=finding)
        for unit in units
        for machine in unit.machines
        for finding in machine.findings
        if (change := _change(machine, finding, since)) is not None
    )
    return tuple(sorted(rows, key=_order))


def _change(machine: MachineStanding, one: Finding, since: datetime) -> FindingChange | None:
    if one.is_open and one.first.hi >= since:
        return FindingChange.NEW
    if one.state is FindingState.REOPENED and one.last.hi >= since:
        return FindingChange.REOPENED
    closed = one.state is FindingState.CLOSED_VERIFIED
    return FindingChange.VERIFIED if closed and one.verified_by in _looks(machine, since) else None


def _looks(machine: MachineStanding, since: datetime) -> frozenset[int]:
    return frozenset(_evidence(machine, since))


def _evidence(machine: MachineStanding, since: datetime) -> Iterator[int]:
    for check in machine.checks:
        if check.look is not None and check.look.span.lo >= since:
            yield check.look.evidence


def _order(one: Brought) -> tuple[str, str, str, str]:
    row = one.machine.scope.row
    return one.change, row.unit, row.machine, one.finding.number
