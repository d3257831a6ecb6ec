"""`orchestrator findings`: what was found over all looks, and what is done about it."""

from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.text.catalogue import Catalogue


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command group."""
    commands.add_parser(
        "findings",
        help=words("command.findings"),
        description=words("command.findings_about"),
        options=_add_commands,
    )


def _add_commands(group: CommandParser) -> None:
    from orchestrator.cli.findings import finding_sheets, setting, show

    below = group.commands()
    for command in (show, setting, finding_sheets):
        command.register(below, group.words)
