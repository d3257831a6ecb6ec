"""`orchestrator ioc`: how the program understands lists of indicators, and where they come from."""

from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.text.catalogue import Catalogue


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command group."""
    commands.add_parser(
        "ioc",
        help=words("command.ioc"),
        description=words("ioc_command.about"),
        options=_add_commands,
    )


def _add_commands(group: CommandParser) -> None:
    from orchestrator.cli.ioc import drop, show, update

    below = group.commands()
    for command in (show, update, drop):
        command.register(below, group.words)
