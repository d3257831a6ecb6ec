"""The options of `inventory add` and `inventory fmt`; their rooms are imported when run."""

import argparse

from orchestrator.cli.inventory_common import add_common
from orchestrator.cli.parser import Commands
from orchestrator.model.district import Role


def register(commands: Commands) -> None:
    """Add `add` and `fmt`."""
    _register_add(commands)
    parser = commands.add_parser(
        "fmt",
        help="bring YAML files into normal form; they say what they said",
        epilog="Exit codes: 0 done, or nothing to do; 2 a file cannot be formatted, none was"
        " written; 3 --check found files that are not in normal form.",
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit 3 if need be")
    parser.add_argument("--diff", action="store_true", help="show the changes")
    add_common(parser)
    parser.set_defaults(run=run_fmt)


def _register_add(commands: Commands) -> None:
    parser = commands.add_parser("add", help="put a machine into a unit's file")
    parser.add_argument("name", metavar="NAME", help="its name, or a range: hs-[33:40]")
    parser.add_argument("--unit", required=True, metavar="UNIT", help="its unit: code or name")
    parser.add_argument("--address", metavar="ADDRESS", help="where it is reached, if not by name")
    parser.add_argument("--os", metavar="OS", help="its operating system")
    parser.add_argument("--role", choices=[role.value for role in Role], help="what it is for")
    parser.add_argument("--room", metavar="ROOM", help="where it stands")
    parser.add_argument("--label", metavar="TEXT", help="its display name")
    parser.add_argument(
        "-e", "--extra-vars", action="append", default=[], metavar="K=V", help="a variable more"
    )
    parser.add_argument("--dry-run", action="store_true", help="show the change, write nothing")
    add_common(parser)
    parser.set_defaults(run=run_add)


def run_add(args: argparse.Namespace) -> int:
    """Add a machine."""
    from orchestrator.cli import inventory_editing

    return inventory_editing.run_add(args)


def run_fmt(args: argparse.Namespace) -> int:
    """Bring files into normal form."""
    from orchestrator.cli import inventory_editing

    return inventory_editing.run_fmt(args)
