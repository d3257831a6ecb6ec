"""`orchestrator report`: the reports of a kept sweep, made again without touching a machine."""

import argparse
from pathlib import Path

from orchestrator.cli import options
from orchestrator.cli.moments import moment
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
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "sweep",
        nargs="?",
        default=None,
        metavar=words("metavar.sweep"),
        help=words("option.sweep"),
    )
    which.add_argument(
        "--at", type=moment(words), metavar=words("metavar.moment"), help=words("option.at")
    )
    options.add_state(parser)
    options.add_output(parser, None)
    options.add_lang(parser)
    options.add_verbosity(parser)
    options.add_json(parser, "option.report_json")


def run(args: argparse.Namespace) -> int:
    """Judge what is kept and write its reports; the exit code is that of the verdicts.

    Raises:
        StateError: There is no such sweep, or its reports cannot be written.
    """
    from orchestrator import report, sweep
    from orchestrator.cli.showing.sweep_end import report_end

    if args.sweep is None:
        kept = sweep.kept_at(args.state, args.at)
        shown = report.Shown(result=kept.result, judged=kept.judged)
    else:
        shown = report.Shown(result=sweep.judged(args.state, args.sweep))
    result = shown.result
    if args.json:
        print(report.document_text(report.as_json(shown)), end="")
    else:
        folder = _folder(args, result.sweep)
        written = report.write_reports(
            result, folder, args.lang, state=args.state, judged=shown.judged
        )
        print(report_end(result, folder, written.carried, catalogue(args.lang)))
    return sweep.exit_code(result) if args.sweep else sweep.standing_code(result)


def _folder(args: argparse.Namespace, name: str) -> Path:
    """Return where the reports go: one sweep's, or those of a day, never into the folder of now."""
    if args.output is not None:
        return Path(args.output)
    if args.at is not None:
        return Path(f"{options.REPORTS}-{args.at:%Y%m%dT%H%M%SZ}")
    return options.REPORTS if args.sweep is None else Path(f"{options.REPORTS}-{name}")
