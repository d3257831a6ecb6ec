"""`orchestrator inventory`: what the inventory says, as Ansible sees it, and whether it holds."""

import argparse
import json
import sys
from collections.abc import Iterable

from orchestrator.cli import inventory_sheets, options
from orchestrator.errors import InventoryError, Problem

SCHEMA = 1


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command `inventory` with its subcommands."""
    parser = subparsers.add_parser("inventory", help="show and check inventories")
    commands = parser.add_subparsers(dest="inventory_command", metavar="COMMAND", required=True)

    listing = commands.add_parser("list", help="show every machine; --json as Ansible does")
    _add_common(listing)
    listing.set_defaults(run=run_list)

    hosts = commands.add_parser("hosts", help="print the names that a pattern selects")
    hosts.add_argument("pattern", nargs="?", default="all", metavar="PATTERN")
    hosts.add_argument("-l", "--limit", metavar="PATTERN", help="only those that match this too")
    _add_common(hosts)
    hosts.set_defaults(run=run_hosts)

    graph = commands.add_parser("graph", help="show groups and machines as a tree")
    _add_common(graph)
    graph.set_defaults(run=run_graph)

    check = commands.add_parser("check", help="refuse what a sweep would refuse; exit 0 or 2")
    _add_common(check)
    check.set_defaults(run=run_check)

    inventory_sheets.register(commands, _add_common)


def run_list(args: argparse.Namespace) -> int:
    """Print the inventory: one machine a line, or Ansible's own JSON."""
    from orchestrator import inventory as room
    from orchestrator.cli import loading

    loaded = loading.load(args)
    if args.json:
        _print_json(room.as_ansible(loaded))
    else:
        _print_lines(room.as_lines(loaded))
    return 0


def run_hosts(args: argparse.Namespace) -> int:
    """Print the names that a pattern selects, one a line."""
    from orchestrator import inventory as room
    from orchestrator.cli import loading

    loaded = loading.load(args)
    selection = room.match(loaded, args.pattern, limit=args.limit)
    loading.warn(selection.unknown)
    if args.json:
        _print_json({"schema": SCHEMA, "hosts": selection.hosts})
    else:
        _print_lines(selection.hosts)
    return 0


def run_graph(args: argparse.Namespace) -> int:
    """Print the groups as a tree."""
    from orchestrator import inventory as room
    from orchestrator.cli import loading

    loaded = loading.load(args)
    if args.json:
        _print_json({"schema": SCHEMA, "graph": room.as_tree(loaded)})
    else:
        _print_lines((room.graph(loaded),))
    return 0


def run_check(args: argparse.Namespace) -> int:
    """Check the inventory as a sweep does: a summary and 0, or every problem and 2.

    No value is opened. Files that no password was given for are named, and what they would set
    is not judged; with passwords, what they do not open is a problem.
    """
    from orchestrator import inventory as room
    from orchestrator.cli import loading, passwords

    vault = passwords.vault(args)
    try:
        loaded = room.load(args.inventory, vault)
        district = room.district(loaded, vault.ids)
        if vault.ids:
            room.refuse_closed(loaded, loaded.hosts)
    except InventoryError as error:
        if not args.json:
            raise
        problems = [_as_json(problem) for problem in error.problems]
        _print_json({"schema": SCHEMA, "ok": False, "problems": problems})
        return error.exit_code
    loading.warn(closed.problem for closed in loaded.closed)
    loading.warn(room.clear_passwords(loaded))
    loading.warn(() if vault.ids else room.unjudged_values(loaded))
    counts = {
        "units": len(district.units),
        "machines": len(district.machines),
        "wards": len({unit.ward for unit in district.units if unit.ward}),
        "excluded": sum(machine.excluded is not None for machine in district.machines),
    }
    if args.json:
        _print_json({"schema": SCHEMA, "ok": True, "problems": [], **counts})
    else:
        said = ", ".join(f"{count} {what}" for what, count in counts.items())
        _print_lines((f"{district.authority.name}: {said}",))
    return 0


def _add_common(parser: argparse.ArgumentParser, *, needed: bool = True) -> None:
    parser.add_argument(
        "-i",
        "--inventory",
        action="append",
        required=needed,
        default=None if needed else [],
        metavar="INVENTORY",
        help="a file, a folder, or names with a comma (a,b,); may be given again",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    options.add_vault(parser)
    options.add_verbosity(parser)


def _print_lines(lines: Iterable[str]) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)


def _print_json(data: object) -> None:
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def _as_json(problem: Problem) -> dict[str, object]:
    place = problem.place
    return {
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "what": problem.what,
        "mend": problem.mend,
    }
