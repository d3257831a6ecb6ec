"""`orchestrator hub`: which sites may speak for which units, accepted by a person."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator.cli import hub_broker
from orchestrator.cli.actors import add_common, add_signing, signer
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.printing import print_result
from orchestrator.errors import ExitCode
from orchestrator.text.catalogue import Catalogue, catalogue

if TYPE_CHECKING:
    from orchestrator.sweep.site_enrolment import Sites, SiteSignature


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command group."""
    commands.add_parser(
        "hub",
        help=words("command.hub"),
        description=words("command.hub_about"),
        options=_add_commands,
    )


def _add_commands(group: CommandParser) -> None:
    words, below = group.words, group.commands()
    hub_broker.register(below, words)
    below.add_parser(
        "site",
        help=words("hub_command.site"),
        description=words("hub_command.site_about"),
        options=_add_site_commands,
    )
    below.add_parser(
        "accept",
        help=words("hub_command.accept"),
        description=words("hub_command.accept_about"),
        epilog=words("hub_command.codes"),
        options=_add_accept_options,
    )
    below.add_parser(
        "sites",
        help=words("hub_command.sites"),
        description=words("hub_command.sites_about"),
        epilog=words("hub_command.codes"),
        options=_add_sites_options,
    )
    below.add_parser(
        "export",
        help=words("hub_command.export"),
        description=words("hub_command.export_about"),
        epilog=words("hub_command.codes"),
        options=_add_export_options,
    )
    below.add_parser(
        "revoke",
        help=words("hub_command.revoke"),
        description=words("hub_command.revoke_about"),
        epilog=words("hub_command.codes"),
        options=_add_revoke_options,
    )


def _add_site_commands(group: CommandParser) -> None:
    words = group.words
    group.commands().add_parser(
        "add",
        help=words("hub_command.add"),
        description=words("hub_command.add_about"),
        epilog=words("hub_command.codes"),
        options=_add_add_options,
    )


def _add_add_options(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    _add_name(parser)
    add("--units", required=True, action="append", metavar=words("metavar.units"),
        help=words("hub_option.units"))  # fmt: skip
    add("-o", "--output", type=Path, required=True, metavar=words("metavar.file"),
        help=words("hub_option.enrolment"))  # fmt: skip
    add_common(parser)
    parser.set_defaults(run=run_add)


def _add_accept_options(parser: CommandParser) -> None:
    _add_name(parser)
    words = parser.words
    parser.add_argument(
        "words",
        nargs="+",
        metavar=words("metavar.eight_words"),
        help=words("hub_option.words"),
    )
    add_signing(parser)
    add_common(parser)
    parser.set_defaults(run=run_accept)


def _add_sites_options(parser: CommandParser) -> None:
    add_common(parser)
    parser.set_defaults(run=run_sites)


def _add_export_options(parser: CommandParser) -> None:
    add, words = parser.add_argument, parser.words
    add("--site", required=True, metavar=words("metavar.site"), help=words("hub_option.name"))
    add("-o", "--output", type=Path, required=True, metavar=words("metavar.folder"),
        help=words("hub_option.tasks"))  # fmt: skip
    add_common(parser)
    parser.set_defaults(run=run_export)


def _add_revoke_options(parser: CommandParser) -> None:
    _add_name(parser)
    add_signing(parser)
    add_common(parser)
    parser.set_defaults(run=run_revoke)


def _add_name(parser: CommandParser) -> None:
    words = parser.words
    parser.add_argument("name", metavar=words("metavar.site"), help=words("hub_option.name"))


def run_add(args: argparse.Namespace) -> int:
    """Add a site and write its enrolment file.

    Raises:
        InputError: Something of it cannot be; no file is written.
    """
    from orchestrator import sweep
    from orchestrator.cli.showing.bundle_screen import added_lines
    from orchestrator.sweep import site_enrolment

    request = site_enrolment.SiteRequest(
        state=args.state, name=args.name, units=tuple(args.units), output=args.output
    )
    enrolment = site_enrolment.add_site(request, sweep.now())
    print_result(
        args,
        site_enrolment.enrolment_as_json(enrolment),
        added_lines(enrolment, args.output, catalogue(args.lang)),
    )
    return ExitCode.DONE


def run_accept(args: argparse.Namespace) -> int:
    """Accept the key of a site.

    Raises:
        InputError: There is no such site, or these are no eight words; nothing is kept.
    """
    from orchestrator import sweep
    from orchestrator.sweep import site_enrolment

    row = site_enrolment.accept_site(
        args.state, args.name, " ".join(args.words), _signed(args), sweep.now()
    )
    return _told((row,), args)


def run_revoke(args: argparse.Namespace) -> int:
    """Listen no more to a site.

    Raises:
        InputError: There is no such site, or nobody says why; nothing is kept.
    """
    from orchestrator import sweep
    from orchestrator.sweep import site_enrolment

    row = site_enrolment.revoke_site(args.state, args.name, _signed(args), sweep.now())
    return _told((row,), args)


def run_export(args: argparse.Namespace) -> int:
    """Write the tasks of a site into a file.

    Raises:
        InputError: There is no such site, it is not listened to, or the file cannot be written.
    """
    from orchestrator import sweep
    from orchestrator.cli.showing.bundle_screen import tasks_lines
    from orchestrator.sweep import task_files

    done = task_files.export_tasks(args.state, args.site, args.output, sweep.now())
    print_result(args, task_files.as_json(done), tasks_lines(done, catalogue(args.lang)))
    return ExitCode.DONE


def run_sites(args: argparse.Namespace) -> int:
    """Print all sites.

    Raises:
        InputError: The state folder cannot be used.
    """
    from orchestrator.sweep import site_enrolment

    return _told(site_enrolment.kept_sites(args.state), args)


def _signed(args: argparse.Namespace) -> "SiteSignature":
    from orchestrator.sweep.site_enrolment import SiteSignature

    return SiteSignature(actor=signer(args.by), reason=args.reason)


def _told(rows: "Sites", args: argparse.Namespace) -> int:
    from orchestrator.cli.showing.bundle_screen import site_lines
    from orchestrator.sweep import site_enrolment

    print_result(args, site_enrolment.sites_as_json(rows), site_lines(rows, catalogue(args.lang)))
    return ExitCode.DONE
