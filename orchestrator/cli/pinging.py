"""What `orchestrator ping` does; apart from its options, so that --help imports no room."""

import argparse
import sys
from collections import Counter

from orchestrator import sweep
from orchestrator.cli import extra, logon, passwords, ping_json, ping_view
from orchestrator.cli.logs import Logged
from orchestrator.cli.ping_remedies import Errand
from orchestrator.cli.progress import Progress
from orchestrator.files.json_text import json_text
from orchestrator.model.diagnosis import Checkup, Reached

ALL_WELL, SOME_NOT, INTERRUPTED = 0, 4, 130
_ASKABLE = frozenset((Reached.LOGGED_ON, Reached.DOOR_OPEN))
_WELL = _ASKABLE | {Reached.EXCLUDED}


def run(args: argparse.Namespace) -> int:
    """Greet the machines, and print what was found."""
    ready = sweep.plan_ping(_visit(args))
    logon.ready(args, ready.plan, ready.warnings)
    shown = Progress(sys.stderr, Counter(row.unit for row in ready.plan.assignments), args.lang)
    try:
        found = sweep.ping(ready, args.state, Logged(shown))
    finally:
        shown.close()
    errand = Errand(inventory=tuple(args.inventory), state=args.state)
    if args.json:
        said = ping_json.as_json(found, errand, args.lang)
        print(json_text(ping_json.SCHEMA, said), end="")
    else:
        print(ping_view.say(found, errand, ready.district.authority.level, args.lang))
    return exit_code(found)


def exit_code(found: tuple[Checkup, ...]) -> int:
    """Return 0 if every machine can be asked, 4 if not or if there is none, 130 if stopped."""
    states = {checkup.diagnosis.state for checkup in found}
    if Reached.UNKNOWN in states:
        return INTERRUPTED
    return ALL_WELL if states & _ASKABLE and states <= _WELL else SOME_NOT


def _visit(args: argparse.Namespace) -> sweep.PingRequest:
    vault = passwords.vault(args)
    return sweep.PingRequest(
        inventory=tuple(args.inventory),
        pattern=args.pattern,
        limit=args.limit,
        extra_vars=extra.extra_vars(args.extra_vars, vault),
        laps=logon.laps(args),
        defaults=logon.defaults(args, vault),
        logon=not args.no_logon,
        forks=args.forks,
        timeout_s=args.timeout,
    )
