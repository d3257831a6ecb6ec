"""`orchestrator findings export` and `import`: findings as a sheet that a unit fills in."""

import argparse
from pathlib import Path

from orchestrator.cli.actors import add_common, add_signing, signer
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.printing import print_result
from orchestrator.errors import ExitCode
from orchestrator.text.catalogue import Catalogue, catalogue


def register(commands: Commands, words: Catalogue) -> None:
    """Add both commands."""
    commands.add_parser(
        "export",
        help=words("findings_command.export"),
        description=words("findings_command.export_about"),
        options=_add_options_of_export,
    )
    commands.add_parser(
        "import",
        help=words("findings_command.import"),
        description=words("findings_command.import_about"),
        epilog=words("findings_command.import_codes"),
        options=_add_options_of_import,
    )


def _add_options_of_export(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    add("file", type=Path, metavar=words("metavar.file"), help=words("findings_option.sheet"))
    add("--unit", metavar=words("metavar.unit"), help=words("findings_option.unit"))
    add_common(parser)
    parser.set_defaults(run=run_export)


def _add_options_of_import(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    add("file", type=Path, metavar=words("metavar.file"), help=words("findings_option.filled"))
    add("--dry-run", action="store_true", help=words("findings_option.dry_run"))
    add_signing(parser, reason="findings_option.reason_of_all")
    add_common(parser)
    parser.set_defaults(run=run_import)


def run_export(args: argparse.Namespace) -> int:
    """Write the open findings into a sheet.

    Raises:
        InputError: The state folder or the file cannot be used; nothing is written.
    """
    from orchestrator import sweep
    from orchestrator.sweep import finding_sheet

    request = finding_sheet.ExportRequest(
        file=args.file, state=args.state, unit=args.unit, lang=args.lang
    )
    count = finding_sheet.export(request, sweep.now())
    print_result(
        args,
        finding_sheet.export_as_json(request, count),
        (catalogue(args.lang)("act.exported", n=count, file=args.file),),
        indent=None,
    )
    return ExitCode.DONE


def run_import(args: argparse.Namespace) -> int:
    """Record what a unit filled in, or show what would be.

    Raises:
        InputError: The sheet, the command line or the state folder cannot be used; nothing is
            recorded.
    """
    from orchestrator import sweep
    from orchestrator.cli.showing.findings_screen import import_lines
    from orchestrator.sweep import finding_import

    request = finding_import.FindingImport(
        file=args.file,
        state=args.state,
        actor=signer(args.by),
        reason=args.reason,
        dry_run=args.dry_run,
    )
    done = finding_import.import_sheet(request, sweep.now())
    print_result(args, finding_import.as_json(done), import_lines(done, catalogue(args.lang)))
    return ExitCode.INCOMPLETE if done.refused else ExitCode.DONE
