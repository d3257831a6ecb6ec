"""How a sweep is shown while it runs: a bar on a terminal, a line a unit elsewhere, or JSON."""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self, TextIO, TypeVar

from orchestrator.cli.showing.outlet import Outlet
from orchestrator.cli.showing.printing import json_text, logon_words
from orchestrator.cli.showing.run_log import RunLog
from orchestrator.cli.showing.stopping import Stopping
from orchestrator.cli.showing.sweep_end import sweep_end
from orchestrator.cli.showing.sweep_log import Logged
from orchestrator.errors import ExitCode
from orchestrator.model.outcome import Trip
from orchestrator.model.plan import Assignment
from orchestrator.model.result import SweepResult, Verdict
from orchestrator.sweep import Event, Observer, end_event, machine_event, start_event
from orchestrator.text.catalogue import Catalogue, catalogue

if TYPE_CHECKING:
    from orchestrator.sweep import PlannedSweep, Reported

_PACKED = (".gz", ".xz", ".bz2")
_MANY = 50_000  # values of a list; fewer are judged in a blink
_Item = TypeVar("_Item")
_COUNTED = (Verdict.PASS, Verdict.FAIL, Verdict.NOT_ASSESSED)
# How many of how many, the time that passed, the time that is left, and the counts by verdict.
_BAR = "{desc} {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} [{elapsed}<{remaining}]{postfix}"


class Bar(Protocol):
    """As much of tqdm as is used."""

    def update(self, n: int = 1) -> object:
        """Go on by n."""

    def set_postfix_str(self, s: str, refresh: bool) -> None:  # noqa: FBT001 - tqdm's form
        """Show a text behind the figures, with the next update."""

    def close(self) -> None:
        """End the bar."""


class Progress:
    """An observer of a sweep for people, on standard error; leaving the block ends its bar.

    Attributes:
        stopping: What signals do meanwhile.
    """

    def __init__(self, stream: TextIO, asked: Iterable[Assignment], words: Catalogue) -> None:
        """Write to `stream` in the language of `words` how far those who are `asked` are."""
        self._words = words
        self._outlet = Outlet(stream)
        self.stopping = Stopping(self._outlet, words)
        self._units = Counter(assignment.unit for assignment in asked)
        self._done: Counter[str] = Counter()
        self._verdicts: Counter[Verdict] = Counter()
        self._bar: Bar | None = None

    def __enter__(self) -> Self:
        """Return the observer."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the bar, and hear no signal any more."""
        if self._bar is not None:
            self._bar.close()
        self.stopping.__exit__(kind, error, trace)

    def started(self, sweep: str, total: int, stop: Callable[[], None]) -> None:
        """Open the bar, and make the first Ctrl-C a stop that keeps what is known."""
        self.stopping.by(stop)
        if self._outlet.isatty():
            from tqdm import tqdm

            self._bar = tqdm(total=total, desc=sweep, bar_format=_BAR, file=self._outlet)

    def machine(self, trip: Trip, unit: str, verdict: Verdict | None) -> None:  # noqa: ARG002  the observer's form
        """Count one machine."""
        self._done[unit] += 1
        if self._bar is not None:
            if verdict is not None:
                self._verdicts[verdict] += 1
                self._bar.set_postfix_str(self._counts(), refresh=False)
            self._bar.update(1)
        elif self._done[unit] == self._units[unit]:
            self._outlet.write(f"{unit}: {self._done[unit]}/{self._units[unit]}\n")

    def _counts(self) -> str:
        counts = {verdict.value: self._verdicts[verdict] for verdict in _COUNTED}
        return self._words("sweep.bar_counts", **counts)


