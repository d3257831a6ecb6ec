"""Whether a hosts file is as its owner wants it: what it leads astray, and whom it blinds."""

import ipaddress
import re
from collections.abc import Iterator
from functools import lru_cache

from orchestrator.findings.canaries import Canaries
from orchestrator.model.answer import Answer, Answered, NotApplicable, Note
from orchestrator.model.observation import HostsLine
from orchestrator.text.host_texts import is_null

# Names by which a system gets its updates, or an antivirus its own: whoever sends them nowhere
# keeps the machine from being protected. Lists against advertising do not hold them.
_UPDATES = frozenset(
    {
        "windowsupdate.com",
        "update.microsoft.com",
        "windowsupdate.microsoft.com",
        "delivery.mp.microsoft.com",
        "definitionupdates.microsoft.com",
        "wdcp.microsoft.com",
        "wdcpalt.microsoft.com",
        "smartscreen.microsoft.com",
        "msrc.microsoft.com",
    }
)
_PROTECTORS = re.compile(
    r"(?:^|[.-])(?:avast|avg|avira|bitdefender|bkav\w*|cmcinfosec|cmccybersecurity|cyradar|drweb"
    r"|emsisoft|eset|fireeye|fortinet|f-secure|kaspersky\w*|malwarebytes|mcafee|nod32|norton"
    r"|sophos|symantec\w*|trendmicro|virustotal|viettelcybersecurity|khonggianmang|ncsc|vncert)"
    r"(?:[.-]|$)"
)
_INSIDE = tuple(
    map(
        ipaddress.ip_network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
            *("172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/4", "255.255.255.255/32"),
            *("::/127", "fc00::/7", "fe80::/10", "ff00::/8"),
        ),
    )
)


def tampered(answer: Answer, canaries: Canaries) -> tuple[str, ...]:
    """Return the lines that lead a name to an address outside, or an update nowhere.

    Args:
        answer: What became of the check, canaries already proven; a half-read file counts.
        canaries: The sweep's.
    """
    if isinstance(answer, NotApplicable):
        return ()
    lines = (seen for seen in answer.observations if isinstance(seen, HostsLine))
    found = tuple(line.raw for line in lines if not canaries.is_made(line) and _harms(line))
    moved = (answer.source or "",) if Note.MOVED in answer.notes else ()
    return (*found, *moved)


def is_doubtful(answer: Answer) -> bool:
    """Whether the file holds what nobody can read as lines."""
    return isinstance(answer, Answered) and Note.ODD_ROWS in answer.notes


def _harms(line: HostsLine) -> bool:
    if is_null(line.address):
        return any(map(_protects, line.names))
    return not _is_inside(line.address)


@lru_cache(maxsize=4096)
def _is_inside(text: str) -> bool:
    """Whether an address is of the machine's own network; the same few stand on all machines."""
    address = ipaddress.ip_address(text)
    return any(address.version == one.version and address in one for one in _INSIDE)


def _protects(name: str) -> bool:
    below = any(parent in _UPDATES for parent in _parents(name))
    return below or _PROTECTORS.search(name) is not None


def _parents(name: str) -> Iterator[str]:
    while name:
        yield name
        name = name.partition(".")[2]
