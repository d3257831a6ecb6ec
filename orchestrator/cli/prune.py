"""`orchestrator prune`: raw answers that nothing rests on; shown first, dropped by --yes."""

import argparse

from orchestrator.cli import options
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.errors import ExitCode, UsageError
from orchestrator.text.catalogue import Catalogue, catalogue
from orchestrator.text.message import say


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command."""
    commands.add_parser(
        "prune",
        help=words("command.prune"),
        description=words("command.prune_about"),
        options=_add_options,
    )


def _add_options(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    parser.set_defaults(run=run)
    add("--older-than", metavar=words("metavar.days"), help=words("option.older_than"))
    add("--unit", metavar=words("metavar.unit"), help=words("option.prune_unit"))
    add("--forget-actor", metavar=words("metavar.name"), help=words("option.forget_actor"))
    add("--role", default="", metavar=words("metavar.role"), help=words("option.role"))
    add("--yes", action="store_true", help=words("option.yes"))
    options.add_state(parser)
    options.add_lang(parser)
    options.add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Say what would go, or drop it.

    Raises:
        InputError: The time is missing or too short, or the state folder cannot be used.
    """
    from orchestrator.sweep import pruning

    if args.forget_actor is not None:
        return _forget(args)
    if args.older_than is None:
        raise UsageError.one(say("prune.no_time"), say("prune.name_time"))
    request = pruning.PruneRequest(older_than=pruning.days(args.older_than), unit=args.unit)
    found = pruning.prune(args.state, request, really=args.yes)
    if args.json:
        from orchestrator.cli.showing.printing import print_json

        print_json(pruning.as_json(found, done=args.yes), indent=None)
        return ExitCode.DONE
    words = catalogue(args.lang)
    key = "prune.done" if args.yes else "prune.would"
    size = -(-found.size_bytes // 1_000_000)
    print(words(key, n=len(found.evidence), size=size, machines=found.machines))
    for why, n in sorted(found.held.items()):
        print(f"  {words(f'prune.held.{why}', n=n)}")
    if found.evidence and not args.yes:
        print(words("prune.again"))
    return ExitCode.DONE


def _forget(args: argparse.Namespace) -> int:
    from orchestrator.sweep import pruning

    if not args.role or not args.yes:
        raise UsageError.one(say("prune.no_role"), say("prune.name_role"))
    n = pruning.forget_actor(args.state, args.forget_actor, args.role)
    print(catalogue(args.lang)("prune.forgotten", n=n, role=args.role))
    return ExitCode.DONE
