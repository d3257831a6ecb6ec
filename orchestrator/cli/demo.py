"""`orchestrator demo`: the whole job on a pretend district on this machine's loopback."""

import argparse
import sys
from collections import Counter
from pathlib import Path

from orchestrator.cli import options

_STATE = Path("demo/state")
_REPORTS = Path("demo/reports")
_TIMEOUT_S = 8  # its slow machines need 2; its silent ones cost this much


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser(
        "demo",
        help="sweep a pretend district on this machine",
        description="Play a district on 127.0.0.1 over real SSH and WinRM, sweep it, report.",
    )
    parser.set_defaults(run=run)
    options.add_state(parser, _STATE)
    options.add_output(parser, _REPORTS)


def run(args: argparse.Namespace) -> int:
    """Play the district, sweep it, write the reports; 0 when all of that worked."""
    from orchestrator import lab, report, sweep
    from orchestrator.cli.exitcode import exit_code
    from orchestrator.cli.progress import Progress
    from orchestrator.cli.summary import say

    with lab.start(args.state) as district:
        prepared = sweep.plan_sweep(
            sweep.SweepRequest(
                playbook=district.playbook,
                inventory=(str(district.inventory),),
                sinkholes=(district.sinkholes,),
                timeout_s=_TIMEOUT_S,
            )
        )
        units = Counter(assignment.unit for assignment in prepared.plan.assignments)
        shown = Progress(sys.stderr, units, args.lang)
        try:
            result = sweep.run(prepared, args.state, shown)
        finally:
            shown.close()
    report.write_reports(result, args.output, args.lang)
    print(say(result, args.state, args.output, args.lang))
    print(f"\nA real sweep that ended like this would exit with {exit_code(result)}.")
    return 0
