"""From a script's raw output to what the machine said: the one way in for answers."""

from collections.abc import Mapping
from datetime import datetime

from orchestrator.checks import ALL
from orchestrator.checks.base import Check, Context
from orchestrator.checks.frame import ScriptOutput, split
from orchestrator.checks.values import moment
from orchestrator.model.answer import (
    Answer,
    Answered,
    Facts,
    Reading,
    Unanswered,
    Unread,
)
from orchestrator.model.plan import Family

_BY_ID: Mapping[str, Check] = {check.id: check for check in ALL}


def read_answers(
    raw: bytes, *, nonce: str, family: Family, checks: tuple[str, ...], remote: bool
) -> Reading:
    """Read a script's output; never raises on any bytes, in time linear in their number.

    Args:
        raw: What the machine printed, up to the transport's cap.
        nonce: The sweep's nonce.
        family: Which script was sent.
        checks: The checks that were asked; exactly these have an answer.
        remote: Whether the answer came over SSH or WinRM.

    Returns:
        The facts and one answer per check. A check whose sections never came, or whose last
        section may have been lost with the end mark, is Unanswered.
    """
    frame = split(raw, nonce)
    facts = _facts(dict(frame.facts))
    context = Context(clock=facts.clock, booted_at=facts.booted_at, remote=remote)
    answers = {check: _answer(check, family, frame, context) for check in checks}
    return Reading(facts=facts, answers=answers, complete=frame.complete)


def _answer(check: str, family: Family, frame: ScriptOutput, context: Context) -> Answer:
    if check not in _BY_ID:
        return Unanswered(reason=Unread.UNSUPPORTED, detail=check)
    parts = tuple(section.part for section in frame.sections if section.check == check)
    if not parts:
        return Unanswered(reason=Unread.EMPTY if frame.complete else Unread.CUT)
    known = _BY_ID[check]
    read = known.read_posix if family is Family.POSIX else known.read_windows
    answer = read(parts, context)
    lost = not frame.complete and frame.sections[-1].check == check
    return _cut(answer) if lost else answer


def _cut(answer: Answer) -> Unanswered:
    """Return the answer of a check of which further sections may have been lost."""
    if isinstance(answer, Unanswered):
        return answer
    seen, source = (
        (answer.observations, answer.source) if isinstance(answer, Answered) else ((), None)
    )
    return Unanswered(reason=Unread.CUT, detail="no end mark", source=source, observations=seen)


def _facts(said: Mapping[str, str]) -> Facts:
    return Facts(
        name=said.get("name"),
        os=said.get("os"),
        clock=_time(said, "clock"),
        booted_at=_time(said, "boot"),
        machine_id=said.get("machine_id"),
        elevated={"1": True, "0": False}.get(said.get("elevated", "")),
        shell=said.get("shell"),
    )


def _time(said: Mapping[str, str], key: str) -> datetime | None:
    return moment(said.get(key, ""))
