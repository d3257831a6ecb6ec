"""`orchestrator sweep`: one run over some machines, ending in its reports."""

import argparse
from pathlib import Path

from orchestrator.cli import options


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser(
        "sweep", help="ask machines and report", description="Ask machines, read-only, and report."
    )
    parser.set_defaults(run=run)
    parser.add_argument("playbook", nargs="?", type=Path, metavar="PLAYBOOK")
    parser.add_argument("-i", "--inventory", action="append", default=[], metavar="INVENTORY")
    _add_selection(parser)
    _add_logon(parser)
    options.add_vault(parser)
    options.add_verbosity(parser)
    _add_look(parser)
    options.add_state(parser)
    options.add_output(parser)
    parser.add_argument(
        "--no-report", action="store_true", help="keep the evidence, write no report"
    )
    parser.add_argument("--json", action="store_true", help="one event a line on standard output")


def _add_selection(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "--iocs",
        action="append",
        type=Path,
        default=[],
        metavar="PATH",
        help="replaces the play's lists",
    )
    add("--sinkholes", action="append", type=Path, default=[], metavar="PATH")
    add("-l", "--limit", metavar="PATTERN", help="only these machines of the plays")
    add("-t", "--tags", action="append", default=[], metavar="TAGS")
    add("--skip-tags", action="append", default=[], metavar="TAGS")
    add("-e", "--extra-vars", action="append", default=[], metavar="K=V")
    add("-f", "--forks", type=_positive, default=50, help="machines at a time (50)")
    add("--timeout", type=_seconds, default=60.0, metavar="SECONDS", help="for one machine (60)")
    again = parser.add_mutually_exclusive_group()
    again.add_argument("--resume", metavar="ID", help="go on with a sweep that was stopped")
    again.add_argument("--retry", metavar="ID", help="ask its not assessed machines again, too")


def _add_logon(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-u", "--user", metavar="USER", help="log on as, where the inventory is silent"
    )
    parser.add_argument("-k", "--ask-pass", action="store_true", help="ask for the password")
    parser.add_argument(
        "--private-key", metavar="FILE", help="SSH key, where the inventory is silent"
    )
    parser.add_argument(
        "--ask-key-pass", action="store_true", help="ask for the passphrase of SSH keys"
    )
    parser.add_argument(
        "--laps",
        type=Path,
        metavar="FILE",
        help="each machine's own administrator password: an export of LAPS as CSV, maybe vaulted",
    )
    parser.add_argument(
        "--laps-user",
        default="Administrator",
        metavar="USER",
        help="whose passwords they are, where no column says so (Administrator)",
    )


def _add_look(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--check", action="store_true", help="say what would be asked, contact nothing"
    )
    parser.add_argument(
        "--scripts", type=Path, metavar="DIR", help="with --check: write the scripts there"
    )
    parser.add_argument(
        "--list-hosts", action="store_true", help="print the machines, contact nothing"
    )
    parser.add_argument(
        "--list-tasks", action="store_true", help="print the tasks, contact nothing"
    )


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        msg = "at least 1"
        raise argparse.ArgumentTypeError(msg)
    return number


def _seconds(text: str) -> float:
    number = float(text)
    if not 0 < number < float("inf"):
        msg = "a number of seconds above 0"
        raise argparse.ArgumentTypeError(msg)
    return number


def run(args: argparse.Namespace) -> int:
    """Sweep, or say what a sweep would do."""
    from orchestrator.cli import sweeping

    return sweeping.run(args)
