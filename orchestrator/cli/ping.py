"""`orchestrator ping`: which machines can be asked, and what keeps the others from it."""

import argparse
import sys

from orchestrator.cli import options
from orchestrator.cli.actors import add_forgetting, forget, signer
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.printing import logon_words, print_json
from orchestrator.text.catalogue import Catalogue, catalogue


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command."""
    commands.add_parser(
        "ping",
        help=words("command.ping"),
        description=words("command.ping_about"),
        options=_add_options,
    )


def _add_options(parser: CommandParser) -> None:
    words = parser.words
    parser.set_defaults(run=run)
    parser.add_argument(
        "pattern",
        nargs="?",
        default="all",
        metavar=words("metavar.pattern"),
        help=words("option.pattern"),
    )
    options.add_inventory(parser)
    options.add_limit(parser, "option.limit")
    options.add_extra_vars(parser)
    options.add_pace(parser)
    options.add_logon(parser)
    add_forgetting(parser)
    parser.add_argument("--no-logon", action="store_true", help=words("option.no_logon"))
    options.add_verbosity(parser)
    options.add_state(parser)
    options.add_lang(parser)
    options.add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Greet the machines, and print what was found.

    Raises:
        InputError: Something that a person wrote cannot be used; nothing is sent.
    """
    from orchestrator import doctor
    from orchestrator.cli import credentials, machine_requests
    from orchestrator.cli.showing.checkup_screen import checkup_screen
    from orchestrator.cli.showing.progress import Progress
    from orchestrator.cli.showing.run_log import RunLog
    from orchestrator.cli.showing.sweep_log import Logged
    from orchestrator.sweep.ping import PingRequest, ping, plan_ping

    words = catalogue(args.lang)
    vault = credentials.vault(args)
    request = PingRequest(
        inventory=tuple(args.inventory),
        pattern=args.pattern,
        limit=args.limit,
        extra_vars=credentials.extra_vars(args, vault),
        laps=machine_requests.laps(args),
        defaults=machine_requests.defaults(args, vault),
        logon=not args.no_logon,
        forks=args.forks,
        unit_forks=args.unit_forks,
        rate=args.rate,
        timeout_s=args.timeout,
    )
    planned = plan_ping(request)
    machine_requests.ready(args, planned.plan, planned.warnings)
    forget(args)
    progress = Progress(sys.stderr, planned.plan.assignments, words)
    with RunLog(args.state, args.hidden, words), progress as shown:
        found = ping(planned, args.state, Logged(shown, words))
    errand = doctor.Errand(
        inventory=tuple(args.inventory),
        state=args.state,
        pattern=args.pattern,
        typed=(*_selection(args), *logon_words(args)),
        actor=signer(args.by) or words("metavar.person"),
    )
    if args.json:
        print_json(doctor.checkups_as_json(found, errand, words))
    else:
        print(checkup_screen(found, errand, planned.district.authority.level, words))
    return shown.stopping.code(doctor.askable(found))


def _selection(args: argparse.Namespace) -> tuple[str, ...]:
    """Return the typed words that say which machines and which state folder are meant."""
    limit = ("-l", args.limit) if args.limit else ()
    return (*limit, *(() if args.state == options.STATE else ("--state", str(args.state))))
