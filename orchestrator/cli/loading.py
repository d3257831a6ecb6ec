"""Reads an inventory for the commands that only show it."""

import argparse
import sys
from collections.abc import Iterable

from orchestrator import inventory
from orchestrator.cli import passwords
from orchestrator.errors import Problem
from orchestrator.inventory import Inventory


def load(args: argparse.Namespace) -> Inventory:
    """Return the inventory, having said on standard error what is doubtful or stayed closed."""
    loaded = inventory.load(args.inventory, passwords.vault(args))
    warn(loaded.warnings)
    warn(closed.problem for closed in loaded.closed)
    return loaded


def warn(problems: Iterable[Problem]) -> None:
    """Say what is doubtful."""
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
