"""From the texts that sources print to the values of the model: addresses, names, times."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from orchestrator.text.host_texts import a_labels, address_of, unmapped

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?Z")
_DMTF = re.compile(r"\d{8}(?!24)\d{6}\.\d{6}[+-]\d{3}", re.ASCII)  # no day has an hour 24
_DMTF_CHARS, _DMTF_DOT, _OFFSET_CHARS = 25, 14, 4
_EPOCH = re.compile(r"\d{1,11}")
_COUNT = re.compile(r"\d{1,18}", re.ASCII)
_PORT = re.compile(r"\d{1,5}", re.ASCII)
_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
DOTTED = rf"{_OCTET}\.{_OCTET}\.{_OCTET}\.{_OCTET}"
_IPV4 = re.compile(DOTTED, re.ASCII)
_IPV4_END = re.compile(rf"({DOTTED}):(\d{{1,5}})", re.ASCII)
MAX_PORT = 65535
_MAX_ADDRESS = 64  # no text of an address is longer; a longer one is not looked at
_YEARS = range(1970, 2200)  # WMI says 1601 where it means "not known"


def address(text: str) -> str | None:
    """Return an address as `ipaddress` writes it: no brackets, no zone, IPv4-mapped unwrapped.

    None for everything else, the word `*` of socket tables included.
    """
    if _IPV4.fullmatch(text):  # nearly all of them, already as `ipaddress` would write them
        return text
    return None if len(text) > _MAX_ADDRESS else _other_address(text)


@lru_cache(maxsize=4096)
def _other_address(text: str) -> str | None:
    """Return the same of any other text: `::1` and the like stand in the tables of all machines."""
    value = address_of(text.strip("[]"))
    return None if value is None else str(unmapped(value))


def endpoint(text: str) -> tuple[str, int] | None:
    """Return address and port of `192.0.2.1:443`, `[2001:db8::1]:443` or `192.0.2.1%eth0:443`.

    A zone behind the brackets (`[fe80::1]%eth0:546`) is dropped too. None where either is no
    number, as in `*:*`.
    """
    if plain := _IPV4_END.fullmatch(text):  # nearly all of them
        number = int(plain[2])
        return (plain[1], number) if number <= MAX_PORT else None
    return _other_endpoint(text)


def _other_endpoint(text: str) -> tuple[str, int] | None:
    """Return the same of a text that is not plainly an IPv4 address and a port."""
    host, _, port = text.rpartition(":")
    found = address(host.partition("%")[0] if host.startswith("[") else host)
    number = port_number(port)
    return (found, number) if found is not None and number is not None else None


def port_number(text: str) -> int | None:
    """Return a port, 0 to 65535, or None."""
    number = int(text) if _PORT.fullmatch(text) else MAX_PORT + 1
    return number if number <= MAX_PORT else None


def name(text: str) -> str:
    """Return a DNS name in lower case without its final dot, in its ASCII form if it has one."""
    lowered = text.strip().rstrip(".").lower()
    return lowered if lowered.isascii() else a_labels(lowered) or lowered


def count(text: str) -> int | None:
    """Return a non-negative decimal number of at most 18 digits, or None."""
    return int(text) if _COUNT.fullmatch(text) else None


def moment(text: str) -> datetime | None:
    """Return the aware UTC time that a script wrote: seconds since 1970, ISO UTC or DMTF.

    None for anything else, and for a year out of reach, as WMI's 1601.
    """
    try:
        found = _moment(text.strip())
    except (ValueError, OverflowError):
        return None
    return found if found is not None and found.year in _YEARS else None


def _moment(text: str) -> datetime | None:
    if len(text) == _DMTF_CHARS and text[_DMTF_DOT] == ".":  # no other form has one there
        return _dmtf(text)
    if not text.isascii():
        return None
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text), UTC)
    if found := _ISO.fullmatch(text):
        year, month, day, hour, minute, second = (int(digits) for digits in found.groups())
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    return None


def _dmtf(text: str) -> datetime | None:
    if not _DMTF.fullmatch(text):
        return None
    digits, minutes = text[:-_OFFSET_CHARS], int(text[-_OFFSET_CHARS:])
    local = datetime.fromisoformat(f"{digits[:8]}T{digits[8:]}+00:00")
    return local - timedelta(minutes=minutes) if minutes else local
