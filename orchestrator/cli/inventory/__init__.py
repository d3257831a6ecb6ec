"""`orchestrator inventory`: what the inventory says, whether it holds, and changes to it."""

from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.text.catalogue import Catalogue


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command group."""
    commands.add_parser(
        "inventory",
        help=words("command.inventory"),
        description=words("inventory_command.about"),
        options=_add_commands,
    )


def _add_commands(group: CommandParser) -> None:
    from orchestrator.cli.inventory import change, check, export_sheet, import_sheet, show

    below = group.commands()
    for command in (show, check, change, import_sheet, export_sheet):
        command.register(below, group.words)
