"""Real sockets on loopback: who answers is asked by a thread, who is off costs a socket."""

import contextlib
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from msgspec.structs import replace

from orchestrator.collect import Collector, Settings
from orchestrator.errors import UnwrittenError
from orchestrator.model.logon import Logon, LogonOutcome
from orchestrator.model.outcome import OK, Ended, Outcome, Trip, Why
from orchestrator.model.plan import JumpHost, Nobody, Plan, Target, Via
from orchestrator.transport.attempt import Attempt
from orchestrator.transport.base import Endpoint, Job, Reply
from orchestrator.transport.counted_socket import Meter
from orchestrator.transport.dial import dial
from orchestrator.transport.jump_lines import CHANNELS
from orchestrator.transport.library_errors import LibraryError
from orchestrator.transport.lockout import LockoutGuard
from orchestrator.transport.run_ledger import RunLedger
from tests.collect.plans import NONCE, NOON, plan, whole
from tests.transport.conftest import open_files
from tests.transport.over import AT_ONCE_S, FAR_S, within
from tests.transport.test_dial import silent

Behave = Callable[[Target, Attempt], None]


@pytest.fixture(autouse=True)
def nothing_stays() -> Iterator[None]:
    before, files = set(threading.enumerate()), open_files()
    yield
    within(AT_ONCE_S, lambda: not set(threading.enumerate()) - before)
    assert set(threading.enumerate()) - before == set()
    assert open_files() <= files


@dataclass(frozen=True)
class Dials:
    """A way that dials where a machine listens, does what the test says, and has its answer."""

    behave: Behave = lambda _target, _attempt: None
    socks: list[socket.socket] = field(default_factory=list)

    def endpoint(self, target: Target) -> Endpoint | None:
        return None if target.jump else (target.address, target.port)

    def run(self, target: Target, job: Job, attempt: Attempt, guard: LockoutGuard) -> Reply:  # noqa: ARG002
        try:
            self.socks.append(dial(target.address, target.port, attempt, Meter(100)))
        except LibraryError as trouble:
            return Reply(outcome=trouble.outcome)
        self.behave(target, attempt)
        ended = attempt.ending() or OK
        return Reply(outcome=ended, stdout=whole(target.machine), exit_code=0)


