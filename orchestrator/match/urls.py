"""Listed URLs: each is found whole, or weakly by the host that it lies on."""

import re
from collections.abc import Iterable, Iterator, Mapping

_HOST_END = re.compile(r"[/?#]")
# Bounded, and only where a word begins: text made to cost time costs one look at each place.
_URL = re.compile(r"(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{0,31}://[^\s\"'<>|\\^`{}]+")
_BARE_URL = re.compile(r"(?<![\w./@:-])(?:[\w-]++\.)++[\w-]++(?::[0-9]{1,5})?/[^\s\"'<>|\\^`{}]*")
_AFTER = ".,;:!?)]"


class Urls:
    """URLs, each kept as its indicator's number; read-only."""

    def __init__(self, rows: Iterable[tuple[str, int]]) -> None:
        """Index the URLs; of several on one host the first stands for it."""
        self._by_rest: dict[str, tuple[tuple[str, int], ...]] = {}
        hosts: dict[str, int] = {}
        for url, number in rows:
            scheme, rest = _split(url)
            self._by_rest[rest] = (*self._by_rest.get(rest, ()), (scheme, number))
            hosts.setdefault(_host(rest), number)
        self.hosts: Mapping[str, int] = hosts

    def find(self, url: str) -> int | None:
        """Return the number of a listed URL, as it is, with its scheme or without.

        Scheme and host are compared without regard to case, the rest byte for byte. Where the
        list or the evidence has no scheme, the other's scheme does not matter.
        """
        scheme, rest = _split(url)
        for listed, number in self._by_rest.get(rest, ()):
            if not scheme or not listed or scheme == listed:
                return number
        return None


def urls_in(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the URLs of a text, each with and without the marks that may end its sentence."""
    if "/" not in text:  # as most texts: no URL is without one
        return
    for url in dict.fromkeys((*_URL.findall(text), *_BARE_URL.findall(text))):
        yield tuple(dict.fromkeys((url, url.rstrip(_AFTER))))


def host_of(url: str) -> str:
    """Return the host of a URL in lower case, without port and user."""
    return _host(_split(url)[1])


def _split(url: str) -> tuple[str, str]:
    """Return the scheme (or "") and the rest of a URL; without a path it has the root's."""
    scheme, mark, rest = url.partition("://")
    if not mark:
        scheme, rest = "", url
    end = _HOST_END.search(rest)
    at = end.start() if end else len(rest)
    authority, path = rest[:at].lower(), rest[at:]
    return scheme.lower(), authority + (path if path.startswith("/") else f"/{path}")


def _host(rest: str) -> str:
    authority = rest.partition("/")[0].rpartition("@")[2]
    if authority.startswith("["):
        return authority[1:].partition("]")[0]
    return authority.partition(":")[0]
