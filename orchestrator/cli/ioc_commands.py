"""The options of `ioc check`; what they run is imported when it runs, so that --help is fast."""

import argparse
from pathlib import Path

from orchestrator.cli.options import add_state

CODES = "Exit codes: 0 nothing is listed, 3 something is listed, 2 bad input."


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands to the group's."""
    check = commands.add_parser(
        "check", help="is a value listed: by which indicator, rule, list and line", epilog=CODES
    )
    check.add_argument(
        "values", nargs="+", metavar="VALUE", help="address, range, name or URL, defanged or not"
    )
    _add_lists(check)
    check.set_defaults(run=_check)


def _add_lists(parser: argparse.ArgumentParser) -> None:
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
    _add_form(parser)
    add_state(parser)


def _add_form(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--lang", choices=("vi", "en"), default="vi", help="language of the text")


def _check(args: argparse.Namespace) -> int:
    from orchestrator.cli.ioc_check import run

    return run(args)
