"""How a sweep is shown while it runs: a bar on a terminal, a line a unit elsewhere, or JSON."""

import json
import signal
import sys
from collections import Counter
from collections.abc import Callable
from types import FrameType
from typing import Protocol, TextIO

from orchestrator.model.outcome import Trip


class Bar(Protocol):
    """As much of tqdm as is used."""

    def update(self, n: int = 1) -> object:
        """Go on by n."""

    def close(self) -> None:
        """End the bar."""


class Progress:
    """An observer of a sweep for people, on standard error."""

    def __init__(self, stream: TextIO, units: Counter[str], lang: str) -> None:
        """Write to `stream`; `units` counts the machines that each unit will have asked."""
        self._lang = lang
        self._stream = stream
        self._units = units
        self._done: Counter[str] = Counter()
        self._bar: Bar | None = None

    def started(self, sweep: str, total: int, stop: Callable[[], None]) -> None:
        """Open the bar, and make the first Ctrl-C a stop that keeps what is known."""
        stop_on_interrupt(stop, self._stream)
        if self._stream.isatty():
            from tqdm import tqdm

            from orchestrator.text.catalogue import catalogue

            unit = f" {catalogue(self._lang)('sweep.bar_unit')}"
            self._bar = tqdm(total=total, desc=sweep, unit=unit, file=self._stream)

    def machine(self, trip: Trip, unit: str) -> None:  # noqa: ARG002  the observer's form
        """Count one machine."""
        self._done[unit] += 1
        if self._bar is not None:
            self._bar.update(1)
        elif self._done[unit] == self._units[unit]:
            self._stream.write(f"{unit}: {self._done[unit]}/{self._units[unit]}\n")
            self._stream.flush()

    def close(self) -> None:
        """End the bar."""
        if self._bar is not None:
            self._bar.close()


class JsonEvents:
    """An observer of a sweep for programs: one event a line on standard output."""

    def __init__(self, stream: TextIO) -> None:
        """Write to `stream`."""
        self._stream = stream

    def started(self, sweep: str, total: int, stop: Callable[[], None]) -> None:
        """Print the beginning."""
        stop_on_interrupt(stop, sys.stderr)
        self.print(event="sweep_start", sweep=sweep, machines=total)

    def machine(self, trip: Trip, unit: str) -> None:
        """Print one machine's outcome."""
        seconds = round((trip.ended_at - trip.started_at).total_seconds(), 3)
        self.print(
            event="machine",
            machine=trip.machine,
            unit=unit,
            outcome=str(trip.outcome),
            seconds=seconds,
        )

    def close(self) -> None:
        """Nothing is held."""

    def print(self, **event: object) -> None:
        """Print one event."""
        self._stream.write(json.dumps({"schema": 1, **event}, ensure_ascii=False) + "\n")
        self._stream.flush()


def stop_on_interrupt(stop: Callable[[], None], stream: TextIO) -> None:
    """Make the first Ctrl-C end the sweep in order, and the second end the program."""

    def first(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        stream.write("\nstopping: what is known is kept (again Ctrl-C: at once)\n")
        stop()

    signal.signal(signal.SIGINT, first)
