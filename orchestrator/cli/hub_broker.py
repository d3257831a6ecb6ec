"""`orchestrator hub init`, `broker-config` and `start`: results that come over the network."""

import argparse
from pathlib import Path

from orchestrator.cli import options
from orchestrator.cli.actors import add_common
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.printing import print_json, print_lines, print_result
from orchestrator.errors import ExitCode
from orchestrator.text.catalogue import Catalogue, catalogue


def register(commands: Commands, words: Catalogue) -> None:
    """Add the commands."""
    for name, add_options in (
        ("init", _add_init_options),
        ("broker-config", _add_config_options),
        ("start", _add_start_options),
    ):
        key = name.replace("-", "_")
        commands.add_parser(
            name,
            help=words(f"broker_command.{key}"),
            description=words(f"broker_command.{key}_about"),
            epilog=words(f"broker_command.{key}_codes"),
            options=add_options,
        )


def _add_init_options(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    place = words("metavar.broker_place")
    add("--listen", required=True, metavar=place, help=words("broker_option.listen"))
    add("--reach", metavar=place, help=words("broker_option.reach"))
    add_common(parser)
    parser.set_defaults(run=run_init)


def _add_config_options(parser: CommandParser) -> None:
    words = parser.words
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar=words("metavar.file"),
        help=words("broker_option.output"),
    )
    add_common(parser)
    parser.set_defaults(run=run_config)


def _add_start_options(parser: CommandParser) -> None:
    words = parser.words
    parser.add_argument(
        "--outside-broker", action="store_true", help=words("broker_option.outside")
    )
    options.add_vault(parser)
    add_common(parser)
    parser.set_defaults(run=run_start)


def run_init(args: argparse.Namespace) -> int:
    """Make the hub's key and the broker's certificates.

    Raises:
        InputError: An address is none, or the state folder cannot be written.
    """
    from orchestrator.sweep import broker_settings

    place = broker_settings.init_hub(args.state, args.listen, args.reach)
    if args.json:
        print_json(broker_settings.place_as_json(place), indent=1)
        return ExitCode.DONE
    words = catalogue(args.lang)
    listen, reach = broker_settings.shown(place)
    print_lines((words("hub_says.ready", listen=listen, reach=reach), words("hub_says.next")))
    return ExitCode.DONE


def run_config(args: argparse.Namespace) -> int:
    """Write nats-server's configuration for the sites that may speak now.

    Raises:
        InputError: There is no broker here, or the file cannot be written.
    """
    from orchestrator.sweep import broker_settings

    path = broker_settings.write_current(args.state, args.output)
    print_result(args, {"file": str(path)}, (catalogue(args.lang)("hub_says.written", file=path),))
    return ExitCode.DONE


def run_start(args: argparse.Namespace) -> int:
    """Take what sites send, until a signal ends it.

    Raises:
        InputError: There is no hub, broker or key here, or nats-server cannot be started.
    """
    from orchestrator import sweep
    from orchestrator.cli.credentials import identities_to_open
    from orchestrator.cli.showing.road_log import RoadLog
    from orchestrator.sweep import hub_running

    request = hub_running.HubRequest(
        state=args.state,
        identities=identities_to_open(args),
        own_broker=not args.outside_broker,
    )
    with RoadLog(args) as log:
        hub_running.start_hub(request, sweep.now, log.tell, log.is_stopped)
    return log.code(ExitCode.INTERRUPTED)