@contextlib.contextmanager
def listening() -> Iterator[int]:
    """A port that takes every connection, as the backlog of a server does."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as server:
        yield int(server.getsockname()[1])


def machines(*ports: int, address: str = "127.0.0.1", unit: str = "th_hoa_sen") -> Plan:
    """Machines of one unit that listen at these ports, the first first."""
    planned = plan(len(ports))
    rows = (
        replace(one, unit=unit, target=replace(one.target, address=address, port=port))
        for one, port in zip(planned.assignments, ports, strict=True)
    )
    return replace(planned, assignments=tuple(rows))


def collector(planned: Plan, way: Dials, settings: Settings, **more: object) -> Collector:
    return Collector(
        planned,
        nonce=NONCE,
        transports={Via.SSH: way},
        settings=settings,
        clock=lambda: NOON,
        **more,  # type: ignore[arg-type]
    )


def outcomes(trips: list[Trip]) -> Counter[str]:
    return Counter(str(trip.outcome) for trip in trips)


def test_a_machine_behind_many_that_are_off_is_asked_while_they_are_still_dialled():
    with silent() as off, listening() as on:
        settings = Settings(forks=2, timeout_s=FAR_S, connect_s=FAR_S)
        pool = collector(machines(*[off] * 40, on), Dials(), settings)
        trips = pool.trips()
        first = next(trips)
        assert (first.machine, first.outcome) == ("pc-0040", OK)
        assert len([t for t in threading.enumerate() if t.name.startswith("fork ")]) == 1
        pool.stop()
        assert list(trips) == []


def test_who_is_off_is_unreachable_and_takes_no_thread():
    with silent() as off:
        way = Dials()
        trips = list(collector(machines(*[off] * 30), way, Settings(connect_s=0.2)).trips())
    assert outcomes(trips) == {"unreachable": 30}
    assert {trip.outcome.detail for trip in trips} == {"TimeoutError: timed out"}
    assert sorted(trip.machine for trip in trips) == [f"pc-{n:04}" for n in range(30)]
    assert way.socks == []


def test_a_closed_port_refuses_and_takes_no_thread():
    with listening() as was_on:
        pass
    way = Dials()
    trips = list(collector(machines(was_on, was_on), way, Settings()).trips())
    assert outcomes(trips) == {"refused": 2}
    assert way.socks == []


def test_the_connection_that_answered_is_the_one_that_is_used():
    with socket.create_server(("127.0.0.1", 0)) as server:
        way = Dials()
        port = server.getsockname()[1]
        (trip,) = collector(machines(port), way, Settings()).trips()
        server.setblocking(False)
        other, _ = server.accept()
        with other, pytest.raises(BlockingIOError):
            server.accept()
    assert trip.outcome is OK
    assert trip.phases[0].phase == "connect"
    assert [sock.fileno() for sock in way.socks] == [-1]


def test_no_more_of_a_unit_are_asked_than_its_line_may_bear():
    lock, now, most = threading.Lock(), Counter[str](), Counter[str]()
    together = threading.Barrier(3)

    def behave(target: Target, _attempt: Attempt) -> None:
        unit = "th_1" if int(target.machine[3:]) < 30 else "th_2"
        with lock:
            now[unit] += 1
            most[unit] = max(most[unit], now[unit])
        if unit == "th_1":
            together.wait(AT_ONCE_S)
        with lock:
            now[unit] -= 1

    with listening() as on:
        rows = machines(*[on] * 60).assignments
        mixed = tuple(
            replace(row, unit="th_1" if number < 30 else "th_2") for number, row in enumerate(rows)
        )
        planned = replace(machines(on), assignments=mixed)
        settings = Settings(forks=20, unit_forks=3)
        trips = list(collector(planned, Dials(behave), settings).trips())
    assert outcomes(trips) == {"ok": 60}
    assert most["th_1"] == 3
    assert most["th_2"] <= 3


def test_who_would_wait_for_a_channel_of_a_jump_host_holds_no_fork():
    """As many forks as channels and a few: those that need no jump host get the few."""
    lock, last = threading.Lock(), threading.Event()
    now = most = 0
    hop = JumpHost(name="cong", address="127.0.0.1", port=22, credential=Nobody())

    def behave(target: Target, _attempt: Attempt) -> None:
        nonlocal now, most
        if not target.jump:
            if target.machine == "pc-0069":
                last.set()
            return
        with lock:
            now += 1
            most = max(most, now)
        assert last.wait(AT_ONCE_S)
        with lock:
            now -= 1

    with listening() as on:
        planned = machines(*[on] * 70)
        rows = tuple(
            replace(row, target=replace(row.target, jump=(hop,))) if number < 60 else row
            for number, row in enumerate(planned.assignments)
        )
        settings = Settings(forks=CHANNELS + 2, unit_forks=100)
        way = Dials(behave)
        trips = list(collector(replace(planned, assignments=rows), way, settings).trips())
    assert outcomes(trips) == {"ok": 70}
    assert 0 < most <= CHANNELS


def test_no_more_machines_are_begun_in_a_second_than_was_said():
    began = time.monotonic()
    with listening() as on:
        trips = list(collector(machines(*[on] * 6), Dials(), Settings(rate=20.0)).trips())
    assert outcomes(trips) == {"ok": 6}
    assert time.monotonic() - began >= 5 / 20


def test_who_is_asked_is_asked_in_the_order_given():
    seen: list[str] = []
    with listening() as on:
        planned = machines(*[on] * 5)
        order = [planned.assignments[number] for number in (3, 1, 4)]
        way = Dials(lambda target, _attempt: seen.append(target.machine))
        list(collector(planned, way, Settings(forks=1), asked=order).trips())
    assert seen == ["pc-0003", "pc-0001", "pc-0004"]


def test_a_name_is_looked_up_beside_the_dialling(monkeypatch: pytest.MonkeyPatch):
    with listening() as on:
        row = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", on))
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [row])
        planned = machines(*[on] * 70, address="pc.example")
        assert outcomes(list(collector(planned, Dials(), Settings()).trips())) == {"ok": 70}


def test_a_name_that_leads_nowhere_is_unreachable(monkeypatch: pytest.MonkeyPatch):
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    (trip,) = collector(machines(22, address="pc.example"), Dials(), Settings()).trips()
    assert trip.outcome.ended is Ended.UNREACHABLE
    assert "not known" in trip.outcome.detail


def test_a_resolver_that_hangs_costs_the_connect_time_and_holds_up_no_address(
    monkeypatch: pytest.MonkeyPatch,
):
    done = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: done.wait(FAR_S) and [])
    with listening() as on:
        named = machines(*[on] * 40, address="pc.example").assignments
        planned = machines(*[on] * 43)
        rows = (*named, *planned.assignments[40:])
        pool = collector(replace(planned, assignments=rows), Dials(), Settings(connect_s=0.3))
        trips = list(pool.trips())
    done.set()
    assert outcomes(trips) == {"ok": 3, "unreachable": 40}
    slow = {trip.outcome.detail for trip in trips if trip.outcome is not OK}
    assert slow == {"the resolver did not answer in time"}


def test_a_credential_that_is_paused_is_dialled_nowhere():
    rejected = RunLedger()
    for machine in ("a", "b"):
        told = Logon(principal="audit", machine=machine, sent_at=rejected.now())
        rejected.ended(0, replace(told, end=LogonOutcome.REJECTED))
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        trips = list(collector(machines(port, port), Dials(), Settings(), ledger=rejected).trips())
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert [trip.outcome.why for trip in trips] == [Why.CREDENTIAL_PAUSED] * 2


def test_a_fault_of_the_guard_costs_its_machine_and_shows_itself():
    class Broken(RunLedger):
        def principal(self, user: str, machine: str) -> str:
            if machine == "pc-0001":
                raise KeyError(machine)
            return super().principal(user, machine)

    with listening() as on:
        ways = collector(machines(on, on, on), Dials(), Settings(), ledger=Broken())
        trips = {trip.machine: trip.outcome for trip in ways.trips()}
    assert [trips[name] for name in ("pc-0000", "pc-0002")] == [OK, OK]
    assert trips["pc-0001"].ended is Ended.BUG
    assert "KeyError" in trips["pc-0001"].detail


def test_a_stop_leaves_no_socket_of_those_on_the_way():
    with silent() as off:
        settings = Settings(forks=4, timeout_s=FAR_S, connect_s=FAR_S)
        pool = collector(machines(*[off] * 50), Dials(), settings)
        threading.Timer(0.2, pool.stop).start()
        assert list(pool.trips()) == []


def test_what_is_never_begun_leaves_nothing_open():
    collector(machines(22), Dials(), Settings()).stop()


def test_a_fault_of_ours_outside_of_a_transport_reaches_the_one_who_reads():
    class Broken(Dials):
        def endpoint(self, target: Target) -> Endpoint:
            raise RuntimeError(target.machine)

    with pytest.raises(RuntimeError, match="pc-0000"):
        list(collector(machines(22, 22), Broken(), Settings()).trips())


def test_what_every_machine_would_meet_ends_the_asking_and_is_raised_once():
    asked: list[str] = []

    def behave(target: Target, _attempt: Attempt) -> None:
        asked.append(target.machine)
        raise UnwrittenError.one("no space left")

    with listening() as on:
        pool = collector(machines(*[on] * 50), Dials(behave), Settings(forks=1))
        with pytest.raises(UnwrittenError, match="no space left"):
            list(pool.trips())
    assert asked == ["pc-0000"]


_FEW = """
import resource, socket, sys
from tests.collect.test_dialling import Dials, collector, machines, outcomes
from orchestrator.collect import Settings
server = socket.create_server(("127.0.0.1", 0), backlog=512)
on = server.getsockname()[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
trips = list(collector(machines(*[on] * 200), Dials(), Settings(forks=50)).trips())
print(dict(outcomes(trips)))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="its processes have no such limit")
def test_with_sixty_four_descriptors_all_are_asked():
    done = subprocess.run([sys.executable, "-c", _FEW], capture_output=True, text=True, check=False)
    assert done.stdout == "{'ok': 200}\n", done.stderr


def test_a_machine_given_up_for_our_sake_says_so():
    """What ends at its wall is in no doubt about whose fault it was."""

    def behave(_target: Target, attempt: Attempt) -> None:
        attempt.wall = 0.0
        broken = threading.Event()
        attempt.on_break(broken.set)
        assert broken.wait(AT_ONCE_S)

    with listening() as on:
        (trip,) = collector(machines(on), Dials(behave), Settings(timeout_s=FAR_S)).trips()
    assert trip.outcome == Outcome(ended=Ended.NOT_ATTEMPTED, why=Why.CONTROLLER_BUSY)
