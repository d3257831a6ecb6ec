"""Writes a resolver cache the way `resolvectl --json=short show-cache` prints it.

Source: `dns_cache_to_json` in systemd's resolved-dns-cache.c (254 and later).
"""

import base64
import ipaddress
import json
import struct
from collections.abc import Iterable, Mapping

_TYPES: Mapping[str, int] = {"A": 1, "CNAME": 5, "AAAA": 28, "NXDOMAIN": 1, "NODATA": 28}
_TTL_S = 300
_LEFT_S = 240  # what is left of the TTL: every name was looked up a minute before the start
_CLASS_IN = 1


def cache_json(rows: Iterable[str], uptime_s: int) -> str:
    """Return the cache as one line of JSON.

    Args:
        rows: `NAME TYPE DATA`, one record each; `NAME NXDOMAIN` for a name that does not exist.
        uptime_s: How long the machine has been up: `until` counts from its boot.
    """
    until_us = (uptime_s + _LEFT_S) * 1_000_000
    cache = [_item(*row.split(), until_us=until_us) for row in rows if row.strip()]
    scope = {"protocol": "dns", "ifindex": 2, "ifname": "eno1", "cache": cache}
    return json.dumps([scope], separators=(",", ":")) + "\n"


def _item(name: str, word: str, data: str = "", *, until_us: int) -> dict[str, object]:
    key = {"class": _CLASS_IN, "type": _TYPES[word], "name": name}
    if not data:
        return {"key": key, "type": word, "until": until_us}
    wire = _labels(data) if word == "CNAME" else ipaddress.ip_address(data).packed
    lead: dict[str, object] = {"name": data} if word == "CNAME" else {"address": list(wire)}
    head = struct.pack(">HHIH", _TYPES[word], _CLASS_IN, _TTL_S, len(wire))
    raw = base64.b64encode(_labels(name) + head + wire).decode()
    return {"key": key, "rrs": [{"rr": {"key": key, **lead}, "raw": raw}], "until": until_us}


def _labels(name: str) -> bytes:
    labels = (label.encode() for label in name.split("."))
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
