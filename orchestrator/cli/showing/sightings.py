"""How sightings in logs are printed as they are found: lines for people, or one JSON document."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, Protocol

from orchestrator.cli.showing.language import said
from orchestrator.cli.showing.lists_screen import sighting_line
from orchestrator.cli.showing.printing import json_text
from orchestrator.errors import InputError
from orchestrator.sweep import lists
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.visible import visible


class SightingPrinter(Protocol):
    """What prints sightings."""

    def sighting(self, log: Path, one: lists.Sighting) -> None:
        """Print one."""

    def end(self, rest: Mapping[str, object]) -> None:
        """Print what is known after the last."""


class SightingLines:
    """Lines for people: defanged, with nothing hidden in them."""

    def __init__(self, words: Catalogue) -> None:
        """Speak the language of `words`."""
        self._words = words

    def sighting(self, log: Path, one: lists.Sighting) -> None:
        """Print a line."""
        print(sighting_line(log, one, self._words))

    def end(self, rest: Mapping[str, object]) -> None:
        """Say nothing more: what could not be read was said when it was met."""


class SightingDocument:
    """One document, a sighting a line, written as they come."""

    def __init__(self) -> None:
        """Print nothing yet."""
        self._before = json_text({"sightings": []}, None).removesuffix("]}\n")

    def sighting(self, log: Path, one: lists.Sighting) -> None:
        """Print an item."""
        data = lists.sighting_as_json(log, one)
        print(f"{self._before}\n{json.dumps(data, ensure_ascii=False)}", end="")
        self._before = ","

    def end(self, rest: Mapping[str, object]) -> None:
        """End the items, and the document with the rest."""
        start = "" if self._before == "," else self._before
        print(f"{start}\n], {json.dumps(rest, ensure_ascii=False)[1:]}")


def print_sightings(
    log: Path, scan: lists.LogScan, printer: SightingPrinter, stdin: BinaryIO, lang: str
) -> lists.LogRead:
    """Print every sighting in a log; where it cannot be read to its end, that is said and kept."""
    count, trouble = 0, None
    try:
        for one in scan.sightings(log, stdin):
            printer.sighting(log, one)
            count += 1
    except InputError as error:
        for problem in error.problems:
            sys.stderr.write(f"{visible(str(said(problem, lang)))}\n")
        trouble = str(error)
    return lists.LogRead(path=log, sightings=count, error=trouble)
