"""`orchestrator kit`: a file that a person runs asks machines that nobody can dial."""

from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.text.catalogue import Catalogue


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command group."""
    commands.add_parser(
        "kit",
        help=words("command.kit"),
        description=words("command.kit_about"),
        options=_add_commands,
    )


def _add_commands(group: CommandParser) -> None:
    from orchestrator.cli.kit import bringing, key, made_kits, making, waiting

    below = group.commands()
    for command in (making, bringing, waiting, made_kits, key):
        command.register(below, group.words)
