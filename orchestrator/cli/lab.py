"""`orchestrator lab`: plays the pretend district until it is interrupted."""

import argparse
import contextlib
import sys
import time
from pathlib import Path

from orchestrator.files.json_text import json_text

# A wait without an end cannot be interrupted on Windows.
_NAP_S = 0.5


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "lab",
        help="play the pretend district on this machine until interrupted",
        description="Start over 50 pretend machines on 127.0.0.1, over real SSH and real WinRM, "
        "print where their inventory, playbook and lists are, and play until Ctrl-C.",
    )
    parser.add_argument(
        "--state",
        type=Path,
        default=Path(".orchestrator"),
        metavar="DIR",
        help="state folder; the district is laid out in its folder lab (default: %(default)s)",
    )
    parser.add_argument("--json", action="store_true", help="print the paths as one JSON object")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Play until interrupted; that is its proper end, and no error."""
    from orchestrator import lab

    with lab.start(arguments.state) as district, contextlib.suppress(KeyboardInterrupt):
        paths = {
            "inventory": str(district.inventory),
            "playbook": str(district.playbook),
            "iocs": str(district.iocs),
            "sinkholes": str(district.sinkholes),
        }
        text = json_text(1, paths, indent=None) if arguments.json else _lines(paths)
        sys.stdout.write(text)
        sys.stdout.flush()
        while True:
            time.sleep(_NAP_S)
    return 0


def _lines(paths: dict[str, str]) -> str:
    return "".join(f"{name}: {path}\n" for name, path in paths.items())
