"""What hub and runner tell while they work: a line on standard output for all that happens."""

import argparse
import sys
import threading
from types import TracebackType
from typing import Self

from orchestrator.cli.showing.language import language
from orchestrator.cli.showing.outlet import Outlet
from orchestrator.cli.showing.printing import json_text
from orchestrator.cli.showing.stopping import Stopping
from orchestrator.errors import ExitCode
from orchestrator.text.catalogue import catalogue
from orchestrator.text.message import Message
from orchestrator.text.visible import visible


class RoadLog:
    """Tells what happens, and hears a signal that wants the end."""

    def __init__(self, args: argparse.Namespace) -> None:
        """Tell as the options want it."""
        self._json = args.json
        self._words = catalogue(language(args))
        self._outlet = Outlet(sys.stdout)
        self._stopping = Stopping(Outlet(sys.stderr), self._words)
        self._stop = threading.Event()

    def __enter__(self) -> Self:
        """Hear signals from now on."""
        self._stopping.__enter__()
        self._stopping.by(self._stop.set)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave signals as they were."""
        self._stopping.__exit__(kind, error, trace)

    def tell(self, said: str) -> None:
        """Print a sentence."""
        text = visible(self._words.text(said))
        if self._json:
            name = said.id if isinstance(said, Message) else ""
            text = json_text({"event": "told", "id": name, "text": text}, None).rstrip("\n")
        self._outlet.write(f"{text}\n")

    def is_stopped(self) -> bool:
        """Whether a signal wants the end."""
        return self._stop.is_set()

    def code(self, code: ExitCode) -> ExitCode:
        """Return the exit code: of what was interrupted, that of the signal which did it."""
        return self._stopping.code(code)
