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
    options.add_logon(parser)
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
    add("--allow", action="append", type=Path, default=[], metavar="PATH", help="allow list")
    add("-l", "--limit", metavar="PATTERN", help="only these machines of the plays")
    add("-t", "--tags", action="append", default=[], metavar="TAGS")
    add("--skip-tags", action="append", default=[], metavar="TAGS")
    options.add_pace(parser)
    again = parser.add_mutually_exclusive_group()
    again.add_argument("--resume", metavar="ID", help="go on with a sweep that was stopped")
    again.add_argument("--retry", metavar="ID", help="ask its not assessed machines again, too")


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


def run(args: argparse.Namespace) -> int:
    """Sweep, or say what a sweep would do."""
    from orchestrator.cli import sweeping

    return sweeping.run(args)
