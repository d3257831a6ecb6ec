"""Addresses behind which many unrelated sites stand, and whose they are."""

import ipaddress
from collections.abc import Iterator
from pathlib import Path

_SHIPPED = Path(__file__).parent / "data" / "shared_addresses.txt"
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_V4 = 4
_BITS = {_V4: 32, 6: 128}
_Ranges = dict[tuple[int, int], dict[int, str]]


class Shared:
    """The shipped ranges by version and length, each by its leading bits."""

    def __init__(self) -> None:
        """Read them."""
        self._ranges = _read()

    def owner(self, network: _Network) -> str | None:
        """Return whose shared range holds the whole network, None if none does."""
        number, bits = int(network.network_address), network.max_prefixlen
        for (version, length), owners in self._ranges.items():
            if version == network.version and length <= network.prefixlen:
                owner = owners.get(number >> (bits - length))
                if owner is not None:
                    return owner
        return None

    def networks(self) -> Iterator[_Network]:
        """Yield all ranges."""
        for (version, length), owners in self._ranges.items():
            kind = ipaddress.IPv4Network if version == _V4 else ipaddress.IPv6Network
            for leading in owners:
                number = leading << (_BITS[version] - length)
                yield kind((number, length))


def _read() -> _Ranges:
    """Return the ranges, longest first: a parked site inside a content network is parked."""
    found: _Ranges = {}
    for line in _SHIPPED.read_text(encoding="ascii").split("\n"):
        if line and not line.startswith("#"):
            text, _, owner = line.partition(" ")
            network = ipaddress.ip_network(text)
            leading = int(network.network_address) >> (network.max_prefixlen - network.prefixlen)
            found.setdefault((network.version, network.prefixlen), {})[leading] = owner
    return dict(sorted(found.items(), key=lambda one: -one[0][1]))
