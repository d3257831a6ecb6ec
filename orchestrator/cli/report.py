"""`orchestrator report`: the reports of a kept sweep, made again without touching a machine."""

import argparse
from contextlib import closing

from orchestrator.cli import options


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser(
        "report",
        help="make a sweep's reports again",
        description="Make the reports of a kept sweep again; no machine is touched.",
    )
    parser.set_defaults(run=run)
    parser.add_argument(
        "sweep", nargs="?", default="latest", metavar="SWEEP", help="an id, or latest"
    )
    options.add_state(parser)
    options.add_output(parser)
    options.add_verbosity(parser)
    parser.add_argument("--json", action="store_true", help="print report.json, write nothing")


def run(args: argparse.Namespace) -> int:
    """Judge the sweep from its evidence and write its reports; exit as the sweep did."""
    from orchestrator import report, sweep
    from orchestrator.cli.exitcode import exit_code
    from orchestrator.cli.summary import say
    from orchestrator.evidence import open_store

    with closing(open_store(args.state, create=False)) as store:
        result = sweep.judge(store, args.sweep)
    if args.json:
        print(report.document_text(report.as_json(result)), end="")
    else:
        report.write_reports(result, args.output, args.lang)
        print(say(result, args.state, args.output, args.lang))
    return exit_code(result)
