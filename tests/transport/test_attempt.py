import socket
import threading
import time

import pytest

from orchestrator.model.outcome import Phase
from orchestrator.transport.attempt import Watchdog
from tests.transport.over import AT_ONCE_S, FAR_S


def test_a_deadline_wakes_whoever_waits_on_the_socket(watchdog: Watchdog):
    ours, theirs = socket.socketpair()
    began = time.monotonic()
    with theirs, watchdog.attempt(0.1) as line:
        line.own(ours)
        assert ours.recv(1) == b""
        assert 0.05 < time.monotonic() - began < AT_ONCE_S
        assert line.expired


def test_an_earlier_deadline_is_kept_although_the_thread_sleeps_for_a_later_one(
    watchdog: Watchdog,
):
    ours, theirs = socket.socketpair()
    with theirs, watchdog.attempt(FAR_S), watchdog.attempt(0.1) as soon:
        soon.own(ours)
        assert ours.recv(1) == b""


def test_a_socket_given_after_the_deadline_is_shut_at_once(watchdog: Watchdog):
    ours, theirs = socket.socketpair()
    with theirs, watchdog.attempt(0.0) as line:
        while not line._broken:
            time.sleep(0.001)
        line.own(ours)
        assert ours.recv(1) == b""


def test_a_line_that_ended_closes_what_it_owned_and_is_not_cut(watchdog: Watchdog):
    ours, theirs = socket.socketpair()
    with theirs:
        with watchdog.attempt(FAR_S) as line:
            line.own(ours)
        assert ours.fileno() == -1
        assert line.ending() is None


@pytest.mark.parametrize(
    ("phase", "outcome"),
    [
        (Phase.CONNECT, "unreachable"),
        (Phase.BANNER, "stalled(banner)"),
        (Phase.LOGIN, "auth_stalled"),
        (Phase.READ, "stalled(read)"),
    ],
)
def test_the_phase_of_a_stall_is_named(phase: Phase, outcome: str, watchdog: Watchdog):
    with watchdog.attempt(0.0) as line:
        line.phase(phase)
        assert str(line.ending()) == outcome


def test_waiting_stops_the_machines_clock(watchdog: Watchdog):
    ours, theirs = socket.socketpair()
    with theirs, watchdog.attempt(FAR_S) as line:
        line.own(ours)
        with line.waiting():
            before = line.remaining_s()
            time.sleep(0.05)
            assert line.remaining_s() == before
        assert FAR_S - AT_ONCE_S < line.remaining_s() <= FAR_S
        watchdog.move(line, watchdog.clock() + 0.05)
        assert ours.recv(1) == b""
        assert line.expired


def test_stop_cuts_open_lines_and_those_made_later(watchdog: Watchdog):
    with watchdog.attempt(30.0) as before:
        watchdog.stop()
        with watchdog.attempt(30.0) as after:
            for line in (before, after):
                assert line.interrupted
                assert str(line.ending()) == "not_attempted(interrupted)"


def test_connecting_may_take_less_than_the_whole_deadline(watchdog: Watchdog):
    with (
        watchdog.attempt(30.0, connect_s=2.0) as long,
        watchdog.attempt(1.0, connect_s=2.0) as short,
    ):
        assert long.connect_s() == 2.0
        assert short.connect_s() <= 1.0


def test_time_spent_in_each_phase_adds_up(watchdog: Watchdog):
    began = time.monotonic()
    with watchdog.attempt(FAR_S) as line:
        time.sleep(0.02)
        line.phase(Phase.KEX)
        time.sleep(0.02)
    took = time.monotonic() - began
    assert [timing.phase for timing in line.timings] == [Phase.CONNECT, Phase.KEX]
    assert 0.0 < sum(timing.seconds for timing in line.timings) <= took


def test_a_watchdog_without_a_line_needs_no_thread():
    dog = Watchdog()
    assert not dog._thread.is_alive()
    dog.close()


def test_close_ends_the_thread():
    dog = Watchdog()
    with dog.attempt(5.0):
        assert dog._thread.is_alive()
    dog.close()
    assert not [thread for thread in threading.enumerate() if thread is dog._thread]
