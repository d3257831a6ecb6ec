"""A match and the observation that it was met in to one hit, weighed."""

from orchestrator.match.memo import Memo
from orchestrator.match.tables import Match
from orchestrator.match.validity import first_of, weighed
from orchestrator.model.hit import Hit, Status, Weakness
from orchestrator.model.observation import ConfiguredText, Observation


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
    met = weighed(found, first_of(seen, memo.at), memo.at)
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
