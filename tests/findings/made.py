"""Made questions and answers, and a judge with its defaults, for the tests of judging."""

from datetime import UTC, datetime

from msgspec.structs import replace

from orchestrator.checks import BY_CHECK
from orchestrator.findings import judge_machine
from orchestrator.match import Asked, Index, match
from orchestrator.model.answer import (
    Answer,
    Facts,
    Reading,
)
from orchestrator.model.observation import Observation
from orchestrator.model.outcome import (
    OK,
    Outcome,
)
from orchestrator.model.plan import Question
from orchestrator.model.result import MachineResult, Reason, ScopeRow, Status, Verdict
from orchestrator.model.rules import RULES as BARE
from tests.match.made import (
    AT,
    NONCE,
    answered,
    canary,
    index,
)

RULES = replace(BARE, by_check=BY_CHECK)
ASKED_AT = datetime(2026, 11, 20, tzinfo=UTC)
CHECKS = ("connections", "dns_cache", "hosts_file", "resolvers")
QUESTIONS = tuple(Question(check=check, task=check, required=True) for check in CHECKS)
SCOPE = ScopeRow(machine="m1", unit="u1")
BAD = index("bad.example", "203.0.113.66", "192.0.2.99:443", sinkholes=("192.0.2.53",))


def full(**seen: tuple[Observation, ...]) -> dict[str, Answer]:
    """Return an answer with its canary for every check, with what was seen besides."""
    return {check: answered(canary(check), *seen.get(check, ())) for check in CHECKS}


def judge(
    answers: dict[str, Answer] | None,
    outcome: Outcome = OK,
    questions: tuple[Question, ...] = QUESTIONS,
    scope: ScopeRow = SCOPE,
    nonce: str = NONCE,
    listed: Index = BAD,
) -> MachineResult:
    reading = None
    if answers is not None:
        reading = Reading(facts=Facts(name="PC"), answers=answers, complete=True)
    return judge_machine(
        scope=scope,
        questions=questions,
        outcome=outcome,
        reading=reading,
        hits=match(answers or {}, listed, Asked(nonce=NONCE, at=AT)),
        nonce=nonce,
        rules=RULES,
        attempted_at=ASKED_AT,
    )


def said(result: MachineResult) -> tuple[Verdict, Reason | None]:
    return result.verdict, result.reason


def statuses(result: MachineResult) -> list[Status]:
    return [hit.status for hit in result.hits]
