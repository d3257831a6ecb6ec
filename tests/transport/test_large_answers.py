"""The memory for answers is one for a run: who says much waits for a place, and is not blamed."""

import threading

import pytest
from msgspec.structs import replace

from orchestrator.model.outcome import OK, Ended, Why
from orchestrator.transport.attempt import Attempt, Watchdog
from orchestrator.transport.capture import Capture
from orchestrator.transport.large_answers import (
    FREE_BYTES,
    MIB,
    LargeAnswers,
    places_for,
)
from orchestrator.transport.library_errors import LibraryError
from tests.transport.jobs import job
from tests.transport.over import AT_ONCE_S, FAR_S, within

PIECE = b"x" * (FREE_BYTES // 4)


def capture(large: LargeAnswers, machine: str, attempt: Attempt) -> Capture:
    return Capture(replace(job(cap=8 * MIB), large=large), machine, attempt)


def fill(kept: Capture, pieces: int) -> None:
    for _ in range(pieces):
        kept.take_stdout(PIECE)


def test_what_nearly_every_machine_says_is_free(watchdog: Watchdog):
    with watchdog.attempt(FAR_S) as attempt:
        kept = capture(LargeAnswers(0), "pc-01", attempt)
        fill(kept, 4)
        assert len(kept.reply(OK).stdout) == FREE_BYTES


def test_who_says_more_waits_until_another_was_recorded(watchdog: Watchdog):
    large = LargeAnswers(1)
    done: list[int] = []
    with watchdog.attempt(FAR_S) as first, watchdog.attempt(FAR_S) as second:
        fill(capture(large, "pc-01", first), 8)
        waiting = capture(large, "pc-02", second)

        def go_on() -> None:
            fill(waiting, 8)
            done.append(len(waiting.reply(OK).stdout))

        thread = threading.Thread(target=go_on)
        thread.start()
        assert within(AT_ONCE_S, lambda: second.deadline > first.deadline)  # its clock stands still
        assert not done
        large.give_back("pc-01")
        thread.join(AT_ONCE_S)
        assert done == [2 * FREE_BYTES]
        assert second.remaining_s() <= FAR_S


def test_who_got_no_place_is_not_attempted_and_keeps_what_was_free(watchdog: Watchdog):
    large = LargeAnswers(1, longest_wait_s=0.01)
    with watchdog.attempt(FAR_S) as first, watchdog.attempt(FAR_S) as second:
        fill(capture(large, "pc-01", first), 8)
        kept = capture(large, "pc-02", second)
        with pytest.raises(LibraryError) as refused:
            fill(kept, 8)
        outcome = refused.value.outcome
        assert (outcome.ended, outcome.why) == (Ended.NOT_ATTEMPTED, Why.CONTROLLER_BUSY)
        assert len(kept.reply(outcome).stdout) == FREE_BYTES


def test_a_place_is_kept_to_the_end_of_an_answer_and_given_back_once(watchdog: Watchdog):
    large = LargeAnswers(1)
    with watchdog.attempt(FAR_S) as attempt:
        fill(capture(large, "pc-01", attempt), 16)
        large.give_back("pc-01")
        large.give_back("pc-01")
        large.give_back("pc-02")
        fill(capture(large, "pc-02", attempt), 16)


def test_who_waits_is_sent_away_when_the_run_is_stopped(watchdog: Watchdog):
    large = LargeAnswers(0)
    large.close()
    with watchdog.attempt(FAR_S) as attempt, pytest.raises(LibraryError) as refused:
        fill(capture(large, "pc-01", attempt), 8)
    assert refused.value.outcome.why is Why.INTERRUPTED


def test_there_are_as_many_places_as_the_memory_has_room_for():
    assert places_for(50, 8 * MIB) == (128 - 50) // 7
    assert places_for(1, 8 * MIB, 1024 * MIB) == 1023 // 7
    assert places_for(500, 8 * MIB) == 2
    assert places_for(50, 1000) > 50
