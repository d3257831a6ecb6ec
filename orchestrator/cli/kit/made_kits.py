"""`orchestrator kit list` and `kit revoke`: kits that were made, and taking one back."""

import argparse

from orchestrator.cli.actors import add_common, add_signing, signer
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.printing import print_result
from orchestrator.errors import ExitCode
from orchestrator.text.catalogue import Catalogue, catalogue


def register(commands: Commands, words: Catalogue) -> None:
    """Add both commands."""
    commands.add_parser(
        "list",
        help=words("kit_command.list"),
        description=words("kit_command.list_about"),
        options=_add_options_of_list,
    )
    commands.add_parser(
        "revoke",
        help=words("kit_command.revoke"),
        description=words("kit_command.revoke_about"),
        epilog=words("kit_command.revoke_codes"),
        options=_add_options_of_revoke,
    )


def _add_options_of_list(parser: CommandParser) -> None:
    add_common(parser)
    parser.set_defaults(run=run_list)


def _add_options_of_revoke(parser: CommandParser) -> None:
    words = parser.words
    parser.add_argument("id", metavar=words("metavar.id"), help=words("kit_option.id"))
    add_signing(parser)
    add_common(parser)
    parser.set_defaults(run=run_revoke)


def run_list(args: argparse.Namespace) -> int:
    """Print all kits.

    Raises:
        InputError: The state folder cannot be used.
    """
    from orchestrator import sweep
    from orchestrator.cli.showing.kit_tables import kit_lines
    from orchestrator.sweep import kit_listing

    kits = kit_listing.listed_kits(args.state, sweep.now())
    print_result(args, kit_listing.as_json(kits), kit_lines(kits, catalogue(args.lang)))
    return ExitCode.DONE


def run_revoke(args: argparse.Namespace) -> int:
    """Take a kit back, and print how it stands.

    Raises:
        InputError: The command line or the state folder cannot be used; nothing is kept.
    """
    from orchestrator import sweep
    from orchestrator.cli.showing.kit_tables import kit_lines
    from orchestrator.sweep import kit_listing

    at = sweep.now()
    done = kit_listing.revoke(args.state, args.id, signer(args.by), args.reason, at)
    print_result(args, kit_listing.as_json((done,)), kit_lines((done,), catalogue(args.lang)))
    return ExitCode.DONE
