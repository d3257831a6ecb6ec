"""`orchestrator unit`: what an operator declares of a unit."""

import argparse

from orchestrator.cli.actors import add_common, add_signing, signer
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.printing import print_result
from orchestrator.errors import ExitCode
from orchestrator.text.catalogue import Catalogue, catalogue


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command group."""
    about = words("command.unit")
    commands.add_parser("unit", help=about, description=f"{about}.", options=_add_commands)


def _add_commands(group: CommandParser) -> None:
    words = group.words
    group.commands().add_parser(
        "set",
        help=words("findings_command.unit"),
        description=words("findings_command.unit_about"),
        epilog=words("findings_command.set_codes"),
        options=_add_options,
    )


def _add_options(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    text = words("metavar.text")
    add("unit", metavar=words("metavar.unit"), help=words("option.unit"))
    add("--announced", required=True, metavar=words("metavar.day"),
        help=words("findings_option.announced"))  # fmt: skip
    add("--document", required=True, metavar=text, help=words("findings_option.document"))
    add("--reached", default="", metavar=text, help=words("findings_option.reached"))
    add_signing(parser, reason="findings_option.reason_too")
    add_common(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Keep what was declared.

    Raises:
        InputError: The command line or the state folder cannot be used; nothing is kept.
    """
    from orchestrator import sweep
    from orchestrator.cli.showing.findings_screen import act_lines
    from orchestrator.sweep import announcing

    request = announcing.AnnounceRequest(
        unit=args.unit,
        announced=args.announced,
        document=args.document,
        reached=args.reached,
        actor=signer(args.by),
        reason=args.reason,
    )
    done = announcing.announce(args.state, request, sweep.now())
    print_result(
        args, announcing.as_json(done), act_lines(done.act, catalogue(args.lang), known=done.known)
    )
    return ExitCode.DONE
