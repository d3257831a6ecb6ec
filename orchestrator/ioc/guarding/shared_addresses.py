"""Addresses behind which many unrelated sites stand, and whose they are."""

import ipaddress
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from orchestrator.ioc.reading.normalise import number4

Bounds = tuple[int, int]
"""The first and the last address of an IPv4 range."""


def bounds(network: ipaddress.IPv4Network) -> Bounds:
    """Return the first and the last address of a range."""
    return int(network.network_address), int(network.broadcast_address)


class AddressRanges:
    """IPv4 ranges, merged where they meet; `spans` are their first and last addresses."""

    def __init__(self, ranges: Iterable[Bounds]) -> None:
        """Take the ranges in any order."""
        self.spans = tuple(_merged(sorted(ranges)))
        self._firsts = tuple(first for first, _ in self.spans)
        self._lasts = tuple(last for _, last in self.spans)

    def touch(self, first: int, last: int) -> bool:
        """Whether any address from the first to the last is in one of the ranges."""
        at = bisect_right(self._firsts, last)
        return at > 0 and self._lasts[at - 1] >= first


def _merged(ranges: Sequence[Bounds]) -> Iterator[Bounds]:
    if not ranges:
        return
    first, last = ranges[0]
    for next_first, next_last in ranges[1:]:
        if next_first > last:
            yield first, last
            first = next_first
        last = max(last, next_last)
    yield first, last


_SHIPPED = Path(__file__).parents[1] / "data" / "shared_addresses.txt"
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_BITS = {4: 32, 6: 128}
_Ranges = tuple[tuple[int, dict[int, str]], ...]


class SharedAddresses:
    """The shipped ranges by their length, longest first, each by its leading bits.

    So a parked site inside a content network is parked.
    """

    def __init__(self) -> None:
        """Read them."""
        lines = _SHIPPED.read_text(encoding="ascii").split("\n")
        owned = [line.partition(" ") for line in lines if line and not line.startswith("#")]
        every = [(*_range(text), owner) for text, _, owner in owned]
        self.bounds4 = tuple(
            (start, start | (1 << (_BITS[4] - length)) - 1)
            for version, start, length, _ in every
            if version == 4  # noqa: PLR2004 - it is its own name
        )
        self._ranges = {version: _by_length(every, version) for version in _BITS}

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


def _range(text: str) -> tuple[int, int, int]:
    """Return a range's version, first address and length; `ip_network` takes far longer."""
    address, _, length = text.partition("/")
    if ":" in address:
        return 6, int(ipaddress.IPv6Address(address)), int(length)
    return 4, number4(address), int(length)


def _by_length(every: list[tuple[int, int, int, str]], version: int) -> _Ranges:
    found: dict[int, dict[int, str]] = {}
    for of, start, length, owner in every:
        if of == version:
            found.setdefault(length, {})[start >> (_BITS[version] - length)] = owner
    return tuple(sorted(found.items(), reverse=True))
