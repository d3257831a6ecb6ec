"""By which time what is known is judged: a clock that is put right makes nothing young again."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from orchestrator.model.act import Act, FalsePositive, Handled
from orchestrator.model.look import Excuse, Look, MachineTry, Met


class JudgingTime(Struct, frozen=True):
    """The time by which a machine, or a unit, is judged.

    Attributes:
        now: The moment.
        wrong: When a person put the clock right, and a later date that it had given before that:
            what was known by then has grown as old as that date made it, and stays so.
    """

    now: datetime
    wrong: frozenset[tuple[datetime, datetime]] = frozenset()

    def of(self, known: datetime) -> datetime:
        """Return the time by which that is judged which was known by a moment."""
        if not self.wrong:
            return self.now
        return max((self.now, *(dated for righted, dated in self.wrong if known <= righted)))

    def of_look(self, look: Look) -> datetime:
        """Return the time by which a look is old."""
        return self.of(look.span.hi)

    def of_excuse(self, met: Met, excuse: Excuse) -> datetime:
        """Return the time by which an entry of the allow list that excuses a sighting ends."""
        return self.of(max(met.span.hi, excuse.since))


def wrong_dates(
    looks: Iterable[Look], acts: Iterable[Act], attempts: Iterable[MachineTry]
) -> frozenset[tuple[datetime, datetime]]:
    """Return when the clock was put right, each with a later date that some row was given."""
    rows = (
        *((look.span.hi, look.dated) for look in looks),
        *((act.recorded, act.dated) for act in acts),
        *((one.at, one.dated) for one in attempts),
    )
    return frozenset((righted, dated) for righted, dated in rows if dated is not None)


def proves(act: Handled) -> bool:
    """Whether a handling is dated so that a later look can show what came of it.

    Of one that was both done and recorded by a wrong clock nobody knows what was seen after it.
    """
    return act.dated is None or act.claimed < act.recorded


def excuses(act: FalsePositive, now: JudgingTime) -> bool:
    """Whether an exception holds: it has not ended, and no wrong clock dated it."""
    return act.dated is None and now.of(act.recorded) < act.until
