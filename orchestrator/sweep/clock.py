"""The program's only look at the clock; everyone else is handed the time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

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
