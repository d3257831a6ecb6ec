"""`orchestrator ioc update`: bring the lists that `sources.yml` names, and decide what counts."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator.cli.ioc.options import add_form
from orchestrator.cli.parser import Commands
from orchestrator.cli.showing.printing import print_json, print_lines
from orchestrator.cli.showing.table import table
from orchestrator.errors import ExitCode, UsageError
from orchestrator.text.catalogue import Catalogue, catalogue
from orchestrator.text.message import say

if TYPE_CHECKING:  # rooms are imported when they run, so that --help stays fast
    from orchestrator.sweep import SourceUpdate

SOURCES = Path("playbooks/iocs/sources.yml")
_COLUMNS = ("name", "role", "old", "new", "added", "removed", "state")
_FIGURES = frozenset({2, 3, 4, 5})


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "update",
        help=words("ioc_command.update"),
        description=words("ioc_command.update_about"),
        epilog=words("ioc_command.update_codes"),
    )
    parser.add_argument(
        "source",
        nargs="?",
        type=Path,
        default=SOURCES,
        metavar=words("metavar.path"),
        help=words("ioc_option.source", default=SOURCES),
    )
    parser.add_argument("--check", action="store_true", help=words("ioc_option.check"))
    decision, name = parser.add_mutually_exclusive_group(), words("metavar.name")
    decision.add_argument("--accept", metavar=name, help=words("ioc_option.accept"))
    decision.add_argument("--back", metavar=name, help=words("ioc_option.back"))
    add_form(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Update, or accept, or go back; then say how each source stands.

    Raises:
        InputError: The sources file, a kept list or the folder cannot be used; every list in
            force is untouched.
    """
    from orchestrator import sweep

    rows = _rows(args)
    if args.json:
        print_json(sweep.updates_as_json(rows, check=args.check), indent=1)
    else:
        print_lines(_lines(rows, args))
    return ExitCode.INCOMPLETE if any(row.warnings for row in rows) else ExitCode.DONE


def _rows(args: argparse.Namespace) -> "Sequence[SourceUpdate]":
    from orchestrator import sweep

    if args.check and (args.accept or args.back):
        raise UsageError.one(say("update.check_only"), say("mend.check_alone"))
    if args.accept:
        return sweep.accept_list(args.source, args.accept)
    if args.back:
        return sweep.return_list(args.source, args.back)

    def begins(name: str) -> None:
        if sys.stderr.isatty():  # a slow source may take its whole time-out
            sys.stderr.write(f"{catalogue(args.lang)('update.begins', name=name)}\n")

    return sweep.update_lists(args.source, check=args.check, begins=begins)


def _lines(rows: "Sequence[SourceUpdate]", args: argparse.Namespace) -> Iterator[str]:
    from orchestrator import sweep

    words = catalogue(args.lang)
    if not rows:
        yield words("update.none")
        return
    cells = [_cells(row, words) for row in rows]
    yield table([words(f"update.{name}") for name in _COLUMNS], cells, _FIGURES)
    if args.check:
        yield f"\n{words('update.check')}"
    for row in rows:
        if row.standing is sweep.UpdateStanding.SHRUNK:
            yield from _choice(row, args.source, words)


def _choice(row: "SourceUpdate", source: Path, words: Catalogue) -> Iterator[str]:
    if row.compare:
        old, new = row.compare
        yield f"\n{words('update.compare', name=row.name)}"
        yield f"  orchestrator ioc diff {old} {new}"
    yield f"\n{words('update.accept', name=row.name)}"
    yield f"  orchestrator ioc update {source} --accept {row.name}"


def _cells(row: "SourceUpdate", words: Catalogue) -> list[str]:
    counts = ("-" if count is None else words.number(count) for count in (row.old, row.new))
    return [
        row.name,
        words.word("use", row.role),
        *counts,
        words.number(row.added),
        words.number(row.removed),
        row.state(words),
    ]
