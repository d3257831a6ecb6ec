import socket
import threading
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from orchestrator.collect import Collector, Settings
from orchestrator.collect.outbox import MAX_TRIPS
from orchestrator.model.outcome import OK, Ended, Outcome, Trip
from orchestrator.model.plan import Plan, Target, Via
from orchestrator.transport import transports
from orchestrator.transport.attempt import Attempt
from orchestrator.transport.base import Job, Reply
from orchestrator.transport.capture import Capture
from orchestrator.transport.large_answers import FREE_BYTES
from orchestrator.transport.library_errors import LibraryError
from orchestrator.transport.lockout import LockoutGuard
from tests.collect.plans import NONCE, NOON, SECRET, Pretend, answers, plan, whole
from tests.transport.conftest import Faults, ssh_faults  # noqa: F401 - a fixture
from tests.transport.over import AT_ONCE_S, FAR_S, within

Behave = Callable[[Target, Attempt, LockoutGuard], Reply]


@pytest.fixture(autouse=True)
def no_thread_stays() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    within(AT_ONCE_S, lambda: not set(threading.enumerate()) - before)
    assert set(threading.enumerate()) - before == set()


def collector(
    behave: Behave, planned: Plan, *, machines: frozenset[str] | None = None, **settings: float
) -> Collector:
    return Collector(
        planned,
        nonce=NONCE,
        transports={Via.SSH: Pretend(behave)},
        settings=Settings(**settings),  # type: ignore[arg-type]
        clock=lambda: NOON,
        asked=None
        if machines is None
        else [one for one in planned.assignments if one.machine in machines],
    )


def names(trips: list[Trip]) -> list[str]:
    return sorted(trip.machine for trip in trips)


def test_every_machine_yields_exactly_one_trip():
    planned = plan(300)
    trips = list(collector(answers, planned, forks=20).trips())
    assert names(trips) == [a.machine for a in planned.assignments]
    assert all(trip.stdout == whole(trip.machine) for trip in trips)


def test_only_the_machines_that_were_chosen_are_asked():
    chosen = frozenset({"pc-0003", "pc-0007"})
    assert names(list(collector(answers, plan(10), machines=chosen).trips())) == sorted(chosen)


@pytest.mark.parametrize("planned", [plan(0), plan(1)])
def test_small_plans_end_too(planned: Plan):
    assert len(list(collector(answers, planned).trips())) == len(planned.assignments)


def test_no_more_machines_are_asked_at_once_than_there_are_forks():
    now, most, lock = Counter[str](), [0], threading.Lock()
    together = threading.Barrier(7)

    def behave(target: Target, line: Attempt, gate: LockoutGuard) -> Reply:
        with lock:
            now["asked"] += 1
            most[0] = max(most[0], now["asked"])
        together.wait(AT_ONCE_S)
        with lock:
            now["asked"] -= 1
        return answers(target, line, gate)

    trips = list(collector(behave, plan(63), forks=7).trips())
    assert {trip.outcome for trip in trips} == {OK}
    assert most[0] == 7


def test_a_fault_of_ours_costs_one_machine_and_leaves_a_traceback_without_secrets():
    def behave(target: Target, line: Attempt, gate: LockoutGuard) -> Reply:
        if target.machine == "pc-0001":
            msg = f"broken while holding {SECRET}"
            raise KeyError(msg)
        return answers(target, line, gate)

    trips = {trip.machine: trip for trip in collector(behave, plan(3)).trips()}
    bug = trips["pc-0001"].outcome
    assert bug.ended is Ended.BUG
    assert "behave" in bug.detail
    assert "KeyError" in bug.detail
    assert SECRET not in bug.detail
    assert [trips[name].outcome for name in ("pc-0000", "pc-0002")] == [OK, OK]


def test_a_way_that_does_not_exist_is_a_bug_and_not_a_silence():
    (trip,) = collector(answers, plan(1, via=Via.WINRM)).trips()
    assert trip.outcome.ended is Ended.BUG


def test_a_trip_names_who_logged_on_and_never_the_secret():
    (trip,) = collector(answers, plan(1)).trips()
    assert (trip.principal, trip.via) == ("audit (password)", "ssh")
    assert (trip.started_at, trip.ended_at) == (NOON, NOON)
    assert SECRET not in repr(trip)


def test_what_a_machine_echoes_of_the_secret_is_struck_out():
    def behave(*_: object) -> Reply:
        detail = f"login incorrect: {SECRET}"
        return Reply(outcome=Outcome(ended=Ended.AUTH_REJECTED, detail=detail))

    (trip,) = collector(behave, plan(1)).trips()
    assert trip.outcome.detail == "login incorrect: ***"

    def dies(*_: object) -> Reply:
        told = f"    + FullyQualifiedErrorId : {SECRET}\r\n".encode()
        return Reply(outcome=OK, stderr=told, exit_code=1)

    (trip,) = collector(dies, plan(1)).trips()
    assert trip.outcome.error_id == "***"


def test_a_stalled_consumer_stops_the_dialling():
    asked = Counter[str]()

    def behave(target: Target, line: Attempt, gate: LockoutGuard) -> Reply:
        asked["machines"] += 1
        return answers(target, line, gate)

    trips = collector(behave, plan(1000), forks=10).trips()
    next(trips)
    time.sleep(0.3)
    assert asked["machines"] <= MAX_TRIPS + 10 + 1
    assert len(list(trips)) == 999


