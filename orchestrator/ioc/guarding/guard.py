"""Which values may be indicators, how far each one reaches, and what of a list passed."""

import ipaddress
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import compress
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from orchestrator.ioc.guarding.shared_addresses import AddressRanges, SharedAddresses, bounds
from orchestrator.ioc.reading.authorities import is_authority
from orchestrator.ioc.reading.entries import Entries, Entry, Run
from orchestrator.ioc.reading.name_suffixes import Suffixes, is_file_name
from orchestrator.ioc.reading.normalise import Value, host_value, number4
from orchestrator.model.district import Own
from orchestrator.model.indicator import Kind, Scope, Unused

_LOCAL = (
    *(".local", ".localhost", ".localdomain", ".lan", ".home", ".internal", ".intranet"),
    *(".corp", ".arpa"),
)
_TEST = (".example", ".test", ".invalid")
# Roots beside the public DNS that malicious software really uses; no suffix list knows them.
_OTHER_ROOTS = (".onion", ".i2p", ".bit", ".bazar", ".coin", ".emc", ".lib")

# A hacked page of an office or a school lists that page's host, not the whole office.
_VIETNAM = ".vn"
_STATE = (".gov.vn", ".edu.vn")
_DATA = Path(__file__).parents[1] / "data"
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_DOCUMENTATION4 = tuple(
    ipaddress.IPv4Network(n) for n in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")
)
_DOCUMENTATION6 = ipaddress.IPv6Network("2001:db8::/32")
_GLOBAL6 = ipaddress.IPv6Network("2000::/3")
_REFUSED4 = tuple(
    (ipaddress.IPv4Network(network), reason)
    for network, reason in (
        ("0.0.0.0/8", Unused.RESERVED),
        ("10.0.0.0/8", Unused.PRIVATE),
        ("100.64.0.0/10", Unused.CGNAT),
        ("127.0.0.0/8", Unused.LOOPBACK),
        ("169.254.0.0/16", Unused.LINK_LOCAL),
        ("172.16.0.0/12", Unused.PRIVATE),
        ("192.0.0.0/24", Unused.RESERVED),
        ("192.168.0.0/16", Unused.PRIVATE),
        ("198.18.0.0/15", Unused.RESERVED),
        ("224.0.0.0/4", Unused.MULTICAST),
        ("240.0.0.0/4", Unused.RESERVED),
    )
)
_REFUSED6 = tuple(
    (ipaddress.IPv6Network(network), reason)
    for network, reason in (
        ("::1/128", Unused.LOOPBACK),
        ("fc00::/7", Unused.PRIVATE),
        ("fe80::/10", Unused.LINK_LOCAL),
        ("ff00::/8", Unused.MULTICAST),
    )
)
_WIDEST4, _WIDEST6 = 16, 32
_AT_ONCE = 250_000  # texts that are held in one set


class Passed(NamedTuple):
    """A value that may be an indicator: how far it reaches, and whether it is made up.

    `shared` says whose address it is where many unrelated sites stand behind it.
    """

    scope: Scope
    test: bool
    shared: str | None = None


_PLAIN = Passed(Scope.TREE, test=False)
_EXACT = Passed(Scope.EXACT, test=False)
_MADE = Passed(Scope.TREE, test=True)
_SAID_BY_ROOT: Mapping[str, Passed | Unused] = {
    **dict.fromkeys(_TEST, _MADE),
    **dict.fromkeys(_LOCAL, Unused.LOCAL_NAME),
}


