"""What pages show of a look beside its standing, and its checks made again without its body."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from orchestrator.findings.canaries import Canaries
from orchestrator.findings.looks import TakenAnswer
from orchestrator.findings.posture_rules import Case, judge_case, old_table, traits_of
from orchestrator.model.answer import Reading
from orchestrator.model.look import LookDetail, Said
from orchestrator.model.plan import Question
from orchestrator.model.result import AnswerKind, CheckResult
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
) -> tuple[CheckResult, ...]:
    """Return the checks of a machine that met nothing, as `judge_machine` has them.

    Args:
        answers: What became of each check in its only look of a sweep.
        detail: What pages show of that look.
        questions: What was asked of it.
        rules: Which checks are required, and the rule of each.
        at: When it was asked (aware UTC).
    """
    arguments = {question.check: question.arguments for question in tuple(questions)[::-1]}
    return tuple(_checks(answers, detail, arguments, rules, at))


def _checks(
    answers: Mapping[str, Said],
    detail: LookDetail,
    arguments: Mapping[str, Mapping[str, object]],
    rules: Rules,
    at: datetime | None,
) -> Iterator[CheckResult]:
    for check, said in answers.items():
        traits = detail.traits.get(check, ())
        notes = said.notes if said.kind is AnswerKind.ANSWERED else ()
        case = Case(traits=traits, notes=notes, arguments=arguments.get(check, {}), at=at)
        there = said.kind is not AnswerKind.NOT_APPLICABLE
        stands = judge_case(rules.by_check.get(check), case if there else None)
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
            notes=said.notes,
            traits=traits,
            stands=stands[0] if stands else None,
            old_table=old_table(traits, at),
        )
