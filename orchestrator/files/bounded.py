"""Reads that cannot be made to swallow a disk, a pipe or a device."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from orchestrator.errors import InputError, Place
from orchestrator.text.message import Message, say


def read_bounded(path: Path, limit_bytes: int) -> bytes:
    """Return the content of a regular file.

    Args:
        path: The file.
        limit_bytes: The largest size that is accepted.

    Raises:
        InputError: The file is missing, no regular file, unreadable or larger than the limit.
    """
    with regular_stream(path) as stream:
        data = stream.read(limit_bytes + 1)
    if len(data) > limit_bytes:
        raise _refused(path, say("file.too_large", limit=limit_bytes), say("mend.split"))
    return data


@contextmanager
def regular_stream(path: Path) -> Iterator[BinaryIO]:
    """Open a regular file for reading; no pipe is waited for.

    Raises:
        InputError: The file is missing, no regular file, or cannot be read.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise _refused(path, say("file.not_regular"), say("mend.name_file"))
            yield stream
    except OSError as error:
        raise _refused(path, _why(error), _mend(path, error)) from error


def _mend(path: Path, error: OSError) -> Message:
    """Return what to look at: whoever names what is not there may stand in another folder."""
    if isinstance(error, FileNotFoundError) and not path.is_absolute():
        return say("mend.check_folder", folder=Path.cwd())
    return say("mend.check_path")


def _why(error: OSError) -> Message:
    match error:
        case FileNotFoundError():
            return say("file.missing")
        case PermissionError():
            return say("file.denied")
        case IsADirectoryError():
            return say("file.not_regular")
        case _:
            return say("file.unreadable", why=error.strerror or str(error))


def _refused(path: Path, what: Message, mend: Message) -> InputError:
    return InputError.one(what, mend, Place(file=str(path)))
