"""The canary of a sweep: a name and an address that every section must bring back.

Both are made from the sweep's nonce (16 lower-case hex digits), so no list and no machine can
hold them by chance. The scripts make the same two texts from their first argument.
"""

import ipaddress
import re

_NONCE = re.compile(r"[0-9a-f]{16}")


def canary_name(nonce: str) -> str:
    """Return the reserved name: `canary-<nonce>.invalid` (RFC 6761)."""
    return f"canary-{_checked(nonce)}.invalid"


def canary_address(nonce: str) -> str:
    """Return the reserved address: `2001:db8:<nonce in four groups>:0:9` (RFC 3849), normalised."""
    n = _checked(nonce)
    groups = ":".join(n[i : i + 4] for i in range(0, 16, 4))
    return str(ipaddress.IPv6Address(f"2001:db8:{groups}:0:9"))


def _checked(nonce: str) -> str:
    if not _NONCE.fullmatch(nonce):
        msg = "a nonce is 16 lower-case hex digits"
        raise ValueError(msg)
    return nonce
