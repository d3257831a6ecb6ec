"""From a script's raw output to what the machine said: the one way in for answers."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import chain

from msgspec.structs import replace

from orchestrator.checks import ALL
from orchestrator.checks.base import Check, Context, Part, Parts, Reader
from orchestrator.checks.blind_spots import held_notes, noted
from orchestrator.checks.frame import ScriptOutput, split
from orchestrator.checks.odd_rows import as_setting
from orchestrator.checks.row_caps import is_flooded, told_within_caps, within_caps
from orchestrator.checks.sections import sight, text_lines
from orchestrator.checks.values import moment
from orchestrator.model.answer import (
    Answer,
    Answered,
    Facts,
    NotApplicable,
    Note,
    Reading,
    Unanswered,
    Unread,
)
from orchestrator.model.observation import Mentioned, Observation, mentioned
from orchestrator.model.plan import Family

_MOST = 32  # no script prints as many sections for a check; of more each is read by its words
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
        The facts and one answer per check. A check whose sections never came, whose last section
        may have been lost with the end mark, or of which anything is not what its script wrote,
        is Unanswered; what it shows all the same was seen.
    """
    frame = _within_caps(split(raw, nonce), family)
    said = dict(frame.facts)
    facts = replace(_facts(said), began=f"@{nonce} ".encode() in raw)
    context = Context(clock=facts.clock, booted_at=facts.booted_at, remote=remote)
    held = held_notes(said)
    answers = {
        check: noted(_answer(check, family, frame, context), _doubts(check), held)
        for check in checks
    }
    flooded = frame.flooded or any(map(is_flooded, answers.values()))
    return Reading(facts=facts, answers=answers, complete=frame.complete, flooded=flooded)


def _within_caps(frame: ScriptOutput, family: Family) -> ScriptOutput:
    """Return an output with no more rows than are read of one machine."""
    long = {check.id: _parts_of(check, family).long for check in ALL}
    return replace(frame, sections=tuple(within_caps(frame.sections, long)))


def _parts_of(check: Check, family: Family) -> Parts:
    return check.posix_parts if family is Family.POSIX else check.windows_parts


def _doubts(check: str) -> tuple[Note, ...]:
    return _BY_ID[check].doubts if check in _BY_ID else ()


def _answer(check: str, family: Family, frame: ScriptOutput, context: Context) -> Answer:
    if check not in _BY_ID:
        return Unanswered(reason=Unread.UNSUPPORTED, detail=check)
    known = _BY_ID[check]
    parts = tuple(section.part for section in frame.sections if section.check == check)
    if not parts:
        return Unanswered(reason=_reason_of_none(frame))
    read = known.read_posix if family is Family.POSIX else known.read_windows
    whole = _parts_of(known, family)
    answer = told_within_caps(read(parts, context), parts)
    if not frame.complete and (frame.sections[-1].check == check or whole.wrong(parts)):
        return _cut(answer)
    flaw = frame.flaw or _flaw(parts, whole, frame.number)
    if not flaw:
        return answer
    seen = salvaged(answer, parts, whole, read, context)
    return told_within_caps(_unreliable(answer, Unread.GARBLED, flaw, seen), ())


def _reason_of_none(frame: ScriptOutput) -> Unread:
    """Return why a check has no section: since frame 2 every asked one has, or says why not."""
    if not frame.complete:
        return Unread.CUT
    return Unread.EMPTY if frame.number == 1 else Unread.GARBLED


def _flaw(parts: tuple[Part, ...], whole: Parts, number: int) -> str:
    """Return what shows that a check's sections are not what its script wrote."""
    if number > 1:
        return whole.wrong(parts) or whole.damaged(parts)
    return next((f"{one.name}: {one.detail}" for one in parts if one.status == "garbled"), "")


def _cut(answer: Answer) -> Unanswered:
    """Return an answer of which the end may be lost; a reader's own reason says more."""
    match answer:
        case Unanswered():
            return answer
        case Answered():
            return _unreliable(answer, Unread.CUT, "no end mark", answer.observations)
        case NotApplicable():
            return _unreliable(answer, Unread.CUT, "no end mark", ())


def _unreliable(
    answer: Answer, reason: Unread, detail: str, seen: tuple[Observation, ...]
) -> Unanswered:
    """Return an answer that nobody may rely on, with what it shows all the same."""
    match answer:
        case Answered(source=source, notes=notes) | Unanswered(source=source, notes=notes):
            return Unanswered(
                reason=reason, detail=detail, source=source, observations=seen, notes=notes
            )
        case NotApplicable():
            return Unanswered(reason=reason, detail=detail, observations=seen)


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


def salvaged(
    answer: Answer, parts: tuple[Part, ...], whole: Parts, read: Reader, context: Context
) -> tuple[Observation, ...]:
    """Return what an answer shows, and what sections show that its reader passed over.

    Args:
        answer: What the reader made of all sections together.
        parts: The sections, in the order printed.
        whole: What the script prints.
        read: The reader.
        context: What it needs besides.
    """
    seen = () if isinstance(answer, NotApplicable) else answer.observations
    found = chain(seen, _each(parts, whole, read, context))
    # The same row may be read twice, once with the program behind it and once without.
    return tuple({_key(one): one for one in reversed(tuple(found))}.values())[::-1]


def _key(one: Observation) -> tuple[type, str, Mentioned]:
    return type(one), one.raw, mentioned(one)


def _each(
    parts: tuple[Part, ...], whole: Parts, read: Reader, context: Context
) -> Iterator[Observation]:
    explaining = tuple(one for one in parts[:_MOST] if one.name in whole.bare)
    for place, one in enumerate(parts):
        if not whole.knows(one.name) or place >= _MOST:
            yield from _by_words(one, context)
        elif one.name not in whole.bare:
            answer = read((*explaining, one), context)
            yield from () if isinstance(answer, NotApplicable) else answer.observations


def _by_words(part: Part, context: Context) -> Iterator[Observation]:
    seen = sight(part, context)
    for line in text_lines(part.body):
        yield from as_setting(line, seen)
