"""What a unit's page shows: built once, so that the template only lays it out."""

from collections.abc import Iterator
from dataclasses import dataclass

from orchestrator.model.answer import Note
from orchestrator.model.result import (
    MachineResult,
    Reason,
    Subject,
    SweepResult,
    UnitResult,
    UnitVerdict,
    Verdict,
)
from orchestrator.report.action_view import Action, actions, breaks_a_control
from orchestrator.report.check_view import CheckCell, cells, title
from orchestrator.report.controls_view import ControlRow, control_rows
from orchestrator.report.doubts_view import DoubtRow, doubt_rows
from orchestrator.report.figures import (
    MACHINE_SIGNS,
    UNIT_SIGNS,
    Figures,
    Segment,
    Share,
    Sign,
    bar,
    count,
    machine_parts,
)
from orchestrator.report.finding_view import Card, card, findings
from orchestrator.report.machines_csv import clock_offset_s
from orchestrator.report.shown import Shown
from orchestrator.report.standing_view import WAITING, name_of, said_of
from orchestrator.text import reasons
from orchestrator.text.area_words import where_lies
from orchestrator.text.catalogue import Catalogue, TextSpan
from orchestrator.text.machine_words import in_words
from orchestrator.text.viet import sort_key

_LEAST = 10  # 1 % of a bar of 300 px