class JsonEvents:
    """An observer of a sweep for programs: one event a line on standard output.

    Attributes:
        stopping: What signals do meanwhile; what that says is for people, and in their words.
    """

    def __init__(self, stream: TextIO, words: Catalogue) -> None:
        """Write to `stream`, for as long as anybody reads it."""
        self._outlet = Outlet(stream)
        self.stopping = Stopping(Outlet(sys.stderr), words)

    def started(self, sweep: str, total: int, stop: Callable[[], None]) -> None:
        """Print the beginning."""
        self.stopping.by(stop)
        self.print(start_event(sweep, total))

    def machine(self, trip: Trip, unit: str, verdict: Verdict | None) -> None:  # noqa: ARG002  likewise
        """Print one machine's outcome."""
        self.print(machine_event(trip, unit))

    def print(self, event: Event) -> None:
        """Print one event."""
        self._outlet.write(json_text(event, indent=None))


class ListsBar:
    """How far the table of long lists is made, a bar a step, on a terminal only."""

    def __init__(self, stream: TextIO, words: Catalogue) -> None:
        """Write to `stream` in the language of `words`."""
        self._stream, self._words = stream, words

    def __call__(self, items: Iterable[_Item], total: int, /) -> Iterable[_Item]:
        """Yield the items; a bar goes on with them if there are many."""
        if total < _MANY or not self._stream.isatty():
            return items
        from tqdm import tqdm

        shown: Iterable[_Item] = tqdm(
            items, total=total, desc=self._words("scan.lists_bar"), leave=False, file=self._stream
        )
        return shown


class ScanBar:
    """How far a scan of logs is, on a terminal that nothing else is printed to."""

    def __init__(self, logs: Iterable[Path], stream: TextIO, words: Catalogue) -> None:
        """Open the bar; its end is known where all logs are files that are not packed."""
        self._bar: Bar | None = None
        if stream.isatty() and not sys.stdout.isatty():
            from tqdm import tqdm

            self._bar = tqdm(
                total=_bytes_of(logs),
                desc=words("scan.bar"),
                unit="B",
                unit_scale=True,
                unit_divisor=1024,
                file=stream,
            )

    def __enter__(self) -> Self:
        """Return the bar."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the bar."""
        if self._bar is not None:
            self._bar.close()

    def passed(self, count: int) -> None:
        """Go on by some bytes."""
        if self._bar is not None:
            self._bar.update(count)


def _bytes_of(logs: Iterable[Path]) -> int | None:
    """Return the length of all logs, None where one is packed or no file."""
    every = tuple(logs)
    if not all(log.is_file() and log.suffix not in _PACKED for log in every):
        return None
    return sum(log.stat().st_size for log in every)


def run_shown(args: argparse.Namespace, planned: "PlannedSweep") -> ExitCode:
    """Ask the machines, write the reports and say how it ended.

    Raises:
        InputError: The state folder or that of the reports cannot be used; nothing was asked.
        UnwrittenError: Machines were asked, and not all of it could be written.
    """
    words = catalogue(args.lang)
    if args.json:
        events = JsonEvents(sys.stdout, words)
        with events.stopping as stopping, RunLog(args.state, args.hidden, words):
            reported = _reported(args, planned, events)
        events.print(end_event(reported.swept))
        return stopping.code(reported.exit_code)
    progress = Progress(sys.stderr, planned.plan.assignments, words)
    with RunLog(args.state, args.hidden, words), progress as shown:
        reported = _reported(args, planned, shown)
    ended = sweep_end(reported, args.state, args.output, words, logon_words(args))
    Outlet(sys.stdout).write(f"{ended}\n")
    return shown.stopping.code(reported.exit_code)


def _reported(args: argparse.Namespace, planned: "PlannedSweep", shown: Observer) -> "Reported":
    from orchestrator.sweep import Reports

    folder = None if args.no_report else args.output
    ask = partial(_asked, args, planned, Logged(shown, catalogue(args.lang)))
    return Reports(folder=folder, state=args.state, lang=args.lang).around(ask)


def _asked(args: argparse.Namespace, planned: "PlannedSweep", observer: Observer) -> SweepResult:
    from orchestrator.sweep import resume, run, wanted

    if again := args.resume or args.retry:
        retry = wanted(args.only) if args.retry else None
        return resume(planned, args.state, again, observer, retry=retry)
    return run(planned, args.state, observer)
