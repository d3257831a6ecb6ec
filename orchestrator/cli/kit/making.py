"""`orchestrator kit make` and `kit draw`: kits for units, and for machines run before a witness."""

import argparse
import sys
from pathlib import Path

from orchestrator.cli import options
from orchestrator.cli.actors import add_common
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.printing import pasted_again, print_result
from orchestrator.errors import ExitCode
from orchestrator.text.catalogue import Catalogue, catalogue

_DAYS = 14  # a test holds these to the room's own
_DRAWN = 3
_FAMILIES = ("windows", "posix")


def register(commands: Commands, words: Catalogue) -> None:
    """Add both commands."""
    commands.add_parser(
        "make",
        help=words("kit_command.make"),
        description=words("kit_command.make_about"),
        epilog=words("kit_command.make_codes"),
        options=_add_options_of_make,
    )
    commands.add_parser(
        "draw",
        help=words("kit_command.draw"),
        description=words("kit_command.draw_about"),
        epilog=words("kit_command.make_codes"),
        options=_add_options_of_draw,
    )


def _add_options_of_make(parser: CommandParser) -> None:
    _add_shared(parser)
    parser.add_argument("--elevate", action="store_true", help=parser.words("kit_option.elevate"))
    parser.set_defaults(run=run, witness="", drawn=0)


def _add_options_of_draw(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    _add_shared(parser)
    add("-n", "--number", dest="drawn", type=int, default=_DRAWN, metavar=words("metavar.number"),
        help=words("kit_option.drawn", default=_DRAWN))  # fmt: skip
    add("--witness", required=True, metavar=words("metavar.person"),
        help=words("kit_option.witness"))  # fmt: skip
    parser.set_defaults(run=run, elevate=False)


def _add_shared(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    options.add_inventory(parser)
    add("--unit", action="append", required=True, metavar=words("metavar.unit"),
        help=words("kit_option.unit"))  # fmt: skip
    add("--sweep", metavar=words("metavar.sweep"), help=words("kit_option.sweep"))
    add("--days", type=int, default=_DAYS, metavar=words("metavar.number"),
        help=words("kit_option.days", default=_DAYS))  # fmt: skip
    add("--family", action="append", choices=_FAMILIES, help=words("kit_option.family"))
    add("-o", "--output", type=Path, required=True, metavar=words("metavar.folder"),
        help=words("kit_option.output"))  # fmt: skip
    options.add_vault(parser)
    add_common(parser)


def run(args: argparse.Namespace) -> int:
    """Write kits and print where they are.

    Raises:
        InputError: No such unit, sweep or key, or the folder cannot be written.
    """
    from orchestrator import sweep
    from orchestrator.cli import credentials
    from orchestrator.sweep import kit_making

    words = catalogue(args.lang)
    request = kit_making.KitRequest(
        state=args.state,
        inventory=tuple(args.inventory),
        units=tuple(args.unit),
        sweep=args.sweep,
        days=args.days,
        families=kit_making.families(args.family),
        elevate=args.elevate,
        witness=args.witness,
        drawn=args.drawn,
    )
    vault = credentials.vault(args)
    made = kit_making.make_kits(request, args.output, vault, words, sweep.now())
    print_result(
        args,
        kit_making.as_json(made),
        (
            *(str(one.path) for one in made.kits),
            *map(str, made.pages),
            words("kit_make.next", command=pasted_again("kit", "import", *_state(args))),
        ),
    )
    if not made.backed_up:
        sys.stderr.write(f"{words('kit_make.no_backup')}\n")
    return ExitCode.DONE


def _state(args: argparse.Namespace) -> tuple[str, ...]:
    return () if args.state == options.STATE else ("--state", str(args.state))
