"""`orchestrator inventory import`: a school's list of machines into the inventory."""

import argparse
from pathlib import Path

from orchestrator.cli.inventory.options import add_common, add_dry_run, add_prefix
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.printing import print_json, print_lines
from orchestrator.errors import ExitCode
from orchestrator.text.catalogue import Catalogue


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command."""
    commands.add_parser(
        "import",
        help=words("inventory_command.import"),
        description=words("inventory_command.import_about"),
        epilog=words("inventory_command.import_codes"),
        options=_add_options,
    )


def _add_options(parser: CommandParser) -> None:
    words = parser.words
    _add_destination(parser)
    _add_reading(parser)
    parser.add_argument(
        "--refused",
        type=Path,
        metavar=words("metavar.file"),
        help=words("inventory_option.refused"),
    )
    add_dry_run(parser)
    add_common(parser)
    parser.set_defaults(run=run)


def _add_destination(parser: CommandParser) -> None:
    from orchestrator.bodies import unit_types

    add, words, name = parser.add_argument, parser.words, parser.words("metavar.name")
    add("file", type=Path, metavar=words("metavar.file"), help=words("inventory_option.list"))
    add("--ward", metavar=name, help=words("inventory_option.ward"))
    add("--unit", metavar=words("metavar.unit"), help=words("inventory_option.unit"))
    add("--unit-name", metavar=name, help=words("inventory_option.unit_name"))
    add("--unit-type", metavar=words("metavar.type"),
        help=words("inventory_option.unit_type", types=", ".join(unit_types())))  # fmt: skip


def _add_reading(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    add("--sheet", metavar=words("metavar.name"), help=words("inventory_option.sheet"))
    add("--column", action="append", default=[], metavar=words("metavar.column"),
        help=words("inventory_option.column"))  # fmt: skip
    add("--legacy", choices=("tcvn3", "vni"), help=words("inventory_option.legacy"))
    add("--accept-names", action="store_true", help=words("inventory_option.accept_names"))
    add_prefix(parser, "inventory_option.prefix")


def run(args: argparse.Namespace) -> int:
    """Import a file, or show what importing it would do.

    Raises:
        InputError: The file, the command line or the inventory cannot be used; nothing is written.
    """
    from orchestrator.cli import credentials
    from orchestrator.inventory import importing

    request = importing.ImportRequest(
        file=args.file,
        inventory=tuple(args.inventory),
        to=importing.destination(args.ward, args.unit, args.unit_name, args.unit_type),
        sheet=args.sheet,
        legacy=args.legacy,
        accept_names=args.accept_names,
        prefix=args.prefix,
        columns=tuple(args.column),
        refused=args.refused,
        dry_run=args.dry_run,
        lang=args.lang,
    )
    done = importing.import_sheet(request, credentials.vault(args))
    if args.json:
        print_json(importing.import_as_json(done, args.lang))
    else:
        print_lines(importing.import_as_text(done, args.lang))
    return ExitCode.INCOMPLETE if done.plan.refused else ExitCode.DONE
