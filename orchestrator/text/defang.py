"""Listed addresses written so that no program takes them for a link, and no hand slips on them."""

import re
from collections.abc import Iterable

from msgspec import Struct

from orchestrator.text.host_texts import address_of, unmapped

# A listed name may be led here to block it; the address itself is nothing to be afraid of.
_NOWHERE = {"", "0.0.0.0", "127.0.0.1", "::", "::1"}  # noqa: S104 - nothing is bound

_SCHEME = re.compile(r"\bhtt(ps?)(?=\[?:)", re.IGNORECASE)
_SEPARATOR = re.compile(r"(?<!\[)://")
_DOT = re.compile(r"(?<!\[)\.(?!\])")
_DOTTED = re.compile(r"(?<![\w-])[\w-]++(?:\.[\w-]++)+")  # linear in any text
_COLONED = re.compile(r"[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,8}(?:(?:\.[0-9]{1,3}){3})?")
_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*://)?(?:[^/@\s]*@)?(\[[^\]]*\]|[^/?#\s]*)")


def defang(text: str) -> str:
    """Return one address, range, name or URL defanged: `203[.]0[.]113[.]45`, `hxxp[:]//a[.]b/`.

    Idempotent: what a list publishes already defanged stays as it is.
    """
    said = _SEPARATOR.sub("[:]//", _SCHEME.sub(r"hxx\1", text))
    return _DOT.sub("[.]", _COLONED.sub(lambda found: _colons(found[0]), said))


class Defanger(Struct, frozen=True):
    """Finds the listed names and addresses of a sweep inside any text, and defangs those only.

    A machine's own address in the same raw row stays readable. Names are found at label
    boundaries and in any case, IPv6 addresses in any spelling. `depth` is the number of labels
    of the longest name, and bounds the work on hostile text.
    """

    names: frozenset[str]
    addresses: frozenset[str]
    depth: int

    @classmethod
    def of(cls, values: Iterable[str]) -> "Defanger":
        """Return the defanger for raw values: names, addresses, ranges or URLs, as published."""
        hosts = frozenset(_host(value) for value in values) - {""}
        addresses = frozenset(_address(host) for host in hosts) - _NOWHERE
        names = frozenset(host for host in hosts if not _address(host))
        return cls(names, addresses, max((name.count(".") + 1 for name in names), default=0))

    def text(self, text: str) -> str:
        """Return `text` with every listed name and address in it defanged."""
        if "." in text:
            text = _DOTTED.sub(lambda found: self._dotted(found[0]), text)
        if text.count(":") > 1:
            text = _COLONED.sub(lambda found: self._coloned(found[0]), text)
        return text

    def _dotted(self, word: str) -> str:
        labels = word.lower().split(".")
        quads = (".".join(labels[at : at + 4]) for at in range(len(labels) - 3))
        listed = any(quad in self.addresses for quad in quads) or any(
            ".".join(labels[at : at + size]) in self.names
            for size in range(1, self.depth + 1)
            for at in range(len(labels) - size + 1)
        )
        return defang(word) if listed else word

    def _coloned(self, word: str) -> str:
        return defang(word) if _address(word) in self.addresses else word


def _colons(word: str) -> str:
    return word.replace(":", "[:]") if ":" in word and _address(word) else word


def _host(value: str) -> str:
    plain = value.strip().lower().replace("[.]", ".").replace("[:]", ":")
    bare = plain.partition("/")[0]
    if _address(bare):
        return bare
    found = _HOST.match(plain)
    host = found[1] if found else plain
    return host.strip("[]") if host.startswith("[") else host.partition(":")[0].rstrip(".")


def _address(text: str) -> str:
    """Return the address in its normal form, an IPv4-mapped one unwrapped; "" for no address."""
    address = address_of(text)
    return "" if address is None else str(unmapped(address))
