"""`orchestrator sweep`: one run over some machines, ending in its reports."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator.cli import options
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.errors import ExitCode, UsageError
from orchestrator.text.catalogue import Catalogue, catalogue
from orchestrator.text.message import say

if TYPE_CHECKING:  # rooms are imported when they run, so that --help stays fast
    from orchestrator import sweep
    from orchestrator.model.result import SweepResult


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "sweep", help=words("command.sweep"), description=words("command.sweep_about")
    )
    parser.set_defaults(run=run)
    parser.add_argument(
        "playbook",
        nargs="?",
        type=Path,
        metavar=words("metavar.playbook"),
        help=words("option.playbook"),
    )
    options.add_inventory(parser, needed=False)
    _add_lists(parser)
    _add_selection(parser)
    options.add_extra_vars(parser)
    options.add_pace(parser)
    options.add_logon(parser)
    options.add_verbosity(parser)
    _add_look(parser)
    options.add_state(parser)
    options.add_output(parser)
    options.add_lang(parser)
    parser.add_argument("--no-report", action="store_true", help=words("option.no_report"))
    options.add_json(parser, "option.events")


def _add_lists(parser: CommandParser) -> None:
    words = parser.words
    for name in ("iocs", "sinkholes", "allow"):
        parser.add_argument(
            f"--{name}",
            action="append",
            type=Path,
            default=[],
            metavar=words("metavar.path"),
            help=words(f"option.{name}"),
        )


def _add_selection(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    options.add_limit(parser, "option.limit_plays")
    tags = words("metavar.tags")
    add("-t", "--tags", action="append", default=[], metavar=tags, help=words("option.tags"))
    add("--skip-tags", action="append", default=[], metavar=tags, help=words("option.skip_tags"))
    again, sweep_id = parser.add_mutually_exclusive_group(), words("metavar.sweep")
    again.add_argument("--resume", metavar=sweep_id, help=words("option.resume"))
    again.add_argument("--retry", metavar=sweep_id, help=words("option.retry"))


def _add_look(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    add("--check", action="store_true", help=words("option.check"))
    add("--scripts", type=Path, metavar=words("metavar.folder"), help=words("option.scripts"))
    add("--list-hosts", action="store_true", help=words("option.list_hosts"))
    add("--list-tasks", action="store_true", help=words("option.list_tasks"))


def run(args: argparse.Namespace) -> int:
    """Sweep, or say what a sweep would do.

    Raises:
        InputError: Something that a person wrote cannot be used; nothing is sent or written.
    """
    from orchestrator import sweep
    from orchestrator.cli import credentials
    from orchestrator.cli.showing.printing import warn_of_lists

    if args.scripts and not args.check:
        raise UsageError.one(say("sweep.scripts_alone"), say("sweep.add_check"))
    request = _request(args)
    if args.list_tasks:
        print(*sweep.list_tasks(request), sep="\n")
        return ExitCode.DONE
    planned = sweep.plan_sweep(request)
    credentials.ready(args, planned.plan, planned.warnings)
    warn_of_lists(planned.iocs.warnings, args.lang)
    if args.list_hosts:
        print(*planned.machines, sep="\n")
        return ExitCode.DONE
    if args.check:
        print(sweep.describe(planned.plan))
        if args.scripts:
            print(*sweep.write_scripts(planned.plan, args.scripts), sep="\n")
        return ExitCode.DONE
    result = _ask(args, planned)
    return sweep.exit_code(result) if result.finished else ExitCode.INTERRUPTED


def _ask(args: argparse.Namespace, planned: "sweep.PlannedSweep") -> "SweepResult":
    """Ask the machines, write the reports and say how it ended."""
    from orchestrator import sweep
    from orchestrator.cli.showing.progress import JsonEvents, Progress
    from orchestrator.cli.showing.sweep_end import sweep_end

    words = catalogue(args.lang)
    if args.json:
        events = JsonEvents(sys.stdout, words)
        result = _reported(args, planned, events)
        events.print(sweep.end_event(result))
        return result
    with Progress(sys.stderr, planned.plan.assignments, words) as shown:
        result = _reported(args, planned, shown)
    print(sweep_end(result, args.state, None if args.no_report else args.output, words))
    return result


def _reported(
    args: argparse.Namespace, planned: "sweep.PlannedSweep", shown: "sweep.Observer"
) -> "SweepResult":
    from orchestrator import sweep
    from orchestrator.cli.showing.logs import Logged

    observer = Logged(shown, catalogue(args.lang))
    if again := args.resume or args.retry:
        retry = bool(args.retry)
        result = sweep.resume(planned, args.state, again, observer, retry=retry)
    else:
        result = sweep.run(planned, args.state, observer)
    if not args.no_report:
        sweep.write_reports(result, args.output, args.lang)
    return result


def _request(args: argparse.Namespace) -> "sweep.SweepRequest":
    from orchestrator import sweep
    from orchestrator.cli import credentials

    again = args.resume or args.retry
    begun = sweep.beginning(args.state, again) if again else sweep.Beginning()
    playbook = args.playbook or begun.playbook
    if not playbook:
        raise UsageError.one(say("sweep.no_playbook"), say("sweep.name_playbook"))
    inventory = tuple(args.inventory) or begun.inventory
    if not inventory:
        raise UsageError.one(say("sweep.no_inventory"), say("sweep.name_inventory"))
    vault = credentials.vault(args)
    return sweep.SweepRequest(
        playbook=Path(playbook),
        inventory=inventory,
        limit=args.limit or begun.limit,
        iocs=tuple(args.iocs),
        sinkholes=tuple(args.sinkholes),
        allow=tuple(args.allow),
        tags=options.separated(args.tags),
        skip_tags=options.separated(args.skip_tags),
        extra_vars=credentials.extra_vars(args, vault),
        logon=credentials.defaults(args, vault),
        laps=credentials.laps(args),
        forks=args.forks,
        timeout_s=args.timeout,
    )
