"""`orchestrator campaign schedule`: texts by which the system runs the rounds; installs nothing."""

import argparse
import sys
from pathlib import Path

from orchestrator.cli import options
from orchestrator.cli.campaign.options import add_file, add_round, round_words
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.errors import ExitCode
from orchestrator.text.catalogue import Catalogue, catalogue


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command."""
    commands.add_parser(
        "schedule",
        help=words("campaign_command.schedule"),
        description=words("campaign_command.schedule_about"),
        options=_add_options,
    )


def _add_options(parser: CommandParser) -> None:
    parser.set_defaults(run=run)
    add_file(parser, needed=True)
    add_round(parser)
    options.add_state(parser)
    options.add_output(parser)
    options.add_lang(parser)
    options.add_verbosity(parser)


def run(args: argparse.Namespace) -> int:
    """Print the texts for both systems.

    Raises:
        InputError: The campaign file cannot be used, a path is what no such text can hold, or a
            round would ask for something to be typed.
    """
    from orchestrator.cli.showing.campaign_screen import schedule_screen
    from orchestrator.sweep.campaign_schedule import schedule

    command = (sys.executable, "-m", "orchestrator", "campaign", "run", str(args.file.resolve()))
    more = ("--once", "--state", str(args.state.resolve()), "-o", str(args.output.resolve()))
    more = (*more, "--lang", args.lang, *round_words(args))
    words = catalogue(args.lang)
    made = schedule(args.file, (*command, *more), Path.cwd(), words)
    print(schedule_screen(made, words))
    return ExitCode.DONE
