"""What a host is written as: a name in its ASCII form, or an address."""

import ipaddress
import re
import unicodedata
from functools import lru_cache

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_COMPATIBLE = ipaddress.IPv6Network("::/96")
_PART = r"(?:0[xX][0-9a-fA-F]{0,8}|\d{1,12})"
_LOOSE = re.compile(rf"{_PART}(?:\.{_PART}){{0,3}}", re.ASCII)

_BYTE = 255
_MAX_IPV6 = 45  # no longer text is an IPv6 address, nor worth remembering

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def a_labels(name: str) -> str | None:
    """Return a name in ASCII (`xn--…` where it must be), None if it has no such form.

    A name that is ASCII already stands as it is: lists hold names that no registry would give.
    """
    return name if name.isascii() else registered_name(name)


def registered_name(name: str) -> str | None:
    """Return the lower-case A-labels of a name that a registry may give, None for any other."""
    import idna  # noqa: PLC0415 - who has only ASCII names does not pay for the tables

    try:
        return idna.encode(unicodedata.normalize("NFC", name), uts46=True).decode("ascii")
    except idna.IDNAError:
        return None


def address_of(text: str) -> Address | None:
    """Return the address that a text is, its zone (`%eth0`) dropped; None for any other text."""
    bare = text.partition("%")[0]
    try:
        return ipaddress.IPv6Address(bare) if ":" in bare else ipaddress.IPv4Address(bare)
    except ValueError:
        return None


def unmapped(address: Address) -> Address:
    """Return the IPv4 address inside an IPv4-mapped one, every other address as it is."""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def is_null(address: str) -> bool:
    """Whether an address leads nowhere: how a filter or a hosts file blocks a name."""
    return address in ("0.0.0.0", "::", "::1") or address.startswith("127.")  # noqa: S104 - compared


def embedded(address: str) -> str | None:
    """Return the IPv4 address that an IPv6 one carries, None for every other text.

    NAT64's well-known prefix (RFC 6052), 6to4 (RFC 3056), Teredo's client (RFC 4380) and the old
    IPv4-compatible form (RFC 4291).
    """
    bare = address.partition("%")[0]
    return _carried(bare) if ":" in bare and len(bare) <= _MAX_IPV6 else None


@lru_cache(maxsize=4096)
def _carried(address: str) -> str | None:
    value = address_of(address)
    if not isinstance(value, ipaddress.IPv6Address):
        return None
    found = value.sixtofour or (value.teredo or (None, None))[1]
    low = int(value) & 0xFFFFFFFF
    if found is None and (value in _NAT64 or (value in _COMPATIBLE and low > 1)):
        found = ipaddress.IPv4Address(low)
    return None if found is None else str(found)


def loose_ipv4(text: str) -> str | None:
    """Return the address that programs make of `3405803786`, `0xcb.0.0x71.10` or `0313.0.0161.012`.

    As `inet_aton` reads them: one to four numbers, decimal, octal or hexadecimal, of which the
    last fills what is left.
    """
    parts = text.split(".")
    if not _LOOSE.fullmatch(text):
        return None
    numbers = [_number(part) for part in parts]
    *first, last = numbers
    room = 256 ** (5 - len(parts))
    if None in numbers or any(one is None or one > _BYTE for one in first) or last is None:
        return None
    high = sum((one or 0) << (24 - 8 * at) for at, one in enumerate(first))
    return str(ipaddress.IPv4Address(high + last)) if last < room else None


def _number(text: str) -> int | None:
    try:
        if text[:2].lower() == "0x":
            return int(text[2:] or "0", 16)
        return int(text, 8 if len(text) > 1 and text[0] == "0" else 10)
    except ValueError:
        return None
