"""Who is busy is asked again within its deadline; who said no is not."""

from collections import Counter

import pytest

from orchestrator.collect import retries
from orchestrator.collect.retries import Retries, again_after_s
from orchestrator.model.outcome import (
    OK,
    Ended,
    Outcome,
    Phase,
    ServiceFault,
    Why,
    not_attempted,
    stalled,
)
from orchestrator.model.plan import Target
from orchestrator.transport.attempt import Attempt
from orchestrator.transport.base import Reply
from orchestrator.transport.lockout import LockoutGuard
from tests.collect.plans import answers, plan
from tests.collect.test_collector import collector

REFUSED = Outcome(ended=Ended.REFUSED)


def odd(fault: ServiceFault | None) -> Outcome:
    return Outcome(ended=Ended.PROTOCOL_ERROR, fault=fault)


BUSY = odd(ServiceFault.BUSY)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pause lasts."""
    pauses = {kind: (0.0,) * len(times) for kind, times in retries._AFTER_S.items()}
    monkeypatch.setattr(retries, "_AFTER_S", pauses)


def test_what_passes_is_asked_again_with_growing_pauses():
    for outcome, pauses in (
        (REFUSED, [1.0, None]),
        (odd(ServiceFault.CLOSED), [1.0, 4.0, None]),
        *(
            (odd(fault), [1.0, 4.0, 12.0, None])
            for fault in (
                ServiceFault.BUSY,
                ServiceFault.SERVER_ERROR,
                ServiceFault.MAX_STARTUPS,
                ServiceFault.QUOTA,
            )
        ),
        (odd(ServiceFault.PENALTY), [16.0, 31.0, None]),
    ):
        assert [again_after_s(outcome, times) for times in range(len(pauses))] == pauses


def test_all_else_is_an_end():
    rejected = Outcome(ended=Ended.AUTH_REJECTED, fault=ServiceFault.PASSWORD_EXPIRED)
    ends = [
        OK,
        rejected,
        odd(None),
        odd(ServiceFault.CHANNEL_REFUSED),
        *(Outcome(ended=ended) for ended in Ended if ended is not Ended.REFUSED),
        *(not_attempted(why) for why in Why),
        *(stalled(phase) for phase in Phase),
        *(Outcome(ended=Ended.PARTIAL, fault=fault) for fault in ServiceFault),
        *(Outcome(ended=Ended.AUTH_STALLED, fault=fault) for fault in ServiceFault),
    ]
    assert {again_after_s(outcome, 0) for outcome in ends} == {None}


def test_pauses_and_attempts_come_out_of_one_deadline():
    machine = Retries(20.0)
    assert machine.left_s("pc") == 20.0
    assert machine.pause_s("pc", BUSY, 2.0) == 1.0
    assert machine.left_s("pc") == 17.0
    assert machine.pause_s("pc", BUSY, 3.0) == 4.0
    assert machine.left_s("pc") == 10.0
    assert machine.pause_s("pc", BUSY, 1.0) is None  # 12 seconds more are not left
    assert machine.left_s("pc") == 20.0  # nothing is kept of who has ended


@pytest.mark.usefixtures("at_once")
def test_a_machine_that_was_busy_is_asked_again_and_yields_one_trip():
    asked = Counter[str]()

    def behave(target: Target, line: Attempt, gate: LockoutGuard) -> Reply:
        asked[target.machine] += 1
        if asked[target.machine] < 3:
            return Reply(outcome=BUSY)
        return answers(target, line, gate)

    trips = list(collector(behave, plan(20), forks=4).trips())
    assert Counter(str(trip.outcome) for trip in trips) == {"ok": 20}
    assert set(asked.values()) == {3}


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(("outcome", "times"), [(BUSY, 4), (REFUSED, 2), (odd(None), 1)])
def test_one_that_stays_busy_says_so_in_the_end(outcome: Outcome, times: int):
    asked = Counter[str]()

    def behave(target: Target, *_: object) -> Reply:
        asked[target.machine] += 1
        return Reply(outcome=outcome)

    trips = list(collector(behave, plan(3), forks=2).trips())
    assert [trip.outcome for trip in trips] == [outcome] * 3
    assert set(asked.values()) == {times}
    again = list(collector(behave, plan(3), forks=2, retry=False).trips())
    assert len(again) == 3
    assert set(asked.values()) == {times + 1}


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("said", ["rejected", "nothing"])
def test_a_password_that_left_and_was_not_accepted_goes_no_second_time(said: str):
    sent = Counter[str]()

    def behave(target: Target, line: Attempt, gate: LockoutGuard) -> Reply:
        with gate.logon(target.credential, target.machine, line) as logon:
            sent[target.machine] += 1
            if said == "rejected":
                logon.rejected()
        return Reply(outcome=odd(ServiceFault.CLOSED))

    list(collector(behave, plan(1)).trips())
    assert sent == {"pc-0000": 1}
