"""`orchestrator campaign`: where a campaign stands, and who its machines are."""

from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.text.catalogue import Catalogue


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command group."""
    about = words("command.campaign")
    commands.add_parser("campaign", help=about, description=f"{about}.", options=_add_commands)


def _add_commands(group: CommandParser) -> None:
    from orchestrator.cli.campaign import machines

    below = group.commands()
    for command in (machines,):
        command.register(below, group.words)
