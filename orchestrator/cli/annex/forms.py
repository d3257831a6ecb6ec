"""`orchestrator annex form` and `import`: a workbook that units fill in, and its way back."""

import argparse
from pathlib import Path

from orchestrator.cli import options
from orchestrator.cli.actors import actor
from orchestrator.cli.annex.declaring import add_writing
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.printing import print_json, print_lines
from orchestrator.errors import ExitCode
from orchestrator.text.catalogue import Catalogue, catalogue, iso_day

_FORM = Path("so-lieu-phu-luc.xlsx")


def register(commands: Commands, words: Catalogue) -> None:
    """Add both commands."""
    about = words("annex_command.form")
    commands.add_parser("form", help=about, description=f"{about}.", options=_add_options_of_form)
    commands.add_parser(
        "import",
        help=words("annex_command.import"),
        description=words("annex_command.import_about"),
        epilog=words("annex_command.import_codes"),
        options=_add_options_of_import,
    )


def _add_options_of_form(parser: CommandParser) -> None:
    words = parser.words
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        default=_FORM,
        metavar=words("metavar.file"),
        help=words("annex_option.form_file", default=_FORM),
    )
    options.add_inventory(parser)
    options.add_json(parser)
    options.add_lang(parser)
    options.add_vault(parser)
    options.add_verbosity(parser)
    parser.set_defaults(run=run_form)


def _add_options_of_import(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    add("file", type=Path, metavar=words("metavar.file"), help=words("annex_option.file"))
    add("--refused", type=Path, metavar=words("metavar.file"),
        help=words("inventory_option.refused"))  # fmt: skip
    add_writing(parser)
    parser.set_defaults(run=run_import)


def run_form(args: argparse.Namespace) -> int:
    """Write the workbook.

    Raises:
        InputError: The inventory cannot be used, or the file not be written.
    """
    from orchestrator.cli import credentials
    from orchestrator.inventory import declaring

    units = declaring.write_form(
        tuple(args.inventory), args.output, args.lang, credentials.vault(args)
    )
    if args.json:
        print_json({"file": str(args.output), "units": units})
    else:
        print_lines((catalogue(args.lang)("annex_made.form", file=args.output, n=units),))
    return ExitCode.DONE


def run_import(args: argparse.Namespace) -> int:
    """Take in a workbook, or show what taking it in would change.

    Raises:
        InputError: The file or the inventory cannot be used; nothing is written.
    """
    from orchestrator import sweep
    from orchestrator.cli import credentials
    from orchestrator.inventory import declaring

    request = declaring.FigureImport(
        file=args.file,
        inventory=tuple(args.inventory),
        actor=actor(args),
        day=iso_day(sweep.now()),
        refused=args.refused,
        dry_run=args.dry_run,
        lang=args.lang,
    )
    done = declaring.import_figures(request, credentials.vault(args))
    if args.json:
        print_json(declaring.imported_as_json(done, args.lang))
    else:
        print_lines(declaring.imported_as_text(done, args.lang))
    return ExitCode.INCOMPLETE if done.refused else ExitCode.DONE
