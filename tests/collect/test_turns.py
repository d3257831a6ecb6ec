"""Who waits for others of its account holds no fork, and is asked as soon as it may be."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from orchestrator.collect.asking_order import Queue
from orchestrator.collect.turns import Turns, waits
from orchestrator.model.outcome import OK, Why, not_attempted
from orchestrator.model.plan import Assignment, Credential, Target
from orchestrator.transport.attempt import Attempt, Watchdog
from orchestrator.transport.base import Reply
from orchestrator.transport.library_errors import LibraryError
from orchestrator.transport.lockout import GuardedLogon, LockoutGuard, LogonProof
from tests.collect.plans import answers, plan
from tests.collect.test_collector import collector
from tests.transport.conftest import watchdog  # noqa: F401 - a fixture
from tests.transport.over import FAR_S

FIRST, SECOND, THIRD = plan(3).assignments


def credential() -> Credential:
    return FIRST.target.credential


def anywhere(_unit: str) -> bool:
    return True


def nowhere(_unit: str) -> bool:
    return False


def turns_of(*rows: Assignment, guard: LockoutGuard | None = None) -> Turns:
    return Turns(Queue(rows), guard or LockoutGuard())


def test_everyone_gets_a_turn_in_order_and_then_nobody():
    turns = turns_of(FIRST, SECOND, THIRD)
    assert [turns.next(anywhere) for _ in range(4)] == [FIRST, SECOND, THIRD, None]


def test_who_was_put_back_goes_before_who_was_never_asked():
    turns = turns_of(FIRST, SECOND)
    row = turns.next(anywhere)
    assert row is FIRST
    turns.put_back(row)
    assert [turns.next(anywhere) for _ in range(3)] == [FIRST, SECOND, None]


def test_who_must_wait_lets_the_others_pass(watchdog: Watchdog):  # noqa: F811
    guard = LockoutGuard(patience_s=0.01)
    turns = turns_of(SECOND, guard=guard)
    with two_under_way(watchdog, guard) as logon:
        turns.put_back(FIRST)
        assert turns.next(anywhere) is SECOND
        assert turns.next(anywhere) is None
        assert len(turns) == 1
        logon.accepted(LogonProof.SURE)
        assert turns.next(anywhere) is FIRST
    assert not turns


def test_a_pause_is_not_cut_short_and_is_no_turn_of_its_own():
    turns = turns_of(SECOND)
    turns.put_off(FIRST, FAR_S)
    assert turns.next(anywhere) is SECOND
    assert turns.next(anywhere) is None
    assert len(turns) == 1
    turns.put_off(THIRD, 0.0)
    assert turns.next(anywhere) is THIRD


def test_nobody_comes_back_to_a_unit_that_has_no_room():
    turns = turns_of()
    turns.put_back(FIRST)
    turns.put_off(SECOND, 0.0)
    assert turns.next(nowhere) is None
    assert len(turns) == 2
    assert [turns.next(anywhere) for _ in range(3)] == [SECOND, FIRST, None]


def test_a_stopped_run_waits_for_nobody(watchdog: Watchdog):  # noqa: F811
    guard = LockoutGuard()
    turns = turns_of(THIRD, guard=guard)
    with two_under_way(watchdog, guard):
        turns.put_back(FIRST)
        turns.put_off(SECOND, FAR_S)
        turns.clear()
        assert not turns


@contextmanager
def two_under_way(
    watchdog: Watchdog,  # noqa: F811
    guard: LockoutGuard,
) -> Iterator[GuardedLogon]:
    with (
        watchdog.attempt(FAR_S) as line,
        guard.logon(credential(), "a", line),
        guard.logon(credential(), "b", line) as logon,
    ):
        yield logon


def test_only_who_waits_for_its_account_is_put_back():
    put_back = [why for why in Why if waits(not_attempted(why))]
    assert put_back == [Why.ACCOUNT_WAITS]
    assert not waits(OK)


def test_machines_that_stall_in_their_logon_hold_up_nobody_else():
    """Three forks: two stall until all others were asked, though a third waits for its turn."""
    others, asked, full = threading.Semaphore(0), Counter[str](), threading.Event()
    both = threading.Barrier(2, action=full.set)

    def behave(target: Target, line: Attempt, gate: LockoutGuard) -> Reply:
        asked[target.machine] += 1
        if target.machine > "pc-0004":  # of another account
            others.release()
            return answers(target, line, gate)
        if target.machine >= "pc-0002":
            assert full.wait(FAR_S)
        try:
            with gate.logon(target.credential, target.machine, line) as logon:
                if target.machine < "pc-0002":
                    both.wait(FAR_S)
                    assert all(others.acquire(timeout=FAR_S) for _ in range(10))
                    others.release(10)
                logon.accepted(LogonProof.SURE)
        except LibraryError as trouble:
            return Reply(outcome=trouble.outcome)
        return answers(target, line, gate)

    trips = list(collector(behave, plan(25), forks=3, timeout_s=FAR_S).trips())
    assert Counter(str(trip.outcome) for trip in trips) == {"ok": 25}
    assert asked["pc-0002"] == 2
    assert max(asked.values()) == 2
