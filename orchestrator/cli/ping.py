"""`orchestrator ping`: which machines can be asked, and what keeps the others from it."""

import argparse

from orchestrator.cli import options
from orchestrator.cli.speech import add_lang

_DESCRIPTION = (
    "Log on to each machine and ask it nothing but who it is. Where that fails, look at the ports"
    " where it may be managed, name the causes that fit, likeliest first, who can mend them and"
    " the one line to paste. Exit code 0: all can be asked; 4: some cannot; 2: bad input."
)


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser(
        "ping", help="find out why machines cannot be asked", description=_DESCRIPTION
    )
    parser.set_defaults(run=run)
    parser.add_argument("pattern", nargs="?", default="all", metavar="PATTERN")
    parser.add_argument(
        "-i", "--inventory", action="append", required=True, metavar="INVENTORY", help="who is who"
    )
    parser.add_argument("-l", "--limit", metavar="PATTERN", help="only those that match this too")
    options.add_pace(parser)
    options.add_logon(parser)
    parser.add_argument(
        "--no-logon", action="store_true", help="look at ports, certificates and host keys only"
    )
    options.add_verbosity(parser)
    options.add_state(parser)
    add_lang(parser, "language of the answers and messages")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Greet the machines."""
    from orchestrator.cli import pinging

    return pinging.run(args)
