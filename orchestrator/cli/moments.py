"""Moments that a person types."""

from datetime import UTC, datetime


def moment(text: str) -> datetime:
    """Return an aware time, to the end of its second; argparse words the ValueError of others."""
    found = datetime.fromisoformat(text)
    aware = found if found.tzinfo else found.replace(tzinfo=UTC)
    return aware if aware.microsecond else aware.replace(microsecond=999_999)
