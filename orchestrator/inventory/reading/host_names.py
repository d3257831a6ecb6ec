"""Names of hosts as they may be written, and ranges in them: `hs-[01:32]`, `[fe80::1]:22`."""

import re
from collections.abc import Sequence
from ipaddress import AddressValueError, IPv6Address
from string import ascii_letters

from orchestrator.inventory.source_problems import UnfitError
from orchestrator.text.message import say

_BRACKETED_PORT = re.compile(r"\[(?P<host>.+)\]:(?P<port>[0-9]+)")
_PLAIN_PORT = re.compile(r"(?P<host>(?:[^:\[\]]|\[[^\]]*\])*):(?P<port>[0-9]+)")
_RANGE = r"\[(?:[a-z]:[a-z]|[0-9]+:[0-9]+)(?::[0-9]+)?\]"
_LABEL = rf"(?:\w|{_RANGE})(?:[\w-]|{_RANGE})*(?<![_-])"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*", re.IGNORECASE)
_HEX_RANGE = re.compile(r"\[[0-9a-f]+:[0-9a-f]+(?::[0-9]+)?\]", re.IGNORECASE)


def split_port(text: str) -> tuple[str, int | None]:
    """Return a host's name and its port; a text that is no such name comes back whole."""
    host, port = text, None
    for form in (_BRACKETED_PORT, _PLAIN_PORT):
        if found := form.fullmatch(host):
            host, port = found["host"], int(found["port"])
    return (host, port) if _is_host(host) else (text, None)


def is_host_pattern(text: str) -> bool:
    """Tell whether a text names a host, perhaps with a port and with ranges."""
    host, port = split_port(text)
    return port is not None or _is_host(host)


def _is_host(text: str) -> bool:
    return bool(_NAME.fullmatch(text)) or _is_ipv6(text)


def _is_ipv6(text: str) -> bool:
    if ":" not in text or "%" in text:
        return False
    try:
        IPv6Address(_HEX_RANGE.sub("0", text))
    except AddressValueError:
        return False
    return True


MAX_HOSTS = 100_000


def expand(pattern: str) -> tuple[tuple[str, ...], int | None]:
    """Return the names that a host's key stands for, and the port that it gives them.

    Raises:
        UnfitError: The key cannot be expanded; the message says why.
    """
    name, port = split_port(pattern)
    names: tuple[str, ...] = ("",)
    rest = name
    while "[" in rest:
        head, written, rest = _cut(rest)
        values = _values(written)
        if len(names) * len(values) > MAX_HOSTS:
            raise UnfitError(say("range.too_many", limit=MAX_HOSTS))
        names = tuple(before + head + value for before in names for value in values)
    return tuple(before + rest for before in names), port


def _cut(text: str) -> tuple[str, str, str]:
    head, _, after = text.partition("[")
    written, closed, rest = after.partition("]")
    if not closed or "]" in head or "|" in text:
        raise UnfitError(say("range.brackets"))
    return head, written, rest


def _values(written: str) -> Sequence[str]:
    """Return the values of `begin:end` or `begin:end:step`; zeros in front set the width."""
    begin, end, step = _bounds(written)
    if begin.isdecimal() and end.isdecimal():
        return _numbers(begin, end, step)
    if len(begin) == len(end) == 1 and begin in ascii_letters and end in ascii_letters:
        first, last = ascii_letters.index(begin), ascii_letters.index(end)
        if first > last:
            raise UnfitError(say("range.backwards", range=written))
        return ascii_letters[first : last + 1 : step]
    raise UnfitError(say("range.kind", range=written))


def _bounds(written: str) -> tuple[str, str, int]:
    parts = written.split(":")
    if not written.isascii() or len(parts) not in {2, 3}:
        raise UnfitError(say("range.form", range=written))
    begin, end, step = (*parts, "1")[:3]
    if not end:
        raise UnfitError(say("range.no_end", range=written))
    if not step.isdecimal() or int(step) == 0:
        raise UnfitError(say("range.step", range=written))
    return begin or "0", end, int(step)


def _numbers(begin: str, end: str, step: int) -> Sequence[str]:
    numbers = range(int(begin), int(end) + 1, step)
    if len(numbers) > MAX_HOSTS:
        raise UnfitError(say("range.too_many", limit=MAX_HOSTS))
    if begin[0] != "0" or begin == "0":
        return [str(number) for number in numbers]
    if len(begin) != len(end):
        raise UnfitError(say("range.width"))
    return [str(number).zfill(len(begin)) for number in numbers]