class Guard:
    """Judges values one by one; holds the public suffix list and the benign lists."""

    def __init__(self, own: Own | None = None) -> None:
        """Take what is the district's own."""
        self._own = own or Own()
        self._own_networks = tuple(map(ipaddress.ip_network, self._own.networks))
        hosts = map(ipaddress.ip_network, self._own.addresses)
        self._own_addresses = frozenset(map(str, hosts))  # each as `address/32` or `/128`

    @cached_property
    def _exact_names(self) -> frozenset[str]:
        return _data("exact_names.txt")

    @cached_property
    def _resolvers(self) -> frozenset[_Address]:
        return frozenset(map(ipaddress.ip_address, _data("public_resolvers.txt")))

    @cached_property
    def _shared(self) -> SharedAddresses:
        return SharedAddresses()

    @cached_property
    def _suffixes(self) -> Suffixes:
        return Suffixes()

    def judge(self, value: Value) -> Passed | Unused:
        """Return how far the value reaches, or why it is refused."""
        match value.kind:
            case Kind.DOMAIN:
                return self._domain(value.text)
            case Kind.IPV4 | Kind.CIDR4:
                return self._network4(value.text)
            case Kind.IPV6 | Kind.CIDR6:
                return self._network(ipaddress.IPv6Network(value.text))
            case Kind.URL:
                return self._url(value.text)

    def judge_all(self, kind: Kind, texts: Iterable[str]) -> Iterator[Passed | Unused]:
        """Yield how far each value of one kind reaches, or why it is refused."""
        match kind:
            case Kind.DOMAIN:
                return map(self._domain, texts)
            case Kind.IPV4 | Kind.CIDR4:
                return map(self._network4, texts)
            case _:
                return (self.judge(Value(kind, text)) for text in texts)

    def _network4(self, text: str) -> Passed | Unused:
        if self._is_plain(text):
            return _PLAIN
        return self._network(ipaddress.IPv4Network(text))

    def _is_plain(self, text: str) -> bool:
        """Whether nothing is to be said of an address or a narrow range, as of most."""
        if "/" not in text and text[: text.find(".", text.find(".") + 1)] not in self._noted_halves:
            return True
        address, _, length = text.partition("/")
        bits = int(length or 32)
        first = number4(address)
        return bits >= _WIDEST4 and not self._noted.touch(first, first | (1 << (32 - bits)) - 1)

    @cached_property
    def _noted(self) -> AddressRanges:
        others = map(ipaddress.ip_network, (*self._own.addresses, *map(str, self._resolvers)))
        own = (
            one for one in (*self._own_networks, *others) if isinstance(one, ipaddress.IPv4Network)
        )
        noted = (*(network for network, _ in _REFUSED4), *_DOCUMENTATION4, *own)
        return AddressRanges((*map(bounds, noted), *self._shared.bounds4))

    @cached_property
    def _noted_halves(self) -> frozenset[str]:
        """The first two numbers of all addresses of which something is to be said."""
        return frozenset(
            f"{half >> 8}.{half & 255}"
            for first, last in self._noted.spans
            for half in range(first >> 16, (last >> 16) + 1)
        )

    def _network(self, network: _Network) -> Passed | Unused:
        if self._is_own(network):
            return Unused.OWN
        judged = _v4(network) if isinstance(network, ipaddress.IPv4Network) else _v6(network)
        if isinstance(judged, Unused):
            return judged
        if self._holds_resolver(network):
            return Unused.PUBLIC_RESOLVER
        return judged._replace(shared=self._shared.owner(network))

    def _holds_resolver(self, network: _Network) -> bool:
        if network.prefixlen == network.max_prefixlen:
            return network.network_address in self._resolvers
        return any(one in network for one in self._resolvers)

    def _is_own(self, network: _Network) -> bool:
        """A range is the district's own if any of it is; one machine in it is not enough."""
        if self._own_addresses and str(network) in self._own_addresses:
            return True
        same = (one for one in self._own_networks if one.version == network.version)
        return any(network.overlaps(one) for one in same)

    def _domain(self, name: str) -> Passed | Unused:
        names = self._own.names
        if names and any(name == own or name.endswith(f".{own}") for own in names):
            return Unused.OWN
        root = name[name.rfind(".") :]
        if root in _SAID_BY_ROOT:
            return _SAID_BY_ROOT[root]
        if root == _VIETNAM and is_authority(name):
            return Unused.CITATION
        narrowed = None if self._suffixes.is_below(name) else self._of_suffix(name)
        if narrowed is not None:
            return narrowed
        state = root == _VIETNAM and name.endswith(_STATE)
        return _EXACT if state or name in self._exact_names else _PLAIN

    def _of_suffix(self, name: str) -> Passed | Unused | None:
        """Return what is to be said of a name that is a suffix or has none, if anything."""
        suffix = self._suffixes.publicsuffix(name)
        if suffix is None and not name.endswith(_OTHER_ROOTS):
            return Unused.FILE_NAME if is_file_name(name) else Unused.UNKNOWN_TLD
        if suffix != name:
            return None
        return Unused.PUBLIC_SUFFIX if self._suffixes.is_public(name) else _EXACT

    def _url(self, url: str) -> Passed | Unused:
        """A URL reaches itself only, so a broad host is no danger; a local one is no indicator."""
        host = host_value(url)
        if isinstance(host, Unused):
            return host
        judged = self.judge(host)
        if judged is Unused.PUBLIC_SUFFIX:
            return Passed(Scope.EXACT, test=False)
        if isinstance(judged, Unused):
            return judged
        of_many = judged.scope is Scope.EXACT or judged.shared or self._is_popular(host.text)
        return Passed(Scope.EXACT if of_many else Scope.HOST, judged.test)

    def _is_popular(self, name: str) -> bool:
        """Whether a name is below one that everybody visits: `drive.google.com`."""
        return self._suffixes.privatesuffix(name) in self._exact_names


