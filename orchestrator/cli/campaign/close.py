"""`orchestrator campaign close`: the end of a campaign, with its final scope."""

import argparse

from orchestrator.cli import options
from orchestrator.cli.actors import actor, add_by
from orchestrator.cli.campaign.options import add_file
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.errors import ExitCode
from orchestrator.text.catalogue import Catalogue, catalogue


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command."""
    commands.add_parser(
        "close",
        help=words("campaign_command.close"),
        description=words("campaign_command.close_about"),
        options=_add_options,
    )


def _add_options(parser: CommandParser) -> None:
    parser.set_defaults(run=run)
    add_file(parser, needed=True)
    add_by(parser)
    options.add_vault(parser)
    options.add_state(parser)
    options.add_lang(parser)
    options.add_verbosity(parser)


def run(args: argparse.Namespace) -> int:
    """Close the campaign.

    Raises:
        InputError: The file is no open campaign of the state folder, or nobody answers for it.
    """
    from orchestrator import sweep
    from orchestrator.cli import credentials
    from orchestrator.sweep.campaign_files import close_campaign

    by = actor(args)
    words, at = catalogue(args.lang), sweep.now()
    used = close_campaign(args.state, args.file, at, credentials.vault(args), by)
    told = words(
        "campaign_run.closed",
        id=used.campaign.id,
        at=words.moment(at),
        actor=by,
        machines=len(used.district.machines),
    )
    print(told)
    return ExitCode.DONE
