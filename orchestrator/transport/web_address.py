"""Web addresses: taken apart, followed from one to the next, and kept out of private networks."""

import ipaddress
import re
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from orchestrator.model.fetch import FetchFailure, NotGot
from orchestrator.text.host_texts import Address, a_labels

_PORTS = {"http": 80, "https": 443}
_PATH_CHARS = "/%:@!$&'()*+,;=~-._?"
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f\\]")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_IPV4_BITS = 0xFFFFFFFF


class FetchError(Exception):
    """The way of a failure to the one place that returns it."""

    def __init__(self, why: FetchFailure, detail: str = "") -> None:
        """Keep what is returned."""
        super().__init__(why, detail)
        self.failed = NotGot(why=why, detail=detail)


class Web(NamedTuple):
    """One web address; `host` is in lower-case ASCII, `path` quoted and with its query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """The host as the Host header and a proxy want it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The address, whole."""
        return f"{self.scheme}://{self.authority}{self.path}"


def parse(url: str) -> Web:
    """Take an address apart.

    Raises:
        FetchError: It is none of http or https, holds credentials, or is damaged.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise FetchError(FetchFailure.BAD_URL, "it cannot be taken apart") from error
    ascii_host = a_labels(host)
    if ascii_host is None:
        raise FetchError(FetchFailure.BAD_URL, "it cannot be taken apart")
    if parts.scheme not in _PORTS or not ascii_host or _UNPRINTABLE.search(url):
        raise FetchError(FetchFailure.BAD_URL, "it is no http or https address")
    if parts.username is not None or parts.password is not None:
        raise FetchError(FetchFailure.BAD_URL, "it holds credentials")
    path = quote(parts.path or "/", safe=_PATH_CHARS)
    query = f"?{quote(parts.query, safe=_PATH_CHARS)}" if parts.query else ""
    at = _PORTS[parts.scheme] if port is None else port
    return Web(parts.scheme, ascii_host.lower().rstrip("."), at, path + query)


def follow(at: Web, location: str) -> Web:
    """Return where a redirect leads.

    Raises:
        FetchError: Out of TLS, or to something that is no web address.
    """
    try:
        to = parse(urljoin(at.url, location))
    except ValueError as error:
        raise FetchError(FetchFailure.BAD_URL, "the redirect cannot be taken apart") from error
    if at.scheme == "https" and to.scheme != "https":
        raise FetchError(FetchFailure.DOWNGRADE)
    return to


def permitted(address: Address, *, allow_private: bool) -> bool:
    """Tell whether an address may be connected to.

    An IPv6 address that carries an IPv4 one is judged by that one, too. Link-local addresses
    (where clouds keep their secrets), multicast and reserved ones are never permitted.
    """
    if inner := _inner(address):
        return permitted(inner, allow_private=allow_private)
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    if address.is_loopback or address.is_private:
        return allow_private
    return address.is_global


def _inner(address: Address) -> ipaddress.IPv4Address | None:
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & _IPV4_BITS)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)
