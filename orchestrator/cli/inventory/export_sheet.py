"""`orchestrator inventory export`: the inventory as a workbook, and results into a school's own."""

import argparse
from pathlib import Path

from orchestrator.cli import options
from orchestrator.cli.inventory.options import add_common, add_prefix
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.printing import print_json, print_lines
from orchestrator.errors import ExitCode, UsageError
from orchestrator.text.catalogue import Catalogue, catalogue
from orchestrator.text.message import say
from orchestrator.text.visible import visible

_SHOWN = 10


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command."""
    commands.add_parser(
        "export",
        help=words("inventory_command.export"),
        description=words("inventory_command.export_about"),
        options=_add_options,
    )


def _add_options(parser: CommandParser) -> None:
    words = parser.words
    add, file = parser.add_argument, words("metavar.file")
    add("pattern", nargs="?", default="all", metavar=words("metavar.pattern"),
        help=words("option.pattern"))  # fmt: skip
    add("--xlsx", type=Path, metavar=file, help=words("inventory_option.xlsx"))
    add("--status", action="store_true", help=words("inventory_option.status"))
    add("--into", type=Path, metavar=file, help=words("inventory_option.into"))
    add("--in-place", action="store_true", help=words("inventory_option.in_place"))
    add_prefix(parser, "inventory_option.their_prefix")
    options.add_state(parser)
    add_common(parser, needed=False)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the workbook.

    Raises:
        InputError: The command line, the inventory, the state or the workbook cannot be used;
            nothing is written.
    """
    return _into(args) if args.into is not None else _new(args)


def _new(args: argparse.Namespace) -> int:
    from orchestrator.cli import credentials
    from orchestrator.sweep import sheet_export

    if not args.inventory or args.xlsx is None or args.in_place:
        raise UsageError.one(say("export.nothing"), say("mend.export"))
    request = sheet_export.NewSheet(
        file=args.xlsx,
        inventory=tuple(args.inventory),
        pattern=args.pattern,
        status_from=args.state if args.status else None,
        lang=args.lang,
    )
    count = sheet_export.write_new(request, credentials.vault(args))
    if args.json:
        print_json(sheet_export.new_as_json(request, count), indent=None)
    else:
        words = catalogue(args.lang)
        print_lines((words("exported.machines", n=count, file=args.xlsx),))
    return ExitCode.DONE


def _into(args: argparse.Namespace) -> int:
    from orchestrator.sweep import sheet_export

    if (args.xlsx is None) == (not args.in_place):
        raise UsageError.one(say("export.where"), say("mend.where"))
    target = args.into if args.in_place else args.xlsx
    request = sheet_export.StatusSheet(
        workbook=args.into, file=target, state=args.state, prefix=args.prefix, lang=args.lang
    )
    done = sheet_export.write_status(request)
    if args.json:
        print_json(sheet_export.status_as_json(done), indent=None)
        return ExitCode.DONE
    words = catalogue(args.lang)
    print(words("exported.into", sweep=done.sweep, n=len(done.known), file=target))
    if done.unknown:
        names = ", ".join(map(visible, done.unknown[:_SHOWN]))
        more = ", ..." if len(done.unknown) > _SHOWN else ""
        print(words("exported.unknown", n=len(done.unknown), names=names + more))
    return ExitCode.DONE
