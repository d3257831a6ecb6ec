"""`orchestrator campaign run`: rounds until the deadline, each ending in its reports."""

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from orchestrator.cli import options
from orchestrator.cli.actors import add_forgetting, forget
from orchestrator.cli.campaign.options import add_file, add_round
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.clock_warning import warn_of_clock
from orchestrator.cli.showing.language import said
from orchestrator.errors import BusyError, ExitCode, InputError, UnwrittenError
from orchestrator.text.catalogue import Catalogue, catalogue

if TYPE_CHECKING:
    from orchestrator.cli.showing.stopping import Stopping
    from orchestrator.sweep import Observer, PlannedSweep
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
    add_round(parser)
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
    from orchestrator.sweep.campaign_rounds import alone
    from orchestrator.sweep.campaign_status import campaign_status

    request = _run_request(args)
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


def _run_request(args: argparse.Namespace) -> "RunRequest":
    """Return how the rounds are to be run; asks for what is to be typed.

    Raises:
        InputError: A password or a variable is missing or unusable.
    """
    from orchestrator import inventory
    from orchestrator.cli import credentials, machine_requests
    from orchestrator.sweep.campaign_rounds import RunRequest

    vault = credentials.vault(args)
    return RunRequest(
        file=args.file,
        state=args.state,
        output=args.output,
        lang=args.lang,
        logon=machine_requests.defaults(args, vault),
        laps=machine_requests.laps(args),
        extra_vars=inventory.extra_vars(args.extra_vars, vault),
        extra_texts=tuple(args.extra_vars),
        forks=args.forks,
        unit_forks=args.unit_forks,
        rate=args.rate,
        timeout_s=args.timeout,
    )


def _rounds(args: argparse.Namespace, request: "RunRequest", done: list["RoundDone"]) -> ExitCode:
    """Run them, and note in `done` what each did."""
    from orchestrator.cli.showing.campaign_screen import next_round, round_end
    from orchestrator.cli.showing.outlet import Outlet
    from orchestrator.cli.showing.stopping import Stopping
    from orchestrator.sweep.campaign_rounds import EVERY, one_round, until

    words, outlet, heard = catalogue(args.lang), Outlet(sys.stdout), list[Stopping]()
    while True:
        done.append(one_round(request, partial(_watched, args, heard)))
        newest = done[-1]
        outlet.write(f"{round_end(newest, words)}\n")
        if not newest.finished:
            return heard[-1].code(ExitCode.INTERRUPTED)
        if args.once or newest.over:
            return newest.status.exit_code
        outlet.write(f"{next_round(newest.begun + EVERY, words)}\n")
        heard.clear()
        time.sleep(until(newest.begun + EVERY))


@contextmanager
def _watched(
    args: argparse.Namespace, heard: list["Stopping"], planned: "PlannedSweep"
) -> Iterator["Observer"]:
    """Show one sweep of a round, and keep what signals did to it in `heard`.

    What its plan may send stays out of every log.
    """
    from orchestrator.cli import machine_requests
    from orchestrator.cli.showing.printing import warn_of_lists
    from orchestrator.cli.showing.progress import Progress
    from orchestrator.cli.showing.run_log import RunLog
    from orchestrator.cli.showing.sweep_log import Logged

    words = catalogue(args.lang)
    machine_requests.ready(args, planned.plan, planned.warnings)
    warn_of_lists(planned.iocs.warnings, args.lang)
    progress = Progress(sys.stderr, planned.plan.assignments, words)
    with RunLog(args.state, args.hidden, words), progress as shown:
        heard.append(shown.stopping)
        yield Logged(shown, words)
    # From here on Ctrl-C ends the program: nothing of this sweep is left to be stopped in order.


def _tell(error: InputError, lang: str) -> None:
    sys.stderr.writelines(f"{said(problem, lang)}\n" for problem in error.problems)
