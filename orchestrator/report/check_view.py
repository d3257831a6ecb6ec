"""What each check could read on a machine, and how far back it could see."""

from datetime import datetime

from msgspec import Struct

from orchestrator.model.answer import Note, Unread
from orchestrator.model.local_time import VIETNAM
from orchestrator.model.result import AnswerKind, CheckResult, ControlVerdict, MachineResult
from orchestrator.report.posture_view import summary
from orchestrator.text.catalogue import NOTHING, Catalogue
from orchestrator.text.machine_words import in_words
from orchestrator.text.reasons import check_title


class SourceRow(Struct, frozen=True, kw_only=True):
    """One check on one machine, in full; `machine` are the machine's own words of `detail`."""

    check: str
    source: str
    answer: str
    sign: str
    detail: str
    machine: str
    window: str
    rows: int


class CheckCell(Struct, frozen=True, kw_only=True):
    """One check on one machine, in a few words; `since` says how far back an answer goes.

    `more` are further words, a line each, of a check of how the machine stands.
    """

    sign: str  # "fail", "pass", "unk" or "none"
    text: str
    since: str = ""
    more: tuple[str, ...] = ()


def title(check: str, say: Catalogue) -> str:
    """Return a check's name for a heading."""
    words = check_title(check, say)
    return words[:1].upper() + words[1:]


def source_rows(machine: MachineResult, say: Catalogue) -> tuple[SourceRow, ...]:
    """Return all checks of a machine in the order of the playbook."""
    return tuple(_source(check, say) for check in machine.checks)


def cells(machine: MachineResult, checks: tuple[str, ...], say: Catalogue) -> tuple[CheckCell, ...]:
    """Return a machine's row of checks; a check that was never asked is said to be not run."""
    answers = {check.check: check for check in machine.checks}
    return tuple(_cell(machine, answers.get(check), say) for check in checks)


def window(start: datetime | None, end: datetime | None, say: Catalogue) -> str:
    """Return how far back a source could see, in words."""
    if not start:
        return say("window.moment") if end else say("window.unknown")
    if not end:
        return say("window.since", start=say.moment(start))
    if start == end:
        return say("window.moment")
    return say("window.between", start=say.moment(start), end=say.moment(end))


def _source(check: CheckResult, say: Catalogue) -> SourceRow:
    read = check.answer is AnswerKind.ANSWERED
    detail, machine = _detail(check, say)
    return SourceRow(
        check=title(check.check, say),
        source=check.source or NOTHING,
        answer=say.word("answer", check.answer),
        sign={AnswerKind.ANSWERED: "pass", AnswerKind.UNANSWERED: "unk"}.get(check.answer, "none"),
        detail=detail,
        machine=machine,
        window=window(check.window_from, check.window_to, say) if read else NOTHING,
        rows=check.rows,
    )


def _detail(check: CheckResult, say: Catalogue) -> tuple[str, str]:
    """Return what is to be said of an answer, and the machine's own words where they are others."""
    told = in_words(check.detail or check.why, say)
    reason = say(f"missed.{check.reason}.title") if check.reason else ""
    why = ": ".join(filter(None, (reason, told.words)))
    notes = (say.word("note", note) for note in check.notes)
    return "; ".join(filter(None, (why, *notes))), told.machine


def _cell(machine: MachineResult, check: CheckResult | None, say: Catalogue) -> CheckCell:
    if check is None or check.reason is Unread.NO_TRIP:
        return CheckCell(sign="none", text=say("answer.not_run"))
    hits = sum(hit.fails and hit.check == check.check for hit in machine.hits)
    if hits:
        return CheckCell(
            sign="fail",
            text=say("answer.hits", n=hits),
            more=summary(check, say),
        )
    if check.traits or (check.stands and check.answer is AnswerKind.ANSWERED):
        return _posture_cell(check, say)
    match check.answer:
        case AnswerKind.ANSWERED:
            since = check.window_from if check.window_from != check.window_to else None
            return CheckCell(
                sign="none" if Note.CACHE_EMPTY in check.notes else "pass",
                text=_read(machine, check, say),
                since=say("list.since", start=_short(since)) if since else "",
                more=(say("answer.doubts", n=len(check.notes)),) if check.notes else (),
            )
        case AnswerKind.UNANSWERED:
            return _unread(check, say)
        case AnswerKind.NOT_APPLICABLE:
            return CheckCell(sign="none", text=say("answer.not_applicable"))


def _unread(check: CheckResult, say: Catalogue) -> CheckCell:
    """Return that a check has no answer, and why; one that nobody asked is not unreadable."""
    if check.reason is Unread.NOT_ASKED:
        return CheckCell(sign="unk", text=say("answer.not_asked"))
    why = (say(f"missed.{check.reason}.title"),) if check.reason else ()
    return CheckCell(sign="unk", text=say("answer.unanswered"), more=why)


def _read(machine: MachineResult, check: CheckResult, say: Catalogue) -> str:
    """Return what a check that was read shows: nothing seen is not the same as nothing kept."""
    noted = _noted(machine, check.check)
    if noted:
        return say("answer.noted", n=noted)
    return say("answer.cache_empty" if Note.CACHE_EMPTY in check.notes else "answer.nothing")


def _noted(machine: MachineResult, check: str) -> int:
    """Return how many hits a check has that fail nobody: weak, a defence, or allowed."""
    return sum(hit.check == check for hit in (*machine.hits, *machine.suppressed))


def _posture_cell(check: CheckResult, say: Catalogue) -> CheckCell:
    """Return how the machine stands; a half-read source is said beside what it showed."""
    partly = (say("stands.partly"),) if check.answer is AnswerKind.UNANSWERED else ()
    first, *more = (*summary(check, say), *partly) or (say("answer.answered"),)
    return CheckCell(sign=_stands(check), text=first, more=tuple(more))


def _stands(check: CheckResult) -> str:
    """Return the sign of a check's rule; without one, whether it was read."""
    match check.stands:
        case ControlVerdict.PASS:
            return "pass"
        case ControlVerdict.FAIL:
            return "fail"
        case ControlVerdict.NOT_ASSESSED:
            return "unk"
        case ControlVerdict.NOT_APPLICABLE:
            return "none"
        case None:
            return "pass" if check.answer is AnswerKind.ANSWERED else "unk"


def _short(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%H:%M %d/%m}"
