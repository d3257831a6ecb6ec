"""What may stand as a machine's name and address: one rule for files, commands and workbooks."""

import re
import unicodedata
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address

from msgspec import Struct

_QUAD = r"\d{1,3}(?:\.\d{1,3}){3}"
_FULL_QUAD = re.compile(_QUAD, re.ASCII)
_SEVERAL = re.compile(rf"{_QUAD}\s*(?:[/\-\u2013,;&+|]|\s|và)\s*(?:\d{{1,3}}\b|{_QUAD})", re.ASCII)
_COMMAS = re.compile(r"\d{1,3}(?:\s*[.,;]\s*\d{1,3}){3}", re.ASCII)
_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?"
_HOSTNAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_NO_NAME = re.compile(r"[\d.]*")
_LAST_OF_NET = IPv4Address("255.255.255.255")


class AddressFault(StrEnum):
    """Why a text is not the address of one machine."""

    COMMAS = "commas"  # 10,12,3,22
    OCTAL = "octal"  # 010.012.003.022: programs read two different addresses of it
    TWO = "two"  # 10.12.3.25/26
    BAD = "bad"  # neither an address nor a name
    OURSELVES = "ourselves"  # loopback: whoever dials it, reaches itself
    SPECIAL = "special"  # no single machine's: multicast, link-local, broadcast, 0.0.0.0


class FaultyAddress(Struct, frozen=True, kw_only=True):
    """Which slip it is, and what was likely meant (empty where that cannot be told)."""

    fault: AddressFault
    offer: str = ""


def machine_address(text: str) -> str | FaultyAddress:
    """Return the address or host name that a text is, addresses in their usual form.

    A link-local IPv6 address counts with its interface alone (`fe80::1%eth0`).
    """
    if _FULL_QUAD.fullmatch(text):
        if _ZEROS.search(text):
            return FaultyAddress(fault=AddressFault.OCTAL, offer=_ZEROS.sub("", text))
        return _of_one_machine(text)
    if _COMMAS.fullmatch(text):
        offer = ".".join(re.findall(r"\d+", text))
        return FaultyAddress(fault=AddressFault.COMMAS, offer=offer)
    if _SEVERAL.search(text):
        return FaultyAddress(fault=AddressFault.TWO)
    if is_hostname(text):
        return text
    return _of_one_machine(text)


def is_hostname(text: str) -> bool:
    """Whether a text is a name that a machine may have; what is all digits and dots is none."""
    bare = text.removesuffix(".")
    return bool(_HOSTNAME.fullmatch(bare)) and not _NO_NAME.fullmatch(bare)


def as_hostname(text: str) -> str:
    """Return the host's name that comes nearest to a text: `PC VĂN THƯ` becomes `PC-VAN-THU`."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(char for char in letters if not unicodedata.combining(char))
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:63].rstrip("-")


def _of_one_machine(text: str) -> str | FaultyAddress:
    try:
        found = ip_address(text)
    except ValueError:
        return FaultyAddress(fault=AddressFault.BAD)
    if found.is_loopback:
        return FaultyAddress(fault=AddressFault.OURSELVES)
    scoped = isinstance(found, IPv6Address) and found.scope_id is not None
    if found.is_multicast or found.is_unspecified or found == _LAST_OF_NET:
        return FaultyAddress(fault=AddressFault.SPECIAL)
    if found.is_link_local and not scoped:
        return FaultyAddress(fault=AddressFault.SPECIAL)
    return str(found)
