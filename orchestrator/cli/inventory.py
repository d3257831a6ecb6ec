"""`orchestrator inventory`: what the inventory says, as Ansible sees it, and whether it holds."""

import argparse

from orchestrator.cli import inventory_check, inventory_edit, inventory_sheets
from orchestrator.cli.inventory_common import SCHEMA, add_common, print_json, print_lines, warn
from orchestrator.cli.parser import Commands
from orchestrator.text.catalogue import Catalogue

_REFUSED = (
    "Inventories are read as Ansible reads them, and doubts are warnings on standard error."
    " Refused are scripts and plugins (they are never run), TOML, and a source that Ansible would"
    " leave half read: part of an inventory must not pass for all of it."
)


def register(subparsers: Commands, words: Catalogue) -> None:
    """Add the command `inventory` with its subcommands."""
    parser = subparsers.add_parser("inventory", help=words("command.inventory"))
    commands = parser.commands()

    listing = commands.add_parser(
        "list", help="show every machine; --json as Ansible does", epilog=_REFUSED
    )
    add_common(listing)
    listing.set_defaults(run=run_list)

    hosts = commands.add_parser(
        "hosts", help="print the names that a pattern selects", epilog=_REFUSED
    )
    hosts.add_argument("pattern", nargs="?", default="all", metavar="PATTERN")
    hosts.add_argument("-l", "--limit", metavar="PATTERN", help="only those that match this too")
    add_common(hosts)
    hosts.set_defaults(run=run_hosts)

    graph = commands.add_parser("graph", help="show groups and machines as a tree", epilog=_REFUSED)
    add_common(graph)
    graph.set_defaults(run=run_graph)

    host = commands.add_parser("host", help="show a machine's variables and what set them")
    host.add_argument("name", metavar="NAME")
    add_common(host)
    host.set_defaults(run=run_host)

    inventory_check.register(commands)
    inventory_edit.register(commands)

    inventory_sheets.register(commands)


def run_host(args: argparse.Namespace) -> int:
    """Print one machine's variables; what that needs is imported when it runs."""
    from orchestrator.cli.inventory_host import run

    return run(args)


def run_list(args: argparse.Namespace) -> int:
    """Print the inventory: one machine a line, or Ansible's own JSON."""
    from orchestrator import inventory as room
    from orchestrator.cli import loading

    loaded = loading.load(args)
    if args.json:
        print_json(room.as_ansible(loaded))
    else:
        print_lines(room.as_lines(loaded))
    return 0


def run_hosts(args: argparse.Namespace) -> int:
    """Print the names that a pattern selects, one a line."""
    from orchestrator import inventory as room
    from orchestrator.cli import loading

    loaded = loading.load(args)
    selection = room.match(loaded, args.pattern, limit=args.limit)
    warn(selection.unknown, args)
    if args.json:
        print_json({"schema": SCHEMA, "hosts": selection.hosts})
    else:
        print_lines(selection.hosts)
    return 0


def run_graph(args: argparse.Namespace) -> int:
    """Print the groups as a tree."""
    from orchestrator import inventory as room
    from orchestrator.cli import loading

    loaded = loading.load(args)
    if args.json:
        print_json({"schema": SCHEMA, "graph": room.as_tree(loaded)})
    else:
        print_lines((room.graph(loaded),))
    return 0
