"""`orchestrator ioc scan`: what is listed in logs, and who asked for it."""

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path

from orchestrator.cli import options
from orchestrator.cli.ioc.options import add_form, add_lists, lists_of
from orchestrator.cli.parser import Commands
from orchestrator.cli.showing.printing import warn
from orchestrator.cli.showing.sightings import SightingFile
from orchestrator.errors import ExitCode, InputError, UsageError
from orchestrator.text.catalogue import Catalogue, catalogue
from orchestrator.text.message import say

_BY = ("client", "indicator", "unit")


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command."""
    about = words("ioc_command.scan")
    parser = commands.add_parser(
        "scan",
        help=about,
        description=words("ioc_command.scan_about"),
        epilog=words("ioc_command.scan_codes"),
    )
    add, file = parser.add_argument, words("metavar.file")
    add("logs", nargs="+", type=Path, metavar=words("metavar.log"), help=words("ioc_option.logs"))
    add_lists(parser)
    options.add_inventory(parser, needed=False)
    add("--by", choices=_BY, help=words("ioc_option.by"))
    add("--csv", type=Path, metavar=file, help=words("ioc_option.csv"))
    add("--xlsx", type=Path, metavar=file, help=words("ioc_option.xlsx"))
    options.add_vault(parser)
    add_form(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print every sighting as it is found, or how many there are of each kind.

    Raises:
        InputError: The lists, the inventory or a file to write cannot be used; nothing is
            printed then.
    """
    from orchestrator.cli import credentials
    from orchestrator.cli.showing.progress import ScanBar
    from orchestrator.cli.showing.sightings import print_sightings, printer_for
    from orchestrator.sweep import lists

    if args.by == "unit" and not args.inventory:
        raise UsageError.one(say("scan.no_inventory"), say("scan.mend_inventory"))
    with ExitStack() as files:
        written = _files(args, files)
        clients = None
        if args.inventory:
            clients = lists.clients_of(args.inventory, credentials.vault(args))
        scan = lists.LogScan(lists_of(args), clients)
        groups = lists.Groups(lists.GroupBy(args.by)) if args.by else None
        printer = printer_for(args, groups)
        with ScanBar(args.logs, sys.stderr, catalogue(args.lang)) as bar:
            read = [
                print_sightings(scan, path, (printer, *written), bar.passed, args.lang)
                for path in args.logs
            ]
        printer.end(scan.end_as_json(read))
        unwritten = [not _closed(file, args) for file in written]
    if any(log.error for log in read):
        return ExitCode.BAD_INPUT
    if any(unwritten):
        return ExitCode.UNWRITTEN
    return ExitCode.FOUND if any(log.sightings for log in read) else ExitCode.DONE


def _files(args: argparse.Namespace, files: ExitStack) -> tuple[SightingFile, ...]:
    """Begin the files that are asked for: a place that cannot be written is told first."""
    from orchestrator.sweep import lists

    written: list[SightingFile] = []
    if args.csv is not None:
        written.append(files.enter_context(lists.SightingCsv(args.csv)))
    if args.xlsx is not None:
        from orchestrator.sweep.lists.scan_workbook import SightingWorkbook

        written.append(SightingWorkbook(args.xlsx, catalogue(args.lang)))
    return tuple(written)


def _closed(file: SightingFile, args: argparse.Namespace) -> bool:
    """Put a file in its place; where that fails, what was printed stands, and it is said."""
    words = catalogue(args.lang)
    try:
        file.close()
    except InputError as error:
        warn(error.problems, args)
        return False
    if file.left_out:
        sys.stderr.write(f"{words('scan.left_out', n=file.left_out, file=args.xlsx)}\n")
    return True
