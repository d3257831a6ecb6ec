"""A machine is tried so many times a day and no more, and ever further apart while it is silent."""

import itertools
import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.campaign.budget import (
    FIRST_WAIT,
    LONGEST_WAIT,
    Try,
    earliest_try,
    tries_of,
)
from orchestrator.campaign.profile import explores
from orchestrator.model.local_time import VIETNAM
from orchestrator.model.logon import Logon, LogonOutcome
from orchestrator.model.look import MachineTry
from orchestrator.model.outcome import OK, Ended, Outcome, Why

NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)  # 12:00 in the district
HOUR = timedelta(hours=1)


def silent(*hours_ago: float) -> list[Try]:
    return [Try(at=NOON - hours * HOUR, heard=False) for hours in hours_ago]


def wait(tries: list[Try], a_day: int = 24) -> float:
    return (earliest_try(tries, NOON, machine_a_day=a_day, zone=VIETNAM) - NOON) / HOUR


@pytest.mark.parametrize(
    ("tries", "hours"),
    [
        ([], 0),
        (silent(0), 1),
        (silent(0.25), 0.75),
        (silent(2), 0),
        (silent(1, 0), 2),
        (silent(3, 1, 0), 4),
        (silent(9, 7, 3, 0), 8),
        (silent(20, 9, 7, 3, 0), 16),
        (silent(40, 20, 9, 7, 3, 0), 24),
        (silent(99, 40, 20, 9, 7, 3, 0), 24),
    ],
)
def test_each_silent_try_doubles_the_distance_up_to_a_day(tries: list[Try], hours: float):
    assert wait(tries) == hours


def test_an_answer_begins_anew():
    heard = Try(at=NOON - HOUR / 2, heard=True)
    assert wait([*silent(9, 7, 3), heard]) == 0.5
    assert wait([*silent(9, 7, 3, 0), heard]) == 1


def test_finding_out_takes_nothing_from_the_hours_in_which_it_is_likely_on():
    nights = [Try(at=NOON - hours * HOUR, heard=False, explored=True) for hours in (50, 26, 9)]
    assert wait([*silent(4), *nights]) == 0
    assert wait([Try(at=NOON, heard=False, explored=True)]) == 1
    assert wait([*silent(5), *nights], a_day=2) == 12


def test_what_is_spent_comes_back_at_midnight_of_the_district():
    assert wait(silent(11, 6, 2), a_day=3) == 12
    assert wait(silent(13, 6, 2), a_day=3) == 2


def test_a_clock_that_went_back_neither_frees_nor_locks_out_for_ever():
    assert wait([Try(at=NOON + 10 * HOUR, heard=True)]) == 11
    assert wait([Try(at=NOON + 20 * HOUR, heard=True)], a_day=1) == 36
    assert wait([Try(at=NOON + 25 * HOUR, heard=True)]) == 0


def test_what_counts_as_a_try():
    attempts = [
        MachineTry(at=NOON, outcome=OK),
        MachineTry(at=NOON - 4 * HOUR, outcome=Outcome(ended=Ended.UNREACHABLE)),
        MachineTry(
            at=NOON - HOUR, outcome=Outcome(ended=Ended.NOT_ATTEMPTED, why=Why.CREDENTIAL_PAUSED)
        ),
        MachineTry(at=NOON - 2 * HOUR, outcome=Outcome(ended=Ended.PARTIAL)),
    ]
    killed = Logon(principal="audit", machine="m1", sent_at=NOON - 3 * HOUR)
    ended = Logon(
        principal="audit", machine="m1", sent_at=NOON - 2 * HOUR, end=LogonOutcome.ACCEPTED
    )
    other = Logon(principal="audit", machine="m2", sent_at=NOON - 3 * HOUR)
    found = tries_of("m1", attempts, [killed, ended, other], VIETNAM)
    assert [((NOON - one.at) / HOUR, one.heard) for one in found] == [
        (4, False),
        (3, False),
        (2, True),
        (0, True),
    ]
    assert [one.explored for one in found] == [explores("m1", one.at, VIETNAM) for one in found]


@settings(max_examples=40)  # each is 120 rounds
@given(seed=st.integers(0, 2**32), a_day=st.integers(1, 5))
def test_no_sequence_spends_more_and_no_restart_forgets(seed: int, a_day: int):
    """Rounds at any moment, runs killed after the log-on left: rows alone hold the budget."""
    chance = random.Random(seed)  # noqa: S311  a test shrinks it
    at, attempts, logons = NOON, list[MachineTry](), list[Logon]()
    for _round in range(120):
        at += timedelta(minutes=chance.choice((0, 1, 30, 30, 30, 90, 700)))
        tries = tries_of("m1", attempts, logons, VIETNAM)
        if earliest_try(tries, at, machine_a_day=a_day, zone=VIETNAM) > at:
            continue
        if chance.random() < 0.2:
            logons.append(Logon(principal="audit", machine="m1", sent_at=at))
        else:
            ended = chance.choice((Ended.OK, Ended.UNREACHABLE, Ended.AUTH_REJECTED))
            attempts.append(MachineTry(at=at, outcome=Outcome(ended=ended)))
    made = tries_of("m1", attempts, logons, VIETNAM)
    days = [one.at.astimezone(VIETNAM).date() for one in made]
    assert max(days.count(day) for day in days) <= a_day
    gaps = [b.at - a.at for a, b in itertools.pairwise(made)]
    assert all(gap >= FIRST_WAIT for gap in gaps)


_tries = st.lists(
    st.builds(
        Try,
        at=st.floats(-60, 60).map(lambda hours: NOON + hours * HOUR),
        heard=st.booleans(),
        explored=st.booleans(),
    ),
    max_size=12,
)


@given(_tries, st.integers(1, 5), st.randoms())
def test_the_wait_ends_and_its_end_is_free(tries: list[Try], a_day: int, chance: random.Random):
    def free(now: datetime, rows: list[Try]) -> datetime:
        return earliest_try(rows, now, machine_a_day=a_day, zone=VIETNAM)

    end = free(NOON, tries)
    assert NOON <= end <= NOON + 2 * LONGEST_WAIT + 24 * HOUR
    assert free(NOON, chance.sample(tries, len(tries))) == end
    known = [one for one in tries if one.at <= NOON + LONGEST_WAIT]
    assert free(end, known) == end
