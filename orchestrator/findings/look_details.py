"""What pages show of a look beside its standing, and its checks made again without its body."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from orchestrator.findings.canaries import Canaries
from orchestrator.findings.looks import TakenAnswer
from orchestrator.findings.posture_rules import Case, judge_of, old_table, traits_of
from orchestrator.findings.posture_rules import Said as Judgement
from orchestrator.model.answer import Note, Reading
from orchestrator.model.look import LookDetail, Said
from orchestrator.model.observation import Trait
from orchestrator.model.plan import Question
from orchestrator.model.result import AnswerKind, CheckResult, ControlVerdict, Hit
from orchestrator.model.rules import Rules


def detail_of(taken: TakenAnswer, reading: Reading) -> LookDetail:
    """Return what pages show of an evidence row, made rows taken out."""
    canaries = Canaries(taken.nonce)
    asked = dict.fromkeys(question.check for question in taken.questions)
    answers = ((check, reading.answers[check]) for check in asked if check in reading.answers)
    shown = ((check, traits_of(answer, canaries)) for check, answer in answers)
    return LookDetail(
        facts=reading.facts, traits={check: traits for check, traits in shown if traits}
    )


def checks_of_look(
    answers: Mapping[str, Said],
    detail: LookDetail,
    questions: Iterable[Question],
    rules: Rules,
    at: datetime | None,
    hits: Iterable[Hit] = (),
) -> tuple[CheckResult, ...]:
    """Return the checks of a machine as `judge_machine` has them.

    Args:
        answers: What became of each check in its only look of a sweep.
        detail: What pages show of that look.
        questions: What was asked of it.
        rules: Which checks are required, and the rule of each.
        at: When it was asked (aware UTC).
        hits: What it met and no allow list excuses.
    """
    arguments = {question.check: question.arguments for question in tuple(questions)[::-1]}
    own = frozenset(hit.check for hit in hits if hit.of_own_address)
    return tuple(_checks(answers, detail, arguments, rules, at, own))


def _checks(
    answers: Mapping[str, Said],
    detail: LookDetail,
    arguments: Mapping[str, Mapping[str, object]],
    rules: Rules,
    at: datetime | None,
    own_address_in: frozenset[str],
) -> Iterator[CheckResult]:
    for check, said in answers.items():
        traits = detail.traits.get(check, ())
        judge = judge_of(rules.by_check.get(check))
        yield CheckResult(
            check=check,
            required=check in rules.required,
            answer=said.kind,
            reason=said.reason,
            why=said.why,
            detail=said.detail,
            source=said.source,
            window_from=said.window.start,
            window_to=said.window.end,
            rows=said.rows,
            notes=(*said.notes, *((Note.OWN_ADDRESS_LISTED,) if check in own_address_in else ())),
            traits=traits,
            stands=None
            if judge is None
            else _stands(judge, said, traits, arguments.get(check, {}), at),
            old_table=old_table(traits, at) if traits else None,
        )


def _stands(
    judge: Callable[[Case], Judgement],
    said: Said,
    traits: tuple[Trait, ...],
    arguments: Mapping[str, object],
    at: datetime | None,
) -> ControlVerdict:
    if said.kind is AnswerKind.NOT_APPLICABLE:
        return ControlVerdict.NOT_APPLICABLE
    notes = said.notes if said.kind is AnswerKind.ANSWERED else ()
    verdict, _ = judge(Case(traits=traits, notes=notes, arguments=arguments, at=at))
    return verdict
