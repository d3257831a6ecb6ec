"""When may it have happened, and when was a look taken: every time is from one end to the other."""

from datetime import datetime, timedelta

from msgspec import Struct

from orchestrator.model.answer import Answer, Answered, Facts, Window
from orchestrator.model.look import BEGINNING, Origin, Span
from orchestrator.model.observation import CachedName, Observation, dated

_NOTICE_WITHIN = timedelta(minutes=5)
_SOUND = timedelta(days=1)  # a clock that is off by more dates nothing
DEFAULT_CAP_S = 86_400
"""How long a resolver's cache keeps a record where the source does not say."""


def look_span(origin: Origin, arrived: datetime, made: datetime | None = None) -> Span:
    """Return when a look was taken.

    Args:
        origin: How it came.
        arrived: When it came here, by the controller's clock (aware UTC).
        made: When a kit was made, the newest row of a file, by their own clock, or what a notice
            tells of; None if unknown. One that is later than the arrival widens the span to it,
            and never narrows. Of a sweep, since when it may have been where a site's clock cannot
            be believed; None else.

    Returns:
        A moment for a sweep whose time is known; else from the making to the arrival.
    """
    if origin is Origin.SWEEP and made is None:
        return Span(arrived, arrived)
    return _between(made or BEGINNING, arrived)


def notice_span(told: datetime) -> Span:
    """Return when that happened of which a notice tells: clocks of others are near, not right."""
    return Span(told - _NOTICE_WITHIN, told + _NOTICE_WITHIN)


def _between(one: datetime, other: datetime) -> Span:
    return Span(min(one, other), max(one, other))


class Clocks(Struct, frozen=True, kw_only=True):
    """One look by both clocks.

    Attributes:
        look: When it was taken, by the controller's.
        machine: What the machine's own said at its end, None where it did not say.
    """

    look: Span
    machine: datetime | None = None

    @property
    def offset(self) -> timedelta | None:
        """The machine's clock minus ours; None where it dates nothing.

        Only a look of which we know the moment can tell how far a clock is off.
        """
        if self.machine is None or self.look.lo != self.look.hi:
            return None
        off = self.machine - self.look.hi
        return off if abs(off) <= _SOUND else None

    def ours(self, theirs: datetime) -> Span | None:
        """Return a moment of the machine's clock by ours; None where it is no measure."""
        return None if self.offset is None else Span(theirs - self.offset, theirs - self.offset)


def met_span(seen: Observation, clocks: Clocks, window: Window, booted_at: datetime | None) -> Span:
    """Return when that what was seen may have happened.

    Args:
        seen: What a look met.
        clocks: The look.
        window: How far back the source that showed it can see, by the machine's clock.
        booted_at: When the machine booted, likewise.

    Returns:
        Its own moment for a dated row; for a row of a cache, from as long ago as the cache can
        keep it; for all that holds at the look, the look.
    """
    when = dated(seen)
    if when is not None:
        return clocks.ours(when) or Span(_since(window, clocks), clocks.look.hi)
    if isinstance(seen, CachedName):
        return Span(min(_cached_since(seen, clocks, booted_at), clocks.look.lo), clocks.look.hi)
    return clocks.look


def _since(window: Window, clocks: Clocks) -> datetime:
    """Return the beginning of a log whose times cannot be trusted: the day before it, at most."""
    if window.start is None:
        return BEGINNING
    return min(window.start, clocks.look.lo)


def _cached_since(row: CachedName, clocks: Clocks, booted_at: datetime | None) -> datetime:
    """Return the earliest moment at which a row can have come into its cache."""
    ages = [timedelta(seconds=DEFAULT_CAP_S)] if row.sight.seen_from is None else []
    if clocks.machine is not None:
        marks = (row.sight.seen_from, booted_at)
        ages.extend(clocks.machine - mark for mark in marks if mark is not None)
    elif row.sight.seen_from is not None:
        return BEGINNING
    return clocks.look.lo - max(min(ages), timedelta())


def cache_cap_s(answer: Answer | None, clocks: Clocks) -> int:
    """Return how old a row of this cache can have been at most, in seconds.

    Never less than what a source keeps that does not say: a look that read no cache has that too.
    """
    if not isinstance(answer, Answered) or clocks.machine is None:
        return DEFAULT_CAP_S
    starts = (seen.sight.seen_from for seen in answer.observations if isinstance(seen, CachedName))
    ages = (clocks.machine - start for start in starts if start is not None)
    return max((int(age.total_seconds()) for age in ages), default=DEFAULT_CAP_S)


def watch_from(facts: Facts, clocks: Clocks) -> datetime | None:
    """Return since when the machine had been remembering, by our clock.

    None where it did not say: what is not known is not long enough.
    """
    if facts.booted_at is None or clocks.machine is None:
        return None
    return clocks.look.lo - (clocks.machine - facts.booted_at)
