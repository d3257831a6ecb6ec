"""What the commands of a campaign share."""

from pathlib import Path

from orchestrator.cli.parser import CommandParser


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
