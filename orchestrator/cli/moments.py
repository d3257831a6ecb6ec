"""Moments that a person types."""

from datetime import UTC, datetime


def moment(text: str) -> datetime:
    """Return an aware time, UTC where no zone is written; argparse words the ValueError.

    It is the end of what was written, a second: reports say their time to the second.
    """
    found = datetime.fromisoformat(text)
    aware = found if found.tzinfo else found.replace(tzinfo=UTC)
    return aware if aware.microsecond else aware.replace(microsecond=999_999)
