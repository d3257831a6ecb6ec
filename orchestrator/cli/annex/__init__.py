"""`orchestrator annex`: from the figures of units to the documents that are sent."""

from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.text.catalogue import Catalogue


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command group."""
    commands.add_parser(
        "annex",
        help=words("command.annex"),
        description=words("command.annex_about"),
        options=_add_commands,
    )


def _add_commands(group: CommandParser) -> None:
    from orchestrator.cli.annex import declaring, forms, letters

    below = group.commands()
    for command in (declaring, forms, letters):
        command.register(below, group.words)
