"""Every listed name, address and URL in a log, line by line, and who asked for it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from orchestrator import inventory
from orchestrator.files.log_blocks import log_blocks
from orchestrator.match import Index
from orchestrator.match.logs.line_reading import LogTime
from orchestrator.match.logs.log_forms import PLAIN_LOG, LogForms
from orchestrator.match.scan import Scanner
from orchestrator.match.weighing import weighed
from orchestrator.model.ioc_table import IocTable
from orchestrator.sweep.clock import now
from orchestrator.sweep.lists.clients import Clients
from orchestrator.sweep.lists.lookup import lists_as_json, match_as_json
from orchestrator.sweep.lists.scan_groups import owner_as_json
from orchestrator.sweep.lists.scan_rows import MAX_TEXT, ClientSighting
from orchestrator.vault import Vault


class LogRead(Struct, frozen=True, kw_only=True):
    """A log that was read, to its end unless there is an `error`."""

    path: Path
    sightings: int
    error: str | None
    forms: LogForms = PLAIN_LOG


class OpenLog:
    """A log whose first lines were looked at."""

    def __init__(self, path: Path, forms: LogForms, sightings: Iterator[ClientSighting]) -> None:
        """Read nothing more yet."""
        self.path = path
        self.forms = forms
        self.sightings = sightings


def clients_of(paths: Sequence[str], vault: Vault) -> Clients:
    """Return whose addresses are, by inventories.

    Raises:
        InventoryError: They cannot be used.
    """
    return Clients(inventory.district(inventory.load(paths, vault)))


class LogScan:
    """Looks for what a table of lists holds, in one log after the other."""

    def __init__(self, table: IocTable, clients: Clients | None = None) -> None:
        """Make the table ready; without `clients` nobody knows whose an address is."""
        self._table = table
        self._scanner = Scanner(Index(table))
        self._clients = clients

    def open(self, log: Path, stdin: BinaryIO, passed: Callable[[int], None]) -> OpenLog:
        """Return a log, its forms, and its sightings as they are found.

        They are weighed as if met when the scan began: a log's own times may be no times, and
        an indicator speaks of earlier contact, too.

        Args:
            log: A text log, packed or not; `-` is standard input.
            stdin: Standard input.
            passed: Told how many bytes (unpacked) were gone through, block by block.

        Raises:
            InputError: The log cannot be read, now or while its sightings are taken.
        """
        blocks = log_blocks(log, stdin)
        first = next(blocks, b"")
        forms = LogForms.of(first)
        return OpenLog(log, forms, self._sightings(log, chain((first,), blocks), forms, passed))

    def end_as_json(self, logs: Sequence[LogRead]) -> Mapping[str, object]:
        """Return what is printed after the sightings: what was read, and by which lists."""
        return {
            "logs": [
                {
                    "path": str(log.path),
                    "sightings": log.sightings,
                    "error": log.error,
                    "sampled": log.forms.sampled,
                    "formats": [
                        {"format": form.value, "lines": lines} for form, lines in log.forms.forms
                    ],
                }
                for log in logs
            ],
            "lists": lists_as_json(self._table),
            "warnings": list(self._table.warnings),
        }

    def _sightings(
        self, log: Path, blocks: Iterator[bytes], forms: LogForms, passed: Callable[[int], None]
    ) -> Iterator[ClientSighting]:
        at = now()
        for one in self._scanner.scan(_counted(blocks, passed), forms):
            met = one._replace(found=weighed(one.found, at, at))
            whose = self._clients.whose(one.told.reading.client) if self._clients else None
            yield ClientSighting(log=log, sighting=met, whose=whose)


def sighting_as_json(seen: ClientSighting) -> Mapping[str, object]:
    """Return a sighting as JSON data; `text` is the beginning of its line."""
    one, told = seen.sighting, seen.sighting.told
    return {
        "log": str(seen.log),
        "line": one.line,
        "observed": one.observed,
        "extracted": one.how.value,
        **match_as_json(one.found),
        "text": one.text[:MAX_TEXT],
        "format": told.form.value,
        "time": _time(told.reading.time),
        "client": told.reading.client,
        "inbound": told.reading.inbound,
        "asked": told.reading.asked and told.reading.asked[:MAX_TEXT],
        **owner_as_json(seen.whose),
    }


def _time(time: LogTime | None) -> Mapping[str, object] | None:
    return {"told": time.told, "iso": time.iso, "zone": time.zone} if time else None


def _counted(blocks: Iterator[bytes], passed: Callable[[int], None]) -> Iterator[bytes]:
    for block in blocks:
        yield block
        passed(len(block))
