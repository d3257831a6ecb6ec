"""`orchestrator sweep`: one run over some machines, ending in its reports."""

import argparse
from pathlib import Path

from orchestrator.cli import options
from orchestrator.cli.actors import add_forgetting, forget
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.clock_warning import warn_of_clock
from orchestrator.errors import ExitCode, UsageError
from orchestrator.text.catalogue import Catalogue
from orchestrator.text.message import say


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command."""
    commands.add_parser(
        "sweep",
        help=words("command.sweep"),
        description=words("command.sweep_about"),
        options=_add_options,
    )


def _add_options(parser: CommandParser) -> None:
    words = parser.words
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
    parser.add_argument("--via-sites", action="store_true", help=words("option.via_sites"))
    options.add_pace(parser)
    options.add_logon(parser)
    add_forgetting(parser)
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
    options.add_columns(parser)


def _add_selection(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    options.add_limit(parser, "option.limit_plays")
    tags = words("metavar.tags")
    add("-t", "--tags", action="append", default=[], metavar=tags, help=words("option.tags"))
    add("--skip-tags", action="append", default=[], metavar=tags, help=words("option.skip_tags"))
    again, sweep_id = parser.add_mutually_exclusive_group(), words("metavar.sweep")
    again.add_argument("--resume", metavar=sweep_id, help=words("option.resume"))
    again.add_argument("--retry", metavar=sweep_id, help=words("option.retry"))
    reasons = words("metavar.reasons")
    add("--only", action="append", default=[], metavar=reasons, help=words("option.only"))


def _add_look(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    add("--check", action="store_true", help=words("option.check"))
    add("--scripts", type=Path, metavar=words("metavar.folder"), help=words("option.scripts"))
    add("--list-hosts", action="store_true", help=words("option.list_hosts"))
    add("--list-tasks", action="store_true", help=words("option.list_tasks"))


def _refuse_mixed(args: argparse.Namespace) -> None:
    """Refuse options that mean nothing together, or alone; UsageError."""
    if args.only and not args.retry:
        raise UsageError.one(say("sweep.only_alone"), say("sweep.add_retry"))
    if args.scripts and not args.check:
        raise UsageError.one(say("sweep.scripts_alone"), say("sweep.add_check"))
    if args.via_sites and args.resume:
        raise UsageError.one(say("shard.no_new"), say("shard.mend.go_on"))


def run(args: argparse.Namespace) -> int:
    """Sweep, or say what a sweep would do.

    Raises:
        InputError: Something that a person wrote cannot be used; nothing is sent or written.
    """
    from orchestrator import sweep
    from orchestrator.cli.machine_requests import ready, sweep_request, warn_of_no_credential
    from orchestrator.cli.showing.printing import warn_of_lists
    from orchestrator.cli.showing.progress import run_shown
    from orchestrator.sweep import standpoint

    _refuse_mixed(args)
    sweep.wanted(args.only)
    request = sweep_request(args)
    if args.list_tasks:
        print(*sweep.list_tasks(request), sep="\n")
        return ExitCode.DONE
    planned = sweep.plan_sweep(request)
    ready(args, planned.plan, planned.warnings)
    if args.via_sites:
        standpoint.refuse_unknown_sites(planned.district, args.state)
    warn_of_lists(planned.iocs.warnings, args.lang)
    warn_of_clock(args.state, args.lang)
    if args.list_hosts:
        print(*planned.machines, sep="\n")
        return ExitCode.DONE
    if args.check:
        units = {machine.name: machine.unit for machine in planned.district.machines}
        words = Catalogue(args.lang)
        print(sweep.describe(planned.plan, units, words, every=bool(args.verbose)))
        if args.scripts:
            print(*sweep.write_scripts(planned.plan, args.scripts), sep="\n")
        return ExitCode.DONE
    forget(args)
    warn_of_no_credential(planned.plan, args.lang)
    return run_shown(args, planned)
