"""`orchestrator bundle`: what another controller's sweep said, carried as files."""

import argparse
from pathlib import Path

from orchestrator.cli import options
from orchestrator.cli.actors import add_common
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.printing import print_result
from orchestrator.text.catalogue import Catalogue, catalogue

_HERE = Path()


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command group."""
    commands.add_parser(
        "bundle",
        help=words("command.bundle"),
        description=words("command.bundle_about"),
        options=_add_commands,
    )


def _add_commands(group: CommandParser) -> None:
    words, below = group.words, group.commands()
    below.add_parser(
        "export",
        help=words("bundle_command.export"),
        description=words("bundle_command.export_about"),
        epilog=words("bundle_command.export_codes"),
        options=_add_export_options,
    )
    below.add_parser(
        "import",
        help=words("bundle_command.import"),
        description=words("bundle_command.import_about"),
        epilog=words("bundle_command.import_codes"),
        options=_add_import_options,
    )


def _add_export_options(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    add("sweep", metavar=words("metavar.sweep"), help=words("bundle_option.sweep"))
    add("-o", "--output", type=Path, required=True, metavar=words("metavar.file"),
        help=words("bundle_option.output"))  # fmt: skip
    add_common(parser)
    parser.set_defaults(run=run_export)


def _add_import_options(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    add("paths", nargs="+", type=Path, metavar=words("metavar.file_or_folder"),
        help=words("bundle_option.paths"))  # fmt: skip
    add("-o", "--output", type=Path, default=_HERE, metavar=words("metavar.folder"),
        help=words("bundle_option.receipts"))  # fmt: skip
    add("--dry-run", action="store_true", help=words("bundle_option.dry_run"))
    options.add_vault(parser)
    add_common(parser)
    parser.set_defaults(run=run_import)


def run_export(args: argparse.Namespace) -> int:
    """Write one sweep as a file for the hub.

    Raises:
        InputError: The folder was not enrolled, there is no such sweep, or the file cannot be
            written.
    """
    from orchestrator import sweep
    from orchestrator.cli.showing.bundle_screen import exported_lines
    from orchestrator.sweep import bundle_exporting

    done = bundle_exporting.export_sweep(args.state, args.sweep, args.output, sweep.now())
    print_result(args, bundle_exporting.as_json(done), exported_lines(done, catalogue(args.lang)))
    return done.exit_code


def run_import(args: argparse.Namespace) -> int:
    """Take what sites sent, telling file by file what became of it, and write receipts.

    Raises:
        InputError: A path, the state folder or its keys cannot be used.
    """
    from orchestrator import sweep
    from orchestrator.cli.credentials import identities_to_open
    from orchestrator.cli.showing.bundle_screen import file_lines, import_lines
    from orchestrator.sweep import bundle_importing

    request = bundle_importing.BundleRequest(
        state=args.state,
        paths=tuple(args.paths),
        output=args.output,
        identities=identities_to_open(args),
        dry_run=args.dry_run,
    )
    words = catalogue(args.lang)

    def tell(one: bundle_importing.BundleFile) -> None:
        print_result(args, bundle_importing.file_as_json(one), file_lines(one, words), indent=None)

    done = bundle_importing.import_bundles(request, sweep.now, tell)
    print_result(
        args,
        bundle_importing.as_json(done),
        import_lines(done, words, dry_run=args.dry_run),
        indent=None,
    )
    return done.exit_code