_Sentence = tuple[TextSpan, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadMachine:
    """One machine that could not be assessed."""

    anchor: str
    name: str
    room: str
    title: str
    sentence: str
    remedy: str
    detail: str  # what is known beyond the sentence; empty where there is nothing
    outcome: str  # in the words of machines
    tried: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineRow:
    """One line of the list of all machines in scope."""

    anchor: str  # where more is said of it, empty where nothing is
    place: str  # what a link to the machine leads to where this line is all there is, else empty
    name: str
    about: str
    room: str
    cells: tuple[CheckCell, ...]
    sign: Sign


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitView:
    """Everything on a unit's page that is not the frame."""

    unit: UnitResult
    sign: Sign
    figures: Figures
    sentence: tuple[tuple[TextSpan, ...], ...]
    parts: tuple[Share, ...]
    bar: tuple[Segment, ...]
    actions: tuple[Action, ...]
    findings: int
    cards: tuple[Card, ...]
    noted: tuple[Card, ...]
    unread: tuple[UnreadMachine, ...]
    not_selected: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[MachineRow, ...]
    rooms: tuple[str, ...]
    controls: tuple[ControlRow, ...]
    doubts: tuple[DoubtRow, ...]
    annex: str  # empty where the sweep is none for an annex
    place: str


def _handled(shown: Shown, unit: UnitResult) -> frozenset[str]:
    """Return the machines of which all that is open is said to be handled."""
    standings = (shown.standing(machine) for machine in unit.machines)
    found = (one for one in standings if one is not None and one.open_findings)
    return frozenset(
        name_of(one) for one in found if all(open_.state in WAITING for open_ in one.open_findings)
    )


def unit_view(shown: Shown, unit: UnitResult, annex: str, say: Catalogue) -> UnitView:
    """Return what the page of `unit` shows; `annex` is the file name of its annex form."""
    result = shown.result
    figures = count(unit.machines)
    anchors = {
        machine.scope.machine: f"{'chua' if _unread_here(machine, result.subject) else 'may'}-{at}"
        for at, machine in enumerate(unit.machines, 1)
    }
    cards = tuple(
        card(machine, f"may-{at}", say)
        for at, machine in enumerate(unit.machines, 1)
        if machine.hits
    )
    parts = machine_parts(figures)
    return UnitView(
        unit=unit,
        sign=UNIT_SIGNS[unit.verdict],
        figures=figures,
        sentence=_controls_sentence(unit, say)
        if result.subject is Subject.CONTROLS
        else _unit_sentence(unit.verdict, figures, say, in_doubt=result.list_bars_pass),
        parts=parts,
        bar=bar(parts, _LEAST),
        actions=actions(unit, anchors, annex, result.authority.level, say, _handled(shown, unit)),
        findings=sum(map(findings, unit.machines)),
        cards=tuple(card for card in cards if card.sign == "fail"),
        noted=tuple(card for card in cards if card.sign != "fail"),
        unread=tuple(_unread(unit, anchors, result.subject, say)),
        not_selected=tuple(
            machine.scope.machine
            for machine in unit.machines
            if machine.reason is Reason.NOT_SELECTED
        ),
        headings=tuple(title(check, say) for check in _columns(result, unit)),
        rows=_rows(shown, unit, anchors, say),
        rooms=_rooms(unit),
        controls=control_rows(unit.machines, say),
        doubts=doubt_rows(unit.machines_in_scope, say),
        annex=annex,
        place=where_lies(unit.unit, result.authority, say),
    )


def _unread(
    unit: UnitResult, anchors: dict[str, str], subject: Subject, say: Catalogue
) -> Iterator[UnreadMachine]:
    for machine in unit.machines:
        if not _unread_here(machine, subject):
            continue
        said = reasons.machine(machine, say)
        tried = machine.attempted_at
        told = in_words(machine.outcome.detail, say)
        machine_words = (str(machine.outcome), machine.outcome.error_id, told.machine)
        yield UnreadMachine(
            anchor=anchors[machine.scope.machine],
            name=machine.scope.machine,
            room=machine.scope.room or "",
            title=said.title,
            sentence=said.sentence,
            remedy=said.remedy,
            detail=told.words,
            outcome=": ".join(filter(None, machine_words)),
            tried=say("unread.tried", at=say.moment(tried)) if tried else "",
        )


def _rows(
    shown: Shown, unit: UnitResult, anchors: dict[str, str], say: Catalogue
) -> tuple[MachineRow, ...]:
    result = shown.result
    worst_first = sorted(
        unit.machines_in_scope, key=lambda machine: MACHINE_SIGNS[machine.verdict].rank
    )
    return tuple(
        MachineRow(
            anchor=anchors[machine.scope.machine] if _told(machine, result.subject) else "",
            place="" if _told(machine, result.subject) else anchors[machine.scope.machine],
            name=machine.scope.machine,
            about=_about(machine, shown, say),
            room=machine.scope.room or "",
            cells=cells(machine, _columns(result, unit), say),
            sign=MACHINE_SIGNS[machine.verdict],
        )
        for machine in worst_first
    )


def _columns(result: SweepResult, unit: UnitResult) -> tuple[str, ...]:
    """Return the checks with a column: not those of how a machine stands that judge nothing here.

    What they met stands in its finding; the verdict, the last column, must stay in sight.
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


def _told(machine: MachineResult, subject: Subject) -> bool:
    """Tell whether another part of the page says more of the machine."""
    return bool(machine.hits) or _unread_here(machine, subject)


def _unread_here(machine: MachineResult, subject: Subject) -> bool:
    """Tell whether the machine was to be read, and could not be.

    Where nobody asked about contact, that nobody asked is said once, for all.
    """
    if machine.verdict is not Verdict.NOT_ASSESSED or machine.reason is Reason.NOT_SELECTED:
        return False
    return machine.reason is not Reason.NOT_ASKED or subject is Subject.CONTACT


def _controls_sentence(unit: UnitResult, say: Catalogue) -> tuple[_Sentence, ...]:
    """Return what the controls come to; nothing is concluded about contact."""
    broken = sum(breaks_a_control(machine) for machine in unit.machines_in_scope)
    key = "unit.say_controls_fail" if broken else "unit.say_controls"
    return (say.rich(key, n=broken, scope=unit.in_scope),)


def _about(machine: MachineResult, shown: Shown, say: Catalogue) -> str:
    system = (machine.facts.os if machine.facts else None) or machine.scope.os
    known = (machine.scope.label, machine.scope.address, system, _clock(machine, say))
    standing = shown.standing(machine)
    said = said_of(standing, say) if standing else ()
    return " · ".join(filter(None, (*known, *said)))


def _clock(machine: MachineResult, say: Catalogue) -> str:
    """Return by how much the machine's clock is off, where that must be known."""
    if not any(Note.CLOCK_OFF in check.notes for check in machine.checks):
        return ""
    return say("found.clock", seconds=round(clock_offset_s(machine) or 0))


def _rooms(unit: UnitResult) -> tuple[str, ...]:
    rooms = {machine.scope.room for machine in unit.machines if machine.scope.room}
    return tuple(sorted(rooms, key=sort_key))


def _unit_sentence(
    verdict: UnitVerdict, figures: Figures, say: Catalogue, *, in_doubt: bool
) -> tuple[_Sentence, ...]:
    """Return what the verdict means for this unit, in one or two sentences.

    `in_doubt`: the list alone bars a pass.
    """
    match verdict:
        case UnitVerdict.FAIL:
            return _failed(figures, say)
        case UnitVerdict.INSUFFICIENT:
            return _insufficient(figures, say, in_doubt=in_doubt)
        case UnitVerdict.PASS:
            return (say.rich("unit.say_pass", scope=figures.in_scope),)


def _failed(figures: Figures, say: Catalogue) -> tuple[_Sentence, ...]:
    said = say.rich("unit.say_fail", n=figures.failed, scope=figures.in_scope)
    if not figures.not_assessed:
        return (said,)
    return said, say.rich("unit.say_fail_rest", n=figures.not_assessed)


def _insufficient(figures: Figures, say: Catalogue, *, in_doubt: bool) -> tuple[_Sentence, ...]:
    scope = figures.in_scope
    if not scope:
        said = say.rich("unit.say_empty")
    elif not figures.assessed:
        said = say.rich("unit.say_none_read", scope=scope)
    elif figures.not_assessed:
        said = say.rich(
            "unit.say_unread", n=figures.not_assessed, scope=scope, assessed=figures.assessed
        )
    else:
        return (say.rich("unit.say_list", scope=scope),)
    return (said, say.rich("unit.say_list_too")) if in_doubt else (said,)
