"""Writes that leave the old file or the new one, never half of one."""

import contextlib
import glob
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from orchestrator.errors import InputError, Problem, UnwrittenError
from orchestrator.text.message import say

_SUFFIX = ".part"
SCRATCH = f"????????{_SUFFIX}"
"""How the names of files end that are being written, for `glob`; before it stands the file's."""
_LIVES_S = 24 * 3600  # what nobody wrote to for a day is nobody's; a scan of logs takes hours


def write_all(
    folder: Path, files: Iterable[tuple[str, bytes]], mode: int = 0o600
) -> tuple[Path, ...]:
    """Write files into a folder, each in one step; the folder is made if need be.

    Args:
        folder: Where to; a person named it.
        files: Names in the folder and what goes into them.
        mode: Permission bits of the files.

    Returns:
        The paths, in that order.

    Raises:
        InputError: The folder cannot be made or written to, or its disk is full.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return tuple(_written(folder / name, data, mode) for name, data in files)
    except OSError as error:
        raise _unwritten(folder, error) from error


def prove_writable(folder: Path) -> None:
    """Make a folder if need be, and write and remove an empty file in it.

    Raises:
        InputError: The folder cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return
    except OSError as error:
        raise _unwritten(folder, error) from error


def refuse_to_replace(path: Path, data: bytes) -> None:
    """Refuse a file that holds something else: somebody may have filled it in.

    Args:
        path: The file that is to be written.
        data: What would stand in it.

    Raises:
        InputError: It is there with another content.
    """
    try:
        same = path.stat().st_size == len(data) and path.read_bytes() == data
    except FileNotFoundError:
        return
    if not same:
        raise InputError.one(say("write.there", path=path), say("mend.filled_in"))


def write_unfilled(path: Path, data: bytes) -> None:
    """Write a file that people fill in, where it does not replace what somebody filled in.

    Args:
        path: The file, as a person named it; only its owner may read it.
        data: Its content.

    Raises:
        InputError: It is there with another content, or cannot be written.
    """
    with saying_unwritten(path):
        refuse_to_replace(path, data)
        write_atomic(path, data)


@contextlib.contextmanager
def saying_unwritten(path: Path) -> Iterator[None]:
    """Say of a file that a person named why it cannot be written.

    Raises:
        InputError: It cannot.
    """
    try:
        yield
    except OSError as error:
        what = say("write.failed", path=path, why=error.strerror or error)
        raise InputError.one(what, say("mend.other_file")) from error


def _unwritten(folder: Path, error: OSError) -> InputError:
    what = say("file.folder_unwritten", folder=folder, why=error.strerror or error)
    return InputError.one(what, say("file.mend.other_folder"))


def _written(path: Path, data: bytes, mode: int) -> Path:
    write_atomic(path, data, mode)
    return path


def write_in_turn(
    files: Iterable[tuple[Path, bytes]], write: Callable[[Path, bytes], object]
) -> None:
    """Write files one after the other, each by `write`.

    Raises:
        InputError: The first one cannot be written; nothing was.
        UnwrittenError: A later one cannot be; it says which were.
    """
    written: list[str] = []
    for path, data in files:
        try:
            write(path, data)
        except InputError as error:
            if not written:
                raise
            kept = say("file.written_before", files=", ".join(written))
            raise UnwrittenError((*error.problems, Problem(what=kept))) from error
        written.append(str(path))


def write_atomic(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Put data in the place of a file in one step that survives a power cut.

    Args:
        path: The file; its folder must exist.
        data: The whole new content.
        mode: Permission bits of the new file.

    Raises:
        OSError: The folder cannot be written; the old file is untouched then.
    """
    descriptor, scratch = _scratch(path)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        scratch.chmod(mode)
        scratch.replace(path)
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _scratch(path: Path) -> tuple[int, Path]:
    """Return a new file beside a path, open, and remove those that killed runs left there."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=_SUFFIX)
    made = os.fstat(descriptor).st_mtime
    for left in path.parent.glob(f".{glob.escape(path.name)}.{SCRATCH}"):
        with contextlib.suppress(OSError):  # gone meanwhile, or open in another process of Windows
            if left.lstat().st_mtime < made - _LIVES_S:
                left.unlink()
    return descriptor, Path(name)


class AtomicStream:
    """A file that is written bit by bit, and stands in its place only when it is closed."""

    def __init__(self, path: Path, mode: int = 0o600) -> None:
        """Begin it beside its place.

        Args:
            path: The file; its folder must exist.
            mode: Permission bits of a new file; one that is there keeps its own.

        Raises:
            OSError: The folder cannot be written.
        """
        self._path = path
        self._mode = path.stat().st_mode & 0o777 if path.exists() else mode
        descriptor, self._scratch = _scratch(path)
        self._stream = os.fdopen(descriptor, "wb")

    def write(self, data: bytes) -> None:
        """Write on; OSError if the disk is full."""
        self._stream.write(data)

    def close(self) -> None:
        """Put the file in its place in one step; OSError if that fails."""
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._stream.close()
        self._scratch.chmod(self._mode)
        self._scratch.replace(self._path)
        sync_folder(self._path.parent)

    def abandon(self) -> None:
        """Leave the old file as it was; nothing once the new one is in its place."""
        self._stream.close()
        self._scratch.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make new names in a folder durable; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
