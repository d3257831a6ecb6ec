"""Where a unit stands, from its machines and from what nobody could name a machine for."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from orchestrator.findings.announcements import announcement
from orchestrator.findings.clearing import UnitProof
from orchestrator.findings.judging_time import JudgingTime
from orchestrator.findings.standing import finding_order, names
from orchestrator.findings.states import fold, in_force
from orchestrator.model.act import Act, EvidenceClass
from orchestrator.model.campaign import Finding, FindingKey, MachineStanding, UnitStanding
from orchestrator.model.district import Unit
from orchestrator.model.look import Look, Met, Origin
from orchestrator.model.result import Reason, UnitVerdict, Verdict
from orchestrator.model.rules import Rules


def stand_unit(  # noqa: PLR0913 - all that a unit stands on
    unit: Unit,
    machines: Iterable[MachineStanding],
    *,
    looks: Iterable[Look] = (),
    met: Iterable[Met] = (),
    acts: Iterable[Act] = (),
    rules: Rules,
    now: datetime,
    list_bars_pass: bool,
    line_of: Callable[[MachineStanding], str] | None = None,
) -> UnitStanding:
    """Return where a unit stands.

    Args:
        unit: The unit.
        machines: All its machines, those that the inventory lacks now among them; one that was
            joined to another row by a person is that row's, and not here.
        looks: What its devices and notices told that no machine was named in.
        met: What those met.
        acts: All acts on the unit, and those that name a machine of it.
        rules: What a verdict rests on.
        now: When.
        list_bars_pass: The list alone keeps every unit from passing.
        line_of: What `machine_line` says of a machine, where that is known; None to have it made.

    Returns:
        `fail` if a machine fails, also one that was removed, or an own finding is open; else
        `insufficient` if a machine in scope is not assessed, none is in scope, one was removed
        that nobody excluded and that was never read whole or awaits a look, an own finding
        awaits one, or the list bars a pass; else `pass`.
    """
    ordered = sorted(machines, key=lambda one: (one.scope.row.machine, one.scope.number))
    there = tuple(one for one in ordered if one.scope.removed_at is None)
    removed = tuple(one for one in ordered if one.scope.removed_at is not None)
    known = frozenset(one.scope.number for one in ordered)
    held = tuple(act for act in in_force(acts) if act.machine is None or act.machine in known)
    proof = UnitProof(
        whole_at=tuple(one.whole_at for one in there if one.verdict is not Verdict.EXCLUDED),
        rules=rules,
        foreign=tuple(look for look in looks if look.origin is Origin.INGEST),
        left=tuple(
            (one.scope.removed_at, one.whole_at)
            for one in ordered
            if one.scope.removed_at is not None and one.verdict is not Verdict.EXCLUDED
        ),
    )
    findings = _findings(unit, met, held, proof, now)
    verdict = _verdict(there, removed, findings, list_bars_pass=list_bars_pass)
    return UnitStanding(
        unit=unit,
        verdict=verdict,
        machines=there,
        removed=removed,
        findings=findings,
        announced=announcement(held, unit.code),
        basis=_digest(_unit_lines(unit, verdict, map(line_of or machine_line, ordered), findings)),
    )


def _findings(
    unit: Unit, met: Iterable[Met], acts: tuple[Act, ...], proof: UnitProof, now: datetime
) -> tuple[Finding, ...]:
    """Return what the unit itself has to answer for: all that no person gave to a machine."""
    seen: defaultdict[tuple[str, EvidenceClass], list[Met]] = defaultdict(list)
    for one in met:
        if one.counts and not any(names(act, one) for act in acts):
            seen[one.value, one.klass].append(one)
    own = tuple(act for act in acts if act.machine is None)
    folded = (
        fold(_key(unit, value, klass), rows, own, proof, JudgingTime(now))
        for (value, klass), rows in seen.items()
    )
    return tuple(sorted(folded, key=finding_order))


def _key(unit: Unit, value: str, klass: EvidenceClass) -> FindingKey:
    return FindingKey(machine=None, unit=unit.code, value=value, klass=klass)


def _verdict(
    there: tuple[MachineStanding, ...],
    removed: tuple[MachineStanding, ...],
    findings: tuple[Finding, ...],
    *,
    list_bars_pass: bool,
) -> UnitVerdict:
    if any(one.verdict is Verdict.FAIL for one in (*there, *removed)):
        return UnitVerdict.FAIL
    if any(one.is_open for one in findings):
        return UnitVerdict.FAIL
    in_scope = tuple(one for one in there if one.verdict is not Verdict.EXCLUDED)
    unread = any(one.verdict is Verdict.NOT_ASSESSED for one in in_scope)
    if list_bars_pass or unread or not in_scope or any(map(_went_unread, removed)):
        return UnitVerdict.INSUFFICIENT
    awaits = any(one.awaits_look for one in findings)
    return UnitVerdict.INSUFFICIENT if awaits else UnitVerdict.PASS


def _went_unread(removed: MachineStanding) -> bool:
    """Whether a machine left the inventory before anybody could say that it was clean."""
    if removed.verdict is not Verdict.NOT_ASSESSED:
        return False
    return not removed.read_whole or removed.reason is Reason.AWAITING_LOOK


def judged_basis(units: Iterable[UnitStanding]) -> str:
    """Return the digest of all units in their order: every page of a set carries it."""
    return _digest(f"{one.unit.code} {one.basis}" for one in units)


def _digest(lines: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(f"{line}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _unit_lines(
    unit: Unit,
    verdict: UnitVerdict,
    machines: Iterable[str],
    findings: Iterable[Finding],
) -> Iterator[str]:
    yield repr((unit.code, unit.name, str(verdict)))
    yield from machines
    for finding in findings:
        yield _finding_line(finding)


def machine_line(one: MachineStanding) -> str:
    """Return all that a page shows of a machine, as one line for a digest."""
    row = one.scope.row
    checks = ((c.check, c.counts, c.look.evidence if c.look else None) for c in one.checks)
    parts = (
        (one.scope.number, row.unit, row.machine, one.scope.removed_at),
        (one.verdict, one.reason, one.as_of, one.good_until, one.trust, one.doubts),
        tuple(checks),
        tuple(map(_finding_line, one.findings)),
        tuple((c.control, str(c.verdict), c.seen) for c in one.controls),
        (one.last_attempt.at, str(one.last_attempt.outcome)) if one.last_attempt else None,
    )
    return repr(parts)


def _finding_line(one: Finding) -> str:
    return repr(
        (one.number, str(one.state), one.last, one.next_look, tuple(act.id for act in one.acts))
    )
