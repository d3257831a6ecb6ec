"""Ends in order what asks machines: Ctrl-C, and what a system says at its end or a terminal's."""

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Mapping
from types import FrameType, TracebackType
from typing import Any, Self

from orchestrator.cli.showing.outlet import Outlet
from orchestrator.errors import ExitCode
from orchestrator.text.catalogue import Catalogue


def _signals() -> Mapping[int, ExitCode]:
    found = {signal.SIGINT: ExitCode.INTERRUPTED, signal.SIGTERM: ExitCode.TERMINATED}
    if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        found[signal.SIGHUP] = ExitCode.HUNG_UP  # else `nohup` wants it to go on
    return {int(number): code for number, code in found.items()}


class Stopping:
    """Hears signals from `by` to the end of the block, and says with which code to end.

    The first signal ends the asking in order: what is known is kept and reported. A second Ctrl-C,
    or a second request to end, ends the program at once and waits for nothing: what a machine said
    is stored whole or not at all, whenever the program ends, while a thread may be held by a
    resolver or a library for as long as it likes. A terminal that closes says so more than once.
    """

    def __init__(self, outlet: Outlet, words: Catalogue) -> None:
        """Tell on `outlet` that it is being stopped."""
        self._outlet = outlet
        self._words = words
        self._codes = _signals()
        self._before: dict[int, Any] = {}
        self._heard: ExitCode | None = None

    def __enter__(self) -> Self:
        """Hear nothing yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave signals as they were."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before.clear()

    def by(self, stop: Callable[[], None]) -> None:
        """Have the first signal call `stop`, which must not wait."""

        def second(number: int, _frame: FrameType | None) -> None:
            self._tell("run.interrupted")
            os._exit(self._codes[number])

        def first(number: int, _frame: FrameType | None) -> None:
            if self._codes[number] is not ExitCode.HUNG_UP:
                signal.signal(number, second)
            if self._heard is None:
                self._heard = self._codes[number]
                self._tell("run.stopping")
            stop()

        for number in self._codes:
            handler = signal.signal(number, first)
            self._before.setdefault(number, handler or signal.SIG_DFL)

    def code(self, code: ExitCode) -> ExitCode:
        """Return the exit code: of what was interrupted, that of the signal which did it."""
        return self._heard or code if code is ExitCode.INTERRUPTED else code

    def _tell(self, said: str) -> None:
        """Write past the stream, in the midst of whose writing a signal may come."""
        with contextlib.suppress(OSError, ValueError):
            os.write(self._outlet.fileno(), f"\n{self._words(said)}\n".encode())
