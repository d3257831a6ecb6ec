"""Quiet times: what texts say, and that no minute is both quiet and open."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.campaign.quiet import (
    DAY_MINUTES,
    WEEK_MINUTES,
    Quiet,
    QuietFault,
    Weekly,
    covered,
    read_weekly,
)
from orchestrator.model.local_time import VIETNAM

MONDAY = datetime(2026, 11, 2, tzinfo=VIETNAM)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return (MONDAY + timedelta(days=day, hours=hour, minutes=minute)).astimezone(UTC)


def quiet(*texts: str) -> Quiet:
    read = [read_weekly(text) for text in texts]
    assert all(isinstance(one, Weekly) for one in read)
    return Quiet(weekly=tuple(one for one in read if isinstance(one, Weekly)))


@pytest.mark.parametrize(
    ("text", "days", "begins", "minutes"),
    [
        ("mon-sat 07:00-08:00", (0, 1, 2, 3, 4, 5), 420, 60),
        (" Mon,wed-fri  22:00-06:00 ", (0, 2, 3, 4), 1320, 480),
        ("sat-mon 00:00-24:00", (0, 5, 6), 0, DAY_MINUTES),
        ("sun", (6,), 0, DAY_MINUTES),
        ("mon-sun 08:00-07:59", tuple(range(7)), 480, DAY_MINUTES - 1),
    ],
)
def test_a_weekly_time(text: str, days: tuple[int, ...], begins: int, minutes: int):
    assert read_weekly(text) == Weekly(days=days, begins=begins, minutes=minutes)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", QuietFault.UNREADABLE),
        ("monday 07:00-08:00", QuietFault.UNREADABLE),
        ("mon 7:00-8:00", QuietFault.UNREADABLE),
        ("mon 07:00", QuietFault.UNREADABLE),
        ("t2-t7 07:00-08:00", QuietFault.UNREADABLE),
        ("mon 07:60-08:00", QuietFault.NO_TIME),
        ("mon 07:00-24:01", QuietFault.NO_TIME),
        ("mon 24:00-08:00", QuietFault.NO_TIME),
        ("mon 07:00-07:00", QuietFault.EMPTY),
    ],
)
def test_what_is_no_weekly_time(text: str, fault: QuietFault):
    assert read_weekly(text) is fault


def test_its_first_minute_is_quiet_and_its_end_is_not():
    one = quiet("mon-sat 07:00-08:00")
    assert not one.covers(local(0, 6, 59), VIETNAM)
    assert one.covers(local(0, 7), VIETNAM)
    assert one.covers(local(5, 7, 59), VIETNAM)
    assert not one.covers(local(0, 8), VIETNAM)
    assert not one.covers(local(6, 7, 30), VIETNAM)


def test_a_night_goes_on_into_the_next_day_also_over_the_end_of_the_week():
    one = quiet("sun 22:00-06:00")
    assert one.covers(local(6, 23), VIETNAM)
    assert one.covers(local(7, 5, 59), VIETNAM)
    assert not one.covers(local(7, 6), VIETNAM)
    assert not one.covers(local(6, 5), VIETNAM)


def test_a_quiet_day_is_the_districts_own_day():
    one = Quiet(days=(date(2026, 11, 20),))
    assert one.covers(datetime(2026, 11, 19, 17, tzinfo=UTC), VIETNAM)
    assert not one.covers(datetime(2026, 11, 20, 17, tzinfo=UTC), VIETNAM)


def test_when_it_ends():
    one = quiet("mon 07:00-08:00", "mon 08:00-09:00")
    by = local(1, 0)
    assert one.ends(local(0, 7, 30), VIETNAM, by=by) == local(0, 9)
    assert one.ends(local(0, 9, 30), VIETNAM, by=by) == local(0, 9, 30)
    assert one.ends(local(0, 7, 30), VIETNAM, by=local(0, 8, 30)) is None


def test_a_week_without_a_free_minute():
    assert quiet("mon-sun 08:00-07:59", "mon-sun 07:59-08:00").leaves_no_time
    assert quiet("mon-sun").leaves_no_time
    assert not quiet("mon-sun 08:00-07:59").leaves_no_time
    assert not Quiet().leaves_no_time


_days = st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days)))
_weekly = st.builds(
    Weekly,
    days=_days,
    begins=st.integers(0, DAY_MINUTES - 1),
    minutes=st.integers(1, DAY_MINUTES),
)


@given(st.lists(_weekly, max_size=3), st.integers(0, WEEK_MINUTES - 1))
def test_what_is_covered_is_what_is_counted(weekly: list[Weekly], first: int):
    one = Quiet(weekly=tuple(weekly))
    minutes = range(first, first + WEEK_MINUTES, 97)  # 97 divides no week: a spread sample
    met = [one.covers(MONDAY + timedelta(minutes=minute), VIETNAM) for minute in minutes]
    if covered(weekly) in (0, WEEK_MINUTES):
        assert set(met) == {covered(weekly) == WEEK_MINUTES}
    for begin in weekly:
        opening = MONDAY + timedelta(days=begin.days[0], minutes=begin.begins)
        assert one.covers(opening, VIETNAM)
        assert one.covers(opening + timedelta(minutes=begin.minutes, seconds=-1), VIETNAM)
