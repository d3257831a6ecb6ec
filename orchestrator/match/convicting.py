"""Whether a list can convict anybody on the day of a sweep: one that cannot is as good as none."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from orchestrator.match.index import Allows, Match
from orchestrator.match.urls import host_of
from orchestrator.match.weighing import weighed
from orchestrator.model.indicator import Class, Indicator, IocSet, Kind
from orchestrator.model.result import Rule

ALLOWED = "allowed"
"""The word for an indicator that an allow list excuses, beside the words of `Weakness`."""


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
