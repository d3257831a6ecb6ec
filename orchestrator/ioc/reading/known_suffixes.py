"""Top-level domains that exist, and file suffixes: what tells a name from a file and a word."""

import re
from functools import lru_cache
from pathlib import Path

from publicsuffixlist import PSLFILE

from orchestrator.text.host_texts import a_labels

# Roots beside the public DNS, and those that are kept for tests.
_OTHER_ROOTS = frozenset(
    (
        *("onion", "i2p", "bit", "bazar", "coin", "emc", "lib"),
        *("example", "test", "invalid", "local", "localdomain", "lan", "internal"),
    )
)
_FILE = re.compile(
    r"[^/\\]*\.(?:exe|dll|ocx|sys|scr|bat|cmd|ps1|psm1|vbs|vbe|js|jse|wsf|hta|lnk|docx?|docm|dotm"
    r"|xlsx?|xlsm|xlsb|pptx?|pptm|pdf|rtf|rar|7z|gz|tar|tgz|iso|img|vhdx?|msi|msix|cab|jar|apk|elf"
    r"|bin|dat|tmp|ini|cfg|conf|log|txt|csv|json|xml|html?|gif|png|jpe?g|bmp|ico|php|aspx?|jsp"
    r"|cpl|chm|url|eml|msg|key|pem|crt|db|sqlite|class|war|dmg|pkg|deb|rpm|pyc|ko|swf|plist)",
    re.IGNORECASE,
)
# Suffixes of files that are also sold as domains: only what stands around tells them apart.
_EITHER = re.compile(r"[^/\\:]*\.(?:zip|mov|one|app|py|pl|sh|ps|md|rs|so|cab|doc)", re.IGNORECASE)
_ARCHIVES = (".zip", ".mov", ".one", ".cab", ".doc")


@lru_cache(maxsize=1)
def known_roots() -> frozenset[str]:
    """Return every top-level domain as an A-label, and the roots beside the public DNS."""
    lines = Path(PSLFILE).read_text(encoding="utf-8").lower().split("\n")
    roots = {line.split(" ")[0].rpartition(".")[2] for line in lines if line[:2] != "//"}
    return _OTHER_ROOTS.union(filter(None, map(a_labels, roots - {"", "*"})))


def has_known_root(name: str) -> bool:
    """Whether a normalised name ends in a top-level domain that exists."""
    return name.rpartition(".")[2] in known_roots()


def is_file_name(text: str) -> bool:
    """Whether a text ends like a file alone and is no web address: `coreclr.dll`."""
    return "://" not in text and _FILE.fullmatch(text) is not None


def may_be_file_name(text: str) -> bool:
    """Whether a text ends like a file and like a domain: `invoice.zip`."""
    return "://" not in text and _EITHER.fullmatch(text) is not None


def is_archive_name(text: str) -> bool:
    """Whether a text ends as files do more often than domains that are sold: `invoice.zip`."""
    return may_be_file_name(text) and text.lower().endswith(_ARCHIVES)
