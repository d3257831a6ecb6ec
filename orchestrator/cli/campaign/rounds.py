"""How rounds are asked for and shown; imported when `campaign run` is run."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from orchestrator import inventory
from orchestrator.cli import credentials, machine_requests
from orchestrator.cli.showing.printing import warn_of_lists
from orchestrator.cli.showing.progress import Progress
from orchestrator.cli.showing.run_log import RunLog
from orchestrator.cli.showing.stopping import Stopping
from orchestrator.cli.showing.sweep_log import Logged
from orchestrator.sweep import Observer, PlannedSweep
from orchestrator.sweep.campaign_rounds import RunRequest
from orchestrator.text.catalogue import catalogue


def run_request(args: argparse.Namespace) -> RunRequest:
    """Return how the rounds are to be run; asks for what is to be typed.

    Raises:
        InputError: A password or a variable is missing or unusable.
    """
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


@contextmanager
def watched(
    args: argparse.Namespace, heard: list[Stopping], planned: PlannedSweep
) -> Iterator[Observer]:
    """Show one sweep of a round, and keep what signals did to it in `heard`.

    What its plan may send stays out of every log.
    """
    words = catalogue(args.lang)
    machine_requests.ready(args, planned.plan, planned.warnings)
    warn_of_lists(planned.iocs.warnings, args.lang)
    progress = Progress(sys.stderr, planned.plan.assignments, words)
    with RunLog(args.state, args.hidden, words), progress as shown:
        heard.append(shown.stopping)
        yield Logged(shown, words)
    # From here on Ctrl-C ends the program: nothing of this sweep is left to be stopped in order.
