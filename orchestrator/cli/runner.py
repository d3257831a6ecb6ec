"""`orchestrator runner`: a ward's or school's own controller, and the hub that it works for."""

import argparse
import os
import sys
from pathlib import Path

from orchestrator.cli import options
from orchestrator.cli.actors import actor, add_by, add_common
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.printing import print_json, print_lines, print_result
from orchestrator.errors import ExitCode
from orchestrator.text.catalogue import Catalogue, catalogue
from orchestrator.text.message import say


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
    below.add_parser(
        "start",
        help=words("broker_command.runner"),
        description=words("broker_command.runner_about"),
        epilog=words("broker_command.runner_codes"),
        options=_add_start_options,
    )
    below.add_parser(
        "enroll",
        help=words("runner_command.enroll"),
        description=words("runner_command.enroll_about"),
        epilog=words("runner_command.codes"),
        options=_add_enroll_options,
    )
    below.add_parser(
        "allow",
        help=words("runner_command.allow"),
        description=words("runner_command.allow_about"),
        epilog=words("runner_command.allow_codes"),
        options=_add_allow_options,
    )
    below.add_parser(
        "export",
        help=words("runner_command.export"),
        description=words("runner_command.export_about"),
        epilog=words("runner_command.codes"),
        options=_add_export_options,
    )
    below.add_parser(
        "install",
        help=words("runner_command.install"),
        description=words("runner_command.install_about"),
        epilog=words("runner_command.install_codes"),
        options=_add_install_options,
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


def _add_allow_options(parser: CommandParser) -> None:
    words = parser.words
    parser.add_argument(
        "file", type=Path, metavar=words("metavar.playbook"), help=words("runner_option.playbook")
    )
    add_by(parser)
    add_common(parser)
    parser.set_defaults(run=run_allow)


def _add_export_options(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    add("-o", "--output", type=Path, required=True, metavar=words("metavar.folder"),
        help=words("runner_option.output"))  # fmt: skip
    add_common(parser)
    parser.set_defaults(run=run_export)


def _add_install_options(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    options.add_inventory(parser, needed=False, said="broker_option.inventory")
    add("-o", "--output", type=Path, default=Path(), metavar=words("metavar.folder"),
        help=words("runner_option.service"))  # fmt: skip
    add("--print", action="store_true", help=words("runner_option.print"))
    add("--vault-id", action="append", default=[], metavar=words("metavar.vault_id"),
        help=words("option.vault_id"))  # fmt: skip
    add("--vault-password-file", action="append", default=[], metavar=words("metavar.file"),
        help=words("option.vault_password_file"))  # fmt: skip
    add_common(parser)
    parser.set_defaults(run=run_install)


def _add_receipts_options(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    add("files", nargs="+", type=Path, metavar=words("metavar.file"),
        help=words("runner_option.receipts"))  # fmt: skip
    add_common(parser)
    parser.set_defaults(run=run_receipts)


def _add_status_options(parser: CommandParser) -> None:
    add_common(parser)
    parser.set_defaults(run=run_status)


def _add_start_options(parser: CommandParser) -> None:
    words = parser.words
    parser.add_argument("--once", action="store_true", help=words("broker_option.once"))
    parser.add_argument(
        "--alone",
        action="append",
        default=[],
        metavar=words("metavar.user"),
        help=words("broker_option.alone"),
    )
    options.add_inventory(parser, needed=False, said="broker_option.inventory")
    options.add_extra_vars(parser)
    options.add_pace(parser)
    options.add_logon(parser)
    add_common(parser)
    parser.set_defaults(run=run_start)


def run_enroll(args: argparse.Namespace) -> int:
    """Enrol this state folder with a hub.

    Raises:
        InputError: The file is none, or the folder is another site already.
    """
    from orchestrator.cli.showing.bundle_screen import enrolled_lines
    from orchestrator.sweep import site_enrolment

    done = site_enrolment.enroll(args.state, args.file)
    print_result(
        args, site_enrolment.enrolled_as_json(done), enrolled_lines(done, catalogue(args.lang))
    )
    return ExitCode.DONE


def run_allow(args: argparse.Namespace) -> int:
    """Let the hub ask by a playbook here.

    Raises:
        InputError: It is none, nobody answers for it, or the folder was not enrolled.
    """
    from orchestrator import sweep
    from orchestrator.cli.showing.bundle_screen import allowed_lines
    from orchestrator.sweep import task_allowing

    done = task_allowing.allow_playbook(args.state, args.file, actor(args), sweep.now())
    print_result(
        args,
        task_allowing.allowed_as_json(done),
        allowed_lines(done.name, done.sha256, catalogue(args.lang)),
    )
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
    print_result(args, bundle_exporting.as_json(done), exported_lines(done, catalogue(args.lang)))
    return done.exit_code


def run_install(args: argparse.Namespace) -> int:
    """Write the texts by which the system keeps a runner running.

    Raises:
        InputError: The folder was not enrolled, a path cannot be told, or a file not be written.
    """
    from orchestrator.cli.showing.bundle_screen import service_lines
    from orchestrator.sweep import runner_service

    words, state = catalogue(args.lang), args.state.resolve()
    command = (sys.executable, "-m", "orchestrator", "runner", "start", "--state", str(state))
    given = {"-i": args.inventory, "--vault-id": args.vault_id}
    given["--vault-password-file"] = args.vault_password_file
    more = tuple(word for option, values in given.items() for v in values for word in (option, v))
    made = runner_service.runner_service(state, (*command, *more), Path.cwd(), words)
    if args.print:
        print_lines((made.task if os.name == "nt" else made.unit).splitlines())
        return ExitCode.DONE
    paths = runner_service.write_service(made, args.output)
    print_result(args, runner_service.as_json(paths), service_lines(paths, words))
    return ExitCode.DONE


def run_receipts(args: argparse.Namespace) -> int:
    """Mark what the hub has.

    Raises:
        InputError: The folder was not enrolled, or a file cannot be read.
    """
    from orchestrator import sweep
    from orchestrator.cli.showing.bundle_screen import receipts_lines
    from orchestrator.sweep import receipt_reading

    done = receipt_reading.read_receipts(args.state, args.files, sweep.now())
    print_result(
        args, receipt_reading.receipts_as_json(done), receipts_lines(done, catalogue(args.lang))
    )
    return done.exit_code


def run_status(args: argparse.Namespace) -> int:
    """Print where this site stands with its hub.

    Raises:
        InputError: The folder was not enrolled, or cannot be read.
    """
    from orchestrator.cli.showing.bundle_screen import status_lines
    from orchestrator.sweep import receipt_reading

    status = receipt_reading.site_status(args.state)
    print_result(
        args, receipt_reading.status_as_json(status), status_lines(status, catalogue(args.lang))
    )
    return ExitCode.DONE


def run_start(args: argparse.Namespace) -> int:
    """Do what the hub gives, and send what was swept here until the hub has it.

    Raises:
        InputError: The folder was not enrolled, or its hub has no broker; with --once also where
            the broker is not reached.
    """
    from orchestrator import sweep
    from orchestrator.cli.machine_requests import task_request
    from orchestrator.cli.showing.road_log import RoadLog
    from orchestrator.sweep import runner_running

    asking = task_request(args)
    with RoadLog(args) as log:
        if asking is None:
            log.tell(say("runner_says.no_inventory"))
        done = runner_running.start_runner(
            args.state,
            sweep.now,
            log.tell,
            log.is_stopped,
            once=args.once,
            asking=asking,
            alone=args.alone,
        )
    if args.json:
        print_json(runner_running.as_json(done), indent=None)
    else:
        words = catalogue(args.lang)
        print_lines((runner_running.ended_line(done, words),))
    code = ExitCode.INCOMPLETE if done.unsent else ExitCode.DONE
    return code if args.once else log.code(ExitCode.INTERRUPTED)
