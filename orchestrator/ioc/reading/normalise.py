"""One published text to one normalised value, or to the reason why it is none."""

import ipaddress
import re
from typing import NamedTuple

from orchestrator.ioc.reading.line_tokens import DAMAGED
from orchestrator.model.indicator import Kind, Unused
from orchestrator.text.host_texts import Address, a_labels, address_of, unmapped

MAX_VALUE_CHARS = 2048

_LABELS = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
# A name that needs no second look: its last label begins with a letter.
_PLAIN_NAME = re.compile(r"(?:[a-z0-9_-]{1,63}\.)+[a-z][a-z0-9_-]{0,62}")
_DOTTED = re.compile(r"[0-9]+(?:\.[0-9]+){3}")
_BYTE = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_PLAIN_V4 = re.compile(rf"(?:{_BYTE}\.){{3}}{_BYTE}")
_RANGE4 = re.compile(rf"(?:{_BYTE}\.){{3}}{_BYTE}/(?:[0-9]|[12][0-9]|3[01])")
# A web address whose host needs no second look, and has at most as many characters as a name.
_PLAIN_URL = re.compile(
    rf"https?://(?:(?:[a-z0-9_-]{{1,63}}\.)++[a-z][a-z0-9_-]{{0,62}}+|(?:{_BYTE}\.){{3}}{_BYTE})"
    r"(?::[1-9][0-9]{0,3})?+(?:[/?#].*)?",
    re.DOTALL,
)
_HASH = re.compile(r"[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{128}")
_EMAIL = re.compile(r"[^\s@/]+@[^\s@/]+\.[^\s@/]+")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_PORT = re.compile(r"(.+):([0-9]{1,5})")
_COLUMN = re.compile(r"[,;](?:https?://|[\w-]+\.[\w.-]*[a-z0-9]{2}(?:[,;]|$))", re.IGNORECASE)
_FURTHER = re.compile(r"[,;|\s]+h(?:tt|xx)ps?://|[\r\n\t]", re.IGNORECASE)
_MAX_PORT = 65535
_MAX_DOMAIN_CHARS = 253
_HIDING = re.compile(r"#[@?$%]*#")  # a browser's filter for a part of a page that is named
_DOTS = 3  # of an address
_PROTOCOLS = ("tcp", "udp")
_ANY_NUMBERS = re.compile(r"(?P<first>(?:[0-9]{1,3}\.){1,3})\*(?:\.\*)*")
_ADDRESS_CHARS = re.compile(r"[0-9a-f:.]+(?:%|\Z)", re.IGNORECASE)
# A value behind the word for its kind: `domain:bad.example`, `ip=192.0.2.7`, `full:a.example`.
_LABELLED = re.compile(r"(?P<label>[a-z][a-z0-9_-]{0,30})[:=](?P<value>(?!//).+)", re.IGNORECASE)
# Also those of lists of domains that routers and proxies read.
_ANNOUNCING = frozenset(
    (
        *("domain", "host", "hostname", "fqdn", "dns", "full", "suffix", "domain-suffix"),
        *("host-suffix", "domain-full", "ip", "ipv4", "ipv6", "ip4", "ip6", "ip-cidr", "ip-cidr6"),
        *("cidr", "addr", "address", "dst", "src", "c2", "url", "uri", "ioc", "indicator"),
    )
)
_EXPRESSIONS = frozenset(("keyword", "domain-keyword", "regexp", "regex", "domain-regex"))


class Value(NamedTuple):
    """A normalised value; `port` only narrows addresses.

    Domains are lower-case A-labels without a final dot, addresses as `ipaddress` prints them
    with IPv4-mapped IPv6 unwrapped, ranges `address/length`. A URL has its scheme and authority
    in lower case and the rest byte for byte.
    """

    kind: Kind
    text: str
    port: int | None = None


def normalise(published: str) -> Value | Unused:
    """Return the value that a refanged text stands for, or why it is none.

    Args:
        published: One text without spaces around it, defanging already undone.
    """
    if len(published) > MAX_VALUE_CHARS:
        return Unused.TOO_LONG
    text = published.lower()
    return _plain(text, None) or _plain_with_port(text) or _closer(published, text)


