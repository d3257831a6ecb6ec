"""What a person names when they record something: a finding by its number, or a whole machine."""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from msgspec import Struct

from orchestrator.model.campaign import Finding, Judged, MachineStanding
from orchestrator.model.district import Unit


class FindingRow(Struct, frozen=True, kw_only=True):
    """One finding and where it stands; `machine` is None for a unit's own."""

    unit: Unit
    machine: MachineStanding | None
    finding: Finding

    @property
    def machine_name(self) -> str:
        """The machine's name, empty for a unit's own finding."""
        return self.machine.scope.row.machine if self.machine else ""

    @property
    def place(self) -> str:
        """What people call where it is: `UNIT/MACHINE`, or `UNIT`."""
        return f"{self.unit.code}/{self.machine_name}" if self.machine else self.unit.code


class OneFinding(Struct, frozen=True, kw_only=True):
    """One finding is meant."""

    row: FindingRow


class WholeMachine(Struct, frozen=True, kw_only=True):
    """All that a machine showed is meant."""

    unit: str
    machine: MachineStanding


Target = OneFinding | WholeMachine


class TargetFault(StrEnum):
    """Why nothing is meant by what a person wrote."""

    NO_TARGET = "no_target"  # neither a number nor UNIT/MACHINE
    NO_FINDING = "no_finding"
    SEVERAL_FINDINGS = "several_findings"
    NO_UNIT = "no_unit"
    NO_MACHINE = "no_machine"


class NoTarget(Struct, frozen=True, kw_only=True):
    """What was written, why nothing is meant by it, and what there is instead."""

    fault: TargetFault
    given: str
    known: tuple[str, ...] = ()


def finding_rows(judged: Judged) -> Iterator[FindingRow]:
    """Yield every finding, by unit: its own, those of its machines, those of removed ones."""
    for unit in judged.units:
        for finding in unit.findings:
            yield FindingRow(unit=unit.unit, machine=None, finding=finding)
        for machine in (*unit.machines, *unit.removed):
            for finding in machine.findings:
                yield FindingRow(unit=unit.unit, machine=machine, finding=finding)


def find_target(judged: Judged, given: str) -> Target | NoTarget:
    """Return what `F-XXXXXX` (in any case) or `UNIT/MACHINE` means."""
    if given[:2].upper() == "F-":
        return _finding(finding_rows(judged), given)
    unit, slash, machine = given.partition("/")
    if not (unit and slash and machine):
        return NoTarget(fault=TargetFault.NO_TARGET, given=given)
    return find_machine(judged, unit, machine)


def find_machine(judged: Judged, unit: str, name: str) -> WholeMachine | NoTarget:
    """Return a machine by its unit's code and its name, also one that was removed."""
    known = {one.unit.code: one for one in judged.units}
    if unit not in known:
        return NoTarget(fault=TargetFault.NO_UNIT, given=unit, known=tuple(known))
    machines = {one.scope.row.machine: one for one in (*known[unit].removed, *known[unit].machines)}
    if name not in machines:
        return NoTarget(fault=TargetFault.NO_MACHINE, given=name, known=tuple(machines))
    return WholeMachine(unit=unit, machine=machines[name])


def _finding(rows: Iterable[FindingRow], given: str) -> OneFinding | NoTarget:
    number = given.upper()
    found = tuple(row for row in rows if row.finding.number == number)
    match found:
        case ():
            return NoTarget(fault=TargetFault.NO_FINDING, given=number)
        case (row,):
            return OneFinding(row=row)
        case _:  # six letters: in a large district two findings may share a number
            places = tuple(row.place for row in found)
            return NoTarget(fault=TargetFault.SEVERAL_FINDINGS, given=number, known=places)
