"""A machine's verdict from its outcome, answers and hits; a unit's and a sweep's from those."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from msgspec.structs import replace

from orchestrator.errors import ExitCode
from orchestrator.findings.canaries import Canaries
from orchestrator.findings.controls import judge_controls
from orchestrator.findings.posture_rules import judge_posture, old_table, traits_of
from orchestrator.model.answer import (
    Answer,
    Answered,
    NotApplicable,
    Note,
    Reading,
    Unanswered,
    Unread,
)
from orchestrator.model.district import Unit
from orchestrator.model.indicator import Kind, ListDoubt
from orchestrator.model.outcome import Ended, Outcome, Why
from orchestrator.model.plan import Question
from orchestrator.model.result import (
    AnswerKind,
    CheckResult,
    ControlVerdict,
    Hit,
    ListInfo,
    MachineResult,
    Reason,
    ScopeRow,
    Status,
    Subject,
    SweepResult,
    UnitResult,
    UnitVerdict,
    Verdict,
    Weakness,
)
from orchestrator.model.rules import Rules

GRAVITY = (
    Status.CONNECTED,
    Status.CONFIGURED,
    Status.SINKHOLED,
    Status.ATTEMPTED,
    Status.RESOLVED,
    Status.HOSTS_REDIRECT,
    Status.LOOKED_UP_NOT_RESOLVED,
    Status.LOOKED_UP_BLOCKED,
    Status.HOSTS_BLOCK,
)
_NAMES = (Kind.DOMAIN, Kind.URL)


def judge_machine(
    *,
    scope: ScopeRow,
    questions: tuple[Question, ...],
    outcome: Outcome,
    reading: Reading | None,
    hits: tuple[Hit, ...],
    nonce: str,
    rules: Rules,
    attempted_at: datetime | None = None,
) -> MachineResult:
    """Return what is known of one machine.

    Args:
        scope: The machine as the inventory had it.
        questions: What the playbook asks of it; may be empty for a machine that was not asked.
        outcome: How the last attempt ended.
        reading: What came back, None without a trip.
        hits: Every hit of the reading, canaries included.
        nonce: The sweep's, from which its canaries are made.
        rules: What the verdict and the results of controls rest on.
        attempted_at: When it was asked, None if never.

    Returns:
        `fail` for any failing hit, even of a half-read machine; else `pass` only if the outcome
        is `ok`, every required check was answered (or does not apply), asked or not, and the
        indispensable one was answered; else `not_assessed` with its reason.
    """
    canaries = Canaries(nonce)
    hit_by = canaries.hit_by(hits)
    answers = proven_answers(questions, outcome, reading, hit_by, canaries, rules)
    kept = canaries.taken_out(hits)
    ranked = tuple(sorted(corroborated(kept), key=rank))
    real = tuple(hit for hit in ranked if hit.allowed is None)
    verdict, reason = _verdict(scope, outcome, answers, real, rules)
    excluded = verdict is Verdict.EXCLUDED
    asked_at = attempted_at or (reading.facts.clock if reading else None)
    return MachineResult(
        scope=scope,
        verdict=verdict,
        reason=reason,
        outcome=outcome,
        hits=real,
        suppressed=tuple(hit for hit in ranked if hit.allowed is not None),
        checks=()
        if excluded
        else _check_results(questions, answers, real, canaries, rules, asked_at),
        controls=()
        if excluded
        else judge_controls(questions, answers, real, canaries, rules, asked_at),
        facts=reading.facts if reading else None,
        attempted_at=attempted_at,
    )


def proven_answers(
    questions: tuple[Question, ...],
    outcome: Outcome,
    reading: Reading | None,
    hit_checks: frozenset[str],
    canaries: Canaries,
    rules: Rules,
) -> Mapping[str, Answer]:
    """Return an answer for every check that was asked or is required.

    What a machine printed that did not begin the script is none, and none is trusted without its
    canary. Of a machine that the playbook asks nothing there is none.
    """
    asked = dict.fromkeys(question.check for question in questions)
    left_out = Unanswered(reason=Unread.NOT_ASKED)
    missing = {check: left_out for check in rules.required if asked and check not in asked}
    blocked = outcome.ended is Ended.SCRIPT_BLOCKED
    if reading is None or blocked:
        none = Unanswered(reason=Unread.NOT_STARTED if blocked else Unread.NO_TRIP)
        return dict.fromkeys(asked, none) | missing
    absent = Unanswered(reason=Unread.UNSUPPORTED)
    answers = {
        check: canaries.proven(reading.answers.get(check, absent), hit=check in hit_checks)
        for check in asked
    }
    return answers | missing


def _verdict(
    scope: ScopeRow,
    outcome: Outcome,
    answers: Mapping[str, Answer],
    hits: tuple[Hit, ...],
    rules: Rules,
) -> tuple[Verdict, Reason | None]:
    if scope.excluded is not None:
        return Verdict.EXCLUDED, None
    if any(hit.fails for hit in hits):
        return Verdict.FAIL, None
    if outcome.ended is not Ended.OK:
        return Verdict.NOT_ASSESSED, reason_of(outcome) or Reason.NOT_RUN
    missing = tuple(_missing(answers, rules))
    if not missing:
        return Verdict.PASS, None
    left_out = all(answer.reason is Unread.NOT_ASKED for answer in missing)
    return Verdict.NOT_ASSESSED, Reason.NOT_ASKED if left_out else Reason.PARTIAL


def _missing(answers: Mapping[str, Answer], rules: Rules) -> Iterator[Unanswered]:
    """Yield the answers for want of which a machine does not pass."""
    for check in rules.required:
        answer = answers.get(check, Unanswered(reason=Unread.NOT_ASKED))
        match answer:
            case Answered():
                continue
            case Unanswered():
                yield answer
            case NotApplicable(why=why):
                if check == rules.indispensable:
                    yield Unanswered(reason=Unread.UNSUPPORTED, detail=why)


def corroborated(hits: tuple[Hit, ...]) -> Iterator[Hit]:
    """Let a shared address count where the machine met a listed name, too."""
    named = any(hit.fails and hit.indicator.kind in _NAMES for hit in hits)
    for hit in hits:
        lifted = named and hit.weakness is Weakness.SHARED_ADDRESS
        yield replace(hit, weakness=None) if lifted else hit


def rank(hit: Hit) -> tuple[bool, int, str, str, str, str]:
    """Return the order of hits: gravest first, weak ones last, then by value."""
    return (
        hit.weak,
        GRAVITY.index(hit.status),
        hit.indicator.value,
        hit.observed,
        hit.check,
        hit.observation.raw,
    )


def _check_results(
    questions: tuple[Question, ...],
    answers: Mapping[str, Answer],
    hits: tuple[Hit, ...],
    canaries: Canaries,
    rules: Rules,
    at: datetime | None,
) -> tuple[CheckResult, ...]:
    arguments = {question.check: question.arguments for question in questions[::-1]}
    rows = []
    for check, answer in answers.items():
        rule, traits = rules.by_check.get(check), traits_of(answer, canaries)
        said = judge_posture(rule, answer, canaries, arguments=arguments.get(check, {}), at=at)
        row = check_result(check, answer, required=check in rules.required)
        stands = said[0] if said else None
        own = any(hit.check == check and hit.of_own_address for hit in hits)
        notes = (*row.notes, *((Note.OWN_ADDRESS_LISTED,) if own else ()))
        old = old_table(traits, at)
        rows.append(replace(row, traits=traits, stands=stands, old_table=old, notes=notes))
    return tuple(rows)


def check_result(check: str, answer: Answer, *, required: bool) -> CheckResult:
    """Return what a report shows of an answer, without how the machine stands."""
    match answer:
        case Answered():
            return CheckResult(
                check=check,
                required=required,
                answer=AnswerKind.ANSWERED,
                source=answer.source,
                window_from=answer.window.start,
                window_to=answer.window.end,
                rows=answer.rows,
                notes=answer.notes,
            )
        case Unanswered():
            return CheckResult(
                check=check,
                required=required,
                answer=AnswerKind.UNANSWERED,
                reason=answer.reason,
                detail=answer.detail,
                source=answer.source,
                notes=answer.notes,
            )
        case NotApplicable():
            return CheckResult(
                check=check, required=required, answer=AnswerKind.NOT_APPLICABLE, why=answer.why
            )


def hits_of_all(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Return each hit once, though several answers of one machine may show it.

    Where one answer shows it weak and another does not, the one that counts stays.
    """
    found: dict[tuple[str, str, Status, str], Hit] = {}
    for hit in hits:
        key = (hit.indicator.value, hit.check, hit.status, hit.observed)
        if key not in found or not hit.weak:
            found[key] = hit
    return tuple(found.values())


