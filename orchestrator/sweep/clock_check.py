"""Whether the controller's clock went back: what is kept says later times than it does."""

import os
from contextlib import closing
from datetime import datetime
from pathlib import Path

from orchestrator import evidence
from orchestrator.evidence.opening import FILE
from orchestrator.findings.acting import SLACK


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
