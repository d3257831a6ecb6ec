"""`orchestrator ioc`: how the program understands lists of indicators, and where they come from."""

from orchestrator.cli.ioc import show, update
from orchestrator.cli.parser import Commands
from orchestrator.text.catalogue import Catalogue


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command group."""
    group = commands.add_parser(
        "ioc", help=words("command.ioc"), description=words("ioc_command.about")
    )
    below = group.commands()
    for command in (show, update):
        command.register(below, words)
