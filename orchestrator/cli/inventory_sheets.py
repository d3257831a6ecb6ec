"""The options of `inventory import` and `inventory export`; their rooms are imported when run."""

import argparse
from pathlib import Path

from orchestrator.cli import options
from orchestrator.cli.inventory_common import add_common
from orchestrator.cli.parser import Commands

_TYPES = (
    "department", "public_service", "kindergarten", "primary_school", "lower_secondary_school",
    "ward_committee",
)  # fmt: skip


def register(commands: Commands) -> None:
    """Add both commands to `inventory`."""
    _add_import(commands)
    _add_export(commands)


def _add_import(commands: Commands) -> None:
    parser = commands.add_parser(
        "import",
        help="take a school's list of machines (.xlsx, .csv) in",
        epilog="Exit codes: 0 every row is in; 2 nothing could be used, nothing was written; "
        "4 some rows were refused, the others are in.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="a workbook or a CSV file")
    parser.add_argument("--ward", metavar="WARD", help="into this ward alone: its name or group")
    parser.add_argument("--unit", metavar="UNIT", help="all rows are of this unit: its code")
    parser.add_argument("--unit-name", metavar="NAME", help="make the unit if it is new")
    parser.add_argument("--unit-type", choices=_TYPES, metavar="TYPE", help=", ".join(_TYPES))
    parser.add_argument("--sheet", metavar="NAME", help="read this sheet alone, even a hidden one")
    parser.add_argument(
        "--legacy",
        choices=("tcvn3", "vni"),
        help="accept the guessed conversion of text in these old fonts",
    )
    parser.add_argument(
        "--accept-names",
        action="store_true",
        help="take PC-VAN-THU as the name where the list says PC VĂN THƯ",
    )
    parser.add_argument(
        "--prefix", default="", metavar="TEXT", help="put this before names that lack it"
    )
    parser.add_argument("--refused", type=Path, metavar="FILE", help="refused rows go here")
    parser.add_argument("--dry-run", action="store_true", help="show the change, write nothing")
    add_common(parser)
    parser.set_defaults(run=run_import)


def _add_export(commands: Commands) -> None:
    parser = commands.add_parser("export", help="write the workbook that schools fill in")
    parser.add_argument("pattern", nargs="?", default="all", metavar="PATTERN")
    parser.add_argument("--xlsx", type=Path, metavar="FILE", help="write it here")
    parser.add_argument(
        "--status", action="store_true", help="add what the newest sweep says of each machine"
    )
    parser.add_argument(
        "--into",
        type=Path,
        metavar="WORKBOOK",
        help="write the newest sweep's verdicts beside the table of a school's own workbook",
    )
    parser.add_argument(
        "--in-place", action="store_true", help="change that workbook itself (no --xlsx)"
    )
    parser.add_argument(
        "--prefix", default="", metavar="TEXT", help="its names were imported with this prefix"
    )
    options.add_state(parser)
    add_common(parser, needed=False)
    parser.set_defaults(run=run_export)


def run_import(args: argparse.Namespace) -> int:
    """Import a list of machines."""
    from orchestrator.cli import inventory_import

    return inventory_import.run(args)


def run_export(args: argparse.Namespace) -> int:
    """Write a workbook."""
    from orchestrator.cli import inventory_export

    return inventory_export.run(args)
