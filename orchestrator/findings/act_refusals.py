"""Which act may be recorded on what, judged against all that is known now."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import astuple

from orchestrator.findings.act_content import act_of, acts_named
from orchestrator.findings.targets import (
    NoTarget,
    OneFinding,
    Target,
    WholeMachine,
    find_machine,
)
from orchestrator.model.act import (
    UNDOABLE,
    Act,
    Undone,
)
from orchestrator.model.campaign import Doubt, Judged
from orchestrator.model.deed import (
    APPROVED,
    AcceptRisk,
    Assign,
    Attribute,
    CallFalse,
    ConfirmBox,
    Deed,
    Handle,
    Identified,
    Move,
    Signed,
    TakeBack,
    Triage,
)

SLACK = timedelta(minutes=5)
"""What two clocks may differ by before a time counts as one to come."""
LONGEST = timedelta(days=180)
"""How long an exception may hold before somebody must think of it again."""
_OF_ONE = (CallFalse, AcceptRisk, Attribute)


class ActFault(StrEnum):
    """Why an act is not recorded."""

    NO_ACTOR = "no_actor"
    NO_REASON = "no_reason"
    NO_APPROVER = "no_approver"
    NO_OWNER = "no_owner"
    NO_TEXT = "no_text"  # bytes that are no text in the terminal's encoding
    FUTURE = "future"
    CLOCK_BACK = "clock_back"  # the controller's clock is behind what it recorded
    NOTHING_FOUND = "nothing_found"  # the machine never showed anything
    NOT_OF_ALL = "not_of_all"  # an exception is of one finding
    UNTIL_PAST = "until_past"
    UNTIL_FAR = "until_far"
    DUE_PAST = "due_past"
    NOT_OF_UNIT = "not_of_unit"  # it is a machine's already
    NO_MACHINE = "no_machine"
    NO_ACT = "no_act"
    SEVERAL_ACTS = "several_acts"
    NOT_UNDOABLE = "not_undoable"
    UNDONE = "undone"
    NO_DOCUMENT = "no_document"
    NOT_A_MACHINE = "not_a_machine"  # who a machine is, is said of a machine
    NO_BOX = "no_box"
    SAME_BOX = "same_box"  # no other one answers
    NO_OLD_ROW = "no_old_row"
    STILL_THERE = "still_there"  # the inventory has the older row


class RefusedAct(Struct, frozen=True, kw_only=True):
    """One reason why an act is not recorded; `about` is what of it was meant, as it was given."""

    fault: ActFault
    about: str = ""


class Prepared(Struct, frozen=True, kw_only=True):
    """An act that may be recorded; `known` if the very same was recorded before."""

    act: Act
    known: bool


def prepare(
    judged: Judged, acts: Iterable[Act], target: Target, deed: Deed, signed: Signed
) -> Prepared | tuple[RefusedAct, ...]:
    """Return the act that records a deed, or all that speaks against it.

    Args:
        judged: All that is known; its time is when the act is recorded.
        acts: All that was recorded before.
        target: What it is about.
        deed: What was done.
        signed: By whom, why and when.
    """
    told = {act.id: act for act in acts}
    refused = tuple(_refusals(judged, told, target, deed, signed))
    if refused:
        return refused
    act = act_of(judged, told, target, deed, signed)
    return Prepared(act=act, known=act.id in told)


def _refusals(
    judged: Judged, told: Mapping[str, Act], target: Target, deed: Deed, signed: Signed
) -> Iterator[RefusedAct]:
    yield from signature_refusals(judged, told.values(), signed)
    if not is_text(*astuple(deed)):
        yield RefusedAct(fault=ActFault.NO_TEXT)
    if isinstance(deed, APPROVED) and not is_said(signed.approver):
        yield RefusedAct(fault=ActFault.NO_APPROVER)
    yield from _target_refusals(target, deed)
    yield from _deed_refusals(judged, told, target, deed)


def signature_refusals(judged: Judged, acts: Iterable[Act], signed: Signed) -> Iterator[RefusedAct]:
    """Yield what is wrong with who records what, why and when."""
    yield from said_refusals(signed)
    if signed.claim.at > judged.at + SLACK:
        yield RefusedAct(fault=ActFault.FUTURE, about=signed.claim.told)
    if judged.at < _newest(judged, acts) - SLACK:
        yield RefusedAct(fault=ActFault.CLOCK_BACK)


def said_refusals(signed: Signed) -> Iterator[RefusedAct]:
    """Yield what is wrong with who says something, and why."""
    if not is_said(signed.actor):
        yield RefusedAct(fault=ActFault.NO_ACTOR)
    if not is_said(signed.reason):
        yield RefusedAct(fault=ActFault.NO_REASON)
    if not is_text(signed.actor, signed.reason, signed.approver):
        yield RefusedAct(fault=ActFault.NO_TEXT)


def is_said(text: str) -> bool:
    """Whether a text says anything: blanks, dots and characters without a picture do not."""
    return any(letter.isalnum() for letter in text)


def is_text(*said: object) -> bool:
    """Whether all texts among some values can be kept: bytes that a terminal mangled cannot."""
    texts = (one for one in said if isinstance(one, str))
    return not any("\ud800" <= letter <= "\udfff" for text in texts for letter in text)


def _newest(judged: Judged, acts: Iterable[Act]) -> datetime:
    """Return the newest time at which anything was recorded: an act before it would be lost."""
    tries = (
        machine.last_attempt.at
        for unit in judged.units
        for machine in unit.machines
        if machine.last_attempt is not None
    )
    return max((*tries, *(act.recorded for act in acts)), default=judged.at)


def _target_refusals(target: Target, deed: Deed) -> Iterator[RefusedAct]:
    match target:
        case OneFinding(row=row):
            if isinstance(deed, Identified):
                yield RefusedAct(fault=ActFault.NOT_A_MACHINE, about=row.finding.number)
        case WholeMachine(machine=machine):
            name = machine.scope.row.machine
            if isinstance(deed, _OF_ONE):
                yield RefusedAct(fault=ActFault.NOT_OF_ALL, about=name)
            elif not isinstance(deed, Identified) and not machine.findings:
                yield RefusedAct(fault=ActFault.NOTHING_FOUND, about=name)


def _deed_refusals(
    judged: Judged, told: Mapping[str, Act], target: Target, deed: Deed
) -> Iterator[RefusedAct]:
    match deed:
        case Assign():
            yield from _assignment_refusals(deed, judged.at)
        case CallFalse(until=until) | AcceptRisk(until=until):
            yield from _exception_refusals(until, judged.at)
        case Attribute(machine=name):
            yield from _attribution_refusals(judged, target, name)
        case TakeBack(act=given):
            yield from _undo_refusals(told, target, given)
        case ConfirmBox() | Move():
            yield from _identity_refusals(judged, target, deed)
        case Triage() | Handle():
            pass


def _assignment_refusals(deed: Assign, now: datetime) -> Iterator[RefusedAct]:
    if not is_said(deed.owner):
        yield RefusedAct(fault=ActFault.NO_OWNER)
    if deed.due is not None and deed.due < now:
        yield RefusedAct(fault=ActFault.DUE_PAST)


def _exception_refusals(until: datetime, now: datetime) -> Iterator[RefusedAct]:
    if until <= now:
        yield RefusedAct(fault=ActFault.UNTIL_PAST)
    elif until > now + LONGEST + timedelta(days=1):  # the last day counts whole
        yield RefusedAct(fault=ActFault.UNTIL_FAR)


def _attribution_refusals(judged: Judged, target: Target, name: str) -> Iterator[RefusedAct]:
    if isinstance(target, WholeMachine):
        return  # said already
    key = target.row.finding.key
    if key.machine is not None:
        yield RefusedAct(fault=ActFault.NOT_OF_UNIT, about=target.row.place)
    elif isinstance(find_machine(judged, key.unit, name), NoTarget):
        yield RefusedAct(fault=ActFault.NO_MACHINE, about=name)


def _identity_refusals(
    judged: Judged, target: Target, deed: ConfirmBox | Move
) -> Iterator[RefusedAct]:
    """Yield what speaks against a person's word on who a machine is."""
    if isinstance(target, OneFinding):
        return  # said already
    match deed:
        case ConfirmBox(box=box):
            if not box:
                yield RefusedAct(fault=ActFault.NO_BOX)
            elif Doubt.OTHER_BOX not in target.machine.doubts:
                yield RefusedAct(fault=ActFault.SAME_BOX)
        case Move(unit=unit, machine=name):
            old = find_machine(judged, unit, name)
            if isinstance(old, NoTarget) or _is_same(old, target):
                yield RefusedAct(fault=ActFault.NO_OLD_ROW, about=f"{unit}/{name}")
            elif old.machine.scope.removed_at is None:
                yield RefusedAct(fault=ActFault.STILL_THERE, about=f"{unit}/{name}")


def _is_same(one: WholeMachine, other: WholeMachine) -> bool:
    """Whether both are one row; units may lie packed, and who asks twice gets an equal one."""
    return one.machine.scope.number == other.machine.scope.number


def _undo_refusals(told: Mapping[str, Act], target: Target, given: str) -> Iterator[RefusedAct]:
    named = acts_named(told, target, given)
    if len(named) > 1:
        yield RefusedAct(fault=ActFault.SEVERAL_ACTS, about=given)
    if not named:
        yield RefusedAct(fault=ActFault.NO_ACT, about=given)
    for act in named[:1]:
        if not isinstance(act, UNDOABLE):
            yield RefusedAct(fault=ActFault.NOT_UNDOABLE, about=given)
        elif any(isinstance(one, Undone) and one.ref == act.id for one in told.values()):
            yield RefusedAct(fault=ActFault.UNDONE, about=given)
