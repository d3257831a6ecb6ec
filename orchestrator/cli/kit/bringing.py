"""`orchestrator kit import`: what kits brought home."""

import argparse
from pathlib import Path

from orchestrator.cli import options
from orchestrator.cli.actors import add_common
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.printing import print_result
from orchestrator.text.catalogue import Catalogue, catalogue


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command."""
    commands.add_parser(
        "import",
        help=words("kit_command.import"),
        description=words("kit_command.import_about"),
        epilog=words("kit_command.import_codes"),
        options=_add_options,
    )


def _add_options(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    add("paths", nargs="+", type=Path, metavar=words("metavar.file_or_folder"),
        help=words("kit_option.paths"))  # fmt: skip
    add("--dry-run", action="store_true", help=words("kit_option.dry_run"))
    options.add_vault(parser)
    add_common(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Take what kits brought home, telling file by file what became of it.

    Raises:
        InputError: A path, the state folder or the keys cannot be used.
    """
    from orchestrator import sweep
    from orchestrator.cli.credentials import identities_to_open
    from orchestrator.cli.showing.kit_screen import counts_line, file_line
    from orchestrator.sweep import kit_importing

    request = kit_importing.KitImportRequest(
        state=args.state,
        paths=tuple(args.paths),
        identities=identities_to_open(args),
        dry_run=args.dry_run,
    )
    words = catalogue(args.lang)

    def tell(one: kit_importing.ImportedFile) -> None:
        print_result(args, kit_importing.file_as_json(one), (file_line(one, words),), indent=None)

    done = kit_importing.import_answers(request, sweep.now, tell)
    print_result(
        args,
        kit_importing.as_json(done),
        counts_line(done, words, dry_run=args.dry_run),
        indent=None,
    )
    return done.exit_code
