"""`orchestrator inventory list`, `hosts`, `graph` and `host`: the inventory as Ansible sees it."""

import argparse
import json

from orchestrator.cli import options
from orchestrator.cli.inventory.options import add_common
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.printing import print_json, print_lines, warn
from orchestrator.errors import ExitCode
from orchestrator.text.catalogue import Catalogue, catalogue


def register(commands: Commands, words: Catalogue) -> None:
    """Add the four commands."""
    for name, about, add_options in (
        ("list", words("inventory_command.list"), _add_options_of_list),
        ("hosts", words("inventory_command.hosts"), _add_options_of_hosts),
        ("graph", words("inventory_command.graph"), _add_options_of_graph),
        ("host", words("inventory_command.host"), _add_options_of_host),
    ):
        commands.add_parser(
            name,
            help=about,
            description=f"{about}.",
            epilog=words("inventory_command.refused"),
            options=add_options,
        )


def _add_options_of_list(parser: CommandParser) -> None:
    add_common(parser)
    parser.set_defaults(run=run_list)


def _add_options_of_hosts(parser: CommandParser) -> None:
    add_common(parser)
    parser.add_argument(
        "pattern",
        nargs="?",
        default="all",
        metavar=parser.words("metavar.pattern"),
        help=parser.words("option.pattern"),
    )
    options.add_limit(parser, "option.limit")
    parser.set_defaults(run=run_hosts)


def _add_options_of_graph(parser: CommandParser) -> None:
    add_common(parser)
    parser.set_defaults(run=run_graph)


def _add_options_of_host(parser: CommandParser) -> None:
    add_common(parser)
    parser.add_argument(
        "name", metavar=parser.words("metavar.name"), help=parser.words("inventory_option.host")
    )
    parser.set_defaults(run=run_host)


def run_list(args: argparse.Namespace) -> int:
    """Print the inventory: one machine a line, or Ansible's own JSON."""
    from orchestrator import inventory
    from orchestrator.cli import credentials

    loaded = inventory.load(args.inventory, credentials.vault(args))
    warn(loaded.doubts, args)
    if args.json:
        # Ansible's own form: it has no schema of ours.
        print(json.dumps(inventory.as_ansible(loaded), ensure_ascii=False, indent=2))
    else:
        print_lines(inventory.as_lines(loaded))
    return ExitCode.DONE


def run_hosts(args: argparse.Namespace) -> int:
    """Print the names that a pattern selects, one a line."""
    from orchestrator import inventory
    from orchestrator.cli import credentials

    loaded = inventory.load(args.inventory, credentials.vault(args))
    warn(loaded.doubts, args)
    selection = inventory.match(loaded, args.pattern, limit=args.limit)
    warn(selection.unknown, args)
    if args.json:
        print_json(inventory.hosts_as_json(selection))
    else:
        print_lines(selection.hosts)
    return ExitCode.DONE


def run_graph(args: argparse.Namespace) -> int:
    """Print the groups as a tree."""
    from orchestrator import inventory
    from orchestrator.cli import credentials

    loaded = inventory.load(args.inventory, credentials.vault(args))
    warn(loaded.doubts, args)
    if args.json:
        print_json(inventory.graph_as_json(loaded))
    else:
        print_lines((inventory.graph(loaded),))
    return ExitCode.DONE


def run_host(args: argparse.Namespace) -> int:
    """Print the variables of a machine with where they were set; secrets are hidden.

    Raises:
        InventoryError: There is no such machine.
    """
    from orchestrator import inventory
    from orchestrator.cli import credentials

    loaded = inventory.load(args.inventory, credentials.vault(args))
    warn(loaded.doubts, args)
    if args.json:
        print_json(inventory.host_as_json(loaded, args.name))
    else:
        print_lines(inventory.host_lines(loaded, args.name, catalogue(args.lang)))
    return ExitCode.DONE
