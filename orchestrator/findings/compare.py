"""What became of each finding between two dates, by today's list and rules, or by one sweep."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from orchestrator.model.act import Act
from orchestrator.model.campaign import (
    CLOSED_STATES,
    Finding,
    FindingState,
    MachineStanding,
    UnitStanding,
)
from orchestrator.model.look import Look, MachineTry, Met
from orchestrator.model.result import Verdict

COVERAGE_POINTS = 10


class FindingChange(StrEnum):
    """What became of a finding between two dates."""

    NEW = "new"
    STILL = "still"
    NOT_SEEN = "not_seen"  # a whole look did not see it: it is open all the same
    VERIFIED = "verified"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    EXCUSED = "excused"


class WhyNot(StrEnum):
    """Why two dates cannot be compared."""

    SCOPE = "scope"  # no machine is in both
    COVERAGE = "coverage"  # much more was looked at on the one than on the other
    PRUNED = "pruned"  # a look of the earlier date is gone that never met today's list


class Changed(Struct, frozen=True, kw_only=True):
    """One finding between two dates, as it stands at the later one."""

    change: FindingChange
    finding: Finding


class SweptChange(Struct, frozen=True, kw_only=True):
    """One finding of one machine that a sweep changed."""

    change: FindingChange
    machine: MachineStanding
    finding: Finding


class Comparison(Struct, frozen=True, kw_only=True):
    """What changed on the machines that both dates know; the rest is counted."""

    common: int
    gone: int
    added: int
    changes: tuple[Changed, ...]

    def count(self, change: FindingChange) -> int:
        """Return the number of findings that changed so."""
        return sum(one.change is change for one in self.changes)


class Incomparable(Struct, frozen=True, kw_only=True):
    """Two dates of which nothing can be said, and why."""

    whys: tuple[WhyNot, ...]


class History(Struct, frozen=True, kw_only=True):
    """The append-only rows of one machine."""

    looks: tuple[Look, ...]
    met: tuple[Met, ...]
    acts: tuple[Act, ...]
    attempts: tuple[MachineTry, ...]

    def until(self, moment: datetime) -> "History":
        """Return what was there by then; what was met is by today's list all the same."""
        looks = tuple(look for look in self.looks if look.span.hi <= moment)
        there = {look.evidence for look in looks}
        return History(
            looks=looks,
            met=tuple(one for one in self.met if one.evidence in there),
            acts=tuple(act for act in self.acts if act.recorded <= moment),
            attempts=tuple(one for one in self.attempts if one.at <= moment),
        )


def compare(
    before: Iterable[UnitStanding],
    after: Iterable[UnitStanding],
    *,
    since: datetime,
    pruned: frozenset[int] = frozenset(),
) -> Comparison | Incomparable:
    """Return what became of the findings from the one date to the other.

    Args:
        before: Units at the earlier date, by today's list and rules.
        after: The same units at the later one.
        since: The earlier date.
        pruned: Evidence of before that date which was pruned before it met today's list.
    """
    a, b = _dated(before), _dated(after)
    common = a.verdicts.keys() & b.verdicts.keys()
    whys = tuple(_why_not(a.verdicts, b.verdicts, common, pruned))
    if whys:
        return Incomparable(whys=whys)
    old = {one.key: one for number, one in a.findings if number is None or number in common}
    new = {one.key: one for number, one in b.findings if number is None or number in common}
    changed = (_changed(old.get(key), new.get(key), since) for key in old.keys() | new.keys())
    rows = sorted((one for one in changed if one is not None), key=_order)
    return Comparison(
        common=len(common),
        gone=len(a.verdicts) - len(common),
        added=len(b.verdicts) - len(common),
        changes=tuple(rows),
    )


def _order(one: Changed) -> tuple[str, str, str]:
    return one.change, one.finding.key.unit, one.finding.number


class _Dated(Struct, frozen=True):
    """What is compared of a date; of 50,000 machines nothing else is held.

    Attributes:
        verdicts: Of each machine, by its number.
        findings: Each with its machine's number; None where it is the unit's own.
    """

    verdicts: Mapping[int, Verdict]
    findings: tuple[tuple[int | None, Finding], ...]


