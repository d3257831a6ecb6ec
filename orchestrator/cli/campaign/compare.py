"""`orchestrator campaign compare`: what changed between two dates."""

import argparse

from orchestrator.cli import options
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.printing import print_json
from orchestrator.cli.typed_moments import moment
from orchestrator.errors import ExitCode
from orchestrator.text.catalogue import Catalogue, catalogue


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command."""
    commands.add_parser(
        "compare",
        help=words("campaign_command.compare"),
        description=words("campaign_command.compare_about"),
        options=_add_options,
    )


def _add_options(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    parser.set_defaults(run=run)
    time = words("metavar.moment")
    add("since", type=moment(words), metavar=time, help=words("campaign_option.since"))
    add("until", type=moment(words), nargs="?", metavar=time, help=words("campaign_option.until"))
    options.add_state(parser)
    options.add_lang(parser)
    options.add_json(parser, "campaign_option.compare_json")


def run(args: argparse.Namespace) -> int:
    """Print what changed; incomplete where the dates cannot be compared.

    Raises:
        InputError: The dates or the state folder cannot be used.
    """
    from orchestrator.cli.showing.campaign_screen import compare_screen
    from orchestrator.sweep.campaign_compare import Incomparable, compare_dates, compared_as_json

    found = compare_dates(args.state, args.since, args.until)
    if args.json:
        print_json(compared_as_json(found))
    else:
        print(compare_screen(found, catalogue(args.lang)))
    comparable = not isinstance(found.outcome, Incomparable)
    return ExitCode.DONE if comparable else ExitCode.INCOMPLETE
