"""A folder whose files change together: a reader finds the old set or the new one, never both.

The new set is made whole beside the folder and takes its place by two renames; what a crash between
them leaves is finished at the next start. What others put into the folder goes along.

    F.part   being made; thrown away after a crash      F.new   made whole
    F        what people read                            F.old   what F was; emptied, then removed
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path

from msgspec import Struct

from orchestrator.files.atomic import sync_folder, write_atomic

Digests = Mapping[str, str]
"""The SHA-256 of each file of a set, by its name."""

Read = Callable[[bytes], Digests]
"""What the mark of a set says of its files."""

MakeMark = Callable[[Digests], bytes]
"""Makes the mark of a set that has these files."""


class Swap(Struct, frozen=True, kw_only=True):
    """The places of one folder's sets; `folder` is no link.

    Args:
        folder: What people read; it need not be there yet.
        mark: The name of the file that says whose the set is; every set of ours has one.
    """

    folder: Path
    mark: str

    @property
    def part(self) -> Path:
        """Return where a set is being made."""
        return self._beside("part")

    @property
    def new(self) -> Path:
        """Return where a set lies that was made whole."""
        return self._beside("new")

    @property
    def old(self) -> Path:
        """Return where the set lies that gives way."""
        return self._beside("old")

    def _beside(self, what: str) -> Path:
        return self.folder.with_name(f"{self.folder.name}.{what}")

    def in_the_way(self) -> Path | None:
        """Return a folder beside ours that has one of our names and is not ours."""
        beside = (self.part, self.new, self.old)
        return next((path for path in beside if path.exists() and not self._ours(path)), None)

    def _ours(self, path: Path) -> bool:
        """Tell whether we made it; the mark is its first file and its last."""
        if path.is_symlink() or not path.is_dir():
            return False
        return (path / self.mark).is_file() or not any(path.iterdir())

    def put(self, mark: MakeMark, files: Iterable[tuple[str, Iterable[bytes]]]) -> None:
        """Make a set whole in `new`; the folder itself is not touched yet.

        Args:
            mark: Makes the mark of a set with these files: of none before the first is written.
            files: Name and content, in pieces that are written as they are made.

        Raises:
            OSError: It cannot be written. What was made of it is gone again, as the disk may be
                full of it.
        """
        for path in (self.part, self.new):
            self._remove(path)
        with ExitStack() as unmade:
            unmade.callback(self._remove, self.part)
            self.part.mkdir(parents=True)
            _write(self.part / self.mark, (mark({}),))
            digests = {name: _write(self.part / name, pieces) for name, pieces in files}
            write_atomic(self.part / self.mark, mark(digests))
            sync_folder(self.part)
            self.part.rename(self.new)
            unmade.pop_all()

    def take(self, read: Read) -> tuple[str, ...]:
        """Put the set in `new`, if there is one, into the folder's place; finish a swap cut short.

        Args:
            read: Reads the mark of the set that gives way. A file that is not in it, or differs
                from it, is somebody's: it goes along, under another name where its own is taken.

        Returns:
            The names in the folder now of what went along, sorted.

        Raises:
            OSError: Another program holds the folder or a file in it; both sets are whole.
        """
        if self.new.exists() and self.folder.exists() and not self.old.exists():
            self.folder.rename(self.old)
        if self.new.exists():
            self.new.rename(self.folder)
        elif self.old.exists() and not self.folder.exists():
            self.old.rename(self.folder)
        sync_folder(self.folder.parent)
        return self._carried(read) if self.old.exists() else ()

    def _carried(self, read: Read) -> tuple[str, ...]:
        mark = self.old / self.mark
        written = read(mark.read_bytes()) if mark.exists() else {}
        names = []
        # Strangers first: they keep their names, and a changed file of ours finds another.
        for entry in sorted(self.old.iterdir(), key=lambda entry: (entry.name in written, entry)):
            if entry != mark and not _is_written(entry, written):
                free = _free(self.folder / entry.name)
                entry.rename(free)
                names.append(free.name)
        self._remove(self.old)
        return tuple(sorted(names))

    def _remove(self, path: Path) -> None:
        """Remove a set; its mark goes last, so that what a crash leaves is known to be ours."""
        if not path.exists():
            return
        for entry in path.iterdir():
            if entry.name != self.mark:
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        (path / self.mark).unlink(missing_ok=True)
        path.rmdir()


def _is_written(entry: Path, written: Digests) -> bool:
    digest = written.get(entry.name)
    if digest is None or entry.is_symlink() or not entry.is_file():
        return False
    return hashlib.sha256(entry.read_bytes()).hexdigest() == digest


def _free(path: Path) -> Path:
    """Return a name that is not taken: `findings.csv`, else `findings.kept-1.csv`."""
    found, n = path, 0
    while os.path.lexists(found):
        n += 1
        found = path.with_name(f"{path.stem}.kept-{n}{path.suffix}")
    return found


def _write(path: Path, pieces: Iterable[bytes]) -> str:
    """Write a file piece by piece, and return its SHA-256."""
    digest = hashlib.sha256()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        for piece in pieces:
            digest.update(piece)
            stream.write(piece)
        stream.flush()
        os.fsync(stream.fileno())
    return digest.hexdigest()
