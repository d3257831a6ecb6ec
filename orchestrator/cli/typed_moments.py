"""Moments that a person types."""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime

from orchestrator.text.catalogue import Catalogue
from orchestrator.text.moments import read_moment


def moment(words: Catalogue) -> Callable[[str], datetime]:
    """Return the type of an option: an aware time in UTC, the end of the day or second written.

    As people write it, by the clock of Vietnam, or as reports keep it (`2026-12-01T01:00:00Z`).
    """

    def read(text: str) -> datetime:
        found = _kept(text)
        if found is None:
            raise argparse.ArgumentTypeError(words("usage.moment", value=text))
        return found if found.microsecond else found.replace(microsecond=999_999)

    return read


def _kept(text: str) -> datetime | None:
    if written := read_moment(text):
        return written.at.astimezone(UTC)
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None