def labelled(text: str) -> Value | Unused | None:
    """Return what a word announces, None where no word does.

    Args:
        text: One refanged text that is no value as it stands.
    """
    found = _LABELLED.fullmatch(text)
    if found is None:
        return None
    label = found["label"].lower().replace("_", "-")
    if label in _EXPRESSIONS:
        return Unused.EXPRESSION
    return normalise(found["value"]) if label in _ANNOUNCING else None


def _plain(text: str, port: int | None) -> Value | None:
    """Return a name or an IPv4 address that needs no second look."""
    if len(text) <= _MAX_DOMAIN_CHARS and _PLAIN_NAME.fullmatch(text):
        return Value(Kind.DOMAIN, text)
    return Value(Kind.IPV4, text, port) if _PLAIN_V4.fullmatch(text) else None


def _plain_with_port(text: str) -> Value | None:
    found = _PORT.fullmatch(text)
    port = int(found[2]) if found else 0
    return _plain(found[1], port) if found and 0 < port <= _MAX_PORT else None


def _closer(published: str, text: str) -> Value | Unused:
    if DAMAGED in text:
        return Unused.DAMAGED
    if _SCHEME.match(text):
        return _url(published)
    if "#" in text:
        if _HIDING.search(text):
            return Unused.NO_RULE
        text = text.partition("#")[0]
    if "/" in text:
        return _with_slash(published, text)
    return _of_no_use(text) or _range_like(text) or _address_like(text) or _domain(text)


def _of_no_use(text: str) -> Unused | None:
    if _HASH.fullmatch(text):
        return Unused.HASH
    return Unused.EMAIL if _EMAIL.fullmatch(text) else None


def _range_like(text: str) -> Value | Unused | None:
    """Return a range that is written without its length; None for any other text."""
    if (
        text.endswith("*")
        and (starred := _ANY_NUMBERS.fullmatch(text))
        and text.count(".") == _DOTS
    ):
        numbers = starred["first"].rstrip(".").split(".")
        whole = ".".join((*numbers, *("0" for _ in range(4 - len(numbers)))))
        return _range(whole, str(8 * len(numbers)))
    first, dash, last = text.replace("\u2013", "-").partition("-")
    start = _address(first) if dash else None
    if start is None:
        return None
    end = _address(last)
    if end is None:
        return Unused.DASH_RANGE if last.isdigit() else None
    return _of_ends(start, end) or Unused.DASH_RANGE


def _of_ends(start: Address, end: Address) -> Value | None:
    """Return the one network that goes from an address to another, None if there is none."""
    length = start.max_prefixlen - (int(start) ^ int(end)).bit_length()
    if start.version != end.version or int(start) > int(end):
        return None
    network = ipaddress.ip_network(f"{start}/{length}", strict=False)
    whole = (network.network_address, network.broadcast_address) == (start, end)
    value = _range(str(start), str(length)) if whole else None
    return value if isinstance(value, Value) else None


def _with_slash(published: str, text: str) -> Value | Unused:
    if _RANGE4.fullmatch(text):
        return Value(Kind.CIDR4, range4(text))
    head, _, tail = text.partition("/")
    if _address(head) is not None and (tail.isdigit() or _DOTTED.fullmatch(tail)):
        return _range(head, tail)
    host = _host(head)
    if isinstance(host, Unused) or (host.kind is not Kind.DOMAIN and tail in _PROTOCOLS):
        return host
    return Value(Kind.URL, head + published[len(head) :])


def _range(head: str, tail: str) -> Value | Unused:
    try:
        network = ipaddress.ip_network(f"{head.partition('%')[0]}/{tail}", strict=False)
    except ValueError:
        return Unused.BAD_RANGE
    if network.prefixlen == network.max_prefixlen:
        return _of_address(network.network_address, None)
    if network.version == 4:  # noqa: PLR2004 - the protocol's own number
        return Value(Kind.CIDR4, str(network))
    return _mapped_range(network) or Value(Kind.CIDR6, str(network))


def range4(text: str) -> str:
    """Return a range with the host's bits off; `ipaddress` does it ten times slower.

    Args:
        text: Four numbers of 0 to 255, and a length of 0 to 31: `192.0.2.77/24`.
    """
    if text.endswith(".0/24"):  # as most are
        return text
    address, _, length = text.partition("/")
    bits = int(length)
    number = number4(address) >> 32 - bits << 32 - bits
    return f"{number >> 24}.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}/{bits}"


