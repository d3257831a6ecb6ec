"""Moments that a person types."""

from datetime import UTC, datetime


def moment(text: str) -> datetime:
    """Return an aware time, UTC where no zone is written; argparse words the ValueError."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
