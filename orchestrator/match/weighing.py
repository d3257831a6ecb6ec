"""What a match proves, given its indicator and the time (handed in); a match weighed is a hit.

And whether a list can prove anything at all: one that cannot convicts nobody, and passes nobody.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from orchestrator.match.index import Allows, Match
from orchestrator.match.memo import Asked, Memo
from orchestrator.match.urls import host_of
from orchestrator.model.indicator import Class, Indicator, IocSet, Kind
from orchestrator.model.observation import (
    ConfiguredText,
    Connection,
    LookedUp,
    Observation,
    dated,
)
from orchestrator.model.result import Hit, Rule, Status, Weakness

ALLOWED = "allowed"
"""The word for an indicator that an allow list excuses, beside the words of `Weakness`."""


def weighed(
    found: Match, first: datetime, at: datetime, judged_at: datetime | None = None
) -> Match:
    """Return the match, weak if its indicator does not speak of the time from `first` to `at`.

    In doubt a match counts: one moment of validity is enough. An indicator that has begun
    speaks of earlier times, too: contact before anyone knew. An address that many sites share
    is weak at all times.

    Args:
        found: What was met.
        first: The first moment (aware) at which it may have been met.
        at: When that was read; nothing was met later, whatever a machine's clock says.
        judged_at: When the list is held against it, None for the same moment.
    """
    one = found.indicator
    if one.valid_until is not None and min(first, at) > one.valid_until:
        return found._replace(weakness=Weakness.EXPIRED)
    if one.valid_from is not None and max(at, judged_at or at) < one.valid_from:
        return found._replace(weakness=Weakness.NOT_YET_VALID)
    if one.shared is not None and one.klass is Class.MALICIOUS and found.weakness is None:
        return found._replace(weakness=Weakness.SHARED_ADDRESS)
    return found


def first_of(seen: Observation, at: datetime) -> datetime:
    """Return the first moment at which something may have happened, `at` if no source tells."""
    match seen:
        case LookedUp(when=datetime() as when):
            return when
        case Connection(created_at=datetime() as created):
            return created
        case _:
            return seen.sight.seen_from or seen.sight.seen_to or at


def hit_of(
    check: str, seen: Observation, observed: str, found: Match, status: Status, memo: Memo
) -> Hit:
    """Return the hit.

    Args:
        check: Which check saw it.
        seen: The observation.
        observed: The name or address in it that matched.
        found: What it matched, and how.
        status: What that means.
        memo: The machine's look-ups; it knows when the machine was asked.
    """
    if isinstance(seen, ConfiguredText) and not seen.in_force:
        found = found._replace(weakness=Weakness.NOT_IN_FORCE)
    asked = memo.asked
    met = weighed(found, first_of(seen, asked.at), asked.at, asked.judged_at)
    if met.weakness is None and _is_old(seen, found, asked):
        met = met._replace(weakness=Weakness.OLD_TRACE)
    return Hit(
        indicator=found.indicator,
        rule=found.rule,
        status=status,
        check=check,
        observed=observed,
        observation=seen,
        weakness=met.weakness,
        allowed=met.allowed,
    )


def _is_old(seen: Observation, found: Match, asked: Asked) -> bool:
    """Whether a dated trace was old already when it was read: it convicts nobody for ever."""
    when = dated(seen)
    age = asked.age(when) if when is not None else None
    if age is None:
        return False
    by_name = found.indicator.kind in (Kind.DOMAIN, Kind.URL)
    return age > (asked.rules.old_name if by_name else asked.rules.old_address)


def powerless(iocs: IocSet, at: datetime) -> Mapping[str, int]:
    """Return why none of a list's indicators can make a machine fail, and of how many.

    Args:
        iocs: The list. Known sinkholes are tools, and do not count.
        at: When machines are asked (aware).

    Returns:
        Words of `Weakness` and `ALLOWED`; empty where one indicator can.
    """
    allows = Allows(iocs.allowed)
    found: Counter[str] = Counter()
    for one in iocs.indicators:
        if one.klass is Class.MALICIOUS:
            word = _excuse(one, allows, at)
            if word is None:
                return {}
            found[word] += 1
    return found


def _excuse(one: Indicator, allows: Allows, at: datetime) -> str | None:
    """Return why an indicator proves nothing, even where it is met as it is listed."""
    if allows.covers(host_of(one.value) if one.kind is Kind.URL else one.value) is not None:
        return ALLOWED
    return weighed(Match(one, Rule.EXACT), at, at).weakness
