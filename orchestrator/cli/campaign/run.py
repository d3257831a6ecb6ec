"""`orchestrator campaign run`: rounds until the deadline, each ending in its reports."""

import argparse
import sys
import time
from functools import partial
from typing import TYPE_CHECKING

from orchestrator.cli import options
from orchestrator.cli.actors import add_forgetting, forget
from orchestrator.cli.campaign.options import add_file
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.clock_warning import warn_of_clock
from orchestrator.cli.showing.language import said
from orchestrator.errors import BusyError, ExitCode, InputError, UnwrittenError
from orchestrator.text.catalogue import Catalogue, catalogue

if TYPE_CHECKING:
    from orchestrator.sweep.campaign_rounds import RoundDone, RunRequest


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
    from orchestrator.cli.campaign.rounds import run_request
    from orchestrator.sweep.campaign_rounds import alone
    from orchestrator.sweep.campaign_status import campaign_status

    request = run_request(args)
    warn_of_clock(args.state, args.lang)
    forget(args)
    done: list[RoundDone] = []
    try:
        with alone(args.state):
            return _rounds(args, request, done)
    except BusyError as error:
        _tell(error, args.lang)
        return campaign_status(args.state, args.file, None, request.logon.vault).exit_code
    except UnwrittenError:
        raise
    except InputError as error:
        if not done:
            raise
        # An earlier round asked machines: it is not as if nothing had been sent.
        _tell(error, args.lang)
        return done[-1].status.exit_code or ExitCode.INCOMPLETE


def _rounds(args: argparse.Namespace, request: "RunRequest", done: list["RoundDone"]) -> ExitCode:
    """Run them, and note in `done` what each did."""
    from orchestrator.cli.campaign.rounds import watched
    from orchestrator.cli.showing.campaign_screen import next_round, round_end
    from orchestrator.cli.showing.outlet import Outlet
    from orchestrator.cli.showing.stopping import Stopping
    from orchestrator.sweep.campaign_rounds import EVERY, one_round, until

    words, outlet, heard = catalogue(args.lang), Outlet(sys.stdout), list[Stopping]()
    while True:
        done.append(one_round(request, partial(watched, args, heard)))
        newest = done[-1]
        outlet.write(f"{round_end(newest, words)}\n")
        if not newest.finished:
            return heard[-1].code(ExitCode.INTERRUPTED)
        if args.once or newest.over:
            return newest.status.exit_code
        outlet.write(f"{next_round(newest.begun + EVERY, words)}\n")
        heard.clear()
        time.sleep(until(newest.begun + EVERY))


def _tell(error: InputError, lang: str) -> None:
    sys.stderr.writelines(f"{said(problem, lang)}\n" for problem in error.problems)
