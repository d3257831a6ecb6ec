"""One row a hit for people, and one for each finding that no machine of the table shows."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from orchestrator.model.campaign import Finding, FindingState, MachineStanding, UnitStanding
from orchestrator.model.indicator import ListedContext
from orchestrator.model.look import Origin, class_of
from orchestrator.model.result import Hit, MachineResult, UnitResult, Verdict
from orchestrator.report.exchange.data_table import DataTable, Teller, newest
from orchestrator.report.finding_view import process_of
from orchestrator.report.inert import EMPTY, Inert
from orchestrator.report.reading_order import (
    machines_by_name,
    standings_by_name,
    units_by_code,
)
from orchestrator.report.shown import Shown
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.reasons import check_title

COLUMNS = (
    "finding", "state", "unit", "unit_name", "area", "machine", "room", "verdict", "indicator",
    "kind", "class", "status", "check", "observed", "process", "rule", "weak", "allowed",
    "confidence", "list", "version", "line", "family", "tags", "tlp", "first", "last", "owner",
    "due", "evidence", "trust", "carrier",
)  # fmt: skip


def finding_table(shown: Shown, say: Catalogue) -> DataTable:
    """Return the table, by unit, then machine.

    A finding of a machine that left, or of a unit that could name none, has a row of its own.
    """
    teller = Teller.of(shown, say)
    text = teller.people.text
    return DataTable(
        titles=teller.titles(COLUMNS, shown),
        rows=tuple(_rows(shown, teller)),
        offered={
            COLUMNS.index("state"): tuple(
                text(say.word("finding_state", one)) for one in reversed(FindingState)
            ),
            COLUMNS.index("verdict"): tuple(text(say.word("verdict", one)) for one in Verdict),
        },
    )


def _rows(shown: Shown, teller: Teller) -> Iterator[tuple[Inert, ...]]:
    standings = {one.unit.code: one for one in (shown.judged.units if shown.judged else ())}
    for unit in units_by_code(shown.result.units):
        for machine in machines_by_name(unit.machines):
            yield from _of_machine(unit, machine, shown, teller)
        if (standing := standings.get(unit.unit.code)) is not None:
            yield from _of_unit(unit, standing, teller)


def _of_machine(
    unit: UnitResult, machine: MachineResult, shown: Shown, teller: Teller
) -> Iterator[tuple[Inert, ...]]:
    """Yield the hits of a machine, then the findings that none of its newest hits shows."""
    told, standing = set(), shown.standing(machine)
    for hit in (*machine.hits, *machine.suppressed):
        finding = shown.finding(machine, hit)
        told.add(finding.key if finding else None)
        yield _hit_row(unit, machine, hit, finding, standing, teller)
    for one in standing.findings if standing else ():
        if one.key not in told:
            place = (machine.scope.machine, machine.scope.room, machine.verdict)
            yield _finding_row(unit, place, one, standing, teller)


def _of_unit(
    unit: UnitResult, standing: UnitStanding, teller: Teller
) -> Iterator[tuple[Inert, ...]]:
    for one in standings_by_name(standing.removed):
        place = (one.scope.row.machine, one.scope.row.room, one.verdict)
        for finding in one.findings:
            yield _finding_row(unit, place, finding, one, teller)
    for finding in standing.findings:
        yield _finding_row(unit, ("", None, None), finding, None, teller)


def _hit_row(
    unit: UnitResult,
    machine: MachineResult,
    hit: Hit,
    finding: Finding | None,
    standing: MachineStanding | None,
    teller: Teller,
) -> tuple[Inert, ...]:
    say, text, source = teller.say, teller.people.text, hit.indicator.citations[0]
    sight, by = hit.observation.sight, hit.allowed
    return (
        *_kept(finding, teller),
        *teller.unit(unit.unit),
        text(machine.scope.machine),
        text(machine.scope.room),
        text(say.word("verdict", machine.verdict)),
        teller.people.listed(source.published),
        text(say.word("kind", hit.indicator.kind)),
        text(say.word("evidence_class", class_of(hit.observation, Origin.SWEEP))),
        text(say.word("status", hit.status)),
        text(check_title(hit.check, say)),
        teller.people.listed(hit.observed),
        text(str(process_of(hit) or "")),
        text(say.word("rule", hit.rule)),
        text(say.word("weakness", hit.weakness) if hit.weakness else ""),
        text(f"{by.owner}: {by.reason} ({say.day(by.expires)})" if by else ""),
        teller.count(hit.indicator.confidence),
        text(source.list),
        text(say.day(source.version)),
        Inert(str(source.line)),
        *_context(source.context, teller),
        *_seen(finding, sight.seen_from, sight.seen_to, teller),
        *_duty(finding, teller),
        text(" ".join(evidence.sha256 for evidence in machine.evidence)),
        *teller.road(standing),
    )


def _finding_row(
    unit: UnitResult,
    place: tuple[str, str | None, Verdict | None],
    one: Finding,
    standing: MachineStanding | None,
    teller: Teller,
) -> tuple[Inert, ...]:
    say, text, seen = teller.say, teller.people.text, newest(one.met)
    name, room, verdict = place
    return (
        *_kept(one, teller),
        *teller.unit(unit.unit),
        text(name),
        text(room),
        text(say.word("verdict", verdict) if verdict else ""),
        teller.people.listed(one.key.value),
        EMPTY,
        text(say.word("evidence_class", one.key.klass)),
        text(say.word("status", seen.status)),
        text(check_title(seen.check, say)),
        teller.people.listed(seen.observed),
        text(seen.process),
        text(say.word("rule", seen.rule)),
        text(say.word("weakness", seen.weakness) if seen.weakness else ""),
        *(EMPTY, EMPTY),
        text(", ".join(seen.sources)),
        *(EMPTY, EMPTY, EMPTY, EMPTY, EMPTY),
        *_seen(one, None, None, teller),
        *_duty(one, teller),
        EMPTY,
        *teller.road(standing),
    )


def _kept(one: Finding | None, teller: Teller) -> tuple[Inert, Inert]:
    """Return the number of a finding, and where it stands."""
    if one is None:
        return EMPTY, EMPTY
    state = teller.say.word("finding_state", one.state)
    return Inert(one.number), teller.people.text(state)


def _seen(
    one: Finding | None, start: datetime | None, end: datetime | None, teller: Teller
) -> tuple[Inert, Inert]:
    """Return when it was first and last seen, over all looks where they are kept."""
    if one is not None:
        start, end = one.first.lo, one.last.hi
    return teller.time(start), teller.time(end)


def _duty(one: Finding | None, teller: Teller) -> tuple[Inert, Inert]:
    """Return who is to handle a finding, and by when."""
    if one is None:
        return EMPTY, EMPTY
    return teller.people.text(one.owner), teller.time(one.due)


def _context(context: ListedContext | None, teller: Teller) -> Iterable[Inert]:
    """Yield what a list says of an indicator; what must not leave the district is left out."""
    text = teller.people.text
    if context is None:
        return (EMPTY, EMPTY, EMPTY)
    tlp = text(f"TLP:{context.tlp}".upper() if context.tlp else "")
    if context.restricted:
        return (EMPTY, EMPTY, tlp)
    return (text(context.family), text(", ".join(context.tags)), tlp)
