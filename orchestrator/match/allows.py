"""Which entry of the allow lists covers a value that was met."""

import ipaddress
from collections.abc import Iterable

from orchestrator.model.indicator import Allowed, Kind

_RANGES = (Kind.CIDR4, Kind.CIDR6)


class Allows:
    """The entries in force; of several for one value the first counts."""

    def __init__(self, allowed: Iterable[Allowed]) -> None:
        """Index the entries."""
        every = tuple(allowed)
        self._exact = _by_value(one for one in every if one.kind not in _RANGES and not one.tree)
        self._trees = _by_value(one for one in every if one.tree)
        self._ranges = tuple(
            (ipaddress.ip_network(one.value), one) for one in every if one.kind in _RANGES
        )

    def covers(self, observed: str) -> Allowed | None:
        """Return the entry that covers a name, an address or a range as normalised."""
        return self._exact.get(observed) or self._tree(observed) or self._range(observed)

    def _tree(self, name: str) -> Allowed | None:
        while name and self._trees:
            if name in self._trees:
                return self._trees[name]
            name = name.partition(".")[2]
        return None

    def _range(self, observed: str) -> Allowed | None:
        if not self._ranges:
            return None
        try:
            network = ipaddress.ip_network(observed)
        except ValueError:
            return None
        return next((one for wide, one in self._ranges if _inside(network, wide)), None)


def _by_value(allowed: Iterable[Allowed]) -> dict[str, Allowed]:
    found: dict[str, Allowed] = {}
    for one in allowed:
        found.setdefault(one.value, one)
    return found


def _inside(
    network: ipaddress.IPv4Network | ipaddress.IPv6Network,
    wide: ipaddress.IPv4Network | ipaddress.IPv6Network,
) -> bool:
    if isinstance(network, ipaddress.IPv4Network):
        return isinstance(wide, ipaddress.IPv4Network) and network.subnet_of(wide)
    return isinstance(wide, ipaddress.IPv6Network) and network.subnet_of(wide)
