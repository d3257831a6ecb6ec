"""`orchestrator ioc update`: bring the lists that `sources.yml` names, and decide what counts."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator.cli import options
from orchestrator.cli.ioc.options import add_form
from orchestrator.cli.parser import Commands
from orchestrator.cli.showing.printing import print_json, print_lines
from orchestrator.errors import ExitCode, StateError, UnwrittenError, UsageError
from orchestrator.text.catalogue import Catalogue, catalogue
from orchestrator.text.message import say

if TYPE_CHECKING:
    from orchestrator.sweep import lists

SOURCES = Path("playbooks/iocs/sources.yml")


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
    options.add_vault(parser)
    options.add_state(parser)
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
        UnwrittenError: Sources were asked or lists updated, and something of it cannot be kept.
    """
    from orchestrator.cli.showing.held_screen import held_lines
    from orchestrator.cli.showing.lists_screen import update_lines
    from orchestrator.sweep import lists

    words = catalogue(args.lang)
    if args.check and (args.accept or args.back):
        raise UsageError.one(say("update.check_only"), say("mend.check_alone"))
    if args.accept:
        rows = lists.accept_list(args.source, args.accept)
    elif args.back:
        rows = lists.return_list(args.source, args.back)
    else:
        begins = partial(_begins, words)
        rows = lists.update_lists(args.source, check=args.check, begins=begins)
    if not args.json:  # said before the rest: the lists are updated, whatever befalls it
        print_lines(update_lines(rows, args.source, words, check=args.check))
    held = None if args.check else _held(args, rows)
    if args.json:
        print_json(_as_json(rows, held, check=args.check), indent=1)
    elif held is not None:
        print_lines(held_lines(held, words))
    return _code(rows, held)


def _held(
    args: argparse.Namespace, rows: Sequence["lists.SourceUpdate"]
) -> "lists.HeldAgainst | lists.NotHeldAgainst | None":
    """Hold the lists against what is kept; there is nothing to hold where no source is named."""
    from orchestrator import sweep
    from orchestrator.cli import credentials
    from orchestrator.sweep import lists

    if not rows:
        return None
    folder = args.source if args.source.is_dir() else args.source.parent
    try:
        return lists.hold_against_kept(folder, args.state, sweep.now(), credentials.vault(args))
    except StateError as error:  # the lists are new already
        raise UnwrittenError(error.problems) from error


def _as_json(
    rows: Sequence["lists.SourceUpdate"],
    held: "lists.HeldAgainst | lists.NotHeldAgainst | None",
    *,
    check: bool,
) -> Mapping[str, object]:
    from orchestrator.sweep import lists

    told = None if held is None else held.as_json()
    return {**lists.updates_as_json(rows, check=check), "kept": told}


def _code(
    rows: Sequence["lists.SourceUpdate"], held: "lists.HeldAgainst | lists.NotHeldAgainst | None"
) -> ExitCode:
    from orchestrator.sweep import lists

    waits = isinstance(held, lists.NotHeldAgainst) and held.is_a_doubt
    return ExitCode.INCOMPLETE if waits or any(row.warnings for row in rows) else ExitCode.DONE


def _begins(words: Catalogue, name: str) -> None:
    if sys.stderr.isatty():  # a slow source may take its whole time-out
        sys.stderr.write(f"{words('update.begins', name=name)}\n")
