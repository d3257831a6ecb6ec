"""`orchestrator runner`: a ward's or school's own controller, and the hub that it works for."""

import argparse
from pathlib import Path

from orchestrator.cli import runner_start
from orchestrator.cli.actors import add_common
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.printing import print_json, print_lines
from orchestrator.errors import ExitCode
from orchestrator.text.catalogue import Catalogue, catalogue


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command group."""
    commands.add_parser(
        "runner",
        help=words("command.runner"),
        description=words("command.runner_about"),
        options=_add_commands,
    )


def _add_commands(group: CommandParser) -> None:
    words, below = group.words, group.commands()
    runner_start.register(below, words)
    below.add_parser(
        "enroll",
        help=words("runner_command.enroll"),
        description=words("runner_command.enroll_about"),
        epilog=words("runner_command.codes"),
        options=_add_enroll_options,
    )
    below.add_parser(
        "export",
        help=words("runner_command.export"),
        description=words("runner_command.export_about"),
        epilog=words("runner_command.codes"),
        options=_add_export_options,
    )
    below.add_parser(
        "receipts",
        help=words("runner_command.receipts"),
        description=words("runner_command.receipts_about"),
        epilog=words("runner_command.receipts_codes"),
        options=_add_receipts_options,
    )
    below.add_parser(
        "status",
        help=words("runner_command.status"),
        description=words("runner_command.status_about"),
        epilog=words("runner_command.codes"),
        options=_add_status_options,
    )


def _add_enroll_options(parser: CommandParser) -> None:
    words = parser.words
    parser.add_argument(
        "file", type=Path, metavar=words("metavar.file"), help=words("runner_option.enrolment")
    )
    add_common(parser)
    parser.set_defaults(run=run_enroll)


def _add_export_options(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    add("-o", "--output", type=Path, required=True, metavar=words("metavar.folder"),
        help=words("runner_option.output"))  # fmt: skip
    add_common(parser)
    parser.set_defaults(run=run_export)


def _add_receipts_options(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    add("files", nargs="+", type=Path, metavar=words("metavar.file"),
        help=words("runner_option.receipts"))  # fmt: skip
    add_common(parser)
    parser.set_defaults(run=run_receipts)


def _add_status_options(parser: CommandParser) -> None:
    add_common(parser)
    parser.set_defaults(run=run_status)


def run_enroll(args: argparse.Namespace) -> int:
    """Enrol this state folder with a hub.

    Raises:
        InputError: The file is none, or the folder is another site already.
    """
    from orchestrator.cli.showing.bundle_screen import enrolled_lines
    from orchestrator.sweep import site_enrolment

    done = site_enrolment.enroll(args.state, args.file)
    if args.json:
        print_json(site_enrolment.enrolled_as_json(done), indent=1)
    else:
        print_lines(enrolled_lines(done, catalogue(args.lang)))
    return ExitCode.DONE


def run_export(args: argparse.Namespace) -> int:
    """Write what the hub has no receipt for.

    Raises:
        InputError: The folder was not enrolled, or the files cannot be written.
    """
    from orchestrator import sweep
    from orchestrator.cli.showing.bundle_screen import exported_lines
    from orchestrator.sweep import bundle_exporting

    done = bundle_exporting.export_unsent(args.state, args.output, sweep.now())
    if args.json:
        print_json(bundle_exporting.as_json(done), indent=1)
    else:
        print_lines(exported_lines(done, catalogue(args.lang)))
    return done.exit_code


def run_receipts(args: argparse.Namespace) -> int:
    """Mark what the hub has.

    Raises:
        InputError: The folder was not enrolled, or a file cannot be read.
    """
    from orchestrator import sweep
    from orchestrator.cli.showing.bundle_screen import receipts_lines
    from orchestrator.sweep import receipt_reading

    done = receipt_reading.read_receipts(args.state, args.files, sweep.now())
    if args.json:
        print_json(receipt_reading.receipts_as_json(done), indent=1)
    else:
        print_lines(receipts_lines(done, catalogue(args.lang)))
    return done.exit_code


def run_status(args: argparse.Namespace) -> int:
    """Print where this site stands with its hub.

    Raises:
        InputError: The folder was not enrolled, or cannot be read.
    """
    from orchestrator.cli.showing.bundle_screen import status_lines
    from orchestrator.sweep import receipt_reading

    status = receipt_reading.site_status(args.state)
    if args.json:
        print_json(receipt_reading.status_as_json(status), indent=1)
    else:
        print_lines(status_lines(status, catalogue(args.lang)))
    return ExitCode.DONE