def _data(name: str) -> frozenset[str]:
    lines = (_DATA / name).read_text(encoding="ascii").split("\n")
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _v4(network: ipaddress.IPv4Network) -> Passed | Unused:
    for refused, reason in _REFUSED4:
        if network.overlaps(refused):
            return reason
    if network.prefixlen < _WIDEST4:
        return Unused.TOO_WIDE
    return Passed(Scope.TREE, test=any(network.subnet_of(each) for each in _DOCUMENTATION4))


def _v6(network: ipaddress.IPv6Network) -> Passed | Unused:
    for refused, reason in _REFUSED6:
        if network.overlaps(refused):
            return reason
    if not network.subnet_of(_GLOBAL6):
        return Unused.RESERVED
    if network.prefixlen < _WIDEST6:
        return Unused.TOO_WIDE
    return Passed(Scope.TREE, test=network.subnet_of(_DOCUMENTATION6))


class GuardedEntries(Struct, frozen=True):
    """The entries of a list that passed the guards, made anew each time somebody asks."""

    entries: Entries
    judged: Sequence[Passed | Unused]

    def __iter__(self) -> Iterator[tuple[Entry, Passed]]:
        """Yield each with how far it reaches, in the order of the list."""
        for entry, judged in zip(self.entries, self.judged, strict=True):
            if isinstance(judged, Passed):
                yield entry, judged

    def distinct(self) -> int:
        """Count the distinct values that passed; an address with a port is one of its own."""
        ported = {
            part.value
            for part, judged in self.parts()
            if isinstance(part, Entry) and part.value.port and isinstance(judged[0], Passed)
        }
        every = (partial(self._texts, kind, ported=False) for kind in Kind)
        return len(ported) + sum(count_distinct(each, len(self.judged)) for each in every)

    def are_tests(self) -> bool:
        """Whether everything that passed is made up."""
        return all(one.test for one in self.judged if isinstance(one, Passed))

    def kinds(self) -> frozenset[Kind]:
        """Return the kinds of what passed."""
        return frozenset(
            part.kind if isinstance(part, Run) else part.value.kind
            for part, judged in self.parts()
            if any(isinstance(one, Passed) for one in judged)
        )

    def texts(self, kind: Kind) -> Iterator[str]:
        """Yield the values of one kind that passed, in the order of the list, ports left out."""
        return self._texts(kind, ported=True)

    def _texts(self, kind: Kind, *, ported: bool) -> Iterator[str]:
        for part, judged in self.parts():
            if isinstance(part, Run):
                if part.kind is kind:
                    yield from compress(part.values, [isinstance(one, Passed) for one in judged])
                continue
            value = part.value
            meant = value.kind is kind and (ported or value.port is None)
            if meant and isinstance(judged[0], Passed):
                yield value.text

    def narrowed(self) -> int:
        """Count the distinct names that match themselves alone."""
        found = set[str]()
        for part, judged in self.parts():
            kind = part.kind if isinstance(part, Run) else part.value.kind
            if kind is Kind.DOMAIN:
                texts = part.values if isinstance(part, Run) else (part.value.text,)
                found.update(compress(texts, map(_is_narrow, judged)))
        return len(found)

    def parts(self) -> Iterator[tuple[Entry | Run, Sequence[Passed | Unused]]]:
        """Yield the parts of the list, each with what the guard said of its values."""
        at = 0
        for part in self.entries.parts:
            size = len(part.values) if isinstance(part, Run) else 1
            yield part, self.judged[at : at + size]
            at += size

    def __len__(self) -> int:
        """Count the entries that passed."""
        return sum(isinstance(judged, Passed) for judged in self.judged)

    def __bool__(self) -> bool:
        """Whether any entry passed."""
        return any(isinstance(judged, Passed) for judged in self.judged)


def count_distinct(texts: Callable[[], Iterable[str]], most: int) -> int:
    """Count distinct texts, a part of them at a time: a set of all takes much memory.

    Args:
        texts: Gives them; asked several times where there may be many.
        most: How many there are at most.
    """
    parts = most // _AT_ONCE + 1
    if parts == 1:
        return len(set(texts()))
    return sum(
        len({text for text in texts() if hash(text) % parts == part}) for part in range(parts)
    )


def _is_narrow(judged: Passed | Unused) -> bool:
    return isinstance(judged, Passed) and judged.scope is Scope.EXACT
