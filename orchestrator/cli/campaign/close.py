"""`orchestrator campaign close`: the end of a campaign, with its final scope."""

import argparse
import os

from orchestrator.cli import options
from orchestrator.cli.campaign.options import add_file
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.errors import ExitCode, UsageError
from orchestrator.text.catalogue import Catalogue, catalogue
from orchestrator.text.message import say

ACTOR = "ORCHESTRATOR_ACTOR"


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command."""
    commands.add_parser(
        "close",
        help=words("campaign_command.close"),
        description=words("campaign_command.close_about"),
        options=_add_options,
    )


def _add_options(parser: CommandParser) -> None:
    words = parser.words
    parser.set_defaults(run=run)
    add_file(parser, needed=True)
    parser.add_argument(
        "--by", metavar=words("metavar.person"), help=words("campaign_option.by", variable=ACTOR)
    )
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

    actor = (args.by or os.environ.get(ACTOR, "")).strip()
    if not actor:
        raise UsageError.one(say("campaign.nobody"), say("campaign.mend.by", variable=ACTOR))
    words, at = catalogue(args.lang), sweep.now()
    used = close_campaign(args.state, args.file, at, credentials.vault(args), actor)
    told = words(
        "campaign_run.closed",
        id=used.campaign.id,
        at=words.moment(at),
        actor=actor,
        machines=len(used.district.machines),
    )
    print(told)
    return ExitCode.DONE
