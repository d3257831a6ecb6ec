"""A person's word that the controller's clock is right now, and what was dated wrongly before it.

A clock that stood ahead leaves rows of days to come. Only a person can say that they were dated
wrongly, and not that the clock is wrong now. Such a row happened by the moment of that word: nobody
knows how long before, so that moment is the time that it has from then on. What of such rows rests
on which was first keeps its order: a microsecond stands for whatever lay between.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from orchestrator.model.act import Recorded
from orchestrator.model.look import Look, MachineTry, Met, Span

A = TypeVar("A", bound=Recorded)

_STEP = timedelta(microseconds=1)


class ClockWord(Struct, frozen=True, kw_only=True):
    """That the clock is right now.

    Attributes:
        at: When it was said (aware UTC).
        actor: Who answers for it.
        reason: Why, in the person's words.
        evidence: The number of the newest evidence at that time.
        wrong: All moments later than `at` that stood in the store then.
    """

    at: datetime
    actor: str
    reason: str
    evidence: int
    wrong: frozenset[datetime] = frozenset()


class Redating(Struct, frozen=True):
    """What some words say of the times of rows: without any, all stays as it was dated.

    `righted` holds for each wrong moment the one that stands for it, by the earliest word.
    """

    words: tuple[ClockWord, ...] = ()
    righted: Mapping[datetime, datetime] = field(default_factory=dict)

    @classmethod
    def of(cls, words: Iterable[ClockWord]) -> "Redating":
        """Return what some words say, in whatever order they come."""
        told = tuple(sorted(words, key=lambda one: one.at, reverse=True))
        return cls(told, {wrong: at for word in told for wrong, at in _in_order(word)})

    def moment(self, dated: datetime) -> datetime:
        """Return the moment that stands for one: the very same, if it is not known to be wrong."""
        return self.righted.get(dated, dated)

    def wrongly(self, dated: datetime) -> datetime | None:
        """Return a moment that is wrong; None of one that is not known to be."""
        return dated if dated in self.righted else None

    def look(self, look: Look) -> Look:
        """Return a look; one that is misdated says so."""
        if not self.words:  # as of nearly all stores, whose looks come in thousands
            return look
        taken = self.taken(look.evidence, look.span)
        return look if taken is None else _redated(look, *taken)

    def taken(self, evidence: int, span: Span) -> tuple[Span, datetime] | None:
        """Return when a look was taken that is misdated, and the date that it was given.

        None of one that is not known to be. One that came after the word is, where a wrong clock
        dated what it came in.
        """
        told = (w.at for w in self.words if evidence <= w.evidence and span.hi > w.at)
        by = min(told, default=None)
        if by is not None:
            return _until(span, by), span.hi
        if self.righted.keys().isdisjoint((span.lo, span.hi)):
            return None
        ends = sorted(map(self.moment, (span.lo, span.hi)))
        return Span(*ends), ends[-1]

    def met(self, met: Met) -> Met:
        """Return what a look met: it happened before anybody put the clock right after it."""
        by = min((w.at for w in self.words if met.evidence <= w.evidence), default=None)
        return self.listed(met if by is None else replace(met, span=_until(met.span, by)))

    def listed(self, met: Met) -> Met:
        """Return what a look met, with what lists said of it when."""
        if not self.words:
            return met
        excuse, dropped = met.excuse, met.dropped
        return replace(
            met,
            since=self.moment(met.since),
            excuse=excuse and replace(excuse, since=self.moment(excuse.since)),
            dropped=dropped and replace(dropped, at=self.moment(dropped.at)),
        )

    def tried(self, tried: MachineTry) -> MachineTry:
        """Return a try; one that is misdated says so."""
        by = self.righted.get(tried.at)
        return tried if by is None else replace(tried, at=by, dated=tried.at)

    def act(self, act: A) -> A:
        """Return what a person recorded; what was recorded by a wrong clock says so."""
        by = self.righted.get(act.recorded)
        if by is None:
            return act
        return replace(act, recorded=by, claimed=min(act.claimed, by), dated=act.recorded)


def _in_order(word: ClockWord) -> Iterator[tuple[datetime, datetime]]:
    for n, wrong in enumerate(sorted(word.wrong), start=1):
        yield wrong, word.at + n * _STEP


def _redated(look: Look, span: Span, dated: datetime) -> Look:
    since = look.watch_from
    watched = since and since - (look.span.lo - span.lo)
    return replace(look, span=span, dated=dated, watch_from=watched)


def _until(span: Span, by: datetime) -> Span:
    return Span(min(span.lo, by), min(span.hi, by))
