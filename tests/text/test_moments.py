"""Days and times as people write them, and what is none."""

from datetime import UTC, datetime, timedelta

import pytest

from orchestrator.text.moments import read_age, read_moment, today


@pytest.mark.parametrize(
    ("given", "told", "utc"),
    [
        ("28/11/2026", "2026-11-28", datetime(2026, 11, 28, 16, 59, 59, tzinfo=UTC)),
        ("2026-11-28", "2026-11-28", datetime(2026, 11, 28, 16, 59, 59, tzinfo=UTC)),
        (" 1/2/2026 ", "2026-02-01", datetime(2026, 2, 1, 16, 59, 59, tzinfo=UTC)),
        ("28/11/2026 14:30", "2026-11-28T14:30", datetime(2026, 11, 28, 7, 30, tzinfo=UTC)),
        ("2026-11-28T04:30", "2026-11-28T04:30", datetime(2026, 11, 27, 21, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_by_the_clock_of_vietnam(given, told, utc):
    written = read_moment(given)
    assert written is not None
    assert (written.told, written.at) == (told, utc)


@pytest.mark.parametrize(
    "given",
    ["", "31/02/2026", "2026-13-01", "28/11", "28-11-2026", "0/1/2026", "2026-11-28 24:00",
     "2026-11-28 1:5", "28/11/26", "46354", "0000-01-01", "0001-01-01 06:59", "28/11/2026x"],
)  # fmt: skip
def test_what_is_no_moment_is_none(given):
    assert read_moment(given) is None


def test_the_day_that_is_now_has_not_ended_yet():
    now = datetime(2026, 11, 30, 20, tzinfo=UTC)  # 03:00 on the 1st in Vietnam
    for given, then in (
        ("01/12/2026", now),
        ("01/12/2026 23:00", datetime(2026, 12, 1, 16, tzinfo=UTC)),
        ("30/11/2026", datetime(2026, 11, 30, 16, 59, 59, tzinfo=UTC)),
        ("02/12/2026", datetime(2026, 12, 2, 16, 59, 59, tzinfo=UTC)),
    ):
        written = read_moment(given)
        assert written is not None
        assert written.by(now) == then


def test_today_is_the_day_in_vietnam():
    assert today(datetime(2026, 11, 30, 20, tzinfo=UTC)).told == "2026-12-01"


@pytest.mark.parametrize(
    ("given", "age"),
    [("12h", timedelta(hours=12)), ("7d", timedelta(7)), ("2W", timedelta(14)), ("7", None),
     ("-1d", None), ("d", None), ("99999d", None)],
)  # fmt: skip
def test_an_age_is_a_number_with_its_unit(given, age):
    assert read_age(given) == age
