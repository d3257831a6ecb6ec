"""`orchestrator inventory check` and `schema`: what an inventory must look like.

`check` names every problem at once, as a sweep would refuse it; `schema` prints what lets an
editor name them while somebody writes.
"""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator.cli.inventory.options import add_common
from orchestrator.cli.options import STATE, add_lang
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.printing import print_json, print_lines, warn
from orchestrator.errors import ExitCode, InventoryError
from orchestrator.text.catalogue import Catalogue, catalogue

if TYPE_CHECKING:
    from orchestrator.model.district import District

_FIRST_LINE = "# yaml-language-server: $schema=PATH"


def register(commands: Commands, words: Catalogue) -> None:
    """Add both commands."""
    commands.add_parser(
        "check",
        help=words("inventory_command.check"),
        description=words("inventory_command.check_about"),
        options=_add_options_of_check,
    )
    commands.add_parser(
        "schema",
        help=words("inventory_command.schema"),
        description=words("inventory_command.schema_about", line=_FIRST_LINE),
        options=_add_options_of_schema,
    )


def _add_options_of_check(parser: CommandParser) -> None:
    add_common(parser)
    parser.add_argument(
        "--state",
        type=Path,
        default=STATE,
        metavar=parser.words("metavar.folder"),
        help=parser.words("inventory_option.state", default=STATE),
    )
    parser.set_defaults(run=run_check)


def _add_options_of_schema(parser: CommandParser) -> None:
    parser.add_argument(
        "kind",
        nargs="?",
        choices=("inventory", "variables"),
        default="inventory",
        help=parser.words("inventory_option.kind"),
    )
    add_lang(parser)
    parser.set_defaults(run=run_schema)


def run_check(args: argparse.Namespace) -> int:
    """Check the inventory as a sweep does.

    Raises:
        InventoryError: A sweep would refuse it; with `--json` the problems are printed instead.
    """
    from orchestrator import inventory
    from orchestrator.cli import credentials

    try:
        found = inventory.check_inventory(args.inventory, credentials.vault(args))
        _refuse_unknown_sites(found.district, args.state)
    except InventoryError as error:
        if not args.json:
            raise
        print_json(inventory.refused_as_json(error.problems, args.lang))
        return error.exit_code
    warn(found.warnings, args)
    if args.json:
        print_json(inventory.sound_as_json(found, args.lang))
    else:
        print_lines((inventory.sound_as_text(found, catalogue(args.lang)),))
    return ExitCode.DONE


def _refuse_unknown_sites(district: "District", state: Path) -> None:
    """Hold what is said of sites to what a hub knows of them, where anything is said."""
    if any(machine.site is not None for machine in district.machines):
        from orchestrator.sweep import standpoint

        standpoint.refuse_unknown_sites(district, state)


def run_schema(args: argparse.Namespace) -> int:
    """Print the schema."""
    from orchestrator import inventory

    sys.stdout.write(inventory.json_schema(args.kind))
    return ExitCode.DONE
