"""When a unit is on is learnt from tries: what is good is kept, what is old fades."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.campaign.profile import (
    HALVED_AFTER,
    HOURS,
    Counter,
    HourProfile,
    counters_of,
    explores,
    hour_of,
    increment,
    is_reached,
    profile_of,
)
from orchestrator.model.local_time import VIETNAM
from orchestrator.model.look import MachineTry
from orchestrator.model.outcome import OK, Ended, Outcome, Why, not_attempted

MONDAY = datetime(2026, 11, 2, tzinfo=VIETNAM).astimezone(UTC)
HOUR = timedelta(hours=1)
OFF = Outcome(ended=Ended.UNREACHABLE)
HOURS_OF_SCHOOL = [
    *(day * 48 + half for day in range(5) for half in (*range(15, 22), *range(27, 33)))
]


def at(hours: float) -> datetime:
    return MONDAY + hours * HOUR


def half_hours(profile: HourProfile) -> list[int]:
    return [half for half in range(2 * HOURS) if profile.is_due(at(half / 2), VIETNAM)]


def test_hours_of_the_week_are_the_districts():
    assert hour_of(at(0), VIETNAM) == 0
    assert hour_of(at(24 * 6 + 23.9), VIETNAM) == HOURS - 1
    assert hour_of(datetime(2026, 11, 1, 23, tzinfo=UTC), VIETNAM) == 6


def test_without_history_schools_hours_are_due():
    assert half_hours(HourProfile()) == HOURS_OF_SCHOOL


def test_an_hour_is_due_at_six_tenths_of_the_best():
    hours = {9: Counter(8, 8), 10: Counter(8, 5), 14: Counter(8, 4), 20: Counter(0.4, 0.4)}
    profile = HourProfile(hours=hours)
    assert profile.is_due(at(9), VIETNAM)  # 9/10
    assert profile.is_due(at(10.9), VIETNAM)  # 6/10 against 5.4/10
    assert not profile.is_due(at(14), VIETNAM)  # 5/10
    assert profile.is_due(at(33), VIETNAM)  # as unknown as ever: school's hour
    assert not profile.is_due(at(20), VIETNAM)  # less than half a try is left of it


def test_a_school_that_is_never_on_by_day_is_asked_when_it_is():
    tries = [MachineTry(at=at(24 * day + 9), outcome=OFF) for day in range(28)]
    tries += [MachineTry(at=at(24 * day + 19), outcome=OK) for day in range(1, 28, 7)]
    now = at(24 * 27 + 22)
    profile = profile_of(counters_of(tries, now, VIETNAM), now)
    assert profile.is_due(at(24 * 29 + 19), VIETNAM)
    assert not profile.is_due(at(24 * 29 + 9), VIETNAM)


@pytest.mark.parametrize(
    ("outcome", "reached"),
    [
        (OK, True),
        (Outcome(ended=Ended.PARTIAL), True),
        (Outcome(ended=Ended.AUTH_REJECTED), True),
        (Outcome(ended=Ended.HOSTKEY_CHANGED), True),
        (OFF, False),
        (Outcome(ended=Ended.NO_ROUTE), False),
        (Outcome(ended=Ended.REFUSED), False),
        (not_attempted(Why.EXCLUDED), None),
        (Outcome(ended=Ended.BUG), None),
    ],
)
def test_who_answered_is_on_whatever_it_said(outcome: Outcome, *, reached: bool | None):
    assert is_reached(outcome) is reached
    added = increment(MachineTry(at=at(9), outcome=outcome), VIETNAM)
    assert (added is None) == (reached is None)
    if added is not None:
        assert (added.hour, added.reached) == (9, added.tried if reached else 0)


def test_four_weeks_later_a_try_counts_half():
    first = datetime(2026, 11, 2, tzinfo=UTC)  # a boundary: whole spans of four weeks since 2020
    counters = counters_of([MachineTry(at=first, outcome=OK)], first, VIETNAM)
    counted = [profile_of(counters, first + weeks * HALVED_AFTER).hours[7] for weeks in range(3)]
    assert counted == [Counter(1, 1), Counter(0.5, 0.5), Counter(0.25, 0.25)]
    before = profile_of(counters, first - timedelta(microseconds=1))
    assert before.hours[7] == Counter(2, 2)


def test_attempts_of_the_future_are_not_counted():
    assert counters_of([MachineTry(at=at(9), outcome=OK)], at(8), VIETNAM) == {}


@pytest.mark.parametrize("year", [1970, 2096, 9998])
def test_no_clock_is_too_wrong(year: int):
    wrong = datetime(year, 6, 1, 2, tzinfo=UTC)
    counters = counters_of([MachineTry(at=wrong, outcome=OK)], wrong, VIETNAM)
    for now in (wrong, at(0)):
        half_hours(profile_of(counters, now))


def test_every_machine_finds_out_at_one_hour_a_day_another_each_day():
    days = range(400)
    hours = []
    for day in days:
        (hour,) = [h for h in range(24) if explores("hs-01", at(24 * day + h), VIETNAM)]
        assert explores("hs-01", at(24 * day + hour + 0.99), VIETNAM)
        hours.append(hour)
    assert set(hours) == set(range(24))
    unit = {h for n in range(200) for h in range(24) if explores(f"m{n}", at(h), VIETNAM)}
    assert unit == set(range(24))


_attempts = st.lists(
    st.builds(
        MachineTry,
        at=st.integers(0, 24 * 80).map(at),
        outcome=st.sampled_from((OK, OFF, not_attempted(Why.NOT_RUN))),
    ),
    max_size=40,
)


@given(_attempts, st.randoms())
def test_counters_are_a_sum_in_any_order(attempts: list[MachineTry], chance: random.Random):
    now = at(24 * 80)
    mixed = chance.sample(attempts, len(attempts))
    assert counters_of(attempts, now, VIETNAM) == counters_of(mixed, now, VIETNAM)
    added = [one for attempt in mixed if (one := increment(attempt, VIETNAM))]
    for hour, counter in counters_of(attempts, now, VIETNAM).items():
        assert counter.tried == sum(one.tried for one in added if one.hour == hour)
        assert counter.reached == sum(one.reached for one in added if one.hour == hour)


def test_weeks_of_silence_leave_the_hours_of_school():
    tries = [MachineTry(at=at(half / 2), outcome=OFF) for half in HOURS_OF_SCHOOL]
    tries += [MachineTry(at=at(168 + half / 2), outcome=OFF) for half in HOURS_OF_SCHOOL]
    now = at(15 * 24)
    profile = profile_of(counters_of(tries, now, VIETNAM), now)
    assert set(half_hours(profile)) >= set(HOURS_OF_SCHOOL)


@given(_attempts)
def test_there_is_always_an_hour_in_which_to_ask(attempts: list[MachineTry]):
    now = at(24 * 80)
    profile = profile_of(counters_of(attempts, now, VIETNAM), now)
    assert half_hours(profile)
    for counter in profile.hours.values():
        assert 0 < counter.score < 1
