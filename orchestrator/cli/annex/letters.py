"""`orchestrator annex status` and `make`: how far units are, and the documents that are sent."""

import argparse
from pathlib import Path

from orchestrator.cli import options
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.report import declared_from, older_lines, warn_of_declared
from orchestrator.cli.showing.clock_warning import warn_of_clock
from orchestrator.cli.showing.printing import print_json, print_lines
from orchestrator.errors import ExitCode
from orchestrator.text.catalogue import Catalogue, catalogue

_FOLDER = Path("annexes")


def register(commands: Commands, words: Catalogue) -> None:
    """Add both commands."""
    commands.add_parser(
        "status",
        help=words("annex_command.status"),
        description=words("annex_command.status_about"),
        epilog=words("annex_command.status_codes"),
        options=_add_options_of_status,
    )
    commands.add_parser(
        "make",
        help=words("annex_command.make"),
        description=words("annex_command.make_about"),
        options=_add_options_of_make,
    )


def _add_shared(parser: CommandParser) -> None:
    options.add_inventory(parser, needed=False, said="option.declared")
    options.add_vault(parser)
    options.add_state(parser)
    options.add_lang(parser)
    options.add_verbosity(parser)
    options.add_json(parser)


def _add_options_of_status(parser: CommandParser) -> None:
    _add_shared(parser)
    parser.set_defaults(run=run_status)


def _add_options_of_make(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    file = words("metavar.file")
    add("-o", "--output", type=Path, default=_FOLDER, metavar=words("metavar.folder"),
        help=words("annex_option.folder", default=_FOLDER))  # fmt: skip
    add("--letter-template", type=Path, metavar=file, help=words("annex_option.letter_template"))
    add("--report-template", type=Path, metavar=file, help=words("annex_option.report_template"))
    _add_shared(parser)
    parser.set_defaults(run=run_make)


def run_status(args: argparse.Namespace) -> int:
    """Say who declared and handed in what.

    Raises:
        InputError: No inventory can be used.
    """
    from orchestrator import sweep
    from orchestrator.cli import credentials
    from orchestrator.sweep import annex_status

    declared = declared_from(args, credentials.vault(args), is_now=True)
    warn_of_declared(declared, args.lang)
    status = annex_status.annex_status(declared, sweep.now())
    if args.json:
        print_json(annex_status.status_as_json(status))
    else:
        print_lines(annex_status.status_as_text(status, catalogue(args.lang)))
    return status.exit_code


def run_make(args: argparse.Namespace) -> int:
    """Write the documents of all units.

    Raises:
        InputError: The inventory, a template, the state folder or the output cannot be used; the
            documents of before stay.
    """
    from orchestrator import sweep
    from orchestrator.cli import credentials
    from orchestrator.sweep import annex_set

    warn_of_clock(args.state, args.lang)
    declared = declared_from(args, credentials.vault(args), is_now=True)
    warn_of_declared(declared, args.lang)
    known = annex_set.kept_or_unasked(args.state, declared, sweep.now())
    request = annex_set.AnnexRequest(
        folder=args.output,
        state=args.state,
        lang=args.lang,
        letter=args.letter_template,
        report=args.report_template,
    )
    done = annex_set.make_annexes(request, known, declared)
    if args.json:
        print_json(annex_set.made_as_json(done))
    else:
        words = catalogue(args.lang)
        older = older_lines(declared, args, words)
        print_lines(annex_set.made_as_text(done, request, words, older))
    return ExitCode.DONE
