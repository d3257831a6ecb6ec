"""Reads an inventory for the commands that only show it."""

import argparse

from orchestrator import inventory
from orchestrator.cli import credentials
from orchestrator.cli.inventory_common import warn
from orchestrator.inventory import Inventory


def load(args: argparse.Namespace) -> Inventory:
    """Return the inventory, having said on standard error what is doubtful or stayed closed."""
    loaded = inventory.load(args.inventory, credentials.vault(args))
    warn((*loaded.warnings, *(closed.problem for closed in loaded.closed)), args)
    return loaded
