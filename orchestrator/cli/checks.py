"""`orchestrator checks`: what each check asks, needs, cannot see and costs; how it is judged."""

import argparse

from orchestrator.cli import options
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.printing import print_json
from orchestrator.errors import ExitCode
from orchestrator.text.catalogue import Catalogue, catalogue


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command."""
    commands.add_parser(
        "checks",
        help=words("command.checks"),
        description=words("command.checks_about"),
        options=_add_options,
    )


def _add_options(parser: CommandParser) -> None:
    words = parser.words
    parser.set_defaults(run=run)
    parser.add_argument(
        "name", nargs="?", metavar=words("metavar.name"), help=words("option.check_name")
    )
    options.add_json(parser)
    options.add_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Print all checks, or one.

    Raises:
        UsageError: There is no check of that name.
    """
    from orchestrator.checks import ALL, listing

    words = catalogue(args.lang)
    shown = ALL if args.name is None else (listing.find(args.name),)
    if args.json:
        print_json(listing.as_json(shown, words), indent=1)
    elif args.name is None:
        print(listing.as_text(shown, words))
    else:
        print(listing.as_sheet(shown[0], words))
    return ExitCode.DONE
