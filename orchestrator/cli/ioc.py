"""`orchestrator ioc`: how the program understands a list of indicators."""

import argparse
import json
from pathlib import Path

from orchestrator.cli import ioc_commands
from orchestrator.cli.options import add_lang
from orchestrator.cli.parser import Commands
from orchestrator.text.catalogue import Catalogue


def register(subparsers: Commands, words: Catalogue) -> None:
    """Add the command group to the program's commands."""
    group = subparsers.add_parser("ioc", help=words("command.ioc"))
    commands = group.commands()
    show = commands.add_parser("show", help="what is in a list, and what of it is not used")
    show.add_argument("files", nargs="+", type=Path, metavar="FILE", help="list file or folder")
    show.add_argument("--format", metavar="NAME", help="read the files as this format")
    show.add_argument(
        "--list",
        choices=("domain", "ipv4", "ipv6", "cidr4", "cidr6", "url"),
        help="print the values of one type, one a line",
    )
    show.add_argument("--json", action="store_true", help="print JSON")
    add_lang(show)
    show.set_defaults(run=run_show)
    ioc_commands.register(commands)


def run_show(args: argparse.Namespace) -> int:
    """Print what each list holds.

    Raises:
        ListError: A list cannot be read; nothing is printed then.

    Returns:
        0, or 2 if a list has no indicator.
    """
    from orchestrator.cli.list_warnings import tell
    from orchestrator.ioc.keeping import source_listing
    from orchestrator.ioc.keeping.source_warnings import source_warnings
    from orchestrator.ioc.sets.listing import as_json, as_text, look_into, values
    from orchestrator.model.indicator import Kind
    from orchestrator.sweep.clock import now

    seen = look_into(args.files, args.format)
    today = now().date()
    found, warnings = source_listing.origins(args.files, today), source_warnings(args.files, today)
    tell(warnings, args.lang)
    if args.list:
        for value in values(seen, Kind(args.list)):
            print(value)
    elif args.json:
        said = {
            **as_json(seen),
            "sources": source_listing.as_json(found),
            "warnings": list(warnings),
        }
        print(json.dumps(said, ensure_ascii=False, indent=1))
    else:
        print("\n".join((*as_text(seen, args.lang), *source_listing.as_text(found))))
    return 0 if all(one.total for one in seen) else 2
