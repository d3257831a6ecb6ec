"""What a unit's page shows: built once, so that the template only lays it out."""

from collections.abc import Iterator

from msgspec import Struct

from orchestrator.model.result import Reason, Subject, UnitResult, UnitVerdict
from orchestrator.report.action_view import Action, actions, breaks_a_control
from orchestrator.report.announced_view import announced_words
from orchestrator.report.controls_view import ControlRow, control_rows
from orchestrator.report.doubts_view import DoubtRow, doubt_rows
from orchestrator.report.fact_blocks import findings
from orchestrator.report.figures import (
    UNIT_SIGNS,
    Figures,
    Segment,
    Share,
    Sign,
    bar,
    count,
    machine_parts,
)
from orchestrator.report.finding_view import Card, card
from orchestrator.report.machine_rows import (
    CheckGroups,
    MachineRow,
    check_groups,
    machine_rows,
)
from orchestrator.report.shown import Shown
from orchestrator.report.standing_view import WAITING, name_of
from orchestrator.report.trust_view import trust_sentences
from orchestrator.report.unread_view import UnreadGroup, is_unread, unread_groups
from orchestrator.text.area_words import where_lies
from orchestrator.text.catalogue import Catalogue, TextSpan
from orchestrator.text.reasons import check_title
from orchestrator.text.viet import sort_key

_LEAST = 10  # 1 % of a bar of 300 px

_Sentence = tuple[TextSpan, ...]


class UnitView(Struct, frozen=True, kw_only=True):
    """Everything on a unit's page that is not the frame."""

    unit: UnitResult
    sign: Sign
    figures: Figures
    sentence: tuple[_Sentence, ...]
    passed: tuple[_Sentence, ...]  # what a pass rests on, and until when it can be said
    parts: tuple[Share, ...]
    bar: tuple[Segment, ...]
    actions: tuple[Action, ...]
    cleans: bool  # whether a machine is to be cleaned
    findings: int
    cards: tuple[Card, ...]
    noted: tuple[Card, ...]
    unread: tuple[UnreadGroup, ...]
    not_selected: tuple[str, ...]
    rows: tuple[MachineRow, ...]
    checks: CheckGroups
    rooms: tuple[str, ...]
    controls: tuple[ControlRow, ...]
    calm: tuple[str, ...]  # the controls that ask for nothing: paper only names them
    doubts: tuple[DoubtRow, ...]
    annex: str  # empty where the sweep is none for an annex
    announced: str  # empty in a set of one sweep
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
    result, level = shown.result, shown.result.authority.level
    figures = count(unit.machines)
    unread = {one.scope.machine for one in unit.machines if is_unread(one, result.subject)}
    anchors = {
        machine.scope.machine: f"{'chua' if machine.scope.machine in unread else 'may'}-{at}"
        for at, machine in enumerate(unit.machines, 1)
    }
    cards = tuple(
        card(shown, machine, f"may-{at}", say)
        for at, machine in enumerate(unit.machines, 1)
        if machine.hits
    )
    told = unread | {card.name for card in cards}
    parts, controls = machine_parts(figures), control_rows(unit.machines, say)
    return UnitView(
        unit=unit,
        sign=UNIT_SIGNS[unit.verdict],
        figures=figures,
        sentence=_controls_sentence(unit, say)
        if result.subject is Subject.CONTROLS
        else (
            *_unit_sentence(unit.verdict, figures, say, in_doubt=result.list_bars_pass),
            *trust_sentences(shown, unit, say),
        ),
        passed=tuple(_passed(shown, unit, say)) if unit.verdict is UnitVerdict.PASS else (),
        parts=parts,
        bar=bar(parts, _LEAST),
        actions=actions(unit, anchors, annex, level, say, _handled(shown, unit)),
        cleans=bool(figures.failed),
        findings=sum(map(findings, unit.machines)),
        cards=tuple(card for card in cards if card.sign == "fail"),
        noted=tuple(card for card in cards if card.sign != "fail"),
        unread=unread_groups(unit.machines, anchors, result.subject, level, say),
        not_selected=tuple(
            machine.scope.machine
            for machine in unit.machines
            if machine.reason is Reason.NOT_SELECTED
        ),
        rows=machine_rows(shown, unit, anchors, told, say),
        checks=check_groups(result, unit, say),
        rooms=_rooms(unit),
        controls=controls,
        calm=tuple(row.control for row in controls if row.is_calm),
        doubts=doubt_rows(unit.machines_in_scope, say),
        annex=annex,
        announced=_announced(shown, unit.unit.code, say),
        place=where_lies(unit.unit, result.authority, say),
    )


def _announced(shown: Shown, code: str, say: Catalogue) -> str:
    """Return whether the campaign was announced here; how to record it is nothing for this page."""
    if shown.judged is not None and shown.announced(code) is None:
        return say("announced.untold")
    return announced_words(shown, code, say)


def _passed(shown: Shown, unit: UnitResult, say: Catalogue) -> Iterator[_Sentence]:
    """Yield what was read of a unit that passes, when, and until when the pass can be said."""
    rows = unit.machines_in_scope
    required = dict.fromkeys(
        check.check for machine in rows for check in machine.checks if check.required
    )
    names = ", ".join(check_title(check, say) for check in required)
    looks = tuple(filter(None, (shown.last_look(machine) for machine in rows)))
    if names and looks:
        first, last = say.day(min(looks)), say.day(max(looks))
        yield say.rich("unit.passed_what", checks=names, first=first, last=last)
    standings = (shown.standing(machine) for machine in rows)
    ends = tuple(one.good_until for one in standings if one is not None and one.good_until)
    if ends:
        end = min(ends)
        yield say.rich("unit.passed_until", clock=say.clock(end), day=say.day(end))
    else:
        yield say.rich("unit.passed_then", at=say.day(shown.result.ended_at))


def _controls_sentence(unit: UnitResult, say: Catalogue) -> tuple[_Sentence, ...]:
    """Return what the controls come to; nothing is concluded about contact."""
    broken = sum(breaks_a_control(machine) for machine in unit.machines_in_scope)
    key = "unit.say_controls_fail" if broken else "unit.say_controls"
    return (say.rich(key, n=broken, scope=unit.in_scope),)


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
