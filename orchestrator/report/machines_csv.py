"""`machines.csv`: one row a machine, with all that is in doubt about it."""

from collections.abc import Iterator

from orchestrator.model.campaign import MachineStanding
from orchestrator.model.result import AnswerKind, MachineResult, UnitResult
from orchestrator.report.csv_writer import table_pieces
from orchestrator.report.shown import Shown
from orchestrator.text.catalogue import iso

COLUMNS = (
    "unit", "unit_name", "ward", "machine", "label", "room", "verdict", "reason", "outcome",
    "attempted_at", "hits", "notes", "unanswered", "controls_failed", "controls_not_assessed",
    "clock_offset_s", "as_of", "good_until", "open_findings", "removed_at",
    "trust", "carrier",
)  # fmt: skip


def csv_pieces(shown: Shown) -> Iterator[bytes]:
    """Yield the table, machines by unit, then name.

    `notes` are `check:word` with the words of `model.answer.Note`, `unanswered` are
    `check:reason` of every check without an answer, required or not.
    """
    return table_pieces(COLUMNS, rows(shown))


def clock_offset_s(machine: MachineResult) -> float | None:
    """Return by how many seconds the machine's clock was ahead when it last answered."""
    told = (row.clock_offset_s for row in machine.evidence[::-1])
    return next((offset for offset in told if offset is not None), None)


def rows(shown: Shown) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the table, each as long as `COLUMNS`; what is not known is empty."""
    for unit in shown.units_by_code():
        for machine in sorted(unit.machines, key=lambda machine: machine.scope.machine):
            standing = shown.standing(machine)
            yield (*_row(unit, machine), *_standing(standing), "", *_road(standing))
        for one in shown.removed(unit.unit.code):
            yield from _removed(unit, one)


def _row(unit: UnitResult, machine: MachineResult) -> tuple[str, ...]:
    offset = clock_offset_s(machine)
    return (
        unit.unit.code,
        unit.unit.name,
        unit.unit.ward or "",
        machine.scope.machine,
        machine.scope.label or "",
        machine.scope.room or "",
        str(machine.verdict),
        str(machine.reason or ""),
        str(machine.outcome),
        iso(machine.attempted_at) if machine.attempted_at else "",
        str(sum(hit.fails for hit in machine.hits)),
        " ".join(f"{row.check}:{note}" for row in machine.checks for note in row.notes),
        " ".join(
            f"{row.check}:{row.reason}"
            for row in machine.checks
            if row.answer is AnswerKind.UNANSWERED
        ),
        _controls(machine, "fail"),
        _controls(machine, "not_assessed"),
        "" if offset is None else str(round(offset)),
    )


def _removed(unit: UnitResult, one: MachineStanding) -> Iterator[tuple[str, ...]]:
    """Yield the row of a machine that left the inventory: its standing, not what it said."""
    row, last, since = one.scope.row, one.last_attempt, one.scope.removed_at
    yield (
        *(unit.unit.code, unit.unit.name, unit.unit.ward or ""),
        *(row.machine, row.label or "", row.room or ""),
        *(str(one.verdict), str(one.reason or "")),
        *((str(last.outcome), iso(last.at)) if last else ("", "")),
        *("", "", "", "", "", ""),
        *_standing(one),
        iso(since) if since else "",
        *_road(one),
    )


def _standing(one: MachineStanding | None) -> tuple[str, str, str]:
    """Return since when and until when a pass holds, and the numbers of the open findings."""
    if one is None:
        return "", "", ""
    return (
        iso(one.as_of) if one.as_of else "",
        iso(one.good_until) if one.good_until else "",
        " ".join(found.number for found in one.open_findings),
    )


def _road(one: MachineStanding | None) -> tuple[str, str]:
    """Return what a verdict is worth, and how what it rests on came."""
    return ("", "") if one is None else (str(one.trust or ""), str(one.carrier or ""))


def _controls(machine: MachineResult, verdict: str) -> str:
    return " ".join(row.control for row in machine.controls if row.verdict == verdict)
