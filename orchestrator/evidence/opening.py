"""How the file of a state folder is opened: whose it is, of which version, whether it may grow."""

import os
import sqlite3
import stat
from pathlib import Path

from orchestrator.errors import StateError
from orchestrator.evidence import ladder
from orchestrator.evidence.steps import VERSION
from orchestrator.text.message import say

FILE = "orchestrator.sqlite3"
_OURS = frozenset({"sweep", "attempt", "evidence"})  # every version has them, a newer one too
_HEADER = b"SQLite format 3\x00"
FAULTS = (sqlite3.Error, UnicodeDecodeError)
"""What reading a store raises: SQLite quotes a damaged name in its message, which may be none."""
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_WAIT_S = 30
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def opened(folder: Path, *, create: bool, threads: bool = False) -> sqlite3.Connection:
    """Return a connection to the store of a state folder, at this version.

    Args:
        folder: The state folder.
        create: Whether a folder or file that is not there yet is made.
        threads: Whether several threads use it, one at a time.

    Raises:
        StateError: It is not there (and not to be made), not ours, damaged, of a newer version, or
            of an earlier one and cannot climb now.
    """
    path = folder / FILE
    try:
        _need_a_file(path)
        _need_private(folder, path)
    except OSError as error:
        raise _unusable(path, error.strerror or error) from error
    if create:
        _make(folder, path)
    elif not os.path.lexists(path):
        raise StateError.one(say("store.empty", folder=folder), say("store.mend.sweep_first"))
    try:
        _need_whole(path)
        return _writable(path, threads=threads) if _may_write(path) else _read_only(path)
    except OSError as error:
        raise _unusable(path, error.strerror or error) from error
    except FAULTS as error:
        raise unread(path, error) from error


def unread(path: Path, error: Exception) -> StateError:
    """Return what is said where SQLite cannot read a store; `error` is one of `FAULTS`."""
    # Python's own have no code: of these only a text that is no UTF-8 comes from a file.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    if code in _DAMAGED:
        return _not_whole(path)
    if code == sqlite3.SQLITE_FULL:
        what = say("store.unwritten", folder=path.parent, why=error)
        return StateError.one(what, say("store.mend.raise"))
    return _unusable(path, error)


def _not_whole(path: Path) -> StateError:
    return StateError.one(say("store.not_whole", path=path), say("store.mend.restore"))


def _unusable(path: Path, why: object) -> StateError:
    return StateError.one(say("store.unusable", path=path, why=why), say("store.mend.restore"))


def _make(folder: Path, path: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StateError.one(
            say("store.no_folder", folder=folder, why=error.strerror), say("store.mend.other")
        ) from error


def _need_a_file(path: Path) -> None:
    """Refuse a folder, a pipe or a link to nowhere in the store's place."""
    if os.path.lexists(path) and not path.is_file():
        raise StateError.one(say("store.no_store", path=path), say("store.mend.other"))


def _need_private(folder: Path, path: Path) -> None:
    """Refuse a folder or a store that others may write to: they could plant verdicts and keys.

    Whoever may write to the folder may put another file in the store's place. Windows has no such
    bits; there the folder has the rights of the one that it was made in.
    """
    if os.name == "nt":
        return
    for one in (folder, path):
        if one.exists() and one.stat().st_mode & _OTHERS_WRITE:
            raise StateError.one(
                say("store.open_to_others", path=one), say("store.mend.close", path=one)
            )


def _need_whole(path: Path) -> None:
    """Refuse what is no SQLite file, and one whose end is cut off."""
    with path.open("rb") as stream:
        head = stream.read(18)
    if not head:
        return
    if not head.startswith(_HEADER):
        raise StateError.one(say("store.no_store", path=path), say("store.mend.restore"))
    page = int.from_bytes(head[16:18], "big")
    cut = path.stat().st_size % (page if page > 1 else 1 << 16)
    if cut and not _has_log(path):
        raise _not_whole(path)


def _has_log(path: Path) -> bool:
    """Whether SQLite still has to merge what it wrote: it mends the end of the file from that."""
    logs = (path.with_name(f"{path.name}-{kind}") for kind in ("wal", "journal"))
    return any(log.exists() and log.stat().st_size for log in logs)


def _may_write(path: Path) -> bool:
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _writable(path: Path, *, threads: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, isolation_level=None, timeout=_WAIT_S, check_same_thread=not threads
    )
    try:
        version = _known_version(connection, path)
        if version == 0:
            ladder.lay_out(connection)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        if 0 < version < VERSION:
            ladder.climb(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _read_only(path: Path) -> sqlite3.Connection:
    """Open what cannot be written to here: whole without a log beside it, and of this version."""
    if _has_log(path):
        raise _fixed(path)
    place = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    connection = sqlite3.connect(place, uri=True, isolation_level=None)
    try:
        _need_current(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _need_current(connection: sqlite3.Connection, path: Path) -> None:
    if _known_version(connection, path) < VERSION:
        raise _fixed(path)


def _fixed(path: Path) -> StateError:
    return StateError.one(say("store.read_only", path=path), say("store.mend.copy"))


def _known_version(connection: sqlite3.Connection, path: Path) -> int:
    """Return the version of a store of ours; nothing was changed in the file until then."""
    version = ladder.version_of(connection)
    tables = _tables(connection)
    if version < 0 or ((version or tables) and not tables >= _OURS):
        raise StateError.one(say("store.foreign", path=path), say("store.mend.other"))
    if version > VERSION:
        raise StateError.one(
            say("store.newer", path=path, version=version), say("store.mend.version")
        )
    return version


def _tables(connection: sqlite3.Connection) -> frozenset[str]:
    rows = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    return frozenset(row[0] for row in rows)
