"""What `orchestrator sweep` does; apart from its options, so that --help imports no room."""

import argparse
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from orchestrator import checks, evidence, plan, sweep
from orchestrator.cli import extra, logon, options, passwords
from orchestrator.cli.exitcode import exit_code
from orchestrator.cli.list_warnings import tell
from orchestrator.cli.logs import Logged
from orchestrator.cli.progress import JsonEvents, Progress
from orchestrator.cli.summary import end_event, say
from orchestrator.errors import UsageError
from orchestrator.model.plan import Plan
from orchestrator.model.result import SweepResult
from orchestrator.text.catalogue import Catalogue

INTERRUPTED = 130


def run(args: argparse.Namespace) -> int:
    """Sweep, or say what a sweep would do."""
    if args.scripts and not args.check:
        raise UsageError.one("--scripts goes with --check", "add --check")
    request = _request(args)
    if args.list_tasks:
        playbook = plan.read_playbook(request.playbook, checks.ALL)
        print(*plan.list_tasks(playbook, tags=request.tags, skip_tags=request.skip_tags), sep="\n")
        return 0
    prepared = sweep.plan_sweep(request)
    logon.ready(args, prepared.plan, prepared.warnings)
    tell(prepared.iocs.warnings, args.lang)
    if args.list_hosts:
        found = (m.name for m in prepared.district.machines if m.name in prepared.selected)
        print(*found, sep="\n")
        return 0
    if args.check:
        return _check(prepared.plan, args.scripts, Catalogue(args.lang))
    return _sweep(args, prepared)


def _check(compiled: Plan, scripts: Path | None, words: Catalogue) -> int:
    print(plan.describe(compiled, words))
    if scripts:
        for path in plan.write_scripts(compiled, scripts):
            print(path)
    return 0


def _sweep(args: argparse.Namespace, prepared: sweep.PlannedSweep) -> int:
    units = Counter(assignment.unit for assignment in prepared.plan.assignments)
    shown = JsonEvents(sys.stdout) if args.json else Progress(sys.stderr, units, args.lang)
    observer = Logged(shown)
    try:
        again = args.resume or args.retry
        result = (
            sweep.resume(prepared, args.state, again, observer, retry=bool(args.retry))
            if again
            else sweep.run(prepared, args.state, observer)
        )
    finally:
        shown.close()
    _say(args, result, shown)
    return exit_code(result) if result.finished else INTERRUPTED


def _say(args: argparse.Namespace, result: SweepResult, shown: JsonEvents | Progress) -> None:
    if not args.no_report:
        from orchestrator import report

        report.write_reports(result, args.output, args.lang)
    if isinstance(shown, JsonEvents):
        shown.print(**end_event(result))
    else:
        print(say(result, args.state, None if args.no_report else args.output, args.lang))


def _request(args: argparse.Namespace) -> sweep.SweepRequest:
    playbook, inventory, limit = _which(args)
    vault = passwords.vault(args)
    return sweep.SweepRequest(
        playbook=playbook,
        inventory=inventory,
        limit=limit,
        iocs=tuple(args.iocs),
        sinkholes=tuple(args.sinkholes),
        allow=tuple(args.allow),
        tags=options.words(args.tags),
        skip_tags=options.words(args.skip_tags),
        extra_vars=extra.extra_vars(args.extra_vars, vault),
        logon=logon.defaults(args, vault),
        laps=logon.laps(args),
        forks=args.forks,
        timeout_s=args.timeout,
    )


def _which(args: argparse.Namespace) -> tuple[Path, tuple[str, ...], str | None]:
    """Return playbook, inventory and limit: as typed, or as the sweep to go on with began."""
    again = args.resume or args.retry
    begun = _begun(args.state, again) if again else {}
    playbook = args.playbook or begun.get("playbook")
    sources = tuple(args.inventory) or tuple(begun.get("inventory", ()))
    if not playbook:
        raise UsageError.one("no playbook is named", "orchestrator sweep PLAYBOOK -i INVENTORY")
    if not sources:
        raise UsageError.one("no inventory is named", "add -i INVENTORY")
    return Path(playbook), sources, args.limit or begun.get("limit")


def _begun(state: Path, name: str) -> dict[str, Any]:
    with closing(evidence.open_store(state, create=False)) as store:
        return dict(store.sweep(name).selection)
