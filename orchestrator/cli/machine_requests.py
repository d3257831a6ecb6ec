"""What `sweep` is asked for, and how it and `ping` log on: options, and what a person types."""

import argparse
import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from orchestrator import inventory, sweep
from orchestrator.cli import credentials, options
from orchestrator.cli.showing.printing import warn
from orchestrator.cli.showing.sweep_log import secrets_of
from orchestrator.errors import Problem, UsageError
from orchestrator.model.outcome import Why
from orchestrator.model.plan import Plan
from orchestrator.sweep.standpoint import standpoint_of
from orchestrator.text.catalogue import catalogue
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
    extra = inventory.typed_again(begun.extra_vars, args.extra_vars)
    return replace(
        _asking(args, Path(playbook), sources, extra),
        limit=args.limit or begun.limit,
        iocs=tuple(args.iocs) or begun.iocs,
        sinkholes=tuple(args.sinkholes) or begun.sinkholes,
        allow=tuple(args.allow) or begun.allow,
        columns=tuple(args.column),
        tags=options.separated(args.tags) or begun.tags,
        skip_tags=options.separated(args.skip_tags) or begun.skip_tags,
    )


def task_request(args: argparse.Namespace) -> "sweep.SweepRequest | None":
    """Return how a site asks machines for its hub; None where it has no inventory to ask by.

    Raises:
        InputError: A password or a variable is missing or unusable.
    """
    if not args.inventory:
        return None
    extra = inventory.typed_again((), args.extra_vars)
    return _asking(args, Path(), tuple(args.inventory), extra)


def _asking(
    args: argparse.Namespace, playbook: Path, sources: tuple[str, ...], extra: tuple[str, ...]
) -> "sweep.SweepRequest":
    """Return how machines are asked, as whom and how many at a time: alike for all who ask."""
    vault = credentials.vault(args)
    return sweep.SweepRequest(
        playbook=playbook,
        inventory=sources,
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


def warn_of_no_credential(made: Plan, lang: str) -> None:
    """Say on standard error how many machines are not asked for want of an account or a password.

    Whoever forgot `-k` would learn it from the reports alone.
    """
    n = sum(row.why == Why.NO_CREDENTIAL for row in made.skipped)
    if n:
        words = catalogue(lang)
        left_out = words("sweep.no_credential", n=n)
        sys.stderr.write(f"{left_out}\n  {words('plan.mend.no_credential')}\n")


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
        standpoint=standpoint_of(args.state, via_sites=getattr(args, "via_sites", False)),
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
