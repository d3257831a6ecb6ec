"""`orchestrator vault`: closes and opens values and files, as ansible-vault does."""

import argparse
from collections.abc import Callable
from pathlib import Path

from orchestrator.cli import options


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command group; its options are spelled as ansible-vault's."""
    group = subparsers.add_parser("vault", help="encrypt passwords and files as ansible-vault does")
    commands = group.add_subparsers(dest="vault_command", metavar="COMMAND", required=True)

    encrypt = _command(commands, "encrypt", "encrypt files in place, or standard input")
    _add_output(encrypt)
    _add_encrypt_id(encrypt)
    decrypt = _command(commands, "decrypt", "decrypt files in place, or standard input")
    _add_output(decrypt)
    _command(commands, "view", "print what vaulted files hold")
    edit = _command(commands, "edit", "open vaulted files in $VISUAL or $EDITOR")
    _add_encrypt_id(edit)
    rekey = _command(commands, "rekey", "encrypt files with another password")
    _add_encrypt_id(rekey)
    new = rekey.add_mutually_exclusive_group()
    new.add_argument("--new-vault-id", metavar="[ID@]SOURCE", help="the new id and password")
    new.add_argument("--new-vault-password-file", metavar="FILE", help="the new password")
    _add_encrypt_string(commands)


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, said: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=said, description=f"{said[0].upper()}{said[1:]}.")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    _finish(parser, name)
    return parser


def _add_encrypt_string(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> None:
    said = "print values to paste into an inventory"
    parser = commands.add_parser(
        "encrypt-string", aliases=["encrypt_string"], help=said, description=f"{said}."
    )
    add = parser.add_argument
    add("strings", nargs="*", metavar="TEXT", help="`-` is standard input; others see a text here")
    add("-n", "--name", action="append", default=[], help="the variable's name")
    add("-p", "--prompt", action="store_true", help="ask for the text")
    add("--show-input", action="store_true", help="show what is typed at the prompt")
    add("--stdin-name", metavar="NAME", help="the variable's name for standard input")
    _add_output(parser)
    _add_encrypt_id(parser)
    _finish(parser, "encrypt-string")


def _finish(parser: argparse.ArgumentParser, name: str) -> None:
    options.add_vault(parser)
    options.add_verbosity(parser)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=_run, action=name)


def _add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--output", metavar="FILE", help="write there; `-` is standard output")


def _add_encrypt_id(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--encrypt-vault-id", metavar="ID", help="the id to encrypt with, if there are several"
    )


def _run(args: argparse.Namespace) -> int:
    """Run one of the commands."""
    from orchestrator.cli import vault_strings, vaulting

    actions: dict[str, Callable[[argparse.Namespace], None]] = {
        "encrypt": vaulting.encrypt,
        "decrypt": vaulting.decrypt,
        "view": vaulting.view,
        "edit": vaulting.edit,
        "rekey": vaulting.rekey,
        "encrypt-string": vault_strings.encrypt_string,
    }
    actions[args.action](args)
    return 0
