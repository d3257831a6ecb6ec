"""`orchestrator ioc drop`: a source of lists is none any more, says a person."""

import argparse

from orchestrator.cli.actors import add_common, add_signing, signer
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.printing import print_json, print_lines
from orchestrator.errors import ExitCode
from orchestrator.model.deed import Signed
from orchestrator.text.catalogue import Catalogue, catalogue


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command."""
    commands.add_parser(
        "drop",
        help=words("ioc_command.drop"),
        description=words("ioc_command.drop_about"),
        epilog=words("findings_command.set_codes"),
        options=_add_options,
    )


def _add_options(parser: CommandParser) -> None:
    words = parser.words
    parser.add_argument("source", metavar=words("metavar.name"), help=words("ioc_option.drop"))
    add_signing(parser)
    add_common(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Drop a source, and say what that changes.

    Raises:
        InputError: There is no such source, it is still there, or the state folder cannot be used;
            nothing is dropped.
    """
    from orchestrator import sweep
    from orchestrator.cli.showing.held_screen import held_lines
    from orchestrator.sweep import acting, lists

    now = sweep.now()
    signed = Signed(actor=signer(args.by), reason=args.reason, claim=acting.claim(None, now))
    done = lists.drop_source(args.state, args.source, signed, now)
    if args.json:
        print_json(done.as_json(), indent=1)
    else:
        print_lines(held_lines(done, catalogue(args.lang)))
    return ExitCode.DONE
