"""`orchestrator ioc scan`: every listed name, address and URL in a log, line by line."""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from orchestrator.cli.ioc_lists import (
    BAD_INPUT,
    NOTHING_LISTED,
    SCHEMA,
    SOMETHING_LISTED,
    allowed_as_text,
    lists_as_json,
    match_as_json,
    shown,
    table_of,
)
from orchestrator.errors import InputError
from orchestrator.files.log_blocks import log_blocks
from orchestrator.match import Compact
from orchestrator.match.scan import Scanner, Sighting
from orchestrator.match.weighing import weighed
from orchestrator.sweep.clock import now
from orchestrator.text.catalogue import catalogue
from orchestrator.text.visible import visible

_MAX_TEXT = 500


def run(args: argparse.Namespace) -> int:
    """Print every sighting as it is found.

    Raises:
        ListError: The lists cannot be used; nothing is printed then.

    Returns:
        2 if a log could not be read to its end, else 3 if anything is listed, else 0.
    """
    table = table_of(args)
    scanner = Scanner(Compact(table))
    printer = _Json() if args.json else _Text(args.lang)
    read = [_scan(path, scanner, printer) for path in args.logs]
    logs = [
        {"path": str(path), "sightings": count, "error": error}
        for path, (count, error) in zip(args.logs, read, strict=True)
    ]
    printer.end({"logs": logs, "lists": lists_as_json(table), "warnings": list(table.warnings)})
    if any(error for _, error in read):
        return BAD_INPUT
    return SOMETHING_LISTED if any(count for count, _ in read) else NOTHING_LISTED


class _Text:
    """Lines for people: defanged, with nothing hidden in them."""

    def __init__(self, lang: str) -> None:
        self._words = catalogue(lang)

    def sighting(self, log: Path, one: Sighting) -> None:
        indicator = one.found.indicator
        cited = indicator.citations[0]
        words, weakness = self._words, one.found.weakness
        weak = f", {words.word('weakness', weakness)}" if weakness else ""
        entry = one.found.allowed
        allowed = f"; {allowed_as_text(entry, words)}" if entry else ""
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

    def sighting(self, log: Path, one: Sighting) -> None:
        said = {
            "log": str(log),
            "line": one.line,
            "observed": one.observed,
            "extracted": one.how.value,
            **match_as_json(one.found),
            "text": one.text[:_MAX_TEXT],
        }
        print(f"{self._before}\n{json.dumps(said, ensure_ascii=False)}", end="")
        self._before = ","

    def end(self, rest: Mapping[str, object]) -> None:
        start = "" if self._before == "," else self._before
        print(f"{start}\n], {json.dumps(rest, ensure_ascii=False)[1:]}")


def _scan(path: Path, scanner: Scanner, printer: _Text | _Json) -> tuple[int, str | None]:
    count, at = 0, now()
    try:
        for one in scanner.scan(log_blocks(path, sys.stdin.buffer)):
            printer.sighting(path, one._replace(found=weighed(one.found, at, at)))
            count += 1
    except InputError as error:
        sys.stderr.write(f"{visible(str(error))}\n")
        return count, str(error)
    return count, None
