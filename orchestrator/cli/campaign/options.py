"""What the commands of a campaign share."""

import argparse
from pathlib import Path

from orchestrator.cli import options
from orchestrator.cli.parser import CommandParser
from orchestrator.errors import UsageError
from orchestrator.text.message import say


def add_file(parser: CommandParser, *, needed: bool = False) -> None:
    """Add FILE; left out, it is the one campaign file that the state folder knows."""
    words = parser.words
    parser.add_argument(
        "file",
        nargs=None if needed else "?",
        type=Path,
        metavar=words("metavar.file"),
        help=words("campaign_option.file_needed" if needed else "campaign_option.file"),
    )


def add_round(parser: CommandParser) -> None:
    """Add what says how a round asks: by which sites, how fast, and how it logs on."""
    parser.add_argument("--via-sites", action="store_true", help=parser.words("option.via_sites"))
    options.add_pace(parser)
    options.add_logon(parser)


def round_words(args: argparse.Namespace) -> tuple[str, ...]:
    """Return the words that say so to a round that nobody watches.

    Raises:
        UsageError: One of them asks for something to be typed.
    """
    from orchestrator.cli import credentials
    from orchestrator.cli.showing.printing import logon_words

    typed = credentials.typed(args)
    if typed:
        names = ", ".join(typed)
        raise UsageError.one(say("campaign.typed", options=names), say("campaign.mend.typed"))
    return (*options.pace_words(args), *logon_words(args), *["--via-sites"] * args.via_sites)
