"""What a host is written as: a name in its ASCII form, or an address."""

import ipaddress
import unicodedata

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