def test_large_answers_stop_it_sooner():
    asked = Counter[str]()

    def behave(*_: object) -> Reply:
        asked["machines"] += 1
        return Reply(outcome=OK, stdout=bytes(8 << 20), exit_code=0)

    trips = collector(behave, plan(40), forks=4).trips()
    next(trips)
    time.sleep(0.3)
    assert asked["machines"] <= 16
    assert len(list(trips)) == 39


def test_stop_shuts_sockets_at_once_and_unfinished_machines_yield_nothing():
    others, lock = [], threading.Lock()

    def behave(target: Target, line: Attempt, gate: LockoutGuard) -> Reply:
        if target.machine == "pc-0000":
            return answers(target, line, gate)
        ours, theirs = socket.socketpair()
        with lock:
            others.append(theirs)
        line.own(ours)
        ours.recv(1)
        return Reply(outcome=line.ending() or OK)

    pool = collector(behave, plan(50), forks=8)
    trips = pool.trips()
    assert next(trips).machine == "pc-0000"
    began = time.monotonic()
    threading.Timer(0.05, pool.stop).start()
    assert list(trips) == []
    assert time.monotonic() - began < AT_ONCE_S
    for other in others:
        other.close()


def test_leaving_the_iteration_stops_too():
    def behave(target: Target, line: Attempt, gate: LockoutGuard) -> Reply:
        if target.machine == "pc-0000":
            return answers(target, line, gate)
        line.on_break((broken := threading.Event()).set)
        broken.wait(FAR_S)
        return Reply(outcome=line.ending() or OK)

    trips = collector(behave, plan(50), forks=8).trips()
    next(trips)
    began = time.monotonic()
    trips.close()  # type: ignore[attr-defined]
    assert time.monotonic() - began < AT_ONCE_S


def test_a_deadline_is_one_machines_own():
    def behave(target: Target, line: Attempt, gate: LockoutGuard) -> Reply:
        if int(target.machine[3:]) % 10:
            return answers(target, line, gate)
        line.on_break((broken := threading.Event()).set)
        broken.wait(FAR_S)
        return Reply(outcome=line.ending() or OK)

    began = time.monotonic()
    trips = list(collector(behave, plan(100), forks=20, timeout_s=0.3).trips())
    assert time.monotonic() - began < AT_ONCE_S
    assert Counter(str(trip.outcome) for trip in trips) == {"ok": 90, "unreachable": 10}


def test_memory_does_not_follow_the_number_of_machines():
    def peak(count: int) -> int:
        planned = plan(count)
        pool = collector(answers, planned, forks=10)
        tracemalloc.start()
        assert sum(1 for _ in pool.trips()) == count
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(4000) < peak(400) + 200_000


def test_a_wrong_password_on_two_hundred_live_machines_leaves_twice(
    ssh_faults: Faults,  # noqa: F811
    tmp_path: Path,
):
    before = ssh_faults.attempts("reject")
    pool = Collector(
        plan(200, port=ssh_faults.ports["reject"]),
        nonce=NONCE,
        transports=transports(tmp_path),
        settings=Settings(forks=50, timeout_s=FAR_S),
        clock=lambda: NOON,
    )
    outcomes = Counter(str(trip.outcome) for trip in pool.trips())
    assert outcomes == {"auth_rejected": 2, "not_attempted(credential paused)": 198}
    assert ssh_faults.attempts("reject") - before == 2


def test_a_waiting_machine_is_released_when_the_sweep_stops():
    def behave(target: Target, line: Attempt, gate: LockoutGuard) -> Reply:
        try:
            with gate.logon(target.credential, target.machine, line):
                line.on_break((broken := threading.Event()).set)
                broken.wait(FAR_S)
        except LibraryError as trouble:
            return Reply(outcome=trouble.outcome)
        return Reply(outcome=line.ending() or OK)

    pool = collector(behave, plan(20), forks=8)
    threading.Timer(0.1, pool.stop).start()
    began = time.monotonic()
    assert list(pool.trips()) == []
    assert time.monotonic() - began < AT_ONCE_S


class Talkative:
    """A transport whose machines say much; the first one more than it may."""

    def run(self, target: Target, job: Job, line: Attempt, gate: LockoutGuard) -> Reply:  # noqa: ARG002
        kept = Capture(job, target.machine, line)
        pieces = 16 if target.machine == "pc-0000" else 6
        try:
            for _ in range(pieces):
                kept.take_stdout(b"x" * (FREE_BYTES // 2))
        except LibraryError as trouble:
            return kept.reply(trouble.outcome)
        return kept.reply(OK)


def test_large_answers_take_turns_and_nobody_is_flooded_by_others():
    asked = Collector(
        plan(12),
        nonce=NONCE,
        transports={Via.SSH: Talkative()},
        settings=Settings(forks=12, max_stdout_bytes=4 * FREE_BYTES, flight_bytes=FREE_BYTES),
        clock=lambda: NOON,
    )
    trips = {trip.machine: trip for trip in asked.trips()}
    flooded = {name for name, trip in trips.items() if trip.outcome.ended is Ended.FLOODED}
    assert flooded == {"pc-0000"}
    assert {len(trips[name].stdout) for name in trips.keys() - flooded} == {3 * FREE_BYTES}
