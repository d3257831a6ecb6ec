"""What one set of reports shows: every machine as a result, and where all of them stand."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property

from msgspec import Struct

from orchestrator.model.act import Announced
from orchestrator.model.bodies import UnitType
from orchestrator.model.campaign import Finding, Judged, JudgedKind, MachineStanding, UnitStanding
from orchestrator.model.look import Origin
from orchestrator.model.result import AnswerKind, Hit, MachineResult, SweepResult, UnitResult
from orchestrator.report.reading import ReportReader
from orchestrator.report.standing_view import Moments, StandingView, standing_view
from orchestrator.text.catalogue import Catalogue, iso


class Shown(Struct, frozen=True, kw_only=True, dict=True):
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
    def types(self) -> frozenset[UnitType]:
        """The types of all units."""
        return frozenset(unit.unit.type for unit in self.result.units)

    @cached_property
    def units_covered(self) -> int:
        """How many units were looked at; of one sweep, how many it was to ask.

        Every page says it, and all units are gone through for it once.
        """
        return sum(any(map(self._is_covered, unit.machines)) for unit in self.result.units)

    def _is_covered(self, machine: MachineResult) -> bool:
        return (
            machine.scope.selected if self.judged is None else self.last_look(machine) is not None
        )

    @cached_property
    def _order(self) -> tuple[int, ...]:
        codes = [unit.unit.code for unit in self.result.units]
        return tuple(sorted(range(len(codes)), key=codes.__getitem__))

    def units_by_code(self) -> Iterator[UnitResult]:
        """Yield the units, sorted; only one of them at a time may be in memory."""
        return (self.result.units[at] for at in self._order)

    @cached_property
    def _standings(self) -> "_Standings":
        return _Standings(self.judged.units if self.judged else ())

    def standing(self, machine: MachineResult) -> MachineStanding | None:
        """Return where a machine stands, None in a set of one sweep."""
        return self._standings.machine(machine.scope.unit, machine.scope.machine)

    def last_look(self, machine: MachineResult) -> datetime | None:
        """Return when something of a machine was read last; None if nothing ever was."""
        standing = self.standing(machine)
        if standing is not None:
            return max((look.span.lo for look in standing.own_looks), default=None)
        read = any(check.answer is AnswerKind.ANSWERED for check in machine.checks)
        return machine.attempted_at if read else None

    def finding(self, machine: MachineResult, hit: Hit) -> Finding | None:
        """Return the finding that a hit belongs to, None in a set of one sweep."""
        standing = self.standing(machine)
        return standing.finding_of(hit) if standing else None

    def findings_of(self, code: str, say: Catalogue) -> StandingView | None:
        """Return the findings of a unit by its code, None in a set of one sweep."""
        if self.judged is None:
            return None
        return standing_view(self._unit(code), Moments(self.judged.at, self.previous), say)

    @cached_property
    def previous(self) -> datetime | None:
        """The end of the sweep before the newest one: what the reports before this set knew of."""
        if self.judged is None:
            return None
        ends = (one.span.hi for one in self.judged.sources if one.origin is Origin.SWEEP)
        past = sorted(end for end in ends if end <= self.judged.at)
        return past[-2] if len(past) > 1 else None

    def announced(self, code: str) -> Announced | None:
        """Return the newest word on whether the campaign was announced to a unit's staff."""
        return None if self.judged is None else self._unit(code).announced

    def removed(self, code: str) -> tuple[MachineStanding, ...]:
        """Return the machines of a unit that left the inventory, none in a set of one sweep."""
        return () if self.judged is None else self._unit(code).removed

    def _unit(self, code: str) -> UnitStanding:
        return self._standings.unit(code)


class _Standings:
    """The standings of units, and of the machines of the one that was asked for last."""

    def __init__(self, units: Sequence[UnitStanding]) -> None:
        """Learn which unit is where."""
        self._units = units
        self._places = {one.unit.code: at for at, one in enumerate(units)}
        self._code = ""
        self._machines: Mapping[str, MachineStanding] = {}

    def unit(self, code: str) -> UnitStanding:
        """Return a unit's standing."""
        return self._units[self._places[code]]

    def machine(self, code: str, name: str) -> MachineStanding | None:
        """Return a machine's standing, None if there is none."""
        if code not in self._places:
            return None
        if code != self._code:
            self._machines = {one.scope.row.machine: one for one in self.unit(code).machines}
            self._code = code
        return self._machines.get(name)
