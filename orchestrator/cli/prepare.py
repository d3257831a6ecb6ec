"""`orchestrator prepare`: scripts that make machines askable, for a person to review."""

import argparse
import sys
from collections.abc import Collection
from pathlib import Path

from orchestrator.cli import options
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.errors import ExitCode
from orchestrator.text.catalogue import Catalogue

_ACCOUNT = "kiemtra-ioc"  # a test holds these to the room's own
_RIGHTS = ("least", "administrator")


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command group to the program's commands."""
    commands.add_parser(
        "prepare",
        help=words("command.prepare"),
        description=words("command.prepare_about"),
        options=_add_windows,
    )


def _add_windows(group: CommandParser) -> None:
    words = group.words
    group.commands().add_parser(
        "windows",
        help=words("command.prepare_windows"),
        description=words("command.prepare_windows_about"),
        options=_add_windows_options,
    )


def _add_windows_options(parser: CommandParser) -> None:
    words, add = parser.words, parser.add_argument
    options.add_inventory(parser)
    add("--unit", metavar=words("metavar.unit"), help=words("option.prepared_unit"))
    add("--controller", required=True, metavar=words("metavar.address"),
        help=words("option.controller"))  # fmt: skip
    add("--account", metavar=words("metavar.name"),
        help=words("option.account", default=_ACCOUNT))  # fmt: skip
    add("--rights", choices=_RIGHTS, default=_RIGHTS[0],
        help=words("option.rights", default=_RIGHTS[0]))  # fmt: skip
    add("--lift-token-filter", action="store_true", help=words("option.lift_token_filter"))
    add("--undo", action="store_true", help=words("option.undo"))
    add("-o", "--output", type=Path, required=True, metavar=words("metavar.folder"),
        help=words("option.scripts_to"))  # fmt: skip
    options.add_vault(parser)
    options.add_lang(parser)
    parser.set_defaults(run=run_windows)


def run_windows(args: argparse.Namespace) -> int:
    """Write the scripts and print where they are.

    Raises:
        InputError: No such unit, no usable address or account, or the folder cannot be written.
    """
    from orchestrator.cli import credentials
    from orchestrator.sweep import opening_scripts

    words = Catalogue(args.lang)

    request = opening_scripts.PrepareRequest(
        inventory=tuple(args.inventory),
        unit=args.unit,
        controller=args.controller,
        account=args.account,
        rights=opening_scripts.Rights(args.rights),
        lift_filter=args.lift_token_filter,
        undo=args.undo,
    )
    written = opening_scripts.prepare_windows(request, args.output, credentials.vault(args))
    print(*(file for one in written for file in one.files), sep="\n")
    if not args.undo:
        _say_unread(opening_scripts.unread_with(request.rights, words), words)
        _say_variables({one.account for one in written}, words)
    return ExitCode.DONE


def _say_variables(accounts: Collection[str], words: Catalogue) -> None:
    """Say on standard error what the inventory must hold for machines that were opened so."""
    lines = [words("prepare.variables")]
    lines += [f"  ansible_user: {account}" for account in sorted(accounts)]
    lines += ["  ansible_connection: winrm", "  ansible_port: 5986"]
    lines += [f"  {words('prepare.domain_ca')}", f"  {words('prepare.self_signed')}"]
    lines.append(words("prepare.ping_next"))
    sys.stderr.write("\n".join(lines) + "\n")


def _say_unread(lines: tuple[str, ...], words: Catalogue) -> None:
    """Say on standard error what will be missing; standard output names the files alone."""
    said = (words("prepare.unread"), *(f"  {line}" for line in lines), words("prepare.surer"))
    sys.stderr.write("\n".join(said if lines else (words("prepare.all_read"),)) + "\n")
