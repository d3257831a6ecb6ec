"""Addresses behind which many unrelated sites stand, and whose they are."""

import ipaddress
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path


class AddressRanges:
    """IPv4 ranges, merged where they meet; `spans` are their first and last addresses."""

    def __init__(self, networks: Iterable[ipaddress.IPv4Network]) -> None:
        """Take the ranges in any order."""
        self.spans = tuple(_merged(networks))
        self._firsts = tuple(first for first, _ in self.spans)
        self._lasts = tuple(last for _, last in self.spans)

    def touch(self, first: int, last: int) -> bool:
        """Whether any address from the first to the last is in one of the ranges."""
        at = bisect_right(self._firsts, last)
        return at > 0 and self._lasts[at - 1] >= first


def _merged(networks: Iterable[ipaddress.IPv4Network]) -> Iterator[tuple[int, int]]:
    bounds = sorted((int(one.network_address), int(one.broadcast_address)) for one in networks)
    if not bounds:
        return
    first, last = bounds[0]
    for next_first, next_last in bounds[1:]:
        if next_first > last:
            yield first, last
            first = next_first
        last = max(last, next_last)
    yield first, last


_SHIPPED = Path(__file__).parents[1] / "data" / "shared_addresses.txt"
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_Ranges = tuple[tuple[int, dict[int, str]], ...]


class SharedAddresses:
    """The shipped ranges by their length, longest first, each by its leading bits.

    So a parked site inside a content network is parked.
    """

    def __init__(self) -> None:
        """Read them."""
        lines = _SHIPPED.read_text(encoding="ascii").split("\n")
        owned = [line.partition(" ") for line in lines if line and not line.startswith("#")]
        every = [(ipaddress.ip_network(text), owner) for text, _, owner in owned]
        self.networks = tuple(network for network, _ in every)
        self._ranges = {version: _by_length(every, version) for version in (4, 6)}

    def owner(self, network: _Network) -> str | None:
        """Return whose shared range holds the whole network, None if none does."""
        number, bits = int(network.network_address), network.max_prefixlen
        narrowest = network.prefixlen
        for length, owners in self._ranges[network.version]:
            if length <= narrowest:
                owner = owners.get(number >> (bits - length))
                if owner is not None:
                    return owner
        return None


def _by_length(every: list[tuple[_Network, str]], version: int) -> _Ranges:
    found: dict[int, dict[int, str]] = {}
    for network, owner in every:
        if network.version == version:
            leading = int(network.network_address) >> (network.max_prefixlen - network.prefixlen)
            found.setdefault(network.prefixlen, {})[leading] = owner
    return tuple(sorted(found.items(), reverse=True))
