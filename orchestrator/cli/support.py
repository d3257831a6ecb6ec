"""`orchestrator support`: a folder to send with the report of a fault."""

import argparse
from pathlib import Path

from orchestrator.cli import options
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.errors import ExitCode
from orchestrator.text.catalogue import Catalogue, catalogue

_FOLDER = Path("support")


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command."""
    commands.add_parser(
        "support",
        help=words("command.support"),
        description=words("command.support_about"),
        options=_add_options,
    )


def _add_options(parser: CommandParser) -> None:
    words = parser.words
    parser.set_defaults(run=run)
    options.add_state(parser)
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        default=_FOLDER,
        metavar=words("metavar.folder"),
        help=words("option.support", default=_FOLDER),
    )
    options.add_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Write the folder and say what is in it.

    Raises:
        InputError: The folder cannot be written to.
    """
    from orchestrator.sweep.support import about, write_support

    words = catalogue(args.lang)
    for path in write_support(args.state, args.output):
        print(path)
    print(about(words))
    return ExitCode.DONE
