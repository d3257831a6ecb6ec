from hypothesis import given
from hypothesis import strategies as st

from orchestrator.model.outcome import Phase, Why, not_attempted
from orchestrator.transport.attempt import WALL, Attempt, Watchdog
from orchestrator.transport.machine_clock import BEAT_S, LONGEST_S, MachineClock


class Played:
    """A real clock that a test turns on."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def asleep(watchdog: Watchdog) -> Watchdog:
    """Keep its thread from running: the test beats."""
    watchdog._run = lambda: None  # type: ignore[method-assign]
    return watchdog


def passes(played: Played, watchdog: Watchdog, seconds: float, *, beats_every: float) -> None:
    until = played.at + seconds
    while played.at < until:
        played.at = min(until, played.at + beats_every)
        watchdog.watch_once()


def test_with_beats_in_time_the_clock_is_the_real_one():
    played = Played()
    clock = MachineClock(played)
    began = clock()
    for _ in range(100):
        played.at += BEAT_S
        clock.beat()
    assert abs(clock() - began - 100 * BEAT_S) < 1e-6
    assert clock.lost_s == 0.0


def test_it_stands_still_where_no_beat_comes_and_tells_what_was_lost():
    played = Played()
    clock = MachineClock(played)
    began = clock()
    played.at += 60
    assert abs(clock() - began - LONGEST_S) < 1e-6
    clock.beat()
    assert abs(clock.lost_s - (60 - LONGEST_S)) < 1e-6
    played.at += 0.05
    assert abs(clock() - began - LONGEST_S - 0.05) < 1e-6


def test_a_time_in_which_nobody_is_waited_for_is_not_lost():
    played = Played()
    clock = MachineClock(played)
    played.at += 60
    clock.begin()
    assert clock.lost_s == 0.0


@given(st.lists(st.tuples(st.floats(0, 5), st.booleans()), max_size=40))
def test_it_never_goes_back_and_is_never_faster_than_the_real_one(steps):
    played = Played()
    clock = MachineClock(played)
    before, real = clock(), played.at
    for passed, beats in steps:
        played.at += passed
        if beats:
            clock.beat()
        now = clock()
        assert now >= before
        assert now - before <= LONGEST_S + (played.at - real) + 1e-6
        before, real = now, played.at


def attempt(played: Played, timeout_s: float) -> tuple[Watchdog, Attempt]:
    watchdog = asleep(Watchdog(clock=played))
    return watchdog, watchdog.attempt(timeout_s)


def test_a_machine_that_stalls_has_stalled_when_the_controller_is_in_time():
    played = Played()
    watchdog, line = attempt(played, 5.0)
    line.phase(Phase.KEX)
    passes(played, watchdog, 4.9, beats_every=BEAT_S)
    assert line.ending() is None
    passes(played, watchdog, 0.2, beats_every=BEAT_S)
    assert str(line.ending()) == "stalled(kex)"


def test_a_late_controller_gives_a_machine_its_time_back():
    played = Played()
    watchdog, line = attempt(played, 5.0)
    passes(played, watchdog, 9.0, beats_every=1.0)
    assert line.ending() is None
    assert line.remaining_s() > 3.0


def test_the_wall_is_at_twice_the_deadline_and_is_nobodys_fault_but_ours():
    played = Played()
    watchdog, line = attempt(played, 5.0)
    line.phase(Phase.LOGIN)
    passes(played, watchdog, WALL * 5.0 + 0.1, beats_every=1.0)
    assert line.ending() == not_attempted(Why.CONTROLLER_BUSY)
    assert not line.interrupted


def test_a_machine_that_waits_for_us_is_cut_at_its_wall():
    played = Played()
    watchdog, line = attempt(played, 5.0)
    left_s = line.hold()
    passes(played, watchdog, 9.0, beats_every=BEAT_S)
    assert line.ending() is None
    line.go_on(left_s)
    assert abs(line.remaining_s() - 5.0) < 0.2
    line.hold()
    passes(played, watchdog, 1.1, beats_every=BEAT_S)
    assert line.ending() == not_attempted(Why.CONTROLLER_BUSY)


def test_a_machine_that_waits_for_others_meets_no_wall():
    played = Played()
    watchdog, line = attempt(played, 5.0)
    with line.waiting():
        passes(played, watchdog, 90.0, beats_every=BEAT_S)
    passes(played, watchdog, 4.5, beats_every=BEAT_S)
    assert line.ending() is None


def test_time_in_which_a_machine_was_held_is_in_no_phase():
    played = Played()
    watchdog, line = attempt(played, 60.0)
    line.phase(Phase.LOGIN)
    passes(played, watchdog, 1.0, beats_every=BEAT_S)
    left_s = line.hold()
    passes(played, watchdog, 30.0, beats_every=BEAT_S)
    line.go_on(left_s)
    passes(played, watchdog, 1.0, beats_every=BEAT_S)
    line.phase(Phase.READ)
    (login,) = line.timings
    assert login.phase is Phase.LOGIN
    assert abs(login.seconds - 2.0) < 0.01
