"""`orchestrator report`: the reports of a kept sweep, made again without touching a machine."""

import argparse

from orchestrator.cli import options
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.text.catalogue import Catalogue, catalogue


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command."""
    commands.add_parser(
        "report",
        help=words("command.report"),
        description=words("command.report_about"),
        options=_add_options,
    )


def _add_options(parser: CommandParser) -> None:
    words = parser.words
    parser.set_defaults(run=run)
    parser.add_argument(
        "sweep",
        nargs="?",
        default="latest",
        metavar=words("metavar.sweep"),
        help=words("option.sweep"),
    )
    options.add_state(parser)
    options.add_output(parser)
    options.add_lang(parser)
    options.add_verbosity(parser)
    options.add_json(parser, "option.report_json")


def run(args: argparse.Namespace) -> int:
    """Judge the sweep from its evidence and write its reports; exit as the sweep did.

    Raises:
        StateError: There is no such sweep, or its reports cannot be written.
    """
    from orchestrator import report, sweep
    from orchestrator.cli.showing.sweep_end import sweep_end

    result = sweep.judged(args.state, args.sweep)
    if args.json:
        print(report.document_text(report.as_json(result)), end="")
    else:
        written = report.write_reports(result, args.output, args.lang, state=args.state)
        print(sweep_end(result, args.state, args.output, catalogue(args.lang), written.carried))
    return sweep.exit_code(result)