def is_finished(machines: Iterable[MachineResult]) -> bool:
    """Whether every machine that a sweep had selected was tried."""
    return not any(machine.outcome.why in _LEFT for machine in machines)


_LEFT = (Why.INTERRUPTED, Why.NOT_RUN)


def list_bars_pass(list_info: ListInfo, *, demo: bool) -> bool:
    """Whether the list alone keeps every unit from passing.

    A doubt of which this program knows nothing does.

    Args:
        list_info: The list; a doubt is a word, alone or before the name of what it is about.
        demo: The pretend district, whose list holds test indicators on purpose.
    """
    words = (warning.partition(" ")[0] for warning in list_info.warnings)
    return any(_bars_pass(word, demo=demo) for word in words)


def _bars_pass(word: str, *, demo: bool) -> bool:
    try:
        doubt = ListDoubt(word)
    except ValueError:
        return True
    match doubt:
        case ListDoubt.TEST_ONLY:
            return not demo
        case ListDoubt.ALLOW_EXPIRED | ListDoubt.SOURCE_GONE:
            return False
        case (
            ListDoubt.URLS_ONLY
            | ListDoubt.MOSTLY_UNREAD
            | ListDoubt.STALE
            | ListDoubt.SHRUNK
            | ListDoubt.TAKEN_BACK
            | ListDoubt.UPDATE_FAILED
            | ListDoubt.NOT_FETCHED
        ):
            return True


