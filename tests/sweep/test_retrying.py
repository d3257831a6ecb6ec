"""Which machines of a kept sweep are asked again."""

from types import SimpleNamespace

import pytest

from orchestrator.errors import UsageError
from orchestrator.model.result import Reason, Verdict
from orchestrator.sweep.retrying import EVERY_REASON, RetryGroup, is_meant, wanted


def machine(reason: Reason | None, verdict: Verdict = Verdict.NOT_ASSESSED, *, selected=True):
    return SimpleNamespace(reason=reason, verdict=verdict, scope=SimpleNamespace(selected=selected))


OFF, HALF = machine(Reason.UNREACHABLE), machine(Reason.PARTIAL)
FOUND, FOUND_HALF = machine(None, Verdict.FAIL), machine(Reason.PARTIAL, Verdict.FAIL)
CLEAN = machine(None, Verdict.PASS)
LEFT_OUT = machine(Reason.NOT_SELECTED, selected=False)
ALL = (OFF, HALF, FOUND, FOUND_HALF, CLEAN, LEFT_OUT)


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ((), (OFF, HALF, FOUND_HALF)),
        (("not_assessed",), (OFF, HALF, FOUND_HALF)),
        (("unreachable",), (OFF,)),
        (("partial",), (HALF, FOUND_HALF)),
        (("failed",), (FOUND, FOUND_HALF)),
        (("failed", "unreachable"), (OFF, FOUND, FOUND_HALF)),
        (("auth",), ()),
    ],
)
def test_a_word_names_its_machines(words, asked):
    assert tuple(one for one in ALL if is_meant(one, wanted(words))) == asked


def test_the_words_are_those_of_the_report_and_two_more():
    assert wanted(tuple(Reason)) == frozenset(Reason)
    assert wanted(tuple(RetryGroup)) == frozenset(RetryGroup)
    assert wanted(()) == EVERY_REASON


@pytest.mark.parametrize(
    ("word", "said"), [("unreachabel", "unreachable"), ("x", "not_assessed"), ("Auth", "auth")]
)
def test_another_word_is_refused_with_what_was_meant(word, said):
    with pytest.raises(UsageError) as caught:
        wanted(("auth", word))
    (problem,) = caught.value.problems
    assert word in str(problem.what)
    assert said in str(problem.mend)
