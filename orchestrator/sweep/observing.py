"""What is told of a sweep while it runs: to the door, which shows it, and to programs."""

from collections.abc import Callable
from typing import Protocol

from orchestrator.model.outcome import Trip
from orchestrator.model.result import SweepResult, Verdict

Event = dict[str, object]
"""What `sweep --json` prints of one thing that happened: programs rely on its words."""


class Observer(Protocol):
    """Told how a sweep goes on; the door shows it."""

    def started(self, sweep: str, total: int, stop: Callable[[], None]) -> None:
        """Hear that `total` machines will be asked; `stop` ends it early, from any thread."""

    def machine(self, trip: Trip, unit: str, verdict: Verdict | None) -> None:
        """Hear that one machine is done and stored; `verdict` is None where none is given."""


def start_event(sweep: str, total: int) -> Event:
    """Return the first event: `total` machines will be asked."""
    return {"event": "sweep_start", "sweep": sweep, "machines": total}


def machine_event(trip: Trip, unit: str) -> Event:
    """Return what is told of one machine when it is done."""
    return {
        "event": "machine",
        "machine": trip.machine,
        "unit": unit,
        "outcome": str(trip.outcome),
        "error_id": trip.outcome.error_id or None,
        "seconds": round((trip.ended_at - trip.started_at).total_seconds(), 3),
    }


def end_event(result: SweepResult) -> Event:
    """Return the last event: the sums over all units."""
    units = result.units
    return {
        "event": "sweep_end",
        "sweep": result.sweep,
        "machines": sum(unit.in_scope for unit in units),
        "assessed": sum(unit.assessed for unit in units),
        "pass": sum(unit.count(Verdict.PASS) for unit in units),
        "fail": sum(unit.count(Verdict.FAIL) for unit in units),
        "not_assessed": sum(unit.count(Verdict.NOT_ASSESSED) for unit in units),
        "seconds": round((result.ended_at - result.started_at).total_seconds(), 3),
    }
