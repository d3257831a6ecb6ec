"""`orchestrator campaign machines`: who is not certainly who they were, for a person to decide."""

import argparse

from orchestrator.cli import options
from orchestrator.cli.campaign.options import add_file
from orchestrator.cli.moments import moment
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.printing import print_json
from orchestrator.errors import ExitCode
from orchestrator.text.catalogue import Catalogue, catalogue


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command."""
    commands.add_parser(
        "machines",
        help=words("campaign_command.machines"),
        description=words("campaign_command.machines_about"),
        options=_add_options,
    )


def _add_options(parser: CommandParser) -> None:
    words = parser.words
    parser.set_defaults(run=run)
    add_file(parser)
    parser.add_argument(
        "--at", type=moment, metavar=words("metavar.moment"), help=words("option.at")
    )
    options.add_vault(parser)
    options.add_state(parser)
    options.add_lang(parser)
    options.add_verbosity(parser)
    options.add_json(parser, "campaign_option.machines_json")


def run(args: argparse.Namespace) -> int:
    """Print what is doubtful; 4 if anything is to be decided.

    Raises:
        InputError: The campaign file, its inventory or the state folder cannot be used.
    """
    from orchestrator.cli import credentials
    from orchestrator.cli.showing.identity_screen import identity_screen
    from orchestrator.sweep.campaign_machines import identities, identities_as_json

    found = identities(args.state, args.file, args.at, credentials.vault(args))
    if args.json:
        print_json(identities_as_json(found))
    else:
        print(identity_screen(found, catalogue(args.lang)))
    return ExitCode.INCOMPLETE if found.doubted or found.moves else ExitCode.DONE
