"""One round: of all machines with a reason to be asked, those whose time it is, in their order."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from enum import StrEnum

from msgspec import Struct, field

from orchestrator.campaign.budget import Try, earliest_try
from orchestrator.campaign.campaign_values import Ask, Campaign
from orchestrator.campaign.order import Needed, Rank, asks_of, need_of, rank
from orchestrator.campaign.profile import HourProfile, explores
from orchestrator.model.campaign import MachineStanding
from orchestrator.model.lockout import Refused

_NO_PROFILE = HourProfile()


class Candidate(Struct, frozen=True, kw_only=True):
    """One machine of the campaign, before a round.

    Attributes:
        standing: Where it stands.
        tries: Its tries so far (`budget.tries_of`).
        asked: When it was last asked each playbook, by the playbook's path.
        refused: Why its account must not be sent to it now (`model.lockout`), None if it may be.
    """

    standing: MachineStanding
    tries: tuple[Try, ...] = ()
    asked: Mapping[str, datetime] = field(default_factory=dict)
    refused: Refused | None = None


class Visit(Struct, frozen=True, kw_only=True):
    """One machine that a round asks, why, and what."""

    standing: MachineStanding
    needed: Needed
    asks: tuple[Ask, ...]


class Waits(StrEnum):
    """Why a machine that needs to be asked is not asked in a round."""

    CLOSED = "closed"  # the campaign has not opened, or its last day is over
    QUIET = "quiet"
    ACCOUNT = "account"  # its account was rejected
    BUDGET = "budget"  # tried often enough today, or silent a short while ago
    HOUR = "hour"  # its unit is seldom on at this hour


class Round(Struct, frozen=True, kw_only=True):
    """What a round does.

    `visits` are in the order in which they are to be asked, each machine once; `waiting` counts
    those that need to be asked and are not, by why.
    """

    visits: tuple[Visit, ...]
    waiting: Mapping[Waits, int]


def next_round(
    campaign: Campaign,
    candidates: Iterable[Candidate],
    profiles: Mapping[str, HourProfile],
    now: datetime,
    zone: tzinfo,
) -> Round:
    """Return whom a round asks now.

    Args:
        campaign: The campaign file.
        candidates: All machines of its scope, in any order; one that comes twice is asked once.
        profiles: When units are on, by the unit's code; none for one without history.
        now: When; aware UTC.
        zone: The district's.
    """
    visits, waiting = dict[Rank, Visit](), Counter[Waits]()
    everyone = _everyone_waits(campaign, now, zone)
    on = {unit: profile.is_due(now, zone) for unit, profile in profiles.items()}
    otherwise = _NO_PROFILE.is_due(now, zone)
    for one in {one.standing.scope.number: one for one in candidates}.values():
        needed = need_of(one.standing, campaign.asks, one.asked, now)
        if needed is None:
            continue
        is_due = on.get(one.standing.scope.row.unit, otherwise)
        why = everyone or _why_waits(campaign, one, now, zone, is_due=is_due)
        if why is None:
            asks = asks_of(needed, campaign.asks, one.asked, now)
            visit = Visit(standing=one.standing, needed=needed, asks=asks)
            visits[rank(one.standing, needed)] = visit
        else:
            waiting[why] += 1
    return Round(visits=tuple(visits[key] for key in sorted(visits)), waiting=dict(waiting))


def _everyone_waits(campaign: Campaign, now: datetime, zone: tzinfo) -> Waits | None:
    if not campaign.is_open(now, zone):
        return Waits.CLOSED
    return Waits.QUIET if campaign.quiet.covers(now, zone) else None


def _why_waits(
    campaign: Campaign, one: Candidate, now: datetime, zone: tzinfo, *, is_due: bool
) -> Waits | None:
    if one.refused is not None:
        return Waits.ACCOUNT
    a_day = campaign.machine_a_day
    if earliest_try(one.tries, now, machine_a_day=a_day, zone=zone) > now:
        return Waits.BUDGET
    if is_due or explores(one.standing.scope.row.machine, now, zone):
        return None
    return Waits.HOUR
