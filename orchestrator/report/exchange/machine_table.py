"""One row a machine for people: where it stands, since when, and what is in doubt about it."""

from collections.abc import Iterator

from orchestrator.model.campaign import MachineStanding
from orchestrator.model.result import AnswerKind, ControlVerdict, MachineResult, UnitResult, Verdict
from orchestrator.report.exchange.data_table import DataTable, Teller, findings_of
from orchestrator.report.inert import EMPTY, Inert
from orchestrator.report.machines_csv import clock_offset_s
from orchestrator.report.reading_order import (
    machines_by_name,
    standings_by_name,
    units_by_code,
)
from orchestrator.report.shown import Shown
from orchestrator.text import reasons
from orchestrator.text.catalogue import Catalogue

COLUMNS = (
    "unit", "unit_name", "area", "machine", "label", "room", "address", "verdict", "reason",
    "happened", "attempted", "hits", "doubts", "unread", "controls_failed",
    "controls_not_assessed", "clock_offset", "as_of", "good_until", "open_findings", "removed",
    "trust", "carrier",
)  # fmt: skip


def machine_table(shown: Shown, say: Catalogue) -> DataTable:
    """Return the table, machines by unit, then name; those that left the inventory behind."""
    teller = Teller.of(shown, say)
    verdicts = tuple(teller.people.text(say.word("verdict", one)) for one in Verdict)
    return DataTable(
        titles=teller.titles(COLUMNS, shown),
        rows=tuple(_rows(shown, teller)),
        offered={COLUMNS.index("verdict"): verdicts},
    )


def _rows(shown: Shown, teller: Teller) -> Iterator[tuple[Inert, ...]]:
    for unit in units_by_code(shown.result.units):
        for machine in machines_by_name(unit.machines):
            yield _row(unit, machine, shown.standing(machine), teller)
        for one in standings_by_name(shown.removed(unit.unit.code)):
            yield _removed(unit, one, teller)


def _row(
    unit: UnitResult, machine: MachineResult, standing: MachineStanding | None, teller: Teller
) -> tuple[Inert, ...]:
    say, text, scope = teller.say, teller.people.text, machine.scope
    told = machine.verdict is Verdict.NOT_ASSESSED
    return (
        *teller.unit(unit.unit),
        *(text(said) for said in (scope.machine, scope.label, scope.room, scope.address)),
        text(say.word("verdict", machine.verdict)),
        text(say.word("reason", machine.reason) if machine.reason else ""),
        text(reasons.machine(machine, say).sentence if told else ""),
        teller.time(machine.attempted_at),
        teller.count(sum(hit.fails for hit in machine.hits)),
        teller.joined(_doubts(machine, say)),
        teller.joined(_unread(machine, say)),
        text(_controls(machine, ControlVerdict.FAIL)),
        text(_controls(machine, ControlVerdict.NOT_ASSESSED)),
        teller.count(clock_offset_s(machine)),
        teller.time(standing.as_of if standing else None),
        teller.time(standing.good_until if standing else None),
        text(findings_of(standing)),
        EMPTY,
        *teller.road(standing),
    )


def _removed(unit: UnitResult, one: MachineStanding, teller: Teller) -> tuple[Inert, ...]:
    """Return the row of a machine that left the inventory: its standing, not what it said."""
    say, text, scope = teller.say, teller.people.text, one.scope.row
    return (
        *teller.unit(unit.unit),
        *(text(said) for said in (scope.machine, scope.label, scope.room, scope.address)),
        text(say.word("verdict", one.verdict)),
        text(say.word("reason", one.reason) if one.reason else ""),
        EMPTY,
        teller.time(one.last_attempt.at if one.last_attempt else None),
        *(EMPTY,) * 6,
        teller.time(one.as_of),
        teller.time(one.good_until),
        text(findings_of(one)),
        teller.time(one.scope.removed_at),
        *teller.road(one),
    )


def _doubts(machine: MachineResult, say: Catalogue) -> list[str]:
    return [
        f"{reasons.check_title(row.check, say)}: {say.word('note', note)}"
        for row in machine.checks
        for note in row.notes
    ]


def _unread(machine: MachineResult, say: Catalogue) -> list[str]:
    return [
        f"{reasons.check_title(row.check, say)}: {say(f'missed.{row.reason}.title')}"
        for row in machine.checks
        if row.answer is AnswerKind.UNANSWERED and row.reason
    ]


def _controls(machine: MachineResult, verdict: ControlVerdict) -> str:
    return " ".join(row.control for row in machine.controls if row.verdict is verdict)
