"""The controls (tiêu chí) of the playbook, summed over some machines."""

from collections.abc import Iterable
from dataclasses import dataclass

from orchestrator.model.result import ControlResult, ControlVerdict, MachineResult
from orchestrator.report.posture_view import summary
from orchestrator.text.catalogue import Catalogue

_MOST_BROKEN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A machine that breaks a control, and what was seen there."""

    name: str
    seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlRow:
    """One control: how many machines stand where, and who breaks it."""

    control: str
    title: str
    severity: str
    passed: int
    failed: int
    not_assessed: int
    not_applicable: int
    broken: tuple[Broken, ...]
    more: int


def control_rows(machines: Iterable[MachineResult], say: Catalogue) -> tuple[ControlRow, ...]:
    """Return a row for each control that any machine has a result for, sorted by its id."""
    by_control: dict[tuple[str, str], list[tuple[MachineResult, ControlResult]]] = {}
    for machine in machines:
        for row in machine.controls:
            entry = by_control.setdefault((row.control, row.title), [])
            entry.append((machine, row))
    return tuple(_row(rows, say) for _, rows in sorted(by_control.items()))


def _row(rows: list[tuple[MachineResult, ControlResult]], say: Catalogue) -> ControlRow:
    verdicts = [row.verdict for _, row in rows]
    broken = tuple(
        Broken(name=machine.scope.machine, seen="; ".join(_seen(machine, row, say)))
        for machine, row in rows
        if row.verdict is ControlVerdict.FAIL
    )
    first = rows[0][1]
    return ControlRow(
        control=first.control,
        title=first.title,
        severity=first.severity,
        passed=verdicts.count(ControlVerdict.PASS),
        failed=verdicts.count(ControlVerdict.FAIL),
        not_assessed=verdicts.count(ControlVerdict.NOT_ASSESSED),
        not_applicable=verdicts.count(ControlVerdict.NOT_APPLICABLE),
        broken=broken[:_MOST_BROKEN],
        more=len(broken[_MOST_BROKEN:]),
    )


def _seen(machine: MachineResult, row: ControlResult, say: Catalogue) -> tuple[str, ...]:
    """Return what broke it in the reader's words, or as it was seen where there are none."""
    told = tuple(
        word
        for check in machine.checks
        if check.check in row.checks and check.stands is ControlVerdict.FAIL
        for word in summary(check, say)
    )
    return told or row.seen
