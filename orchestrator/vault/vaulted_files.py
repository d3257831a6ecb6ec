"""Vaults on disk: read within bounds, replaced in one step or not at all."""

import stat
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from orchestrator.errors import InputError, Place, UsageError
from orchestrator.files import read_bounded, write_atomic, write_in_turn
from orchestrator.text.message import say
from orchestrator.vault.editor import edited
from orchestrator.vault.envelope import MAX_TEXT_BYTES, is_vault
from orchestrator.vault.vaulted_values import Identity, Vault

_PRIVATE = 0o600

Change = Callable[[bytes, Place], bytes]
"""Makes the new content of a file, or refuses: its content and where it stands, for messages."""


def encryption(held: Vault, vault_id: str) -> Change:
    """Return what closes a content under an id; it refuses one that is closed."""

    def change(data: bytes, place: Place) -> bytes:
        if is_vault(data):
            raise UsageError.one(say("vault.twice"), say("mend.vault_rekey"), place)
        return held.close(data, vault_id)

    return change


def rekeying(held: Vault, new: Identity) -> Change:
    """Return what closes a vault again, under another id and password."""
    closing = Vault([new])
    return lambda data, place: closing.close(held.open(data, place), new.vault_id)


def edit(path: Path, held: Vault, command: Sequence[str], again: str | None = None) -> None:
    """Let a person edit a vaulted file; an unchanged one is not written.

    Args:
        path: The file.
        held: What opens it.
        command: The editor and its options.
        again: The id to close it under, where that is to be another than before.

    Raises:
        InputError: It cannot be opened, edited or written.
    """
    opened = held.opened(read(path), Place(file=str(path)))
    changed = edited(opened.plain, path.name, command)
    if changed != opened.plain:
        data = held.close(changed, again) if again else held.close_again(changed, opened)
        replace(path, data)


def rewrite(paths: Iterable[Path], change: Change) -> None:
    """Change files in place; their modes stay.

    All new contents are made before the first file is touched, so a file that cannot be changed
    leaves every one as it was.

    Raises:
        InputError: A file cannot be read, changed or written.
    """
    changed = [(path, change(read(path), Place(file=str(path)))) for path in paths]
    write_in_turn(changed, replace)


def read(path: Path) -> bytes:
    """Return a file's content; InputError as `read_bounded`."""
    return read_bounded(path, MAX_TEXT_BYTES)


def replace(path: Path, data: bytes) -> None:
    """Put data in the place of a file, behind links and with its mode; InputError if it fails."""
    real = path.resolve()
    try:
        write_atomic(real, data, stat.S_IMODE(real.stat().st_mode))
    except OSError as error:
        raise _unwritten(path, error) from error


def write_new(path: Path, data: bytes) -> None:
    """Write a file that only its owner can read; InputError if it fails."""
    try:
        write_atomic(path.resolve(), data, _PRIVATE)
    except OSError as error:
        raise _unwritten(path, error) from error


def _unwritten(path: Path, error: OSError) -> InputError:
    what = say("password.unwritten", why=error.strerror or error)
    return InputError.one(what, say("password.mend.as_before"), Place(file=str(path)))
