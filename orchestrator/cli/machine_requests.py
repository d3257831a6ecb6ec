"""What `sweep` is asked for, and how it and `ping` log on: options, and what a person types."""

import argparse
import os
from collections.abc import Iterable
from pathlib import Path

from orchestrator import inventory, sweep
from orchestrator.cli import credentials, options
from orchestrator.cli.showing.printing import warn
from orchestrator.cli.showing.sweep_log import secrets_of
from orchestrator.errors import Problem, UsageError
from orchestrator.model.plan import Plan
from orchestrator.text.message import say
from orchestrator.vault import Vault

_WINDOWS_AGENT = Path(r"\\.\pipe\openssh-ssh-agent")


def sweep_request(args: argparse.Namespace) -> "sweep.SweepRequest":
    """Return what `sweep` is asked for; what was left out is as a sweep that is gone on with began.

    Raises:
        InputError: The playbook, the inventory, a password or a variable is missing or unusable.
    """
    again = args.resume or args.retry
    begun = sweep.beginning(args.state, again) if again else sweep.Beginning()
    playbook = args.playbook or begun.playbook
    if not playbook:
        raise UsageError.one(say("sweep.no_playbook"), say("sweep.name_playbook"))
    sources = tuple(args.inventory) or begun.inventory
    if not sources:
        raise UsageError.one(say("sweep.no_inventory"), say("sweep.name_inventory"))
    vault = credentials.vault(args)
    extra = inventory.typed_again(begun.extra_vars, args.extra_vars)
    return sweep.SweepRequest(
        playbook=Path(playbook),
        inventory=sources,
        limit=args.limit or begun.limit,
        iocs=tuple(args.iocs) or begun.iocs,
        sinkholes=tuple(args.sinkholes) or begun.sinkholes,
        allow=tuple(args.allow) or begun.allow,
        columns=tuple(args.column),
        tags=options.separated(args.tags) or begun.tags,
        skip_tags=options.separated(args.skip_tags) or begun.skip_tags,
        extra_vars=inventory.extra_vars(extra, vault),
        extra_texts=extra,
        logon=defaults(args, vault),
        laps=laps(args),
        forks=args.forks,
        unit_forks=args.unit_forks,
        rate=args.rate,
        timeout_s=args.timeout,
    )


def ready(args: argparse.Namespace, made: Plan, warnings: Iterable[Problem]) -> None:
    """Keep a plan's secrets out of every log, and say what is odd about where they come from."""
    args.hidden.hide(secrets_of(made.assignments))
    warn(warnings, args)


def defaults(args: argparse.Namespace, held: Vault) -> "sweep.Defaults":
    """Return what holds where the inventory says nothing; asks for what is to be typed.

    What was typed, and what opens vaults, stays out of every log from here on.
    """
    asking = credentials.prompts(args)
    for problem in inventory.exposed_passwords(args.extra_vars):
        asking.warn(problem)
    found = sweep.Defaults(
        user=args.user,
        password=asking.ask(say("prompt.password")) if args.ask_pass else None,
        private_key=args.private_key,
        passphrase=asking.ask(say("prompt.passphrase")) if args.ask_key_pass else None,
        agent=_has_agent(),
        vault=held,
    )
    args.hidden.hide(secret for secret in (found.password, found.passphrase) if secret)
    args.hidden.hide_later(held.passwords)
    return found


def laps(args: argparse.Namespace) -> "sweep.LapsFile | None":
    """Return the export of LAPS that is to be used, if there is one."""
    return sweep.LapsFile(path=args.laps, account=args.laps_user) if args.laps else None


def _has_agent() -> bool:
    """Tell whether an SSH agent may hold keys for us."""
    return "SSH_AUTH_SOCK" in os.environ or (os.name == "nt" and _WINDOWS_AGENT.exists())
