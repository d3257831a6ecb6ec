"""The program's only look at the clock; everyone else is handed the time."""

import os
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from orchestrator import evidence
from orchestrator.evidence.opening import FILE
from orchestrator.findings.act_refusals import SLACK

Clock = Callable[[], datetime]
"""Returns the time, aware UTC."""


def now() -> datetime:
    """Return the time, aware UTC."""
    return datetime.now(UTC)  # noqa: TID251  this file reads the clock for all


def played(ahead: timedelta) -> Clock:
    """Return a clock that is so far ahead of the real one, behind it where that is negative.

    A demonstration plays days that are over by it; nothing that asks real machines is given one.
    """
    return lambda: now() + ahead


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
