"""The options of the commands beside `ioc show`; what they run is imported when it runs."""

import argparse
from pathlib import Path

from orchestrator.cli.options import add_lang, add_state
from orchestrator.cli.parser import CommandParser, Commands

SOURCES = Path("playbooks/iocs/sources.yml")
CODES = "Exit codes: 0 nothing is listed, 3 something is listed, 2 bad input."


def register(commands: Commands) -> None:
    """Add the commands to the group's."""
    check = commands.add_parser(
        "check", help="is a value listed: by which indicator, rule, list and line", epilog=CODES
    )
    check.add_argument(
        "values", nargs="+", metavar="VALUE", help="address, range, name or URL, defanged or not"
    )
    _add_lists(check)
    check.set_defaults(run=_check)
    scan = commands.add_parser(
        "scan", help="every listed name, address and URL in logs, line by line", epilog=CODES
    )
    scan.add_argument(
        "logs", nargs="+", type=Path, metavar="LOG", help="text log or its .gz; - is standard input"
    )
    _add_lists(scan)
    scan.set_defaults(run=_scan)
    diff = commands.add_parser(
        "diff",
        help="what a new version of a list adds, drops and judges otherwise",
        epilog="Exit codes: 0 no difference, 3 a difference, 2 bad input.",
    )
    diff.add_argument("old", type=Path, metavar="OLD", help="list file or folder of lists")
    diff.add_argument("new", type=Path, metavar="NEW", help="list file or folder of lists")
    _add_form(diff)
    diff.set_defaults(run=_diff)
    _add_update(commands)


def _add_update(commands: Commands) -> None:
    update = commands.add_parser(
        "update",
        help="bring the lists that sources.yml names; a doubtful one never replaces the old",
        epilog="Exit codes: 0 every source is fine; 4 one failed, shrank by half or is old (its "
        "list in force stays, and the doubt is told in every report); 2 bad input.",
    )
    update.add_argument(
        "source",
        nargs="?",
        type=Path,
        default=SOURCES,
        metavar="FOLDER_OR_SOURCES",
        help=f"sources file, or the folder of lists that holds one ({SOURCES})",
    )
    update.add_argument(
        "--check", action="store_true", help="fetch and judge, but let nothing count"
    )
    decision = update.add_mutually_exclusive_group()
    decision.add_argument(
        "--accept", metavar="NAME", help="let the version of a source count that was held back"
    )
    decision.add_argument("--back", metavar="NAME", help="return to a source's version before")
    _add_form(update)
    update.set_defaults(run=_update)


def _add_lists(parser: CommandParser) -> None:
    parser.add_argument(
        "--iocs",
        action="append",
        required=True,
        type=Path,
        metavar="FILE",
        help="list file or folder of lists; may be repeated",
    )
    parser.add_argument(
        "--sinkholes",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="list of known sinkholes beside the program's own; may be repeated",
    )
    parser.add_argument(
        "--allow",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="allow list of the district; may be repeated",
    )
    _add_form(parser)
    add_state(parser)


def _add_form(parser: CommandParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON")
    add_lang(parser)


def _check(args: argparse.Namespace) -> int:
    from orchestrator.cli.ioc_check import run

    return run(args)


def _scan(args: argparse.Namespace) -> int:
    from orchestrator.cli.ioc_scan import run

    return run(args)


def _update(args: argparse.Namespace) -> int:
    from orchestrator.cli.ioc_update import run

    return run(args)


def _diff(args: argparse.Namespace) -> int:
    from orchestrator.cli.ioc_diff import run

    return run(args)
