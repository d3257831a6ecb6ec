"""Whether a state folder is why a command failed; asked by the door after a fault."""

import os
from pathlib import Path

from orchestrator.errors import InputError
from orchestrator.evidence import examining
from orchestrator.evidence.opening import FILE


def damage_of(state: Path) -> InputError | None:
    """Return what is said of a damaged state folder; None where it is whole, or not there."""
    return examining.damage(state) if os.path.lexists(state / FILE) else None
