"""Vaults on disk: read within bounds, replaced in one step or not at all."""

import stat
from collections.abc import Callable, Iterable
from pathlib import Path

from orchestrator.errors import InputError, Place
from orchestrator.files import read_bounded, write_atomic
from orchestrator.text.message import say
from orchestrator.vault.envelope import MAX_TEXT_BYTES

_PRIVATE = 0o600


def rewrite(paths: Iterable[Path], change: Callable[[bytes, Place], bytes]) -> None:
    """Change files in place; their modes stay.

    All new contents are made before the first file is touched, so a file that cannot be changed
    leaves every one as it was.

    Raises:
        InputError: A file cannot be read, changed or written.
    """
    changed = [(path, change(read(path), Place(file=str(path)))) for path in paths]
    for path, data in changed:
        replace(path, data)


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