def number4(address: str) -> int:
    """Return the number that an IPv4 address is."""
    a, b, c, d = address.split(".")
    return int(a) << 24 | int(b) << 16 | int(c) << 8 | int(d)


def _mapped_range(network: ipaddress.IPv6Network) -> Value | None:
    mapped = network.network_address.ipv4_mapped
    if mapped is None or network.prefixlen < 96:  # noqa: PLR2004 - ::ffff:0:0/96
        return None
    return Value(Kind.CIDR4, f"{mapped}/{network.prefixlen - 96}")


def _address_like(text: str) -> Value | Unused | None:
    """Return an address with or without a port, what is wrong with it, or None for names."""
    plain = text.removeprefix("[").removesuffix("]") if text.startswith("[") else text
    address = _address(plain)
    if address is not None:
        return _of_address(address, None)
    with_port = _PORT.fullmatch(text)
    if with_port:
        address = _address(with_port[1].removeprefix("[").removesuffix("]"))
        if address is not None:
            port = int(with_port[2])
            return _of_address(address, port) if 0 < port <= _MAX_PORT else Unused.BAD_ADDRESS
    malformed = _DOTTED.match(text) or text.count(":") > 1
    return Unused.BAD_ADDRESS if malformed and not _named(text) else None


def _named(text: str) -> bool:
    """Whether a text that begins like an address is a name after all: `1.2.3.4.bad.example`."""
    return ":" not in text and any(c.isalpha() for c in text.removesuffix(".").rpartition(".")[2])


def _address(text: str) -> Address | None:
    if not _ADDRESS_CHARS.match(text):
        return None  # most texts: cheaper than the library's exception
    return address_of(text)


def _of_address(address: Address, port: int | None) -> Value:
    plain = unmapped(address)
    kind = Kind.IPV6 if isinstance(plain, ipaddress.IPv6Address) else Kind.IPV4
    return Value(kind, str(plain), port)


def _domain(text: str) -> Value | Unused:
    with_port = _PORT.fullmatch(text)
    name = with_port[1] if with_port else text
    name = name.removeprefix("+.").removeprefix("*").removeprefix(".")
    ascii_name = a_labels(name.removesuffix("."))
    if ascii_name is None or not _LABELS.fullmatch(ascii_name):
        return Unused.NOT_A_VALUE
    if "." not in ascii_name:
        return Unused.SINGLE_LABEL
    if ascii_name.rpartition(".")[2].isdigit():
        return Unused.NOT_A_VALUE
    if len(ascii_name) > _MAX_DOMAIN_CHARS:
        return Unused.TOO_LONG
    return Value(Kind.DOMAIN, ascii_name)


def whole_url(published: str) -> Value | Unused:
    """Return a URL of which one knows where it ends, as a cell does; else as `normalise`."""
    if len(published) > MAX_VALUE_CHARS:
        return Unused.TOO_LONG
    return Unused.AMBIGUOUS if _FURTHER.search(published) else _whole_url(published)


def _url(published: str) -> Value | Unused:
    return Unused.AMBIGUOUS if _COLUMN.search(published) else _whole_url(published)


def _whole_url(published: str) -> Value | Unused:
    if len(published) <= _MAX_DOMAIN_CHARS and _PLAIN_URL.fullmatch(published):
        return Value(Kind.URL, published)
    return _closer_url(published)


def _closer_url(published: str) -> Value | Unused:
    scheme, _, rest = published.partition("://")
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    host = _host(authority)
    if isinstance(host, Unused):
        return host
    return Value(Kind.URL, f"{scheme}://{authority}".lower() + rest[len(authority) :])


def host_value(url: str) -> Value | Unused:
    """Return the host of a URL value: a domain or an address, or why it is none."""
    rest = url.partition("://")[2] or url
    return _host(re.split(r"[/?#]", rest, maxsplit=1)[0])


def _host(authority: str) -> Value | Unused:
    text = authority.rpartition("@")[2].lower()
    plain = _plain(text, None) or _plain_with_port(text)  # as most are
    return plain or _address_like(text) or _domain(text)
