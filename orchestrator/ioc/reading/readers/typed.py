"""What a column or an attribute says of its own values."""

import re

from orchestrator.model.indicator import Unused

_NETWORK_TYPES = (
    *("domain", "hostname", "host", "fqdn", "url", "uri", "link", "ip", "ipv4", "ipv6", "cidr"),
    *("address", "netblock", "network", "ten mien", "dia chi ip", "duong dan", "ip:port", "c2"),
)


def by_type(kind: str) -> Unused | None:
    """Return why values of a type are of no use here, None for those that may be of use.

    Args:
        kind: Folded, lower-case: `sha256_hash`, `ipv4-addr`, `ten mien`.
    """
    if not kind.strip():
        return None
    if re.search(r"md5|sha-?\d|hash|imphash|ssdeep|tlsh|authentihash", kind):
        return Unused.HASH
    if re.search(r"e-?mail|thu dien tu", kind):
        return Unused.EMAIL
    if "file" in kind:
        return Unused.FILE_NAME
    return None if any(word in kind for word in _NETWORK_TYPES) else Unused.OTHER_TYPE
