import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from orchestrator.collect.measured import MOST_SOCKETS, Measured, fitted
from orchestrator.collect.pace import (
    CALM,
    FEWEST,
    JUDGED_S,
    Handshakes,
    Limits,
    Pace,
    Signs,
    first_pace,
    handshake_s,
    next_pace,
)
from orchestrator.model.outcome import Phase, Timing
from orchestrator.transport.machine_clock import MachineClock
from tests.transport.test_machine_clock import Played

LIMITS = Limits(forks=300, unit_forks=50, sockets=MOST_SOCKETS)
forks = st.integers(1, 1000)
signs = st.builds(
    Signs,
    late=st.floats(0, 1),
    cores=st.floats(0, 2),
    grown=st.booleans(),
    ended=st.integers(0, 500),
)


@given(forks, st.lists(signs, max_size=60))
def test_the_pace_is_never_above_the_forks_and_never_nothing(most: int, seen: list[Signs]):
    limits = replace(LIMITS, forks=most)
    pace = first_pace(limits, 60.0)
    for one in seen:
        assert min(FEWEST, most) <= pace.now <= most
        assert pace.ahead >= 1
        pace = next_pace(pace, one, limits)


@given(forks, st.floats(1, 1000))
def test_a_calm_controller_comes_to_all_forks_even_if_nobody_ends(most: int, begun: float):
    limits = replace(LIMITS, forks=most)
    pace = Pace(min(begun, most))
    for _ in range(most):
        pace = next_pace(pace, Signs(), limits)
    assert pace.now == most


def test_it_begins_with_what_any_controller_can_do_in_a_machines_time():
    assert first_pace(LIMITS, 60.0).now == CALM
    assert first_pace(LIMITS, 15.0).now == CALM // 2
    assert first_pace(LIMITS, 0.1).now == FEWEST
    assert first_pace(replace(LIMITS, forks=7), 60.0).now == 7


@pytest.mark.parametrize("sign", [Signs(late=0.5, ended=100), Signs(grown=True, ended=100)])
def test_what_speaks_against_us_lowers_it(sign: Signs):
    assert next_pace(Pace(100.0), sign, LIMITS).now == 70
    assert next_pace(Pace(float(FEWEST)), sign, LIMITS).now == FEWEST


def test_a_processor_that_is_taken_holds_it():
    assert next_pace(Pace(100.0), Signs(cores=0.99, ended=50), LIMITS).now == 100


def took(**seconds: float) -> tuple[Timing, ...]:
    return tuple(Timing(phase=Phase(name), seconds=s) for name, s in seconds.items())


def test_a_handshake_is_counted_without_the_machines_own_line():
    far = took(connect=0.3, banner=0.4, kex=0.7, login=0.9, open=0.6, exec=0.3, read=9.0)
    assert handshake_s(far) == pytest.approx(0.2)
    assert handshake_s(took(connect=5.0, banner=0.1, open=0.1)) == 0.0
    assert handshake_s(took(connect=0.1, banner=9.0)) is None  # it never came to terms


def test_handshakes_grow_only_beyond_what_a_deadline_can_bear():
    seen = Handshakes(60.0)
    for _ in range(50):
        seen.add(5.0)
    assert not seen.grown()
    hurried = Handshakes(5.0)
    for s in (0.1, *[2.0] * 7):
        hurried.add(s)
    assert hurried.grown()
    assert not hurried.grown()  # what was judged is judged once


def test_machines_that_were_always_slow_are_not_our_doing():
    seen = Handshakes(5.0)
    for _ in range(32):
        seen.add(3.0)
    assert not seen.grown()
    for _ in range(32):
        seen.add(12.0)
    assert seen.grown()


def test_a_few_handshakes_say_nothing():
    seen = Handshakes(5.0)
    for _ in range(7):
        seen.add(60.0)
    assert not seen.grown()


def test_what_is_measured_is_told_once_it_was_gathered():
    played, cpu = Played(), Played()
    clock = MachineClock(played)
    measured = Measured(clock, 60.0, cpu)
    measured.ended(took(connect=0.1, banner=0.1, open=0.1))
    assert measured.signs() is None
    played.at += JUDGED_S
    cpu.at += JUDGED_S / 2
    clock.beat()
    found = measured.signs()
    assert found is not None
    assert found.cores == pytest.approx(0.5)
    assert found.ended == 1
    assert 0.0 < found.late < 1.0
    assert not found.grown
    played.at += JUDGED_S
    after = measured.signs()
    assert after is not None
    assert (after.ended, after.cores) == (0, 0.0)


@given(forks, st.integers(1, MOST_SOCKETS), st.integers(-50, 5000))
def test_no_more_descriptors_are_used_than_there_are(most: int, sockets: int, left: int):
    limits = fitted(replace(LIMITS, forks=most, sockets=sockets), left)
    assert 1 <= limits.forks <= most
    assert 1 <= limits.sockets <= sockets
    if left >= 19:
        assert 2 * limits.forks + limits.sockets + 16 <= left


def test_few_descriptors_still_do():
    limits = fitted(replace(LIMITS, forks=50), 64 - 12)
    assert (limits.forks, limits.sockets) == (13, 10)
