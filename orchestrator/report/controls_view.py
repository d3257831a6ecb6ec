"""The controls (tiêu chí) of the playbook, summed over some machines."""

from collections import Counter
from collections.abc import Iterable
from operator import itemgetter

from msgspec import Struct

from orchestrator.model.result import ControlResult, ControlVerdict, MachineResult, Verdict
from orchestrator.report.posture_view import summary
from orchestrator.text.catalogue import Catalogue

_MOST_BROKEN = 12


class Broken(Struct, frozen=True, kw_only=True):
    """A machine that breaks a control, and what was seen there."""

    name: str
    seen: str


class ControlRow(Struct, frozen=True, kw_only=True):
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

    @property
    def is_calm(self) -> bool:
        """Whether it asks for nothing: nobody breaks it, and nobody was left out."""
        return not self.failed and not self.not_assessed


def control_rows(machines: Iterable[MachineResult], say: Catalogue) -> tuple[ControlRow, ...]:
    """Return a row for each control that any machine has a result for, sorted by its id.

    A machine in scope of which no control is known, since nobody read it, is not assessed in each.
    """
    rows: dict[tuple[str, str], _Tally] = {}
    unread = 0
    for machine in machines:
        unread += not machine.controls and machine.verdict is not Verdict.EXCLUDED
        for row in machine.controls:
            rows.setdefault((row.control, row.title), _Tally(row)).add(machine, row, say)
    return tuple(tally.row(unread) for _, tally in sorted(rows.items(), key=itemgetter(0)))


class _Tally:
    """One control, counted machine by machine: no machine is kept."""

    def __init__(self, first: ControlResult) -> None:
        self._first = first
        self._verdicts: Counter[ControlVerdict] = Counter()
        self._broken: list[Broken] = []

    def add(self, machine: MachineResult, row: ControlResult, say: Catalogue) -> None:
        """Count one machine."""
        self._verdicts[row.verdict] += 1
        if row.verdict is ControlVerdict.FAIL and len(self._broken) < _MOST_BROKEN:
            seen = "; ".join(_seen(machine, row, say))
            self._broken.append(Broken(name=machine.scope.machine, seen=seen))

    def row(self, unread: int) -> ControlRow:
        """Return what was counted; `unread`: how many machines nothing is known of."""
        failed = self._verdicts[ControlVerdict.FAIL]
        return ControlRow(
            control=self._first.control,
            title=self._first.title,
            severity=self._first.severity,
            passed=self._verdicts[ControlVerdict.PASS],
            failed=failed,
            not_assessed=self._verdicts[ControlVerdict.NOT_ASSESSED] + unread,
            not_applicable=self._verdicts[ControlVerdict.NOT_APPLICABLE],
            broken=tuple(self._broken),
            more=failed - len(self._broken),
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
