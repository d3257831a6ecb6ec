"""What a column or an attribute says of its own values."""

import re

from orchestrator.model.indicator import Unused

_FILE = re.compile(
    r"[^/\\]*\.(?:exe|dll|ocx|sys|scr|bat|cmd|ps1|vbs|vbe|js|jse|hta|lnk|docx?|docm|xlsx?|xlsm"
    r"|pptx?|pdf|rtf|rar|7z|iso|img|msi|jar|apk|elf|bin|dat|tmp|ini|txt|csv|gif|png|jpe?g|php|aspx?)",
    re.IGNORECASE,
)
_NETWORK_TYPES = (
    *("domain", "hostname", "host", "fqdn", "url", "uri", "link", "ip", "ipv4", "ipv6", "cidr"),
    *("address", "netblock", "network", "ten mien", "dia chi ip", "duong dan", "ip:port", "c2"),
)


def is_file_name(text: str) -> bool:
    """Whether a text ends like a file and is no web address: `coreclr.dll`."""
    return "://" not in text and _FILE.fullmatch(text) is not None


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
