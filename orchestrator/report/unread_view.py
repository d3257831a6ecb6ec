"""Machines that could not be assessed, those with one cause together: why, how and by whom."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from orchestrator.model.bodies import Level
from orchestrator.model.result import MachineResult, Reason, Subject, Verdict
from orchestrator.model.unassessed import MENDER_OF
from orchestrator.text import reasons
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.machine_words import in_words


class UnreadMachine(Struct, frozen=True, kw_only=True):
    """One machine that could not be assessed."""

    anchor: str
    name: str
    room: str
    detail: str  # what is known beyond the sentence; empty where there is nothing
    outcome: str  # in the words of machines
    tried: str


class UnreadGroup(Struct, frozen=True, kw_only=True):
    """Machines with one cause; `mender` says who can mend it."""

    title: str
    sentence: str
    remedy: str
    mender: str
    machines: tuple[UnreadMachine, ...]


def unread_groups(
    machines: Iterable[MachineResult],
    anchors: Mapping[str, str],
    subject: Subject,
    level: Level,
    say: Catalogue,
) -> tuple[UnreadGroup, ...]:
    """Return the causes, the one of most machines first.

    Args:
        machines: The machines of a unit.
        anchors: Where on the page each machine stands.
        subject: What was asked about.
        level: What the authority is, whose people mend some.
        say: The words.
    """
    together: dict[tuple[str, str, str, str], list[UnreadMachine]] = {}
    for machine in machines:
        if is_unread(machine, subject):
            cause = _cause(machine, level, say)
            together.setdefault(cause, []).append(_machine(machine, anchors, say))
    groups = (
        UnreadGroup(title=t, sentence=s, remedy=r, mender=m, machines=tuple(rows))
        for (t, s, r, m), rows in together.items()
    )
    return tuple(sorted(groups, key=lambda group: (-len(group.machines), group.title)))


def is_unread(machine: MachineResult, subject: Subject) -> bool:
    """Tell whether the machine was to be read, and could not be.

    Where nobody asked about contact, that nobody asked is said once, for all.
    """
    if machine.verdict is not Verdict.NOT_ASSESSED or machine.reason is Reason.NOT_SELECTED:
        return False
    return machine.reason is not Reason.NOT_ASKED or subject is Subject.CONTACT


def mender_words(reason: Reason, level: Level, say: Catalogue) -> str:
    """Return who can mend a reason."""
    return say(f"mender.{MENDER_OF[reason]}", level=level.word)


def _cause(machine: MachineResult, level: Level, say: Catalogue) -> tuple[str, str, str, str]:
    said = reasons.machine(machine, say)
    mender = mender_words(machine.reason, level, say) if machine.reason else ""
    return said.title, said.sentence, said.remedy, mender


def _machine(machine: MachineResult, anchors: Mapping[str, str], say: Catalogue) -> UnreadMachine:
    tried = machine.attempted_at
    told = in_words(machine.outcome.detail, say)
    machine_words = (str(machine.outcome), machine.outcome.error_id, told.machine)
    return UnreadMachine(
        anchor=anchors[machine.scope.machine],
        name=machine.scope.machine,
        room=machine.scope.room or "",
        detail=told.words,
        outcome=": ".join(filter(None, machine_words)),
        tried=say("unread.tried", at=say.moment(tried)) if tried else "",
    )
