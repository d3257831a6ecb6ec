"""The canaries of one sweep: the made name and address that every section must bring back.

They are no part of a list's index, so one index serves sweeps of any nonce.
"""

from collections.abc import Mapping

from orchestrator.match.index import Match
from orchestrator.model.answer import canary_address, canary_name
from orchestrator.model.indicator import Citation, Class, Indicator, Kind, Scope
from orchestrator.model.result import Rule


class MadeValues:
    """The two made values as indicators that nothing excuses; read-only."""

    def __init__(self, nonce: str | None) -> None:
        """Make them from the sweep's nonce; None makes none."""
        self._made: Mapping[str, Match] = {} if nonce is None else dict(_made(nonce))

    def met_by(self, value: str) -> Match | None:
        """Return the canary that a name or an address is, as it is and no name below it."""
        return self._made.get(value)

    def __contains__(self, value: str) -> bool:
        """Whether a name or an address is one of them."""
        return value in self._made


def _made(nonce: str) -> dict[str, Match]:
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
