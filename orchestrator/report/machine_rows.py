"""The list of all machines of a unit: a short line each, and below what each check showed.

Machines whose checks show the same stand together there: a room of forty alike is one line.
"""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from orchestrator.model.answer import Note
from orchestrator.model.look import Trust
from orchestrator.model.result import MachineResult, SweepResult, UnitResult, Verdict
from orchestrator.report.check_view import CheckCell, cells, title
from orchestrator.report.fact_blocks import findings
from orchestrator.report.figures import MACHINE_SIGNS, Sign
from orchestrator.report.machines_csv import clock_offset_s
from orchestrator.report.shown import Shown
from orchestrator.report.standing_view import said_of
from orchestrator.text.area_words import capital
from orchestrator.text.catalogue import NOTHING, Catalogue, iso

_MOST_CELLS = 3000  # checks that are told one by one: beyond, the page would be nobody's to read


class MachineRow(Struct, frozen=True, kw_only=True):
    """One line of the list of all machines in scope."""

    anchor: str  # where more is said of it, empty where nothing is
    place: str  # what a link to the machine leads to where this line is all there is, else empty
    name: str
    label: str
    room: str
    address: str
    sign: Sign
    why: str
    looked: str
    looked_iso: str  # by which the column is sorted


class CheckGroup(Struct, frozen=True, kw_only=True):
    """Machines whose checks show the same; one cell a check, as `headings` has them."""

    names: tuple[str, ...]
    cells: tuple[tuple[str, CheckCell], ...]


class CheckGroups(Struct, frozen=True, kw_only=True):
    """The groups that a page shows, and how many machines are in none of them."""

    groups: tuple[CheckGroup, ...]
    more: int


def machine_rows(
    shown: Shown, unit: UnitResult, anchors: Mapping[str, str], told: Iterable[str], say: Catalogue
) -> tuple[MachineRow, ...]:
    """Return the list's lines, the worst first.

    Args:
        shown: The set of reports.
        unit: The unit.
        anchors: Where on the page each machine stands.
        told: Machines of which another part of the page says more.
        say: The words.
    """
    elsewhere = frozenset(told)
    worst_first = sorted(
        unit.machines_in_scope, key=lambda machine: MACHINE_SIGNS[machine.verdict].rank
    )
    return tuple(_row(shown, machine, anchors, elsewhere, say) for machine in worst_first)


def _row(
    shown: Shown,
    machine: MachineResult,
    anchors: Mapping[str, str],
    elsewhere: frozenset[str],
    say: Catalogue,
) -> MachineRow:
    name, at = machine.scope.machine, shown.last_look(machine)
    return MachineRow(
        anchor=anchors[name] if name in elsewhere else "",
        place="" if name in elsewhere else anchors[name],
        name=name,
        label=machine.scope.label or "",
        room=machine.scope.room or "",
        address=machine.scope.address or "",
        sign=MACHINE_SIGNS[machine.verdict],
        why=capital("; ".join(_why(shown, machine, say))),
        looked=f"{say.day(at)} {say.clock(at)}" if at else NOTHING,
        looked_iso=iso(at) if at else "-",
    )


def _why(shown: Shown, machine: MachineResult, say: Catalogue) -> Iterator[str]:
    """Yield why a machine has its verdict, and what a reader should know beside it."""
    if machine.reason is not None:
        yield say.word("reason", machine.reason)
    if machine.verdict is Verdict.FAIL:
        yield from _failing(shown, machine, say)
    if any(Note.CLOCK_OFF in check.notes for check in machine.checks):
        yield say("found.clock", seconds=round(clock_offset_s(machine) or 0))
    standing = shown.standing(machine)
    if standing is not None:
        if standing.trust not in (None, Trust.ASKED):
            yield say.word("trust", standing.trust)
        if standing.trust is Trust.RELAYED and standing.carrier is not None:
            yield say.word("carrier", standing.carrier)
        yield from said_of(standing, say)


def _failing(shown: Shown, machine: MachineResult, say: Catalogue) -> Iterator[str]:
    """Yield how many findings a machine has open; in a campaign those that it keeps."""
    standing = shown.standing(machine)
    yield say("found.count", n=len(standing.open_findings) if standing else findings(machine))


def check_groups(result: SweepResult, unit: UnitResult, say: Catalogue) -> CheckGroups:
    """Return what each check showed on each machine, alike ones together, the worst first."""
    columns = _columns(result, unit)
    named = tuple((check, title(check, say)) for check in columns)
    together: dict[tuple[object, ...], list[tuple[str, tuple[CheckCell, ...]]]] = {}
    worst_first = sorted(
        unit.machines_in_scope, key=lambda machine: MACHINE_SIGNS[machine.verdict].rank
    )
    for machine in worst_first:
        row = cells(machine, columns, say)
        alike = tuple((cell.sign, cell.text, cell.more) for cell in row)
        together.setdefault(alike, []).append((machine.scope.machine, row))
    most = max(1, _MOST_CELLS // max(1, len(columns)))
    groups = tuple(
        CheckGroup(
            names=tuple(name for name, _ in members),
            cells=tuple(
                (name, _of_all(tuple(row[at] for _, row in members)))
                for at, (_, name) in enumerate(named)
            ),
        )
        for members in together.values()
    )
    return CheckGroups(groups=groups[:most], more=sum(len(group.names) for group in groups[most:]))


def _of_all(column: tuple[CheckCell, ...]) -> CheckCell:
    """Return the cell of machines that are alike: how far back one saw stands where all agree."""
    first = column[0]
    agree = all(cell.since == first.since for cell in column)
    return first if agree else CheckCell(sign=first.sign, text=first.text, more=first.more)


def _columns(result: SweepResult, unit: UnitResult) -> tuple[str, ...]:
    """Return the checks that are shown: not those of how a machine stands that judge nothing here.

    What they met stands in its finding.
    """
    rows = tuple(row for machine in unit.machines for row in machine.checks)
    standing = {row.check for row in rows if row.traits or row.stands}
    judged = {
        check
        for machine in unit.machines
        for control in machine.controls
        for check in control.checks
    }
    beside = standing - judged if judged else frozenset()
    return tuple(check for check in result.checks if check not in beside)
