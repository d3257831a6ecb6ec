"""`orchestrator campaign`: one standing verdict per machine, up to a deadline."""

from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.text.catalogue import Catalogue


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command group."""
    commands.add_parser(
        "campaign",
        help=words("command.campaign"),
        description=words("campaign_command.about"),
        options=_add_commands,
    )


def _add_commands(group: CommandParser) -> None:
    from orchestrator.cli.campaign import (
        clock,
        close,
        compare,
        machines,
        report,
        run,
        schedule,
        status,
    )

    below = group.commands()
    for command in (status, compare, report, run, machines, clock, schedule, close):
        command.register(below, group.words)
