"""The look-ups that every index shares, whatever it keeps of an indicator."""

import ipaddress
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import Generic, NamedTuple, TypeVar

from orchestrator.match.allows import Allows
from orchestrator.match.urls import Urls, host_of, urls_in
from orchestrator.model.indicator import Allowed, Indicator, Kind, Scope
from orchestrator.model.result import Rule, Weakness

R = TypeVar("R")
Ranges = tuple[tuple[int, Mapping[int, R]], ...]
_HALF_BITS, _V4_BITS, _V6_BITS = 16, 32, 128


class Match(NamedTuple):
    """The indicator that a value met, and how.

    `weakness` is why that proves little, `allowed` the entry of an allow list that excuses it.
    """

    indicator: Indicator
    rule: Rule
    weakness: Weakness | None = None
    allowed: Allowed | None = None

    @property
    def counts(self) -> bool:
        """Whether nothing is said against it."""
        return self.weakness is None and self.allowed is None

    @property
    def by_host(self) -> bool:
        """Whether it is a URL, of which only the host was met."""
        return self.weakness is Weakness.URL_HOST


class Tables(ABC, Generic[R]):
    """Indicators by value, each kept as an `R` that stands for one; read-only."""

    _domains: Mapping[str, R]
    _addresses: Mapping[str, R]
    _ports: Mapping[str, tuple[R, ...]]
    _ranges4: Ranges[R]
    _ranges6: Ranges[R]
    _heads4: frozenset[str]
    _allows: Allows

    @abstractmethod
    def _indicator(self, kept: R) -> Indicator:
        """Return the indicator that is kept so."""

    @abstractmethod
    def _url_rows(self) -> Iterable[tuple[str, R]]:
        """Return the listed URLs."""

    @cached_property
    def _urls(self) -> Urls[R]:
        return Urls(self._url_rows())

    def name(self, name: str) -> Match | None:
        """Return the most specific indicator for a lower-case name without a final dot.

        The walk ends at label borders; an indicator of exact scope matches itself only.
        """
        domains = self._domains
        kept = domains.get(name)
        if kept is not None:
            return Match(self._indicator(kept), Rule.EXACT)
        border = name.find(".")
        while border >= 0:
            kept = domains.get(name[border + 1 :])
            if kept is not None:
                found = self._indicator(kept)
                if found.scope is Scope.TREE:
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
        on_ports = tuple(map(self._indicator, narrowed)) if narrowed else ()
        for one in on_ports:
            if one.port == port:
                return Match(one, Rule.EXACT)
        kept = self._addresses.get(address)
        if kept is not None:
            return Match(self._indicator(kept), Rule.EXACT)
        kept = self._range(address)
        if kept is not None:
            return Match(self._indicator(kept), Rule.RANGE)
        return Match(on_ports[0], Rule.EXACT, Weakness.OTHER_PORT) if on_ports else None

    def url(self, url: str) -> Match | None:
        """Return the indicator that lists a URL, as it is; see `Urls.find`."""
        kept = self._urls.find(url)
        return None if kept is None else Match(self._indicator(kept), Rule.EXACT)

    def url_host(self, host: str) -> Match | None:
        """Return an indicator whose URL lies on this very name or address, a weak match.

        Args:
            host: As for `name` and `address`. A host that many others use proves nothing.
        """
        kept = self._urls.hosts.get(host)
        found = None if kept is None else self._indicator(kept)
        if found is None or found.scope is not Scope.HOST:
            return None
        return Match(found, Rule.EXACT, Weakness.URL_HOST)

    def excused(self, found: Match, observed: str) -> Match:
        """Return the match with the entry of the allow lists that covers what was observed.

        Args:
            found: What a look-up met.
            observed: The name, address, range or URL that was looked up; an entry covers every
                URL that lies on it.
        """
        by_url = found.indicator.kind is Kind.URL and not found.by_host
        entry = self._allows.covers(host_of(observed) if by_url else observed)
        return found if entry is None else found._replace(allowed=entry)

    def has_url_on(self, host: str) -> bool:
        """Whether any listed URL lies on a name or an address."""
        return host in self._urls.hosts

    def urls_in(self, text: str) -> Iterator[tuple[str, Match]]:
        """Yield every listed URL that stands whole in a text, as it stands there."""
        for forms in urls_in(text) if self._urls.hosts else ():
            met = ((form, self.url(form)) for form in forms)
            listed = ((form, found) for form, found in met if found is not None)
            for form, found in islice(listed, 1):
                yield form, self.excused(found, form)

    def _range(self, address: str) -> R | None:
        if ":" in address:
            return _in_ranges(self._ranges6, address, _V6_BITS) if self._ranges6 else None
        head = address[: address.find(".", address.find(".") + 1)]
        return _in_ranges(self._ranges4, address, _V4_BITS) if head in self._heads4 else None

    def _whole(self, network: str) -> R | None:
        """Return the narrowest range that is no narrower than `network` and holds its start."""
        address, _, length = network.partition("/")
        ranges, bits = (self._ranges6, _V6_BITS) if ":" in address else (self._ranges4, _V4_BITS)
        wide = tuple(one for one in ranges if one[0] <= int(length))
        return _in_ranges(wide, address, bits)


def by_length(ranges: Iterable[tuple[str, R]]) -> Ranges[R]:
    """Return ranges by their length, longest first, each by its network's leading bits."""
    found: dict[int, dict[int, R]] = {}
    for value, kept in ranges:
        address, _, length = value.partition("/")
        bits = _V6_BITS if ":" in address else _V4_BITS
        number = _number(address)
        if number is None:
            raise ValueError(value)
        found.setdefault(int(length), {})[number >> (bits - int(length))] = kept
    return tuple(sorted(found.items(), reverse=True))


def heads(ranges: Ranges[R]) -> frozenset[str]:
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


def _in_ranges(ranges: Ranges[R], address: str, bits: int) -> R | None:
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
