"""What one set of reports shows: every machine as a result, and where all of them stand."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

from orchestrator.model.act import Announced
from orchestrator.model.campaign import Finding, Judged, JudgedKind, MachineStanding, UnitStanding
from orchestrator.model.result import Hit, MachineResult, SweepResult
from orchestrator.report.reading import ReportReader
from orchestrator.report.standing_view import StandingView, by_machine, standing_view
from orchestrator.text.catalogue import Catalogue, iso


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One set of reports: of one sweep alone, or of all that is kept (`judged`).

    `result` has of every machine what its pages show; with `judged` its verdicts are those.
    `reading` is who it was made for, None for the district itself.
    """

    result: SweepResult
    judged: Judged | None = None
    reading: ReportReader | None = None

    @property
    def kind(self) -> JudgedKind:
        """What it speaks of."""
        return self.judged.kind if self.judged else JudgedKind.SWEEP

    @cached_property
    def basis(self) -> str:
        """The digest of what the verdicts rest on; every page of the set carries it."""
        if self.judged is not None:
            return self.judged.basis
        result = self.result
        lines = [f"{result.sweep} {result.list.sha256} {iso(result.ended_at)}"]
        for unit in result.units:
            rows = ((m.scope.machine, str(m.verdict), str(m.reason)) for m in unit.machines)
            lines.append(repr((unit.unit.code, str(unit.verdict), tuple(rows))))
        return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def _machines(self) -> dict[tuple[str, str], MachineStanding]:
        return by_machine(self.judged.units) if self.judged else {}

    def standing(self, machine: MachineResult) -> MachineStanding | None:
        """Return where a machine stands, None in a set of one sweep."""
        return self._machines.get((machine.scope.unit, machine.scope.machine))

    def finding(self, machine: MachineResult, hit: Hit) -> Finding | None:
        """Return the finding that a hit belongs to, None in a set of one sweep."""
        standing = self.standing(machine)
        return standing.finding_of(hit) if standing else None

    def findings_of(self, code: str, say: Catalogue) -> StandingView | None:
        """Return the findings of a unit by its code, None in a set of one sweep."""
        if self.judged is None:
            return None
        return standing_view(self._unit(code), self.judged.at, say)

    def announced(self, code: str) -> Announced | None:
        """Return the newest word on whether the campaign was announced to a unit's staff."""
        return None if self.judged is None else self._unit(code).announced

    def removed(self, code: str) -> tuple[MachineStanding, ...]:
        """Return the machines of a unit that left the inventory, none in a set of one sweep."""
        return () if self.judged is None else self._unit(code).removed

    def _unit(self, code: str) -> UnitStanding:
        units = self.judged.units if self.judged else ()
        return next(one for one in units if one.unit.code == code)
