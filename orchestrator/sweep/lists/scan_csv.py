"""Sightings in logs as CSV, written while they are found: a log may hold a million."""

from pathlib import Path
from types import TracebackType
from typing import Self

from orchestrator.errors import InputError
from orchestrator.files.atomic import AtomicStream
from orchestrator.report.csv_writer import rows_bytes, table_bytes
from orchestrator.sweep.lists.scan_rows import COLUMNS, ClientSighting, row_of
from orchestrator.text.message import say

_CHUNK = 1000


class SightingCsv:
    """The file; it is there when the block ends without an error, and the old one till then."""

    def __init__(self, path: Path) -> None:
        """Begin the file beside its place.

        Raises:
            InputError: It cannot be written there.
        """
        self._path = path
        self._rows: list[tuple[str, ...]] = []
        try:
            self._stream = AtomicStream(path)
            self._stream.write(table_bytes(COLUMNS, ()))
        except OSError as error:
            raise _unwritten(path, error) from error

    @property
    def left_out(self) -> int:
        """None: every sighting has its row."""
        return 0

    def __enter__(self) -> Self:
        """Return the file."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the old file unless `close` put the new one in its place."""
        self._stream.abandon()

    def add(self, one: ClientSighting) -> None:
        """Write a sighting.

        Raises:
            InputError: The disk is full.
        """
        self._rows.append(row_of(one))
        if len(self._rows) >= _CHUNK:
            self._flush()

    def close(self) -> None:
        """Put the whole file in its place.

        Raises:
            InputError: That fails.
        """
        self._flush()
        try:
            self._stream.close()
        except OSError as error:
            raise _unwritten(self._path, error) from error

    def _flush(self) -> None:
        rows, self._rows = self._rows, []
        try:
            self._stream.write(rows_bytes(rows))
        except OSError as error:
            raise _unwritten(self._path, error) from error


def _unwritten(path: Path, error: OSError) -> InputError:
    what = say("write.failed", path=path, why=error.strerror or error)
    return InputError.one(what, say("mend.other_file"))
