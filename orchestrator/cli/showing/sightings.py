"""How sightings are printed: of logs as they are found, and of a hunt in what is kept."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from orchestrator.cli.showing.language import said
from orchestrator.cli.showing.printing import json_text, print_lines, terminal_columns
from orchestrator.cli.showing.scan_screen import group_table, log_line, sighting_line
from orchestrator.cli.showing.table import table
from orchestrator.errors import InputError
from orchestrator.sweep import lists
from orchestrator.text.catalogue import Catalogue, catalogue
from orchestrator.text.visible import visible

if TYPE_CHECKING:
    from orchestrator.sweep.hunting import Hunt, Hunted

_RIGHT = frozenset((6,))


class SightingTaker(Protocol):
    """What takes sightings: prints them, counts them or writes them to a file."""

    def add(self, one: lists.ClientSighting) -> None:
        """Take one."""


class SightingFile(SightingTaker, Protocol):
    """A file of sightings."""

    @property
    def left_out(self) -> int:
        """How many of them have no row of their own in it."""

    def close(self) -> None:
        """Put it in its place; InputError if that fails."""


class SightingPrinter(SightingTaker, Protocol):
    """What prints sightings."""

    def log(self, log: lists.OpenLog) -> None:
        """Say that a log begins."""

    def end(self, rest: Mapping[str, object]) -> None:
        """Print what is known after the last."""


class SightingLines:
    """Lines for people: defanged, with nothing hidden in them."""

    def __init__(self, words: Catalogue) -> None:
        """Speak the language of `words`."""
        self._words = words

    def log(self, log: lists.OpenLog) -> None:
        """Say which forms a log has."""
        print(log_line(log, self._words))

    def add(self, one: lists.ClientSighting) -> None:
        """Print a line."""
        print(sighting_line(one, self._words))

    def end(self, rest: Mapping[str, object]) -> None:
        """Say nothing more: what could not be read was said when it was met."""


class SightingGroups:
    """A table for people at the end: how many sightings there are of each kind."""

    def __init__(self, groups: lists.Groups, words: Catalogue) -> None:
        """Speak the language of `words`."""
        self._groups, self._words = groups, words

    def log(self, log: lists.OpenLog) -> None:
        """Say which forms a log has."""
        print(log_line(log, self._words))

    def add(self, one: lists.ClientSighting) -> None:
        """Count a sighting."""
        self._groups.add(one)

    def end(self, rest: Mapping[str, object]) -> None:  # noqa: ARG002  the printer's form
        """Print the table."""
        print_lines(group_table(self._groups, self._words))


class SightingDocument:
    """One document, a sighting a line, written as they come."""

    def __init__(self, groups: lists.Groups | None) -> None:
        """Print nothing yet; `groups` are counted and stand behind the sightings."""
        self._groups = groups
        self._before = json_text({"sightings": []}, None).removesuffix("]}\n")

    def log(self, log: lists.OpenLog) -> None:
        """Say nothing yet: the forms of the logs stand behind the sightings."""

    def add(self, one: lists.ClientSighting) -> None:
        """Print an item."""
        if self._groups is not None:
            self._groups.add(one)
        data = lists.sighting_as_json(one)
        print(f"{self._before}\n{json.dumps(data, ensure_ascii=False)}", end="")
        self._before = ","

    def end(self, rest: Mapping[str, object]) -> None:
        """End the items, and the document with the rest."""
        start = "" if self._before == "," else self._before
        groups = {} if self._groups is None else {"groups": self._groups.as_json()}
        print(f"{start}\n], {json.dumps({**rest, **groups}, ensure_ascii=False)[1:]}")


def printer_for(args: argparse.Namespace, groups: lists.Groups | None) -> SightingPrinter:
    """Return what prints as the options want it."""
    if args.json:
        return SightingDocument(groups)
    words = catalogue(args.lang)
    return SightingLines(words) if groups is None else SightingGroups(groups, words)


def print_sightings(
    scan: lists.LogScan,
    path: Path,
    takers: tuple[SightingPrinter, *tuple[SightingFile, ...]],
    passed: Callable[[int], None],
    lang: str,
) -> lists.LogRead:
    """Hand every sighting in a log to all who take them; what cannot be read is said and kept."""
    count, trouble, log = 0, None, None
    try:
        log = scan.open(path, sys.stdin.buffer, passed)
        takers[0].log(log)
        for one in log.sightings:
            _hand(one, takers)
            count += 1
    except InputError as error:
        for problem in error.problems:
            sys.stderr.write(f"{visible(str(said(problem, lang)))}\n")
        trouble = str(error)
    known = {} if log is None else {"forms": log.forms}
    return lists.LogRead(path=path, sightings=count, error=trouble, **known)


def _hand(one: lists.ClientSighting, takers: Iterable[SightingTaker]) -> None:
    for taker in takers:
        taker.add(one)


def hunt_lines(hunt: "Hunt", words: Catalogue) -> Iterator[str]:
    """Yield the lines; what was not looked into is said last."""
    if hunt.found:
        yield table(
            _head(words), [_row(one, words) for one in hunt.found], _RIGHT, terminal_columns()
        )
        yield ""
    values = len({one.indicator or one.observed for one in hunt.found})
    machines = len({(one.machine.unit, one.machine.machine) for one in hunt.found})
    yield words("hunt.sum", values=values, machines=machines)
    yield words("hunt.looked", looks=hunt.looks, machines=hunt.machines)
    if hunt.unread:
        yield words("hunt.unread", looks=hunt.unread)


def _head(words: Catalogue) -> tuple[str, ...]:
    return (
        words("hunt.value"),
        words("hunt.unit"),
        words("hunt.machine"),
        words("hunt.met"),
        words("hunt.first"),
        words("hunt.last"),
        words("hunt.looks"),
    )


def _row(one: "Hunted", words: Catalogue) -> tuple[str, ...]:
    return (
        visible(one.observed),
        visible(one.machine.unit),
        visible(one.machine.label or one.machine.machine),
        _met(one, words),
        words.moment(one.first),
        words.moment(one.last),
        words.number(one.looks),
    )


def _met(one: "Hunted", words: Catalogue) -> str:
    """Return what the list says of it; nothing where no list was asked."""
    if one.indicator is None or one.status is None:
        return ""
    said = words("hunt.by", status=words.word("status", one.status), value=visible(one.indicator))
    return said if one.weakness is None else words("hunt.weak", said=said)
