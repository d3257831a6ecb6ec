"""`orchestrator ioc update`: bring the lists that `sources.yml` names, and decide what counts."""

import argparse
import sys
from functools import partial
from pathlib import Path

from orchestrator.cli.ioc.options import add_form
from orchestrator.cli.parser import Commands
from orchestrator.cli.showing.printing import print_json, print_lines
from orchestrator.errors import ExitCode, UsageError
from orchestrator.text.catalogue import Catalogue, catalogue
from orchestrator.text.message import say

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
    if args.json:
        print_json(lists.updates_as_json(rows, check=args.check), indent=1)
    else:
        print_lines(update_lines(rows, args.source, words, check=args.check))
    return ExitCode.INCOMPLETE if any(row.warnings for row in rows) else ExitCode.DONE


def _begins(words: Catalogue, name: str) -> None:
    if sys.stderr.isatty():  # a slow source may take its whole time-out
        sys.stderr.write(f"{words('update.begins', name=name)}\n")