def judge_unit(
    unit: Unit, machines: tuple[MachineResult, ...], list_info: ListInfo, *, demo: bool
) -> UnitResult:
    """Return what is known of one unit.

    Args:
        unit: The unit.
        machines: All its machines, judged, in any order.
        list_info: The list that they were judged by.
        demo: The pretend district, whose list holds test indicators on purpose.

    Returns:
        `fail` if a machine fails; else `insufficient` if a machine in scope is not assessed,
        none is in scope, or a doubt about the list bars a pass; else `pass`.
    """
    ordered = tuple(sorted(machines, key=lambda machine: machine.scope.machine))
    result = UnitResult(unit=unit, verdict=UnitVerdict.INSUFFICIENT, machines=ordered)
    return UnitResult(
        unit=unit, verdict=_unit_verdict(result, list_info, demo=demo), machines=ordered
    )


def exit_code(result: SweepResult) -> ExitCode:
    """Return the code that the verdicts on the selected machines come to.

    One that fails wins over one that is not assessed, and over a doubt about the list that bars a
    pass. Where nothing was asked about contact, a control that fails is a failure, and the rest
    is not assessed.
    """
    machines = [m for u in result.units for m in u.machines if m.scope.selected]
    verdicts = [machine.verdict for machine in machines]
    if Verdict.FAIL in verdicts or _breaks_controls(result, machines):
        return ExitCode.FOUND
    unread = Verdict.NOT_ASSESSED in verdicts or Verdict.PASS not in verdicts
    if unread or not result.finished or list_bars_pass(result.list, demo=result.demo):
        return ExitCode.INCOMPLETE
    return ExitCode.DONE


