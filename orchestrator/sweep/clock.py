"""The program's only look at the clock; everyone else is handed the time."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the time, aware UTC."""
    return datetime.now(UTC)  # noqa: TID251  this file reads the clock for all
