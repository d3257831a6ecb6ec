"""The canaries of one sweep: the made name and address that every section must bring back.

They are no part of a list's index, so one index serves sweeps of any nonce.
"""

from collections.abc import Mapping

from orchestrator.match.index import Match
from orchestrator.model.answer import canary_address, canary_name
from orchestrator.model.indicator import Citation, Class, Indicator, Kind, Scope
from orchestrator.model.result import Rule


def made_values(nonce: str | None) -> Mapping[str, Match]:
    """Return the two made values, each with what it meets; nothing excuses one.

    A canary is met as it is, and by no name below it.

    Args:
        nonce: The sweep's, from which they are made; None makes none.
    """
    if nonce is None:
        return {}
    kinds = {canary_name(nonce): Kind.DOMAIN, canary_address(nonce): Kind.IPV6}
    return {
        value: Match(
            Indicator(
                value=value,
                kind=kind,
                scope=Scope.EXACT,
                klass=Class.MALICIOUS,
                test=True,
                citations=(Citation(list="canary", version=nonce, line=1, published=value),),
            ),
            Rule.EXACT,
        )
        for value, kind in kinds.items()
    }
