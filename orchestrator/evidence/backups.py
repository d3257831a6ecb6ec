"""Copies of a store from before it climbed: `orchestrator.v<version>.<last written>.sqlite3`."""

import os
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from orchestrator.files.atomic import sync_folder
from orchestrator.text.message import say

_NAME = re.compile(r"orchestrator\.v\d+\.(\d{8}-\d{6})\.sqlite3")
_KEPT = 2


def keep(connection: sqlite3.Connection, path: Path, version: int) -> Path:
    """Copy a store beside itself, look the copy through, and give it its name only then.

    Its name says when the store was last written, so that a second try makes no second copy.

    Raises:
        OSError, sqlite3.Error: It cannot be written; nothing of the copy is left.
        ValueError: The copy is damaged, which is to say: the store is (with a message).
    """
    copy = path.with_name(f"orchestrator.v{version}.{_last_written(path)}.sqlite3")
    scratch = copy.with_suffix(".part")
    try:
        scratch.unlink(missing_ok=True)
        os.close(os.open(scratch, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        with closing(sqlite3.connect(scratch, isolation_level=None)) as target:
            connection.backup(target)
            _look_through(target)
        scratch.replace(copy)
        sync_folder(path.parent)
    finally:
        scratch.unlink(missing_ok=True)
    return copy


def _look_through(copy: sqlite3.Connection) -> None:
    copy.execute("PRAGMA journal_mode = DELETE")  # one file, wherever it is carried to
    if copy.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise ValueError(say("store.why.damaged"))


def _last_written(path: Path) -> str:
    log = path.with_name(f"{path.name}-wal")
    files = [one.stat() for one in (path, log) if one.exists()]
    last = max(one.st_mtime for one in files if one.st_size)  # opening makes an empty log
    return f"{datetime.fromtimestamp(last, UTC):%Y%m%d-%H%M%S}"


def drop_older(path: Path) -> None:
    """Remove all copies but the two of the latest stores, and what a killed climb left of one."""
    found = [
        (match[1], one) for one in path.parent.iterdir() if (match := _NAME.fullmatch(one.name))
    ]
    for _, old in sorted(found)[:-_KEPT]:
        old.unlink(missing_ok=True)
    for part in path.parent.glob("orchestrator.v*.part"):
        part.unlink(missing_ok=True)


def drop_all(path: Path) -> None:
    """Remove all copies: what was taken out of a store must not live on in them."""
    for one in tuple(path.parent.iterdir()):
        if _NAME.fullmatch(one.name):
            one.unlink(missing_ok=True)
