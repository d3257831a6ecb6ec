"""`orchestrator campaign report`: the campaign's reports, its inventory read again."""

import argparse
from pathlib import Path

from orchestrator.cli import options
from orchestrator.cli.campaign.options import add_file
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.report import add_shape, make, reader_folder
from orchestrator.cli.showing.clock_warning import warn_of_clock
from orchestrator.text.catalogue import Catalogue


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command."""
    commands.add_parser(
        "report",
        help=words("campaign_command.report"),
        description=words("campaign_command.report_about"),
        options=_add_options,
    )


def _add_options(parser: CommandParser) -> None:
    parser.set_defaults(run=run)
    add_file(parser)
    add_shape(parser)


def run(args: argparse.Namespace) -> int:
    """Read the campaign again, and write the reports of all that is kept.

    Raises:
        InputError: The campaign file, an inventory or the state folder cannot be used.
    """
    from orchestrator import report, sweep
    from orchestrator.cli import credentials
    from orchestrator.sweep.campaign_files import used_campaign

    warn_of_clock(args.state, args.lang)
    vault = credentials.vault(args)
    used_campaign(args.state, args.file, sweep.now(), vault)
    kept = sweep.kept_at(args.state, None)
    judged = sweep.with_trend(args.state, kept.judged)
    shown = report.Shown(result=kept.result, judged=judged)
    folder = reader_folder(args, Path(args.output or options.REPORTS))
    make(args, shown, vault, is_now=True, folder=folder)
    return sweep.standing_code(kept.result)
