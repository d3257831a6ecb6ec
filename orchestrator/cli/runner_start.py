"""`orchestrator runner start`: what was swept here goes to the hub over the network."""

import argparse

from orchestrator.cli.actors import add_common
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.printing import print_json, print_lines
from orchestrator.errors import ExitCode
from orchestrator.text.catalogue import Catalogue, catalogue


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command."""
    commands.add_parser(
        "start",
        help=words("broker_command.runner"),
        description=words("broker_command.runner_about"),
        epilog=words("broker_command.runner_codes"),
        options=_add_options,
    )


def _add_options(parser: CommandParser) -> None:
    words = parser.words
    parser.add_argument("--once", action="store_true", help=words("broker_option.once"))
    add_common(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Send what was swept here until the hub has it.

    Raises:
        InputError: The folder was not enrolled, or its hub has no broker; with --once also where
            the broker is not reached.
    """
    from orchestrator import sweep
    from orchestrator.cli.showing.road_log import RoadLog
    from orchestrator.sweep import runner_running

    with RoadLog(args) as log:
        done = runner_running.start_runner(
            args.state, sweep.now, log.tell, log.is_stopped, once=args.once
        )
    if args.json:
        print_json(runner_running.as_json(done), indent=None)
    else:
        words = catalogue(args.lang)
        print_lines((runner_running.ended_line(done, words),))
    code = ExitCode.INCOMPLETE if done.unsent else ExitCode.DONE
    return code if args.once else log.code(ExitCode.INTERRUPTED)
