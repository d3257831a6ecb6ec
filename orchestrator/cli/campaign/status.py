"""`orchestrator campaign status`: where the campaign stands, and who must act today."""

import argparse

from orchestrator.cli import options
from orchestrator.cli.campaign.options import add_file
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.clock_warning import warn_of_clock
from orchestrator.cli.showing.printing import print_json
from orchestrator.cli.typed_moments import moment
from orchestrator.text.catalogue import Catalogue, catalogue


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command."""
    commands.add_parser(
        "status",
        help=words("campaign_command.status"),
        description=words("campaign_command.status_about"),
        options=_add_options,
    )


def _add_options(parser: CommandParser) -> None:
    words = parser.words
    parser.set_defaults(run=run)
    add_file(parser)
    parser.add_argument("--unit", action="append", default=[], metavar=words("metavar.unit"),
        help=words("campaign_option.unit"))  # fmt: skip
    parser.add_argument("--ward", action="append", default=[], metavar=words("metavar.ward"),
        help=words("campaign_option.ward"))  # fmt: skip
    parser.add_argument(
        "--at", type=moment(words), metavar=words("metavar.moment"), help=words("option.at")
    )
    options.add_vault(parser)
    options.add_state(parser)
    options.add_lang(parser)
    options.add_verbosity(parser)
    options.add_json(parser, "campaign_option.status_json")


def run(args: argparse.Namespace) -> int:
    """Print where the campaign stands.

    Raises:
        InputError: The campaign file, its inventory or the state folder cannot be used.
    """
    from orchestrator.cli import credentials
    from orchestrator.cli.showing.campaign_screen import status_screen
    from orchestrator.sweep.campaign_status import Narrowed, campaign_status, status_as_json

    warn_of_clock(args.state, args.lang)
    status = campaign_status(
        args.state,
        args.file,
        args.at,
        credentials.vault(args),
        Narrowed(units=tuple(args.unit), wards=tuple(args.ward)),
    )
    if args.json:
        print_json(status_as_json(status))
    else:
        print(status_screen(status, catalogue(args.lang)))
    return status.exit_code
