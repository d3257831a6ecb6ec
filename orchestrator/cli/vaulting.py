"""What `orchestrator vault` does with files."""

import argparse
import os
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

from orchestrator.cli import passwords
from orchestrator.errors import Place, UsageError
from orchestrator.files.json_text import json_text
from orchestrator.vault import MAX_TEXT_BYTES, Identity, Vault, is_vault
from orchestrator.vault.editor import edited, editor
from orchestrator.vault.password_sources import NamedSources
from orchestrator.vault.vaulted_files import read, replace, rewrite, write_new

_STDIN = Path("-")


def encrypt(args: argparse.Namespace) -> None:
    """Encrypt files in place, or one to `--output`, or standard input."""
    held, vault_id = to_close(args)

    def closed(data: bytes, place: Place) -> bytes:
        if is_vault(data):
            raise UsageError.one("it is a vault already", "rekey it instead", place)
        return held.close(data, vault_id)

    _convert(args, closed)


def decrypt(args: argparse.Namespace) -> None:
    """Decrypt files in place, or one to `--output`, or standard input."""
    _convert(args, to_open(args).open)


def view(args: argparse.Namespace) -> None:
    """Print what vaulted files hold; writes no file."""
    held = to_open(args)
    shown = [(path, held.open(_content(path), _place(path))) for path in _files(args, stdin=True)]
    if args.json:
        _print_json(
            files=[
                {"file": str(path), "text": data.decode("utf-8", "backslashreplace")}
                for path, data in shown
            ]
        )
    else:
        for _, data in shown:
            print_bytes(data)


def edit(args: argparse.Namespace) -> None:
    """Let a person edit vaulted files, one after the other; an unchanged one is not written."""
    held = to_open(args)
    command = shlex.split(editor(os.environ), posix=os.name != "nt")
    for path in _files(args):
        opened = held.opened(read(path), _place(path))
        changed = edited(opened.plain, path.name, command)
        if changed != opened.plain:
            again = args.encrypt_vault_id
            data = held.close(changed, again) if again else held.close_again(changed, opened)
            replace(path, data)
    _say(args, "edited")


def rekey(args: argparse.Namespace) -> None:
    """Encrypt files with another password; none is touched if one cannot be opened."""
    held = to_open(args)
    new = _new_identity(args)
    closing = Vault([new])
    rewrite(_files(args), lambda data, place: closing.close(held.open(data, place), new.vault_id))
    _say(args, "rekeyed")


def to_open(args: argparse.Namespace) -> Vault:
    """Return the vault for reading; without any source, a person is asked."""
    named = (NamedSources.of_environment(os.environ), passwords.asked(args))
    identities = passwords.sources().identities(*named)
    return Vault(identities or passwords.sources().identities(NamedSources(prompt=True)))


def to_close(args: argparse.Namespace) -> tuple[Vault, str]:
    """Return the vault for writing, and the id to write with.

    Raises:
        UsageError: Several ids could be meant, or the one that is named is not there.
    """
    named = (NamedSources.of_environment(os.environ), passwords.asked(args))
    new = passwords.sources(new=True)
    held = Vault(new.identities(*named) or new.identities(NamedSources(prompt=True)))
    wanted = args.encrypt_vault_id or os.environ.get("ANSIBLE_VAULT_ENCRYPT_IDENTITY")
    if not wanted and len(held.ids) > 1:
        raise UsageError.one(
            f"several vault ids could be meant: {', '.join(held.ids)}", "add --encrypt-vault-id ID"
        )
    return held, wanted or held.ids[0]


def print_bytes(data: bytes) -> None:
    """Print bytes as they are."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def read_stdin() -> bytes:
    """Return standard input; UsageError if it is larger than a vault may be."""
    data = sys.stdin.buffer.read(MAX_TEXT_BYTES + 1)
    if len(data) > MAX_TEXT_BYTES:
        raise UsageError.one(f"standard input is larger than {MAX_TEXT_BYTES} bytes")
    return data


def put(output: str | None, data: bytes) -> None:
    """Write to the file that `--output` names, else to standard output."""
    if output in {None, "-"}:
        print_bytes(data)
    else:
        write_new(Path(str(output)), data)


def _convert(args: argparse.Namespace, change: Callable[[bytes, Place], bytes]) -> None:
    paths = _files(args, stdin=True)
    if args.output and len(paths) > 1:
        raise UsageError.one("--output takes one file", "leave it out, to work in place")
    if args.output or paths == (_STDIN,):
        put(args.output, change(_content(paths[0]), _place(paths[0])))
        return
    rewrite(paths, change)
    _say(args, f"{args.action}ed")


def _files(args: argparse.Namespace, *, stdin: bool = False) -> tuple[Path, ...]:
    if args.files:
        return tuple(args.files)
    if stdin:
        return (_STDIN,)
    raise UsageError.one("no file is named", f"orchestrator vault {args.action} FILE")


def _content(path: Path) -> bytes:
    return read_stdin() if path == _STDIN else read(path)


def _place(path: Path) -> Place:
    return Place(file="standard input" if path == _STDIN else str(path))


def _new_identity(args: argparse.Namespace) -> Identity:
    """Return the identity to encrypt with from now on."""
    sources = passwords.sources(new=True)
    if args.new_vault_id or args.new_vault_password_file:
        ids = [args.new_vault_id] if args.new_vault_id else []
        files = [args.new_vault_password_file] if args.new_vault_password_file else []
        (new,) = sources.identities(NamedSources(ids=ids, files=files))
        return new
    if args.encrypt_vault_id:
        named = (NamedSources.of_environment(os.environ), passwords.asked(args))
        for one in sources.identities(*named):
            if one.vault_id == args.encrypt_vault_id:
                return one
        raise UsageError.one(f"no password is held for the id `{args.encrypt_vault_id}`")
    return sources.identities(NamedSources(prompt=True))[0]


def _say(args: argparse.Namespace, done: str) -> None:
    if args.json:
        _print_json(files=[{"file": str(path)} for path in args.files])
    else:
        sys.stderr.write(f"{done}: {', '.join(map(str, args.files))}\n")


def _print_json(**data: object) -> None:
    print(json_text(1, data), end="")
