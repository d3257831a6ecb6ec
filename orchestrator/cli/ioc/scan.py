"""`orchestrator ioc scan`: every listed name, address and URL in a log, line by line."""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator.cli.ioc.match_lines import allowed_line, shown
from orchestrator.cli.ioc.options import add_form, add_lists, lists_of
from orchestrator.cli.parser import Commands
from orchestrator.cli.showing.language import said
from orchestrator.cli.showing.printing import SCHEMA
from orchestrator.errors import ExitCode, InputError
from orchestrator.text.catalogue import Catalogue, catalogue
from orchestrator.text.visible import visible

if TYPE_CHECKING:  # rooms are imported when they run, so that --help stays fast
    from orchestrator.sweep import LogRead, LogScan, Sighting


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command."""
    about = words("ioc_command.scan")
    parser = commands.add_parser(
        "scan", help=about, description=f"{about}.", epilog=words("ioc_command.codes")
    )
    parser.add_argument(
        "logs", nargs="+", type=Path, metavar=words("metavar.log"), help=words("ioc_option.logs")
    )
    add_lists(parser)
    add_form(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print every sighting as it is found.

    Raises:
        ListError: The lists cannot be used; nothing is printed then.
    """
    from orchestrator import sweep

    scan, words = sweep.LogScan(lists_of(args)), catalogue(args.lang)
    printer = _Json() if args.json else _Text(words)
    read = [_scan(path, scan, printer, words) for path in args.logs]
    printer.end(scan.end_as_json(read))
    if any(log.error for log in read):
        return ExitCode.BAD_INPUT
    return ExitCode.FOUND if any(log.sightings for log in read) else ExitCode.DONE


class _Text:
    """Lines for people: defanged, with nothing hidden in them."""

    def __init__(self, words: Catalogue) -> None:
        self._words = words

    def sighting(self, log: Path, one: "Sighting") -> None:
        indicator = one.found.indicator
        cited = indicator.citations[0]
        words, weakness = self._words, one.found.weakness
        weak = f", {words.word('weakness', weakness)}" if weakness else ""
        entry = one.found.allowed
        allowed = f"; {allowed_line(entry, words)}" if entry else ""
        how, klass = words.word("extracted", one.how), words.word("class", indicator.klass)
        rule = words.word("rule", one.found.rule)
        print(
            f"{visible(str(log))}:{one.line}: {shown(one.observed)} ({how}): "
            f"{klass}: {shown(cited.published)}, {rule}{weak}; "
            f"{visible(cited.list)}:{cited.line}{allowed}"
        )

    def end(self, rest: Mapping[str, object]) -> None:
        """Say nothing more: what could not be read was said when it was met."""


class _Json:
    """One document, a sighting a line, written as they come."""

    def __init__(self) -> None:
        self._before = f'{{"schema": {SCHEMA}, "sightings": ['

    def sighting(self, log: Path, one: "Sighting") -> None:
        from orchestrator import sweep

        data = sweep.sighting_as_json(log, one)
        print(f"{self._before}\n{json.dumps(data, ensure_ascii=False)}", end="")
        self._before = ","

    def end(self, rest: Mapping[str, object]) -> None:
        start = "" if self._before == "," else self._before
        print(f"{start}\n], {json.dumps(rest, ensure_ascii=False)[1:]}")


def _scan(path: Path, scan: "LogScan", printer: _Text | _Json, words: Catalogue) -> "LogRead":
    from orchestrator import sweep

    count, trouble = 0, None
    try:
        for one in scan.sightings(path, sys.stdin.buffer):
            printer.sighting(path, one)
            count += 1
    except InputError as error:
        for problem in error.problems:
            sys.stderr.write(f"{visible(str(said(problem, words.lang)))}\n")
        trouble = str(error)
    return sweep.LogRead(path=path, sightings=count, error=trouble)
