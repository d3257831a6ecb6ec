import pytest

from orchestrator.findings.verdicts import reason_of
from orchestrator.model.outcome import (
    OK,
    Barrier,
    Ended,
    Outcome,
    Phase,
    Why,
    not_attempted,
    script_blocked,
    stalled,
)
from orchestrator.model.result import Reason

EVERY = (
    *(Outcome(ended=ended) for ended in Ended),
    *(Outcome(ended=Ended.STALLED, at=phase) for phase in Phase),
    *(not_attempted(why) for why in Why),
    *(script_blocked(barrier) for barrier in Barrier),
)


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (OK, None),
        (not_attempted(Why.EXCLUDED), None),
        (stalled(Phase.CONNECT), Reason.UNREACHABLE),
        (stalled(Phase.LOGIN), Reason.TIMEOUT),
        (stalled(Phase.EXEC), Reason.TIMEOUT),
        (Outcome(ended=Ended.PARTIAL), Reason.PARTIAL),
        (Outcome(ended=Ended.HOSTKEY_CHANGED), Reason.HOST_KEY),
        (Outcome(ended=Ended.AUTH_REJECTED), Reason.AUTH),
        (Outcome(ended=Ended.PROTOCOL_ERROR), Reason.PROTOCOL),
        (not_attempted(Why.CREDENTIAL_PAUSED), Reason.CREDENTIAL_PAUSED),
        (not_attempted(Why.ACCOUNT_HELD), Reason.ACCOUNT_HELD),
        (not_attempted(Why.ACCOUNT_WAITS), Reason.ACCOUNT_HELD),
        (not_attempted(Why.CONTROLLER_BUSY), Reason.CONTROLLER_BUSY),
        (not_attempted(Why.NOT_SELECTED), Reason.NOT_SELECTED),
        (script_blocked(Barrier.EMPTY_ANSWER), Reason.SCRIPT_BLOCKED),
        (Outcome(ended=Ended.BUG), Reason.BUG),
    ],
    ids=str,
)
def test_the_word_for_json(outcome: Outcome, reason: Reason | None):
    assert reason_of(outcome) is reason


def test_only_ok_and_excluded_are_no_reason():
    silent = {str(outcome) for outcome in EVERY if reason_of(outcome) is None}
    assert silent == {"ok", "not_attempted(excluded)"}


def test_every_reason_but_those_of_looks_comes_from_an_outcome():
    of_looks = {
        Reason.NOT_ASKED,
        Reason.AGED,
        Reason.IDENTITY,
        Reason.AWAITING_LOOK,
        Reason.REJUDGING,
        Reason.DECLARED_ONLY,
        Reason.MISDATED,
    }
    assert {reason_of(outcome) for outcome in EVERY} == {None, *Reason} - of_looks
