"""`orchestrator lab`: plays the pretend district until it is interrupted."""

import argparse
import contextlib
import sys
import time

from orchestrator.cli import options
from orchestrator.cli.parser import Commands
from orchestrator.cli.showing.printing import print_json, print_lines
from orchestrator.errors import ExitCode
from orchestrator.text.catalogue import Catalogue, catalogue

# A wait without an end cannot be interrupted on Windows.
_NAP_S = 0.5


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "lab", help=words("command.lab"), description=words("command.lab_about")
    )
    options.add_state(parser)
    options.add_lang(parser)
    options.add_json(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Play until interrupted; that is its proper end, and no error.

    Raises:
        InputError: This computer cannot play it, or the state folder cannot be written.
    """
    from orchestrator import lab

    words = catalogue(args.lang)
    with lab.start(args.state) as district, contextlib.suppress(KeyboardInterrupt):
        lines = (
            words("run.lab_inventory", path=district.inventory),
            words("run.lab_playbook", path=district.playbook),
            words("run.lab_iocs", path=district.iocs),
            words("run.lab_sinkholes", path=district.sinkholes),
        )
        if args.json:
            print_json(district.as_json(), indent=None)
        else:
            print_lines(lines)
        sys.stdout.flush()
        while True:
            time.sleep(_NAP_S)
    return ExitCode.DONE
