"""Whether a name or an address is a listed one, asked before anything is sent to it."""

import ipaddress
from collections.abc import Iterable

from orchestrator.ioc.values import normalise
from orchestrator.model.indicator import Class, Indicator, Kind, Scope, Unused


class Listed:
    """A test for names and addresses; a known sinkhole counts as listed, too.

    Args:
        indicators: The list in force.
    """

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        """Sort them by what they are."""
        every = tuple(indicators)
        names = tuple(one for one in every if one.kind is Kind.DOMAIN)
        self._names = frozenset(one.value for one in names)
        self._trees = frozenset(one.value for one in names if one.scope is Scope.TREE)
        self._addresses = frozenset(
            one.value for one in every if one.kind in (Kind.IPV4, Kind.IPV6)
        )
        self._ranges = tuple(
            ipaddress.ip_network(one.value)
            for one in every
            if one.kind in (Kind.CIDR4, Kind.CIDR6) and one.klass is Class.MALICIOUS
        )

    def __call__(self, host: str) -> bool:
        """Tell whether a host, a name or an address as text, is listed."""
        value = normalise(host)
        if isinstance(value, Unused):
            return False
        if value.kind is Kind.DOMAIN:
            return value.text in self._names or any(
                parent in self._trees for parent in _parents(value.text)
            )
        return value.text in self._addresses or any(
            ipaddress.ip_address(value.text) in one for one in self._ranges
        )


def _parents(name: str) -> Iterable[str]:
    labels = name.split(".")
    return (".".join(labels[at:]) for at in range(1, len(labels)))