def standing_code(result: SweepResult) -> ExitCode:
    """Return the code that the verdicts on all units come to, whoever a sweep selected.

    A unit can fail by a notice, or by a machine that left the inventory, where no machine does.
    """
    verdicts = {unit.verdict for unit in result.units}
    machines = (machine for unit in result.units for machine in unit.machines)
    if UnitVerdict.FAIL in verdicts or _breaks_controls(result, machines):
        return ExitCode.FOUND
    return ExitCode.DONE if verdicts == {UnitVerdict.PASS} else ExitCode.INCOMPLETE


def _breaks_controls(result: SweepResult, machines: Iterable[MachineResult]) -> bool:
    """Whether a sweep that has control results alone found a control broken."""
    if result.subject is Subject.CONTACT:
        return False
    return any(
        control.verdict is ControlVerdict.FAIL
        for machine in machines
        for control in machine.controls
    )


def _unit_verdict(result: UnitResult, list_info: ListInfo, *, demo: bool) -> UnitVerdict:
    if result.count(Verdict.FAIL):
        return UnitVerdict.FAIL
    barred = list_bars_pass(list_info, demo=demo)
    if barred or not result.in_scope or result.count(Verdict.NOT_ASSESSED):
        return UnitVerdict.INSUFFICIENT
    return UnitVerdict.PASS


_OF_ENDING: Mapping[Ended, Reason | None] = {
    Ended.OK: None,
    Ended.PARTIAL: Reason.PARTIAL,
    Ended.UNREACHABLE: Reason.UNREACHABLE,
    Ended.REFUSED: Reason.REFUSED,
    Ended.NO_ROUTE: Reason.NO_ROUTE,
    Ended.STALLED: Reason.TIMEOUT,
    Ended.FLOODED: Reason.FLOODED,
    Ended.HOSTKEY_CHANGED: Reason.HOST_KEY,
    Ended.AUTH_REJECTED: Reason.AUTH,
    Ended.AUTH_STALLED: Reason.TIMEOUT,
    Ended.PROTOCOL_ERROR: Reason.PROTOCOL,
    Ended.TOO_OLD: Reason.TOO_OLD,
    Ended.SCRIPT_BLOCKED: Reason.SCRIPT_BLOCKED,
    Ended.BUG: Reason.BUG,
}
_OF_NO_ATTEMPT: Mapping[Why, Reason | None] = {
    Why.EXCLUDED: None,
    Why.NOT_SELECTED: Reason.NOT_SELECTED,
    Why.UNSUPPORTED: Reason.UNSUPPORTED,
    Why.CREDENTIAL_PAUSED: Reason.CREDENTIAL_PAUSED,
    Why.ACCOUNT_HELD: Reason.ACCOUNT_HELD,
    Why.ACCOUNT_WAITS: Reason.ACCOUNT_HELD,
    Why.NO_CREDENTIAL: Reason.NO_CREDENTIAL,
    Why.CONTROLLER_BUSY: Reason.CONTROLLER_BUSY,
    Why.INTERRUPTED: Reason.INTERRUPTED,
    Why.NOT_RUN: Reason.NOT_RUN,
    Why.AT_SITE: Reason.AT_SITE,
    Why.BEHIND_SITE: Reason.BEHIND_SITE,
    Why.NOT_AT_SITE: Reason.NOT_AT_SITE,
}


def reason_of(outcome: Outcome) -> Reason | None:
    """Return why a machine with that outcome is not assessed.

    Returns:
        None where the outcome alone is no reason: `ok`, and machines excluded with approval.
    """
    if outcome.ended is Ended.NOT_ATTEMPTED:
        return _OF_NO_ATTEMPT[outcome.why or Why.NOT_RUN]
    return _OF_ENDING[outcome.ended]
