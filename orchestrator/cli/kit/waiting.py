"""`orchestrator kit waiting` and `kit settle`: what has no sure row, and a person's word on it."""

import argparse

from orchestrator.cli.actors import add_common, add_signing, signer
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.printing import print_result
from orchestrator.errors import ExitCode, UsageError
from orchestrator.text.catalogue import Catalogue, catalogue
from orchestrator.text.message import say


def register(commands: Commands, words: Catalogue) -> None:
    """Add both commands."""
    commands.add_parser(
        "waiting",
        help=words("kit_command.waiting"),
        description=words("kit_command.waiting_about"),
        epilog=words("kit_command.waiting_codes"),
        options=_add_options_of_waiting,
    )
    commands.add_parser(
        "settle",
        help=words("kit_command.settle"),
        description=words("kit_command.settle_about"),
        epilog=words("kit_command.settle_codes"),
        options=_add_options_of_settle,
    )


def _add_options_of_waiting(parser: CommandParser) -> None:
    parser.add_argument("--all", action="store_true", help=parser.words("kit_option.all"))
    add_common(parser)
    parser.set_defaults(run=run_waiting)


def _add_options_of_settle(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    add("number", type=int, metavar=words("metavar.number"), help=words("kit_option.number"))
    add("row", nargs="?", default="", metavar=words("metavar.row"), help=words("kit_option.row"))
    add("--replaced", action="store_true", help=words("kit_option.replaced"))
    add("--approver", default="", metavar=words("metavar.person"),
        help=words("kit_option.approver"))  # fmt: skip
    add_signing(parser)
    add_common(parser)
    parser.set_defaults(run=run_settle)


def run_waiting(args: argparse.Namespace) -> int:
    """Print what waits for a word; exit 4 if anything does.

    Raises:
        InputError: The state folder cannot be used.
    """
    from orchestrator.cli.showing.kit_screen import waiting_lines
    from orchestrator.sweep import kit_settling

    rows = kit_settling.waiting_rows(args.state, decided=args.all)
    print_result(args, kit_settling.as_json(rows), waiting_lines(rows, catalogue(args.lang)))
    waits = any(row.decided is None for row in rows)
    return ExitCode.INCOMPLETE if waits else ExitCode.DONE


def run_settle(args: argparse.Namespace) -> int:
    """Record whose an answer is.

    Raises:
        InputError: The command line or the state folder cannot be used; nothing is kept.
    """
    from orchestrator import sweep
    from orchestrator.cli.showing.kit_screen import waiting_lines
    from orchestrator.sweep import kit_settling

    if bool(args.row) == args.replaced:
        raise UsageError.one(say("kit_waiting.half"), say("kit_waiting.mend.half"))
    request = kit_settling.SettleRequest(
        number=args.number,
        row=args.row,
        replaced=args.replaced,
        actor=signer(args.by),
        reason=args.reason,
        approver=args.approver,
    )
    done = kit_settling.settle(args.state, request, sweep.now())
    print_result(args, kit_settling.as_json((done,)), waiting_lines((done,), catalogue(args.lang)))
    return ExitCode.DONE
