"""Every listed name, address and URL in a log, line by line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from orchestrator.files.log_blocks import log_blocks
from orchestrator.match import Index
from orchestrator.match.scan import Scanner, Sighting
from orchestrator.match.weighing import weighed
from orchestrator.model.ioc_table import IocTable
from orchestrator.sweep.clock import now
from orchestrator.sweep.lists.lookup import lists_as_json, match_as_json

_MAX_TEXT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRead:
    """A log that was read, to its end unless there is an `error`."""

    path: Path
    sightings: int
    error: str | None


class LogScan:
    """Looks for what a table of lists holds, in one log after the other."""

    def __init__(self, table: IocTable) -> None:
        """Make the table ready."""
        self._table = table
        self._scanner = Scanner(Index(table))

    def sightings(self, log: Path, stdin: BinaryIO) -> Iterator[Sighting]:
        """Yield every sighting in a log as it is found, weighed as if met when its scan began.

        Args:
            log: A text log or its .gz; `-` is standard input.
            stdin: Standard input.

        Raises:
            InputError: The log cannot be read to its end.
        """
        at = now()
        for one in self._scanner.scan(log_blocks(log, stdin)):
            yield one._replace(found=weighed(one.found, at, at))

    def end_as_json(self, logs: Sequence[LogRead]) -> Mapping[str, object]:
        """Return what is printed after the sightings: what was read, and by which lists."""
        return {
            "logs": [
                {"path": str(log.path), "sightings": log.sightings, "error": log.error}
                for log in logs
            ],
            "lists": lists_as_json(self._table),
            "warnings": list(self._table.warnings),
        }


def sighting_as_json(log: Path, one: Sighting) -> Mapping[str, object]:
    """Return a sighting as JSON data; `text` is the beginning of its line."""
    return {
        "log": str(log),
        "line": one.line,
        "observed": one.observed,
        "extracted": one.how.value,
        **match_as_json(one.found),
        "text": one.text[:_MAX_TEXT],
    }
