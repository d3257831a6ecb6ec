"""`kit waiting` and `kit settle`: answers that wait, and a person's word whose each is.

Not in the room's face: only `kit` asks.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from orchestrator import evidence
from orchestrator.errors import Problem, UsageError
from orchestrator.findings.act_content import tidy
from orchestrator.findings.act_refusals import ActFault, RefusedAct, is_said, is_text
from orchestrator.findings.identity import fingerprint
from orchestrator.findings.looks import identifiers
from orchestrator.model.deed import Signed
from orchestrator.roads.answer_head import AnswerHead, parsed
from orchestrator.sweep.acting import claim, refusal, refuse_clock_back
from orchestrator.sweep.judging import nonce_of, read
from orchestrator.sweep.machine_identity import confirm_box, newest_boxes
from orchestrator.sweep.reading_again import bring_up_to_date
from orchestrator.sweep.rematch import never_before
from orchestrator.text.catalogue import iso
from orchestrator.text.message import say
from orchestrator.text.suggest import did_you_mean
from orchestrator.text.visible import visible

DROP = "drop"


class WaitingRow(Struct, frozen=True, kw_only=True):
    """One answer that waits, or waited, for a word.

    Attributes:
        answer: It, as it is kept.
        head: What the kit says of the run: all of it that PC's word.
        machines: The rows that may be meant, as `UNIT/MACHINE`.
        decided: The row that it was joined to; empty if it was dropped, None if it waits.
    """

    answer: evidence.WaitingAnswer
    head: AnswerHead
    machines: tuple[str, ...]
    decided: str | None


class SettleRequest(Struct, frozen=True, kw_only=True):
    """A person's word on one answer.

    Attributes:
        number: Under which it waits.
        row: A machine's name, or `UNIT/MACHINE`; `DROP`; empty where it is `replaced`.
        replaced: The row's hardware was replaced, and this is the new one.
        actor: Who answers for it.
        reason: Why.
        approver: Who approves that a machine was replaced.
    """

    number: int
    row: str
    replaced: bool
    actor: str
    reason: str
    approver: str = ""


def waiting_rows(state: Path, *, decided: bool = False) -> tuple[WaitingRow, ...]:
    """Return the answers that wait; with those that were `decided`, too.

    Raises:
        StateError: There is no such folder, or it is damaged.
    """
    with closing(evidence.open_store(state, create=False)) as store:
        places = {number: "/".join(key) for number, key in store.machine_numbers().items()}
        rows = tuple(_row(one, places) for one in store.waiting_answers())
    return tuple(row for row in rows if decided or row.decided is None)


def _row(one: evidence.WaitingAnswer, places: Mapping[int, str]) -> WaitingRow:
    word = one.decided
    decided = None if word is None else places.get(word.machine or 0, "")
    return WaitingRow(
        answer=one,
        head=parsed(one.head.encode()),
        machines=tuple(sorted(places[number] for number in one.machines)),
        decided=decided,
    )


def as_json(rows: tuple[WaitingRow, ...]) -> Mapping[str, object]:
    """Return what `kit waiting --json` prints."""
    return {"waiting": [_row_as_json(row) for row in rows]}


def _row_as_json(row: WaitingRow) -> Mapping[str, object]:
    word = row.answer.decided
    return {
        "number": row.answer.number,
        "kind": str(row.answer.kind),
        "unit": row.answer.unit,
        "kit": row.answer.kit,
        "at": iso(row.answer.at),
        "name": row.head.name,
        "row": row.head.row,
        "said": row.head.said,
        "machines": list(row.machines),
        "decided": None
        if word is None
        else {
            "machine": row.decided or None,
            "at": iso(word.at),
            "by": word.actor,
            "reason": word.reason,
        },
    }


def settle(state: Path, request: SettleRequest, now: datetime) -> WaitingRow:
    """Record whose an answer is, and read it as that; the newest word counts.

    Args:
        state: The state folder.
        request: The word.
        now: Now (aware UTC).

    Raises:
        UsageError: Something of it cannot be; nothing is kept.
        StateError: There is no such folder, it is damaged, or it cannot be written.
    """
    refuse_clock_back(state, now)
    if problems := tuple(_unsigned(request)):
        raise UsageError(problems)
    with closing(evidence.open_store(state, create=False)) as store, evidence.writer_lock(state):
        numbers = {key: number for number, key in store.machine_numbers().items()}
        one = _answer(store, request.number)
        machine = _meant(one, request, numbers)
        if request.replaced:
            _need_other_box(store, one, newest_boxes(state).get(one.machines[0]))
        at = never_before(store, now)
        word = evidence.JoinWord(
            machine=machine, at=at, actor=tidy(request.actor), reason=tidy(request.reason)
        )
        store.join(one.evidence, word)
        bring_up_to_date(store, at)
        place = next(("/".join(key) for key, n in numbers.items() if n == machine), "")
    if request.replaced:
        signed = Signed(
            actor=request.actor,
            reason=request.reason,
            approver=request.approver,
            claim=claim(None, at),
        )
        confirm_box(state, place, signed, at)
    return next(r for r in waiting_rows(state, decided=True) if r.answer.number == request.number)


def _unsigned(request: SettleRequest) -> Iterator[Problem]:
    if not is_text(request.actor, request.reason):
        yield refusal(RefusedAct(fault=ActFault.NO_TEXT))
    if not is_said(request.actor):
        yield refusal(RefusedAct(fault=ActFault.NO_ACTOR))
    if not is_said(request.reason):
        yield refusal(RefusedAct(fault=ActFault.NO_REASON))
    if request.replaced and not is_said(request.approver):
        yield refusal(RefusedAct(fault=ActFault.NO_APPROVER))


def _answer(store: evidence.Store, number: int) -> evidence.WaitingAnswer:
    known = store.waiting_answers()
    for one in known:
        if one.number == number:
            return one
    what = say("kit_waiting.no_number", number=number)
    raise UsageError.one(what, say("kit_waiting.mend.number"))


def _need_other_box(store: evidence.Store, one: evidence.WaitingAnswer, before: str | None) -> None:
    """Refuse to call a machine replaced whose hardware is not told, or is the same."""
    sweep, _, answer = store.kept_answer(one.evidence)
    record = store.sweep(sweep)
    reading = read(record, answer)
    told = identifiers(reading, frozenset(("identity",)), nonce_of(record, answer))
    seen = fingerprint(told).box
    if seen is None:
        raise UsageError([refusal(RefusedAct(fault=ActFault.NO_BOX))])
    if seen == before:
        raise UsageError([refusal(RefusedAct(fault=ActFault.SAME_BOX))])


def _meant(
    one: evidence.WaitingAnswer, request: SettleRequest, numbers: Mapping[evidence.Key, int]
) -> int | None:
    """Return the machine that a word means, None for none of them.

    Raises:
        UsageError: It means none that there is.
    """
    if request.replaced:
        if one.kind is not evidence.WaitKind.DIFFERS or len(one.machines) != 1:
            what = say("kit_waiting.not_replaced", number=one.number)
            raise UsageError.one(what, say("kit_waiting.mend.row"))
        return one.machines[0]
    if request.row == DROP:
        return None
    unit, slash, name = request.row.rpartition("/")
    key = (unit if slash else one.unit, name)
    if key in numbers:
        return numbers[key]
    known = [known for code, known in numbers if code == key[0]]
    meant = did_you_mean(name, known)
    what = say("kit_waiting.no_row", row=visible(request.row), unit=visible(key[0]))
    mend = say("mend.did_you_mean", meant=meant) if meant else say("kit_waiting.mend.row")
    raise UsageError.one(what, mend)
