"""An outcome is kept as a word, and comes back from it."""

import pytest

from orchestrator.model.outcome import (
    JUMP_FAULTS,
    OK,
    Barrier,
    Ended,
    Outcome,
    Phase,
    ServiceFault,
    Why,
    behind,
    failed_jump_host,
    not_attempted,
    script_blocked,
    stalled,
    with_fault,
)

PLAIN = tuple(ended for ended in Ended if ended not in (Ended.STALLED, Ended.NOT_ATTEMPTED))
EVERY = (
    *(Outcome(ended=ended) for ended in PLAIN),
    *(Outcome(ended=Ended.STALLED, at=phase) for phase in Phase),
    *map(not_attempted, Why),
    *map(script_blocked, Barrier),
    *(
        Outcome(ended=ended, fault=fault)
        for ended in (Ended.PROTOCOL_ERROR, Ended.AUTH_REJECTED, Ended.AUTH_STALLED, Ended.PARTIAL)
        for fault in ServiceFault
    ),
)


@pytest.mark.parametrize("outcome", EVERY, ids=str)
def test_the_word_of_an_outcome_gives_it_back(outcome: Outcome):
    assert Outcome.parse(str(outcome)) == outcome


def test_what_was_said_besides_is_kept_beside_the_word():
    assert Outcome.parse("ok", "x").detail == "x"
    assert Outcome.parse("partial", "x", "SomeException").error_id == "SomeException"
    assert str(Outcome(ended=Ended.OK, detail="x")) == str(OK)


@pytest.mark.parametrize(
    "word",
    [
        "",
        "OK",
        "fine",
        "stalled",
        "stalled(fine)",
        "not_attempted()",
        "script_blocked(fine)",
        "partial(fine)",
    ],
)
def test_another_word_is_no_outcome(word: str):
    with pytest.raises(ValueError, match="is not a valid"):
        Outcome.parse(word)


def test_a_fault_is_said_where_there_may_be_one_and_the_first_holds():
    busy = with_fault(Outcome(ended=Ended.PROTOCOL_ERROR), ServiceFault.BUSY)
    assert str(busy) == "protocol_error(busy)"
    assert with_fault(busy, ServiceFault.CLOSED) == busy
    assert with_fault(busy, None) == busy
    assert with_fault(OK, ServiceFault.BUSY) == OK


def test_a_stall_at_the_door_is_a_word_of_its_own():
    assert [str(stalled(phase)) for phase in (Phase.CONNECT, Phase.LOGIN, Phase.EXEC)] == [
        "unreachable",
        "auth_stalled",
        "stalled(exec)",
    ]


def test_a_jump_host_is_told_in_the_outcome_and_read_again():
    outcome = behind(ServiceFault.JUMP_DOWN, "gate", "refused: no")
    assert str(outcome) == "unreachable(jump_down)"
    assert Outcome.parse(str(outcome), outcome.detail) == outcome
    assert outcome.fault in JUMP_FAULTS
    assert ServiceFault.BUSY not in JUMP_FAULTS
    assert (failed_jump_host(outcome), failed_jump_host(OK)) == ("gate", "")
