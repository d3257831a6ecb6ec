"""`orchestrator hunt`: what is kept, asked for a value, for what is rare, or by another list."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator.cli import options
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.printing import print_result
from orchestrator.errors import ExitCode
from orchestrator.text.catalogue import Catalogue, catalogue

if TYPE_CHECKING:
    from orchestrator.sweep.hunting import Hunt


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command."""
    commands.add_parser(
        "hunt",
        help=words("command.hunt"),
        description=words("command.hunt_about"),
        epilog=words("command.hunt_codes"),
        options=_add_options,
    )


def _add_options(parser: CommandParser) -> None:
    words = parser.words
    parser.set_defaults(run=run)
    one = parser.add_mutually_exclusive_group(required=True)
    one.add_argument(
        "value", nargs="?", metavar=words("metavar.value"), help=words("option.hunt_value")
    )
    one.add_argument("--rare", metavar=words("metavar.name"), help=words("option.hunt_rare"))
    one.add_argument(
        "--iocs",
        action="append",
        type=Path,
        metavar=words("metavar.path"),
        help=words("option.hunt_iocs"),
    )
    options.add_state(parser)
    options.add_json(parser)
    options.add_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Print what was found and in how much; nobody is asked, and no list comes into force.

    Raises:
        InputError: The value, the check or the list cannot be used, or there is no such store.
    """
    from orchestrator.cli.showing.sightings import hunt_lines

    hunt = _hunt(args)
    print_result(args, hunt.as_json(), hunt_lines(hunt, catalogue(args.lang)))
    if hunt.found:
        return ExitCode.FOUND
    return ExitCode.INCOMPLETE if hunt.unread or not hunt.looks else ExitCode.DONE


def _hunt(args: argparse.Namespace) -> "Hunt":
    from orchestrator.sweep import hunting

    if args.rare is not None:
        return hunting.hunt_rare(args.state, args.rare)
    if args.iocs is not None:
        return hunting.hunt_list(args.state, args.iocs)
    return hunting.hunt_value(args.state, args.value)
