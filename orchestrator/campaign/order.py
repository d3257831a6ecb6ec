"""The order of need: which machines a round has a reason to ask, and who comes first."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from orchestrator.campaign.campaign_values import Ask
from orchestrator.model.campaign import MachineStanding
from orchestrator.model.look import BEGINNING, Trust
from orchestrator.model.result import Reason, Verdict

SOON = timedelta(days=7)
"""A pass that ends within it is renewed; what fails is looked at again after it."""


class Need(StrEnum):
    """Why a machine is asked, the most needed first."""

    VERIFY = "verify"  # a look could show now that a finding is gone
    REVISIT = "revisit"  # a newer list met what was read before
    NEVER_READ = "never_read"
    PARTIAL = "partial"  # something that a verdict needs is not read, or no longer counts
    EXPIRING = "expiring"  # its pass ends within a week
    FAIL_UNSEEN = "fail_unseen"  # it fails, and nobody looked for a week
    PLAY_DUE = "play_due"  # a playbook that is asked now and then has its time


_RANKS = {need: rank for rank, need in enumerate(Need)}


class Needed(Struct, frozen=True, kw_only=True):
    """A reason to ask a machine; `since` orders those with the same one, the longest first."""

    need: Need
    since: datetime


Rank = tuple[int, datetime, str, str, int]


def need_of(
    one: MachineStanding,
    asks: Sequence[Ask],
    asked: Mapping[str, datetime],
    now: datetime,
) -> Needed | None:
    """Return the first reason that there is to ask a machine now, None if there is none.

    Nobody asks a machine that is excluded or no longer in the inventory, whatever it showed.

    Args:
        one: Where it stands.
        asks: What the campaign asks.
        asked: When it was last asked each playbook, by playbook.
        now: When; aware UTC.
    """
    if one.scope.removed_at is not None or one.scope.row.excluded is not None:
        return None
    return next(_needs(one, asks, asked, now), None)


def rank(one: MachineStanding, needed: Needed) -> Rank:
    """Return what sorts machines by their need: no two are equal, whatever order they came in."""
    row = one.scope.row
    return _RANKS[needed.need], needed.since, row.unit, row.machine, one.scope.number


def asks_of(
    needed: Needed, asks: Sequence[Ask], asked: Mapping[str, datetime], now: datetime
) -> tuple[Ask, ...]:
    """Return what a machine is asked on that visit, in the order of the campaign file.

    Args:
        needed: Why it is visited. One that only a playbook's time brings is asked that alone.
        asks: What the campaign asks.
        asked: When it was last asked each playbook.
        now: When; aware UTC.
    """
    due = (one for one in asks if one.is_due(asked.get(one.playbook), now))
    return tuple(one for one in due if needed.need is not Need.PLAY_DUE or one.every is not None)


def _needs(
    one: MachineStanding, asks: Sequence[Ask], asked: Mapping[str, datetime], now: datetime
) -> Iterator[Needed]:
    waiting = [found.next_look for found in one.findings if found.next_look is not None]
    if waiting and min(waiting) <= now:
        yield Needed(need=Need.VERIFY, since=min(waiting))
    newest = _newest_look(one)
    if newest is None:
        yield Needed(need=Need.NEVER_READ, since=_tried(one))
    else:
        yield from _needs_again(one, newest, now)
        if asked and one.trust is Trust.DECLARED:  # it can be asked: its own word cancels nothing
            yield Needed(need=Need.PARTIAL, since=_tried(one))
        yield from _plays(asks, asked, now)


def _needs_again(one: MachineStanding, newest: datetime, now: datetime) -> Iterator[Needed]:
    """Yield the reasons to ask a machine again that was read at `newest`."""
    if listed := _listed_since(one, newest):
        yield Needed(need=Need.REVISIT, since=listed)
    if _is_partial(one):
        yield Needed(need=Need.PARTIAL, since=_tried(one))
    if one.good_until is not None and one.good_until <= now + SOON:
        yield Needed(need=Need.EXPIRING, since=one.good_until)
    if one.verdict is Verdict.FAIL and newest <= now - SOON:
        yield Needed(need=Need.FAIL_UNSEEN, since=newest)


def _tried(one: MachineStanding) -> datetime:
    return one.last_attempt.at if one.last_attempt else BEGINNING


def _plays(asks: Sequence[Ask], asked: Mapping[str, datetime], now: datetime) -> Iterator[Needed]:
    last = [
        asked.get(one.playbook, BEGINNING)
        for one in asks
        if one.every is not None and one.is_due(asked.get(one.playbook), now)
    ]
    if last:
        yield Needed(need=Need.PLAY_DUE, since=min(last))


def _newest_look(one: MachineStanding) -> datetime | None:
    """Return the latest moment at which the machine itself spoke, None if it never did."""
    looks = (look for check in one.checks for look in (check.look, check.newest_try))
    own = (look.span.hi for look in looks if look is not None and look.is_own)
    return max(own, default=None)


def _listed_since(one: MachineStanding, newest: datetime) -> datetime | None:
    """Return since when a list names what a look before it had seen, if nobody looked since."""
    met = (met for found in one.open_findings for met in found.met)
    return min((row.since for row in met if row.since > newest), default=None)


def _is_partial(one: MachineStanding) -> bool:
    """Whether a look would help: a new list that was not matched yet needs none."""
    if any(check.required and not check.counts for check in one.checks):
        return True
    return one.verdict is Verdict.NOT_ASSESSED and one.reason is not Reason.REJUDGING
