"""What a state folder itself tells, whatever was asked: a clock that went back, and damage."""

import os
from contextlib import closing
from datetime import datetime
from pathlib import Path

from orchestrator import evidence
from orchestrator.errors import InputError
from orchestrator.evidence import examining
from orchestrator.evidence.opening import FILE
from orchestrator.findings.act_refusals import SLACK


def behind(state: Path, at: datetime) -> datetime | None:
    """Return the newest time that is recorded, if the clock says an earlier one; else None.

    Args:
        state: The state folder; one that is not there yet knows no time.
        at: What the clock says (aware UTC).

    Raises:
        StateError: The folder is damaged.
    """
    if not os.path.lexists(state / FILE):
        return None
    with closing(evidence.open_store(state, create=False)) as store:
        newest = store.newest_moment()
    return newest if newest is not None and at < newest - SLACK else None


def damage_of(state: Path) -> InputError | None:
    """Return what is said of a damaged state folder; None where it is whole, or not there."""
    return examining.damage(state) if os.path.lexists(state / FILE) else None
