"""When the machines of a unit are on: counters for each hour of the week, and what they advise.

The stored counters grow by weight instead of being halved in place: a try weighs twice as much as
one of four weeks earlier, so adding is all that a commit does, in any order, and reading divides by
the weight of the present. They may be made again from the attempts at any time (`counters_of`).
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta, tzinfo

from msgspec import Struct, field

from orchestrator.model.look import MachineTry
from orchestrator.model.outcome import Ended, Outcome

HOURS = 7 * 24
HALVED_AFTER = timedelta(weeks=4)
ENOUGH = 0.6
"""An hour is good if its score is so much of the unit's best."""

_FIRST = datetime(2020, 1, 6, tzinfo=UTC)
_MOST_BLOCKS = 1000  # what a float still holds; a clock of 2096 is wrong
_SCHOOL = ((time(7, 30), time(11)), (time(13, 30), time(16, 30)))
_FRIDAY = 4
_SCHOOL_HOURS = frozenset(
    day * 24 + hour for day in range(_FRIDAY + 1) for hour in (7, 8, 9, 10, 13, 14, 15, 16)
)
_KNOWN = 0.5
"""With less than half a try left of it an hour is as unknown as one never tried."""
_NOBODY_SPOKE = (Ended.UNREACHABLE, Ended.NO_ROUTE, Ended.REFUSED)
_NOTHING_SENT = (Ended.NOT_ATTEMPTED, Ended.BUG)


class Counter(Struct, frozen=True):
    """How many tries an hour of the week had, and how many of them somebody answered; weighed."""

    tried: float = 0.0
    reached: float = 0.0

    @property
    def score(self) -> float:
        """Return how likely somebody answers in that hour, 0 to 1; a half where nothing is known.

        A clock that went back weighs less than was added: the score holds for any counters.
        """
        return (self.reached + 1) / (self.tried + 2)


class Increment(Struct, frozen=True, kw_only=True):
    """What one try adds to the stored counters of its unit."""

    hour: int
    tried: float
    reached: float


class HourProfile(Struct, frozen=True, kw_only=True):
    """The counters of one unit by hour of the week (0 is Monday from 00:00), as weighed now."""

    hours: Mapping[int, Counter] = field(default_factory=dict)

    def is_due(self, at: datetime, zone: tzinfo) -> bool:
        """Return whether that moment (aware) is in an hour in which its machines tend to be on.

        An hour of which nothing is known is one if schools and offices are open then.
        """
        known = {hour: one for hour, one in self.hours.items() if one.tried >= _KNOWN}
        counter = known.get(hour_of(at, zone))
        if counter is None:
            return _is_school_time(at, zone)
        # The best that may be asked: what is unknown of a night must not outshine a poor day.
        scores = [one.score for one in known.values()]
        if not known.keys() >= _SCHOOL_HOURS:
            scores.append(Counter().score)
        return counter.score >= ENOUGH * max(scores)


def hour_of(at: datetime, zone: tzinfo) -> int:
    """Return the hour of the week of an aware moment, 0 to 167."""
    local = at.astimezone(zone)
    return local.weekday() * 24 + local.hour


def is_reached(outcome: Outcome) -> bool | None:
    """Return whether somebody answered, be it to refuse a password; None if nothing was sent."""
    if outcome.ended in _NOTHING_SENT:
        return None
    return outcome.ended not in _NOBODY_SPOKE


def increment(attempt: MachineTry, zone: tzinfo) -> Increment | None:
    """Return what a try adds to the counters, None if it says nothing of the machine."""
    reached = is_reached(attempt.outcome)
    if reached is None:
        return None
    weight = _weight(attempt.at)
    return Increment(
        hour=hour_of(attempt.at, zone), tried=weight, reached=weight if reached else 0.0
    )


def counters_of(
    attempts: Iterable[MachineTry], now: datetime, zone: tzinfo
) -> Mapping[int, Counter]:
    """Return the stored counters of one unit, made again from its attempts.

    Attempts that claim to be later than now are left out: they would outweigh all others for
    years.
    """
    tried, reached = defaultdict[int, float](float), defaultdict[int, float](float)
    for attempt in attempts:
        added = increment(attempt, zone) if attempt.at <= now else None
        if added is not None:
            tried[added.hour] += added.tried
            reached[added.hour] += added.reached
    return {hour: Counter(count, reached[hour]) for hour, count in tried.items()}


def profile_of(counters: Mapping[int, Counter], now: datetime) -> HourProfile:
    """Return what stored counters of one unit say now: those of four weeks ago count half."""
    weight = _weight(now)
    weighed = {
        hour: Counter(one.tried / weight, one.reached / weight) for hour, one in counters.items()
    }
    return HourProfile(hours=weighed)


def explores(machine: str, at: datetime, zone: tzinfo) -> bool:
    """Return whether a machine may be tried then though it is not one of its hours.

    Each machine has one such hour a day, another each day, so that a unit finds out by and by when
    else it is on. The same machine and day always give the same hour, over any restart.
    """
    local = at.astimezone(zone)
    digest = hashlib.sha256(f"{machine}\n{local.date()}".encode("utf-8", "surrogatepass"))
    return int.from_bytes(digest.digest()[:4]) % 24 == local.hour


def _weight(at: datetime) -> float:
    blocks = (at - _FIRST) // HALVED_AFTER
    return 2.0 ** max(-_MOST_BLOCKS, min(blocks, _MOST_BLOCKS))


def _is_school_time(at: datetime, zone: tzinfo) -> bool:
    local = at.astimezone(zone)
    open_now = any(begins <= local.time() < ends for begins, ends in _SCHOOL)
    return local.weekday() <= _FRIDAY and open_now
