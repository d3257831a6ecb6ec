"""`orchestrator campaign clock`: what is dated later than now, and that the clock is right."""

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from orchestrator.cli.actors import add_common, add_signing, signer
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.printing import print_result
from orchestrator.errors import ExitCode, UsageError
from orchestrator.text.catalogue import Catalogue, catalogue
from orchestrator.text.message import say
from orchestrator.text.visible import visible

if TYPE_CHECKING:
    from orchestrator.sweep.clock_righting import ClockView


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command."""
    commands.add_parser(
        "clock",
        help=words("campaign_command.clock"),
        description=words("campaign_command.clock_about"),
        epilog=words("campaign_command.clock_codes"),
        options=_add_options,
    )


def _add_options(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    add("--right", action="store_true", help=words("campaign_option.clock_right"))
    add_signing(parser, reason="campaign_option.clock_reason")
    add("--dry-run", action="store_true", help=words("campaign_option.clock_dry_run"))
    add_common(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print what is dated later than now, or record that the clock is right.

    Raises:
        InputError: The command line or the state folder cannot be used, nobody answers for it, or
            nothing is dated later; nothing is recorded.
    """
    from orchestrator import sweep
    from orchestrator.sweep import clock_righting

    if not args.right and (args.by is not None or args.reason):
        raise UsageError.one(say("clock.half"), say("clock.mend.half"))
    done = args.right and not args.dry_run
    if done:
        signed = clock_righting.signed_now(signer(args.by), args.reason, sweep.now())
        found = clock_righting.put_right(args.state, sweep.now, signed)
    else:
        found = clock_righting.ahead_of_clock(args.state, sweep.now())
    print_result(
        args,
        clock_righting.as_json(found, done=done),
        _lines(found, catalogue(args.lang), done=done),
    )
    return ExitCode.DONE


def _lines(found: "ClockView", words: Catalogue, *, done: bool) -> Iterator[str]:
    """Yield what the clock says, what is dated later, and what follows of it."""
    now = words.moment(found.at)
    for one in found.words:
        said = {"actor": visible(one.actor), "reason": visible(one.reason)}
        yield words("clock.said", at=words.moment(one.at), **said)
    if found.newest is None:
        yield words("clock.none", now=now)
        return
    newest = words.moment(found.newest)
    yield words("clock.ahead", now=now, newest=newest, looks=len(found.looks), acts=found.acts)
    for look in found.looks:
        dated = words.moment(look.dated)
        yield f"  {words('clock.look', place=visible(look.place), dated=dated, id=look.evidence)}"
    yield words("clock.recorded") if done else words("clock.if_right", now=now)
