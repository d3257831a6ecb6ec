"""`orchestrator demo`: the whole job on a pretend district on this machine's loopback."""

import argparse
import sys
from pathlib import Path

from orchestrator.cli import options
from orchestrator.cli.parser import Commands
from orchestrator.errors import ExitCode
from orchestrator.text.catalogue import Catalogue, catalogue

_STATE = Path("demo/state")
_REPORTS = Path("demo/reports")


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "demo", help=words("command.demo"), description=words("command.demo_about")
    )
    parser.set_defaults(run=run)
    options.add_state(parser, _STATE)
    options.add_output(parser, _REPORTS)
    options.add_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Play the district, sweep it, write the reports; done when all of that worked.

    Raises:
        InputError: This computer cannot play it, or a folder cannot be written.
    """
    from orchestrator import lab, sweep
    from orchestrator.cli.showing.progress import Progress
    from orchestrator.cli.showing.sweep_end import sweep_end

    words = catalogue(args.lang)
    with lab.start(args.state) as district:
        planned = sweep.plan_sweep(
            sweep.demo_request(
                playbook=district.playbook,
                inventory=district.inventory,
                sinkholes=district.sinkholes,
            )
        )
        with Progress(sys.stderr, planned.plan.assignments, words) as shown:
            result = sweep.run(planned, args.state, shown)
    sweep.write_reports(result, args.output, args.lang)
    print(sweep_end(result, args.state, args.output, words))
    print(f"\n{words('sweep.demo_code', code=int(sweep.exit_code(result)))}")
    return ExitCode.DONE
