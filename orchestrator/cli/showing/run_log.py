"""The run log: what a command that asks machines did, kept in the state folder for a later look.

It holds what `-v` shows, whether or not anybody gave it: times, machines and how they ended, and
never a secret. It is bounded, and needed by nobody: where it cannot be written, that is said once,
and the doing goes on.
"""

import logging
import logging.handlers
import os
import sys
import time
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Self

from orchestrator.cli.showing.logs import Redactor, fault
from orchestrator.errors import InputError
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.visible import visible

FILE = "run.log"
LIMIT_BYTES = 1024 * 1024
OLDER = 3
"""Files of that size that are kept beside the one that is written, `run.log.1` the newest."""


class RunLog:
    """A context manager that writes what is logged meanwhile; its file is made with the first line.

    A fault of ours that leaves the block is written, too.
    """

    def __init__(self, state: Path, hidden: Redactor, words: Catalogue) -> None:
        """Write to that state folder, without what is hidden."""
        self._hidden = hidden
        self._words = words
        self._file = _File(state / FILE, _OneLine(hidden))
        self._log = logging.getLogger("orchestrator")
        self._before = self._log.level

    def __enter__(self) -> Self:
        """Begin."""
        self._log.addHandler(self._file)
        if not self._log.isEnabledFor(logging.INFO):
            self._log.setLevel(logging.INFO)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End, and say if something is missing in it."""
        if isinstance(error, Exception) and not isinstance(error, InputError):
            self._file.handle(_record(fault(self._hidden)))
        self._log.removeHandler(self._file)
        self._log.setLevel(self._before)
        self._file.close()
        if self._file.trouble is not None:
            why = self._file.trouble.strerror or self._file.trouble
            said = self._words("log.unwritten", path=self._file.baseFilename, why=why)
            sys.stderr.write(f"{said}\n")


class _OneLine(logging.Formatter):
    """One line a record, its time in UTC: nothing that a machine said begins another."""

    def __init__(self, hidden: Redactor) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self.converter = time.gmtime
        self._hidden = hidden

    def format(self, record: logging.LogRecord) -> str:
        return visible(self._hidden.clean(super().format(record)))


class _File(logging.handlers.RotatingFileHandler):
    """Files that only their owner reads; after the first trouble nothing is written any more.

    Nor is anything while there is no state folder: a log alone is no reason to make one.
    """

    def __init__(self, path: Path, lines: logging.Formatter) -> None:
        self.trouble: OSError | None = None
        self._folder = path.parent
        self._lines = lines
        super().__init__(
            path, maxBytes=LIMIT_BYTES, backupCount=OLDER, encoding="utf-8", delay=True
        )

    def emit(self, record: logging.LogRecord) -> None:
        if self.trouble is None and os.path.isdir(self._folder):  # noqa: PTH112 - it never raises
            # Made once, though what rotates files asks for its length first.
            super().emit(_record(self._lines.format(record)))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            super().handleError(record)
            return
        self.trouble = error

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return os.fdopen(descriptor, "a", encoding=self.encoding, errors="backslashreplace")


def _record(said: str) -> logging.LogRecord:
    return logging.LogRecord("orchestrator", logging.ERROR, "", 0, said.strip(), None, None)