def _dated(units: Iterable[UnitStanding]) -> _Dated:
    """Return what is compared, of one unit after the other."""
    verdicts: dict[int, Verdict] = {}
    findings: list[tuple[int | None, Finding]] = []
    for unit in units:
        findings += ((None, one) for one in unit.findings)
        for machine in (*unit.machines, *unit.removed):
            number = machine.scope.number
            verdicts[number] = machine.verdict
            findings += ((number, one) for one in machine.findings)
    return _Dated(verdicts, tuple(findings))


def _why_not(
    a: Mapping[int, Verdict],
    b: Mapping[int, Verdict],
    common: AbstractSet[int],
    pruned: frozenset[int],
) -> Iterator[WhyNot]:
    if not common:
        yield WhyNot.SCOPE
    if abs(_coverage(a, common) - _coverage(b, common)) > COVERAGE_POINTS:
        yield WhyNot.COVERAGE
    if pruned:
        yield WhyNot.PRUNED


def _coverage(verdicts: Mapping[int, Verdict], common: AbstractSet[int]) -> float:
    """Return how many of the common machines were assessed, in points of a hundred."""
    in_scope = [v for n, v in verdicts.items() if n in common and v is not Verdict.EXCLUDED]
    assessed = sum(verdict is not Verdict.NOT_ASSESSED for verdict in in_scope)
    return 100.0 * assessed / len(in_scope) if in_scope else 0.0


def _changed(old: Finding | None, new: Finding | None, since: datetime) -> Changed | None:
    """Return what became of one finding; None where it was closed before, and stayed so."""
    if new is None:
        return (
            None
            if old is None or not old.is_open
            else Changed(change=FindingChange.STILL, finding=old)
        )
    change = (
        _of_closed(old, new, since) if new.state in CLOSED_STATES else _of_open(old, new, since)
    )
    return Changed(change=change, finding=new) if change is not None else None


def _of_closed(old: Finding | None, new: Finding, since: datetime) -> FindingChange | None:
    if new.state is FindingState.IOC_WITHDRAWN:
        dropped = max(one.dropped.at for one in new.met if one.dropped is not None)
        return FindingChange.WITHDRAWN if dropped > since else None
    if old is not None and old.state is new.state:
        return None
    verified = new.state is FindingState.CLOSED_VERIFIED
    return FindingChange.VERIFIED if verified else FindingChange.EXCUSED


def _of_open(old: Finding | None, new: Finding, since: datetime) -> FindingChange:
    if old is None:
        return FindingChange.NEW
    if old.state is FindingState.CLOSED_VERIFIED or new.reopened > old.reopened:
        return FindingChange.REOPENED
    if new.not_seen_since is not None and new.not_seen_since > since:
        return FindingChange.NOT_SEEN
    return FindingChange.STILL


def swept_changes(units: Iterable[UnitStanding], since: datetime) -> tuple[SweptChange, ...]:
    """Return what changed by looks from a moment on, by change, then by unit and machine.

    Args:
        units: Where machines stand after those looks.
        since: When the sweep began.
    """
    rows = (
        SweptChange(change=change, machine=machine, finding=finding)
        for unit in units
        for machine in unit.machines
        for finding in machine.findings
        if (change := _swept_change(machine, finding, since)) is not None
    )
    return tuple(sorted(rows, key=_swept_order))


def _swept_change(machine: MachineStanding, one: Finding, since: datetime) -> FindingChange | None:
    if one.is_open and one.first.hi >= since:
        return FindingChange.NEW
    if one.state is FindingState.REOPENED and one.last.hi >= since:
        return FindingChange.REOPENED
    closed = one.state is FindingState.CLOSED_VERIFIED
    return (
        FindingChange.VERIFIED
        if closed and one.verified_by in _looks_since(machine, since)
        else None
    )


def _looks_since(machine: MachineStanding, since: datetime) -> frozenset[int]:
    return frozenset(_evidence_since(machine, since))


def _evidence_since(machine: MachineStanding, since: datetime) -> Iterator[int]:
    for check in machine.checks:
        if check.look is not None and check.look.span.lo >= since:
            yield check.look.evidence


def _swept_order(one: SweptChange) -> tuple[str, str, str, str]:
    row = one.machine.scope.row
    return one.change, row.unit, row.machine, one.finding.number
