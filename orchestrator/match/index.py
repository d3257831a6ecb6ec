"""Which indicator a name, an address, a range or a URL meets, and how: every rule of matching."""

import ipaddress
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from orchestrator.match.ranges import RangeIndex
from orchestrator.match.urls import Urls, host_of, urls_in
from orchestrator.model.indicator import Allowed, Indicator, Kind, Scope
from orchestrator.model.ioc_table import IndicatorRecords, IocTable, spans
from orchestrator.model.result import Rule, Weakness

_MOST_UNLISTED = 16_384
_RANGES = (Kind.CIDR4, Kind.CIDR6)


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


class Index:
    """A table of indicators, made for many look-ups; read-only but for what it remembers.

    An indicator is its number in the table until something meets it. `met_by` and its kin are
    whole look-ups, allow lists included; `name`, `address`, `inside`, `url` and `url_host` are
    their parts.

    Attributes:
        unlisted: Addresses that were looked up and meet nothing, on whatever port: the machines of
            a district talk to the same few. No canary is among them, whatever nonce made it.
    """

    def __init__(self, table: IocTable) -> None:
        """Index the table."""
        self._values = table.columns.values
        self._spans = spans(table.columns.sizes)
        self._records = IndicatorRecords(table.columns)
        self._domains = dict(self._rows("domain"))
        self._addresses = dict(self._rows("address"))
        self._ports = _by_address(self._rows("port"))
        self._ranges = RangeIndex(self._rows("cidr4"), self._rows("cidr6"))
        self._allows = Allows(table.allowed)
        self.unlisted = {""}  # an end that is not told

    def remembered(self) -> set[str]:
        """Return `unlisted`, for one more machine: what it looks up in vain is added there."""
        if len(self.unlisted) > _MOST_UNLISTED:
            self.unlisted = {""}
        return self.unlisted

    def met_by(self, kind: Kind, text: str, port: int | None = None) -> Match | None:
        """Return what a value of some kind meets; see the look-up of that kind.

        Args:
            kind: The kind of the value.
            text: The value, normalised.
            port: As for `met_by_address`.
        """
        match kind:
            case Kind.DOMAIN:
                return self.met_by_name(text)
            case Kind.IPV4 | Kind.IPV6:
                return self.met_by_address(text, port)
            case Kind.CIDR4 | Kind.CIDR6:
                return self._excused(self.inside(text), text)
            case Kind.URL:
                return self._excused(self.url(text), text)

    def met_by_name(self, name: str) -> Match | None:
        """Return what lists a name, else a URL that lies on it, with what excuses it."""
        return self._excused(self.name(name) or self.url_host(name), name)

    def met_by_address(self, address: str, port: int | None = None) -> Match | None:
        """Return what lists an address, else a URL that lies on it, with what excuses it."""
        return self._excused(self.address(address, port) or self.url_host(address), address)

    def name(self, name: str) -> Match | None:
        """Return the most specific indicator for a lower-case name without a final dot.

        The walk ends at label borders; an indicator of exact scope matches itself only.
        """
        domains = self._domains
        number = domains.get(name)
        if number is not None:
            return Match(self._indicator(number), Rule.EXACT)
        border = name.find(".")
        while border >= 0:
            number = domains.get(name[border + 1 :])
            if number is not None:
                found = self._indicator(number)
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
        number = self._addresses.get(address)
        if number is not None:
            return Match(self._indicator(number), Rule.EXACT)
        number = self._ranges.holding(address)
        if number is not None:
            return Match(self._indicator(number), Rule.RANGE)
        return Match(on_ports[0], Rule.EXACT, Weakness.OTHER_PORT) if on_ports else None

    def inside(self, network: str) -> Match | None:
        """Return the narrowest listed range that holds a whole range (`address/length`)."""
        number = self._ranges.holding_all(network)
        if number is None:
            return None
        found = self._indicator(number)
        return Match(found, Rule.EXACT if found.value == network else Rule.RANGE)

    def url(self, url: str) -> Match | None:
        """Return the indicator that lists a URL, as it is; see `Urls.find`."""
        number = self._urls.find(url)
        return None if number is None else Match(self._indicator(number), Rule.EXACT)

    def url_host(self, host: str) -> Match | None:
        """Return an indicator whose URL lies on this very name or address, a weak match.

        Args:
            host: As for `name` and `address`. A host that many others use proves nothing.
        """
        number = self._urls.hosts.get(host)
        found = None if number is None else self._indicator(number)
        if found is None or found.scope is not Scope.HOST:
            return None
        return Match(found, Rule.EXACT, Weakness.URL_HOST)

    def has_url_on(self, host: str) -> bool:
        """Whether any listed URL lies on a name or an address."""
        return host in self._urls.hosts

    def urls_in(self, text: str) -> Iterator[tuple[str, Match]]:
        """Yield every listed URL that stands whole in a text, as it stands there."""
        for forms in urls_in(text) if self._urls.hosts else ():
            met = ((form, self.met_by(Kind.URL, form)) for form in forms)
            yield from islice(((form, found) for form, found in met if found is not None), 1)

    def _excused(self, found: Match | None, observed: str) -> Match | None:
        """Return the match with the entry that covers what was observed.

        An entry covers every URL that lies on what it names.
        """
        if found is None:
            return None
        by_url = found.indicator.kind is Kind.URL and not found.by_host
        entry = self._allows.covers(host_of(observed) if by_url else observed)
        return found if entry is None else found._replace(allowed=entry)

    @cached_property
    def _urls(self) -> Urls:
        return Urls(self._rows("url"))

    def _rows(self, group: str) -> Iterator[tuple[str, int]]:
        span = self._spans[group]
        return zip(self._values[span.start : span.stop], span, strict=True)

    def _indicator(self, number: int) -> Indicator:
        return self._records[number]


def _by_address(rows: Iterable[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for value, number in rows:
        address = value.partition(" ")[0]
        found[address] = (*found.get(address, ()), number)
    return found


class Allows:
    """Which entry of the allow lists covers a value; of several for one the first counts."""

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
