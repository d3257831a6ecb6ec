"""`orchestrator demo` and `lab`: the pretend district on this machine's loopback.

`demo` lives three weeks of a campaign on it; `lab` plays it until it is interrupted.
"""

import argparse
import contextlib
import signal
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator.cli import options
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.printing import pasted_again, print_lines, print_result
from orchestrator.errors import ExitCode
from orchestrator.text.catalogue import Catalogue, catalogue

if TYPE_CHECKING:  # --help loads neither
    from orchestrator.cli.showing.progress import Progress
    from orchestrator.lab import Lab
    from orchestrator.sweep import PlannedSweep

# A wait without an end cannot be interrupted on Windows.
_NAP_S = 0.5
_STATE = Path("demo/state")
_REPORTS = Path("demo/reports")


def register(commands: Commands, words: Catalogue) -> None:
    """Add both commands."""
    commands.add_parser(
        "demo",
        help=words("command.demo"),
        description=words("command.demo_about"),
        options=_add_demo_options,
    )
    commands.add_parser(
        "lab",
        help=words("command.lab"),
        description=words("command.lab_about"),
        options=_add_lab_options,
    )


def _add_demo_options(parser: CommandParser) -> None:
    parser.set_defaults(run=run_demo)
    options.add_state(parser, _STATE)
    options.add_output(parser, _REPORTS)
    options.add_lang(parser)


def _add_lab_options(parser: CommandParser) -> None:
    options.add_state(parser)
    options.add_lang(parser)
    options.add_json(parser)
    parser.set_defaults(run=run_lab)


def run_demo(args: argparse.Namespace) -> int:
    """Play three weeks of the district and write the reports; done when all of that worked.

    Raises:
        InputError: This computer cannot play it, or a folder is used already or cannot be written.
        UnwrittenError: It was played and swept, and the reports cannot be written.
    """
    from orchestrator import lab, sweep
    from orchestrator.cli.showing.story_screen import begin_line, day_lines, look_lines
    from orchestrator.cli.showing.sweep_end import report_end
    from orchestrator.sweep import playing

    words, today = catalogue(args.lang), sweep.now()
    playing.refuse_used(args.state)
    time = lab.played_time(today)
    print(begin_line(time, today, words), flush=True)
    with lab.start(args.state, time) as district:
        reported = playing.play(
            district,
            sweep.Reports(folder=args.output, state=args.state, lang=args.lang),
            today,
            partial(_watched, words),
            lambda told: print("\n".join(day_lines(told, words)), flush=True),
        )
        if reported.written is not None:
            end = report_end(reported.kept, args.output, reported.written, words, reported.judged)
            print(f"\n{end}\n")
    if not reported.swept.finished:
        return ExitCode.INTERRUPTED
    print_lines(look_lines(args.state, args.output, words))
    print(words("sweep.demo_code", code=int(sweep.standing_code(reported.kept))))
    return ExitCode.DONE


@contextlib.contextmanager
def _watched(words: Catalogue, planned: "PlannedSweep") -> Iterator["Progress"]:
    """Show how one sweep goes on; between two of them an interrupt ends the program as ever."""
    from orchestrator.cli.showing.progress import Progress

    with Progress(sys.stderr, planned.plan.assignments, words) as shown:
        yield shown
    signal.signal(signal.SIGINT, signal.default_int_handler)


def run_lab(args: argparse.Namespace) -> int:
    """Play until interrupted; that is its proper end, and no error.

    Raises:
        InputError: This computer cannot play it, or the state folder cannot be written.
    """
    from orchestrator import lab

    words = catalogue(args.lang)
    with lab.start(args.state) as district, contextlib.suppress(KeyboardInterrupt):
        lines = (
            words("run.lab_inventory", path=district.inventory),
            words("run.lab_playbook", path=district.playbook),
            words("run.lab_iocs", path=district.iocs),
            words("run.lab_sinkholes", path=district.sinkholes),
            words("run.lab_next"),
            f"  {_sweep_of(district, args)}",
        )
        print_result(args, district.as_json(), lines, indent=None)
        sys.stdout.flush()
        while True:
            time.sleep(_NAP_S)
    return ExitCode.DONE


def _sweep_of(district: "Lab", args: argparse.Namespace) -> str:
    """Return the command that asks the pretend machines, for another terminal in this folder."""
    where = ("-i", str(district.inventory), "--sinkholes", str(district.sinkholes))
    state = ("--state", str(args.state), "--lang", args.lang)
    return pasted_again("sweep", str(district.playbook), *where, *state)
