"""No combination of outcome, answers and questions makes a machine pass unread."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from orchestrator.model.answer import (
    Answer,
    Answered,
    NotApplicable,
    Unanswered,
    Unread,
    canary_address,
    canary_name,
)
from orchestrator.model.district import Exclusion
from orchestrator.model.outcome import (
    OK,
    Ended,
    Outcome,
    Phase,
    Why,
    not_attempted,
    stalled,
)
from orchestrator.model.plan import Question
from orchestrator.model.result import Hit, Verdict
from tests.findings.made import CHECKS, SCOPE, judge
from tests.match.made import (
    NONCE,
    NULL,
    answered,
    cached,
    canary,
    connection,
    hosts,
)

_OUTCOMES = st.one_of(
    st.just(OK),
    st.sampled_from([e for e in Ended if e not in (Ended.STALLED, Ended.NOT_ATTEMPTED)]).map(
        lambda ended: Outcome(ended=ended)
    ),
    st.sampled_from(Phase).map(stalled),
    st.sampled_from(Why).map(not_attempted),
)
_SEEN = st.sampled_from(
    [
        (),
        (connection("203.0.113.66"),),
        (connection("192.0.2.1"),),
        (cached("bad.example", NULL),),
        (hosts(NULL, "bad.example"),),
    ]
)


@st.composite
def _answers(draw: st.DrawFn) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    for check in draw(st.sets(st.sampled_from(CHECKS))):
        made = (canary(check),) if draw(st.booleans()) else ()
        seen = draw(_SEEN)
        answers[check] = draw(
            st.sampled_from(
                [
                    answered(*made, *seen),
                    Unanswered(reason=draw(st.sampled_from(Unread)), observations=seen),
                    NotApplicable(why="none"),
                ]
            )
        )
    return answers


@given(
    st.one_of(st.none(), _answers()),
    _OUTCOMES,
    st.lists(
        st.builds(
            Question,
            check=st.sampled_from(CHECKS),
            task=st.just("t"),
            required=st.booleans(),
            control=st.sampled_from([None, "CD-05", "DNS-01"]),
        ),
        max_size=5,
    ),
    st.booleans(),
)
def test_no_machine_passes_unless_everything_required_was_read(
    answers: dict[str, Answer] | None,
    outcome: Outcome,
    questions: list[Question],
    excluded: bool,  # noqa: FBT001 - drawn by hypothesis
):
    exclusion = Exclusion(reason="r", approver="a", date="2026-01-01") if excluded else None
    scope = replace(SCOPE, excluded=exclusion)
    result = judge(answers, outcome, tuple(questions), scope)
    assert (result.reason is not None) == (result.verdict is Verdict.NOT_ASSESSED)
    assert (result.verdict is Verdict.EXCLUDED) == excluded
    assert not any(_is_canary(hit) for hit in result.hits)
    if result.verdict is Verdict.PASS:
        assert outcome.ended is Ended.OK
        assert answers is not None
        assert not any(hit.fails for hit in result.hits)
        for question in questions:
            if question.required:
                answer = answers[question.check]
                assert isinstance(answer, NotApplicable) or _proven(question.check, answer)
        assert _proven("connections", answers["connections"])


def _proven(check: str, answer: Answer) -> bool:
    return isinstance(answer, Answered) and canary(check) in answer.observations


def _is_canary(hit: Hit) -> bool:
    return hit.observed in (canary_name(NONCE), canary_address(NONCE))
