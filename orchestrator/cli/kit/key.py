"""`orchestrator kit key`: the keys that kit results are sealed for."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator.cli import options
from orchestrator.cli.actors import add_common
from orchestrator.cli.parser import CommandParser, Commands
from orchestrator.cli.showing.printing import print_result
from orchestrator.errors import ExitCode
from orchestrator.text.catalogue import Catalogue, catalogue

if TYPE_CHECKING:
    from orchestrator.sweep.kit_keyring import ToldKey


def register(commands: Commands, words: Catalogue) -> None:
    """Add the command group."""
    commands.add_parser(
        "key",
        help=words("kit_command.key"),
        description=words("kit_command.key_about"),
        options=_add_commands,
    )


def _add_commands(group: CommandParser) -> None:
    below, words = group.commands(), group.words
    new = words("kit_command.key_new"), words("kit_command.key_new_about")
    _add(below, "new", new, _new)
    backed_up = words("kit_command.key_backup"), words("kit_command.key_backup_about")
    backup = _add(below, "backup", backed_up, _backup)
    backup.add_argument("-o", "--output", type=Path, required=True,
        metavar=words("metavar.file"), help=words("kit_option.key_output"))  # fmt: skip
    brought = words("kit_command.key_add"), words("kit_command.key_add_about")
    added = _add(below, "add", brought, _bring_in)
    added.add_argument("file", type=Path, metavar=words("metavar.file"),
        help=words("kit_option.key_file"))  # fmt: skip
    listed = below.add_parser(
        "list",
        help=words("kit_command.key_list"),
        description=f"{words('kit_command.key_list')}.",
    )
    add_common(listed)
    listed.set_defaults(run=_list)


def _add(
    commands: Commands,
    name: str,
    said: tuple[str, str],
    run: Callable[[argparse.Namespace], int],
) -> CommandParser:
    parser = commands.add_parser(name, help=said[0], description=said[1])
    options.add_vault(parser)
    add_common(parser)
    parser.set_defaults(run=run)
    return parser


def _new(args: argparse.Namespace) -> int:
    from orchestrator import sweep
    from orchestrator.cli.credentials import identity_to_close
    from orchestrator.sweep import kit_keyring

    return _told(args, (kit_keyring.add_new_key(args.state, identity_to_close(args), sweep.now()),))


def _backup(args: argparse.Namespace) -> int:
    from orchestrator import sweep
    from orchestrator.cli.credentials import identity_to_close
    from orchestrator.sweep import kit_keyring

    made = kit_keyring.back_up(args.state, args.output, identity_to_close(args), sweep.now())
    return _told(args, (made,))


def _bring_in(args: argparse.Namespace) -> int:
    from orchestrator.cli.credentials import identities_to_open
    from orchestrator.sweep import kit_keyring

    return _told(args, (kit_keyring.bring_in(args.state, args.file, identities_to_open(args)),))


def _list(args: argparse.Namespace) -> int:
    from orchestrator.sweep import kit_keyring

    return _told(args, kit_keyring.told_keys(args.state))


def _told(args: argparse.Namespace, keys: "tuple[ToldKey, ...]") -> int:
    from orchestrator.cli.showing.kit_tables import key_lines
    from orchestrator.sweep import kit_keyring

    print_result(args, kit_keyring.as_json(keys), key_lines(keys, catalogue(args.lang)))
    return ExitCode.DONE
