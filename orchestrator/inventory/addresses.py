"""What counts as a host's name: `web-01`, `10.0.0.7:2222`, `[fe80::1]:22`, `pc-[01:32].example`."""

import re
from ipaddress import AddressValueError, IPv6Address

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
