"""What an SSH server says in words of its own source, and what that means.

None of these is ever translated; what else a machine says is shown, and means nothing.
"""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from orchestrator.model.outcome import Outcome, ServiceFault, with_fault
from orchestrator.text.visible import visible

_INSTEAD_OF_BANNER: Mapping[str, ServiceFault] = {
    "Exceeded MaxStartups": ServiceFault.MAX_STARTUPS,
    "Not allowed at this time": ServiceFault.PENALTY,
}
EXPIRED = b"Password change required but no TTY available"
_SHOWN_CHARS = 200


def shown(said: str) -> str:
    """Return a machine's own words on one line, nothing in them unseen."""
    return visible(" ".join(said.split()))[:_SHOWN_CHARS]


def instead_of_banner(outcome: Outcome, lines: Sequence[str]) -> Outcome:
    """Return how an attempt ended, knowing what the machine said where SSH was to begin."""
    if not lines:
        return with_fault(outcome, ServiceFault.CLOSED)
    words = " ".join(lines)
    meant = (fault for said, fault in _INSTEAD_OF_BANNER.items() if words.startswith(said))
    fault = next(meant, None)
    if fault is None:
        return replace(outcome, detail=f"{outcome.detail}: {shown(words)}")
    return with_fault(replace(outcome, fault=None, detail=shown(words)), fault)
