"""Indicators by value: finds the most specific one for a name or an address."""

import ipaddress
from collections.abc import Iterable
from typing import NamedTuple

from orchestrator.model.canary import canary_address, canary_name
from orchestrator.model.hit import Rule
from orchestrator.model.indicator import Citation, Class, Indicator, IocSet, Kind, Scope

_Ranges = tuple[tuple[int, dict[int, Indicator]], ...]
_HALF_BITS, _V4_BITS, _V6_BITS = 16, 32, 128


class Match(NamedTuple):
    """The indicator that a value met, and how; `weak`: only on another port than listed."""

    indicator: Indicator
    rule: Rule
    weak: bool = False


class Index:
    """A set of indicators and a sweep's canaries, made for many look-ups; read-only.

    URL indicators are not in it: no host is blamed for a URL.
    """

    def __init__(self, iocs: IocSet, nonce: str) -> None:
        """Index the set.

        Args:
            iocs: The indicators.
            nonce: The sweep's nonce, from which its canaries are made.
        """
        every = (*iocs.indicators, *_canaries(nonce))
        self._domains = {one.value: one for one in every if one.kind is Kind.DOMAIN}
        addresses = tuple(one for one in every if one.kind in (Kind.IPV4, Kind.IPV6))
        self._addresses = {one.value: one for one in addresses if one.port is None}
        self._ports = _by_address(one for one in addresses if one.port is not None)
        self._ranges4 = _by_length(every, Kind.CIDR4)
        self._ranges6 = _by_length(every, Kind.CIDR6)
        self._heads4 = _heads(self._ranges4)

    def name(self, name: str) -> Match | None:
        """Return the most specific indicator for a lower-case name without a final dot.

        The walk ends at label borders; an indicator of exact scope matches itself only.
        """
        domains = self._domains
        found = domains.get(name)
        if found is not None:
            return Match(found, Rule.EXACT)
        border = name.find(".")
        while border >= 0:
            found = domains.get(name[border + 1 :])
            if found is not None and found.scope is Scope.TREE:
                return Match(found, Rule.PARENT)
            border = name.find(".", border + 1)
        return None

    def address(self, address: str, port: int | None = None) -> Match | None:
        """Return the most specific indicator for an address as `ipaddress` prints it.

        Args:
            address: Without zone, IPv4-mapped already unwrapped; other texts match nothing.
            port: The remote port, None where there is none (a look-up). An indicator that is
                narrowed to other ports is a weak match.
        """
        narrowed = self._ports.get(address) if self._ports else None
        if narrowed:
            for one in narrowed:
                if one.port == port:
                    return Match(one, Rule.EXACT)
        found = self._addresses.get(address)
        if found is not None:
            return Match(found, Rule.EXACT)
        in_range = self._range(address)
        if in_range is not None:
            return Match(in_range, Rule.RANGE)
        return Match(narrowed[0], Rule.EXACT, weak=True) if narrowed else None

    def _range(self, address: str) -> Indicator | None:
        if ":" in address:
            return _in_ranges(self._ranges6, address, _V6_BITS) if self._ranges6 else None
        head = address[: address.find(".", address.find(".") + 1)]
        return _in_ranges(self._ranges4, address, _V4_BITS) if head in self._heads4 else None


def _heads(ranges: _Ranges) -> frozenset[str]:
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


def _in_ranges(ranges: _Ranges, address: str, bits: int) -> Indicator | None:
    number = _number(address)
    if number is None:
        return None
    for length, networks in ranges:
        found = networks.get(number >> (bits - length))
        if found is not None:
            return found
    return None


def _number(address: str) -> int | None:
    """Return the address as a number; `ipaddress` costs five times as much for IPv4."""
    try:
        if ":" in address:
            return int(ipaddress.IPv6Address(address))
        a, b, c, d = map(int, address.split("."))
    except ValueError:
        return None
    return a << 24 | b << 16 | c << 8 | d


def _by_address(indicators: Iterable[Indicator]) -> dict[str, tuple[Indicator, ...]]:
    found: dict[str, tuple[Indicator, ...]] = {}
    for one in indicators:
        found[one.value] = (*found.get(one.value, ()), one)
    return found


def _by_length(indicators: Iterable[Indicator], kind: Kind) -> _Ranges:
    """Return the ranges by their length, longest first, each by its network's leading bits."""
    found: dict[int, dict[int, Indicator]] = {}
    for one in indicators:
        if one.kind is kind:
            network = ipaddress.ip_network(one.value)
            leading = int(network.network_address) >> (network.max_prefixlen - network.prefixlen)
            found.setdefault(network.prefixlen, {})[leading] = one
    return tuple(sorted(found.items(), reverse=True))


def _canaries(nonce: str) -> tuple[Indicator, ...]:
    return tuple(
        Indicator(
            value=value,
            kind=kind,
            scope=Scope.EXACT,
            klass=Class.MALICIOUS,
            test=True,
            citations=(Citation(list="canary", version=nonce, line=1, published=value),),
        )
        for value, kind in ((canary_name(nonce), Kind.DOMAIN), (canary_address(nonce), Kind.IPV6))
    )
