"""Listed ranges: the narrowest one that holds an address, by one look for each length."""

import ipaddress
from collections.abc import Iterable, Mapping

Ranges = tuple[tuple[int, Mapping[int, int]], ...]
"""Ranges by their length, longest first: each one's number by its network's leading bits."""

_HALF_BITS, _V4_BITS, _V6_BITS = 16, 32, 128


class RangeIndex:
    """The numbers of IPv4 and IPv6 ranges; read-only."""

    def __init__(
        self, ranges4: Iterable[tuple[str, int]], ranges6: Iterable[tuple[str, int]]
    ) -> None:
        """Index the ranges (`address/length`, the host's bits off)."""
        self._ranges4 = _by_length(ranges4)
        self._ranges6 = _by_length(ranges6)
        self._heads4 = _heads(self._ranges4)

    def holding(self, address: str) -> int | None:
        """Return the number of the narrowest range that holds an address; None for other texts."""
        if ":" in address:
            return _found(self._ranges6, address, _V6_BITS) if self._ranges6 else None
        head = address[: address.find(".", address.find(".") + 1)]
        return _found(self._ranges4, address, _V4_BITS) if head in self._heads4 else None

    def holding_all(self, network: str) -> int | None:
        """Return the number of the narrowest range that holds all of a range."""
        address, _, length = network.partition("/")
        ranges, bits = (self._ranges6, _V6_BITS) if ":" in address else (self._ranges4, _V4_BITS)
        wide = tuple(one for one in ranges if one[0] <= int(length))
        return _found(wide, address, bits)


def _by_length(ranges: Iterable[tuple[str, int]]) -> Ranges:
    found: dict[int, dict[int, int]] = {}
    for value, number in ranges:
        address, _, length = value.partition("/")
        bits = _V6_BITS if ":" in address else _V4_BITS
        start = _as_number(address)
        if start is None:
            raise ValueError(value)
        found.setdefault(int(length), {})[start >> (bits - int(length))] = number
    return tuple(sorted(found.items(), reverse=True))


def _heads(ranges: Ranges) -> frozenset[str]:
    """Return the first two numbers, as text, of all addresses in IPv4 ranges.

    Most addresses of a machine begin otherwise, and need not be turned into numbers.
    """
    return frozenset(
        f"{half >> 8}.{half & 255}"
        for length, networks in ranges
        for leading in networks
        for half in _halves(leading, length)
    )


def _halves(leading: int, length: int) -> range:
    """Return the upper sixteen bits of all addresses whose first `length` bits are `leading`."""
    if length >= _HALF_BITS:
        half = leading >> (length - _HALF_BITS)
        return range(half, half + 1)
    first = leading << (_HALF_BITS - length)
    return range(first, first + (1 << (_HALF_BITS - length)))


def _found(ranges: Ranges, address: str, bits: int) -> int | None:
    number = _as_number(address)
    if number is None:
        return None
    for length, networks in ranges:
        found = networks.get(number >> (bits - length))
        if found is not None:
            return found
    return None


def _as_number(address: str) -> int | None:
    """Return the address as a number; `ipaddress` costs five times as much for IPv4."""
    try:
        if ":" in address:
            return int(ipaddress.IPv6Address(address))
        a, b, c, d = map(int, address.split("."))
    except ValueError:
        return None
    return a << 24 | b << 16 | c << 8 | d
