"""Moments that a person types."""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime

from orchestrator.text.catalogue import Catalogue
from orchestrator.text.moments import read_moment


def moment(words: Catalogue) -> Callable[[str], datetime]:
    """Return the type of an option: an aware time in UTC; of a day its last second.

    As people write it, by the clock of Vietnam, or as reports keep it (`2026-12-01T01:00:00Z`).
    """

    def read(text: str) -> datetime:
        found = _kept(text)
        if found is None:
            raise argparse.ArgumentTypeError(words("usage.moment", value=text))
        return found

    return read


def _kept(text: str) -> datetime | None:
    if written := read_moment(text):
        return written.at.astimezone(UTC)
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None
