"""Reads that cannot be made to swallow a disk, a pipe or a device."""

import os
import stat
from pathlib import Path

from orchestrator.errors import InputError, Place


def read_bounded(path: Path, limit_bytes: int) -> bytes:
    """Return the content of a regular file.

    Args:
        path: The file.
        limit_bytes: The largest size that is accepted.

    Raises:
        InputError: The file is missing, no regular file, unreadable or larger than the limit.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise _refused(path, "it is no regular file", "name a file")
            data = stream.read(limit_bytes + 1)
    except OSError as error:
        raise _refused(
            path, error.strerror or str(error), "check the path and its rights"
        ) from error
    if len(data) > limit_bytes:
        raise _refused(path, f"it is larger than {limit_bytes} bytes", "split it")
    return data


def _refused(path: Path, why: str, mend: str) -> InputError:
    return InputError.one(f"cannot read the file: {why}", mend, Place(file=str(path)))
