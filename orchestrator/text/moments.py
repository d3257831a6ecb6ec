"""Days and times as people write them in Vietnam: `28/11/2026`, `2026-11-28 14:30`."""

import re
from datetime import UTC, datetime, timedelta, timezone

from msgspec import Struct

_VIETNAM = timezone(timedelta(hours=7))  # as in the catalogue
_WRITTEN = re.compile(
    r"(?:(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})|(?P<D>\d{1,2})/(?P<M>\d{1,2})/(?P<Y>\d{4}))"
    r"(?:[T ]+(?P<hour>\d{1,2}):(?P<minute>\d{2}))?"
)
_LAST = {"hour": 23, "minute": 59, "second": 59}


class TypedMoment(Struct, frozen=True, kw_only=True):
    """A moment as a person wrote it (aware); `whole_day` if they named no time of day.

    Of a whole day `at` is its last second.
    """

    at: datetime
    whole_day: bool

    @property
    def told(self) -> str:
        """The same in one form, however it was written."""
        return f"{self.at:%Y-%m-%d}" if self.whole_day else f"{self.at:%Y-%m-%dT%H:%M}"

    def by(self, now: datetime) -> datetime:
        """Return the same in UTC; of the day that is now, the present: it has not ended yet."""
        is_now = self.whole_day and self.at.date() == now.astimezone(_VIETNAM).date()
        return (now if is_now else self.at).astimezone(UTC)


def read_moment(text: str) -> TypedMoment | None:
    """Return what a person wrote, by the clock of Vietnam; None if there is no such day or time."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        return None
    part = {name: int(value) for name, value in found.groupdict().items() if value}
    whole = "hour" not in part
    clock = _LAST if whole else {"hour": part["hour"], "minute": part["minute"]}
    day = (part.get("y", part.get("Y", 0)), part.get("m", part.get("M", 0)))
    try:
        at = datetime(*day, part.get("d", part.get("D", 0)), **clock, tzinfo=_VIETNAM)
        at.astimezone(UTC)  # the first hours of all have no such time
    except (ValueError, OverflowError):
        return None
    return TypedMoment(at=at, whole_day=whole)


def today(now: datetime) -> TypedMoment:
    """Return the present moment as one who named no day and no time means it."""
    return TypedMoment(at=now.astimezone(_VIETNAM), whole_day=True)


def read_age(text: str) -> timedelta | None:
    """Return what `7d`, `12h` or `2w` means; None if it is none of them."""
    found = re.fullmatch(r"(\d{1,4})([hdw])", text.strip().lower())
    if found is None:
        return None
    return int(found[1]) * {"h": timedelta(hours=1), "d": timedelta(1), "w": timedelta(7)}[found[2]]
