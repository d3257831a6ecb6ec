"""`orchestrator campaign run`: rounds until the deadline, each ending in its reports."""

import argparse
import sys
import time
from functools import partial

from orchestrator.cli import options
from orchestrator.cli.actors import add_forgetting, forget
from orchestrator.cli.campaign.options import add_file
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.clock_warning import warn_of_clock
from orchestrator.cli.showing.language import said
from orchestrator.errors import BusyError, ExitCode
from orchestrator.text.catalogue import Catalogue, catalogue


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command."""
    commands.add_parser(
        "run",
        help=words("campaign_command.run"),
        description=words("campaign_command.run_about"),
        options=_add_options,
    )


def _add_options(parser: CommandParser) -> None:
    parser.set_defaults(run=run)
    add_file(parser)
    parser.add_argument("--once", action="store_true", help=parser.words("campaign_option.once"))
    options.add_extra_vars(parser)
    options.add_pace(parser)
    options.add_logon(parser)
    add_forgetting(parser)
    options.add_verbosity(parser)
    options.add_state(parser)
    options.add_output(parser)
    options.add_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Run rounds until the deadline, or one.

    Raises:
        InputError: Something that a person wrote cannot be used; nobody was asked.
        UnwrittenError: Machines were asked, and not all of it could be written.
    """
    from orchestrator.cli.campaign.rounds import run_request, watched
    from orchestrator.cli.showing.campaign_screen import next_round, round_end
    from orchestrator.cli.showing.outlet import Outlet
    from orchestrator.cli.showing.stopping import Stopping
    from orchestrator.sweep.campaign_rounds import EVERY, alone, one_round, until
    from orchestrator.sweep.campaign_status import campaign_status

    request, words = run_request(args), catalogue(args.lang)
    outlet, heard = Outlet(sys.stdout), list[Stopping]()
    warn_of_clock(args.state, args.lang)
    forget(args)
    try:
        with alone(args.state):
            while True:
                done = one_round(request, partial(watched, args, heard))
                outlet.write(f"{round_end(done, words)}\n")
                if not done.finished:
                    return heard[-1].code(ExitCode.INTERRUPTED)
                if args.once or done.over:
                    return done.status.exit_code
                outlet.write(f"{next_round(done.begun + EVERY, words)}\n")
                heard.clear()
                time.sleep(until(done.begun + EVERY))
    except BusyError as error:
        sys.stderr.writelines(f"{said(problem, args.lang)}\n" for problem in error.problems)
        return campaign_status(args.state, args.file, None, request.logon.vault).exit_code
