"""Quiet times: when nobody is asked, in the district's own time.

`mon-sat 07:00-08:00` is every week, `2026-11-20` a whole day. A weekly time that ends at or before
the hour at which it begins goes on into the next day.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from msgspec import Struct

DAY_MINUTES = 24 * 60
WEEK_MINUTES = 7 * DAY_MINUTES

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = "(?:mon|tue|wed|thu|fri|sat|sun)"
_TIME = r"[0-9]{2}:[0-9]{2}"
_PART = f"{_DAY}(?:-{_DAY})?"
_WEEKLY = re.compile(rf"(?P<days>{_PART}(?:,{_PART})*)(?: +(?P<from>{_TIME})-(?P<to>{_TIME}))?")


class Weekly(Struct, frozen=True, kw_only=True):
    """A time of every week.

    Attributes:
        days: The days on which it begins, 0 is Monday; ascending.
        begins: Minutes after midnight, 0 to 1439.
        minutes: How long it lasts, 1 to 1440.
    """

    days: tuple[int, ...]
    begins: int
    minutes: int


class QuietFault(StrEnum):
    """Why a text is no quiet time."""

    UNREADABLE = "unreadable"
    NO_TIME = "no_time"  # 25:00, or midnight written as an hour that does not begin a day
    EMPTY = "empty"  # it ends when it begins


class Quiet(Struct, frozen=True, kw_only=True):
    """All quiet times of a campaign; `days` are whole days of the district."""

    weekly: tuple[Weekly, ...] = ()
    days: tuple[date, ...] = ()

    def covers(self, at: datetime, zone: tzinfo) -> bool:
        """Return whether nobody may be asked at a moment (aware), in that zone's time."""
        local = at.astimezone(zone)
        minute = local.weekday() * DAY_MINUTES + local.hour * 60 + local.minute
        return local.date() in self.days or any(_holds(one, minute) for one in self.weekly)

    def ends(self, at: datetime, zone: tzinfo, *, by: datetime) -> datetime | None:
        """Return the first moment from `at` on that is not quiet; None if none comes before `by`.

        It is `at` itself where that is not quiet; otherwise the beginning of a minute.
        """
        moment = at
        while moment < by:
            if not self.covers(moment, zone):
                return moment
            moment = _next_minute(moment)
        return None

    @property
    def leaves_no_time(self) -> bool:
        """Whether every minute of the week is quiet."""
        return covered(self.weekly) == WEEK_MINUTES


def covered(weekly: Iterable[Weekly]) -> int:
    """Return how many minutes of a week are quiet, each counted once."""
    quiet = {
        (day * DAY_MINUTES + one.begins + minute) % WEEK_MINUTES
        for one in weekly
        for day in one.days
        for minute in range(one.minutes)
    }
    return len(quiet)


def read_weekly(text: str) -> Weekly | QuietFault:
    """Return what `mon-sat 07:00-08:00`, `sun` or `mon,wed-fri 22:00-06:00` says."""
    found = _WEEKLY.fullmatch(text.strip().casefold())
    if found is None:
        return QuietFault.UNREADABLE
    days = _days(found["days"])
    if found["from"] is None:
        return Weekly(days=days, begins=0, minutes=DAY_MINUTES)
    begins, ends = _minute(found["from"]), _minute(found["to"])
    if begins is None or ends is None or begins == DAY_MINUTES:
        return QuietFault.NO_TIME
    if begins == ends:
        return QuietFault.EMPTY
    return Weekly(days=days, begins=begins, minutes=(ends - begins) % DAY_MINUTES or DAY_MINUTES)


def _days(text: str) -> tuple[int, ...]:
    found = set[int]()
    for part in text.split(","):
        first, _, last = part.partition("-")
        begin = _DAYS.index(first)
        length = (_DAYS.index(last or first) - begin) % 7  # `sat-mon` goes over the week's end
        found.update((begin + step) % 7 for step in range(length + 1))
    return tuple(sorted(found))


def _minute(text: str) -> int | None:
    hour, _, minute = text.partition(":")
    total = int(hour) * 60 + int(minute)
    return total if int(minute) < 60 and total <= DAY_MINUTES else None  # noqa: PLR2004  an hour


def _holds(one: Weekly, minute: int) -> bool:
    return any(
        (minute - day * DAY_MINUTES - one.begins) % WEEK_MINUTES < one.minutes for day in one.days
    )


def _next_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0) + timedelta(minutes=1)
