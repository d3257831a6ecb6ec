"""What the command line says of logging on: the same for every command that dials."""

import argparse
from collections.abc import Iterable

from orchestrator import plan, sweep
from orchestrator.cli import extra, passwords
from orchestrator.cli.inventory_common import warn
from orchestrator.cli.logs import secrets_of
from orchestrator.errors import Problem
from orchestrator.model.plan import Plan
from orchestrator.vault import Vault


def defaults(args: argparse.Namespace, vault: Vault) -> plan.Defaults:
    """Return what holds where the inventory says nothing; asks for what is to be typed.

    What was typed, and what opens vaults, stays out of every log from here on.
    """
    for problem in extra.exposed(args.extra_vars):
        passwords.warn(problem)
    found = plan.Defaults(
        user=args.user,
        password=passwords.ask("Password: ") if args.ask_pass else None,
        private_key=args.private_key,
        passphrase=passwords.ask("Key passphrase: ") if args.ask_key_pass else None,
        agent=passwords.has_agent(),
        vault=vault,
    )
    args.hidden.hide(secret for secret in (found.password, found.passphrase) if secret)
    args.hidden.hide_later(vault.passwords)
    return found


def laps(args: argparse.Namespace) -> sweep.LapsFile | None:
    """Return the export of LAPS that is to be used, if there is one."""
    return sweep.LapsFile(path=args.laps, account=args.laps_user) if args.laps else None


def ready(args: argparse.Namespace, made: Plan, warnings: Iterable[Problem]) -> None:
    """Keep a plan's secrets out of every log, and say what is odd about where they come from."""
    args.hidden.hide(secrets_of(made.assignments))
    warn(warnings, args)
