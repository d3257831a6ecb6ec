"""What the log tells of a sweep, and which of its secrets no log may tell."""

import logging
from collections.abc import Callable, Iterable
from typing import Protocol

from orchestrator.model.outcome import Trip
from orchestrator.model.plan import Assignment, KeyFile, Password
from orchestrator.model.result import Verdict
from orchestrator.model.secret import Secret
from orchestrator.text.catalogue import Catalogue


def secrets_of(assignments: Iterable[Assignment]) -> tuple[Secret, ...]:
    """Return every secret that a plan may send."""
    found: dict[Secret, None] = {}
    credentials = (one for row in assignments for one in row.target.credentials)
    for credential in credentials:  # those of jump hosts among them
        match credential:
            case Password(secret=secret) | KeyFile(passphrase=Secret() as secret):
                found[secret] = None
            case _:
                pass
    return tuple(found)


class _Observer(Protocol):
    def started(self, sweep: str, total: int, stop: Callable[[], None]) -> None: ...
    def machine(self, trip: Trip, unit: str, verdict: Verdict | None) -> None: ...


class Logged:
    """An observer of a sweep that logs, and passes on what it hears."""

    def __init__(self, shown: _Observer, words: Catalogue) -> None:
        """Pass on to `shown`; log in the language of `words`."""
        self._shown = shown
        self._words = words
        self._log = logging.getLogger("orchestrator.sweep")

    def started(self, sweep: str, total: int, stop: Callable[[], None]) -> None:
        """Log the beginning."""
        self._log.info(self._words("log.started", sweep=sweep, n=total))
        self._shown.started(sweep, total, stop)

    def machine(self, trip: Trip, unit: str, verdict: Verdict | None) -> None:
        """Log one machine's end."""
        told = {"machine": trip.machine, "unit": unit, "outcome": str(trip.outcome)}
        self._log.info(self._words("log.machine", **told, via=trip.via, principal=trip.principal))
        phases = ", ".join(f"{timing.phase} {timing.seconds:.2f} s" for timing in trip.phases)
        said = " ".join(filter(None, (trip.outcome.error_id, trip.outcome.detail)))
        self._log.debug("%s: %s; %s", trip.machine, phases, said)
        self._shown.machine(trip, unit, verdict)
