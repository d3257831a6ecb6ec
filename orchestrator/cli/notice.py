"""`orchestrator notice`: what an authority told of a unit."""

import argparse

from orchestrator.cli.actors import add_common, add_signing, signer
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.printing import print_result
from orchestrator.errors import ExitCode
from orchestrator.text.catalogue import Catalogue, catalogue


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command group."""
    about = words("command.notice")
    commands.add_parser("notice", help=about, description=f"{about}.", options=_add_commands)


def _add_commands(group: CommandParser) -> None:
    words = group.words
    group.commands().add_parser(
        "add",
        help=words("findings_command.notice"),
        description=words("findings_command.notice_about"),
        epilog=words("findings_command.set_codes"),
        options=_add_options,
    )


def _add_options(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    add("--unit", required=True, metavar=words("metavar.unit"),
        help=words("findings_option.notice_unit"))  # fmt: skip
    add("--address", required=True, metavar=words("metavar.address"),
        help=words("findings_option.address"))  # fmt: skip
    add("--at", required=True, metavar=words("metavar.day"), help=words("findings_option.seen_at"))
    add("--indicator", required=True, metavar=words("metavar.value"),
        help=words("findings_option.indicator"))  # fmt: skip
    add_signing(parser, reason="findings_option.document_of")
    add_common(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Keep a notice, and print the unit's finding that it belongs to.

    Raises:
        InputError: The command line or the state folder cannot be used; nothing is kept.
    """
    from orchestrator import sweep
    from orchestrator.cli.showing.findings_screen import notice_lines
    from orchestrator.sweep import noticing

    request = noticing.NoticeRequest(
        unit=args.unit,
        address=args.address,
        at=args.at,
        indicator=args.indicator,
        actor=signer(args.by),
        reason=args.reason,
    )
    done = noticing.add_notice(args.state, request, sweep.now())
    print_result(args, noticing.as_json(done), notice_lines(done, catalogue(args.lang)))
    return ExitCode.DONE
