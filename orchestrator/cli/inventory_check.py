"""`orchestrator inventory check` and `schema`: what an inventory must look like.

`check` names every problem at once, as a sweep would refuse it; `schema` prints what lets an
editor name them while somebody writes.
"""

import argparse
import sys

from orchestrator.cli.inventory_common import SCHEMA, add_common, print_json, print_lines, warn
from orchestrator.cli.parser import Commands
from orchestrator.cli.showing.language import language, said
from orchestrator.errors import InventoryError, Problem


def register(commands: Commands) -> None:
    """Add `check`."""
    check = commands.add_parser("check", help="refuse what a sweep would refuse; exit 0 or 2")
    add_common(check)
    check.set_defaults(run=run)
    schema = commands.add_parser(
        "schema",
        help="print the JSON Schema for editors",
        epilog="Editors with the YAML language server check a file that begins with the line"
        " `# yaml-language-server: $schema=PATH`, where PATH leads from the file to the schema.",
    )
    schema.add_argument(
        "kind",
        nargs="?",
        choices=("inventory", "variables"),
        default="inventory",
        help="of inventories, or of the files in group_vars/ and host_vars/ (inventory)",
    )
    schema.set_defaults(run=run_schema)


def run(args: argparse.Namespace) -> int:
    """Check the inventory as a sweep does: a summary and 0, or every problem and 2.

    No value is opened. Files that no password was given for are named, and what they would set
    is not judged; with passwords, what they do not open is a problem.
    """
    from orchestrator import inventory as room
    from orchestrator.cli import credentials
    from orchestrator.text.catalogue import catalogue

    lang, vault = language(args), credentials.vault(args)
    try:
        loaded = room.load(args.inventory, vault)
        district = room.district(loaded, vault.ids)
        if vault.ids:
            room.refuse_closed(loaded, loaded.hosts)
    except InventoryError as error:
        found = room.all_problems(error)
        if not args.json:
            raise InventoryError(found) from error
        problems = [as_json(problem, lang) for problem in found]
        print_json({"schema": SCHEMA, "ok": False, "problems": problems, "warnings": []})
        return error.exit_code
    doubts = (
        *(closed.problem for closed in loaded.closed),
        *room.clear_passwords(loaded),
        *(() if vault.ids else room.unjudged_values(loaded)),
    )
    warn(doubts, args)
    counts = {
        "units": len(district.units),
        "machines": len(district.machines),
        "wards": len({unit.ward for unit in district.units if unit.ward}),
        "excluded": sum(machine.excluded is not None for machine in district.machines),
    }
    if args.json:
        warnings = [as_json(problem, lang) for problem in doubts]
        print_json({"schema": SCHEMA, "ok": True, "problems": [], "warnings": warnings, **counts})
    else:
        said_counts = catalogue(lang)("inventory.check_counts", **counts)
        print_lines((f"{district.authority.name}: {said_counts}",))
    return 0


def run_schema(args: argparse.Namespace) -> int:
    """Print the schema."""
    from orchestrator.inventory.district.json_schema import as_text

    sys.stdout.write(as_text(args.kind))
    return 0


def as_json(problem: Problem, lang: str) -> dict[str, object]:
    """Return a problem as JSON data; `id` is null where a message has none yet."""
    place, told = problem.place, said(problem, lang)
    return {
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "id": getattr(problem.what, "id", None),
        "what": told.what,
        "mend": told.mend,
    }
