"""Long lists are read once: their table is kept, and found again by what they hold."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path

from orchestrator import __version__
from orchestrator.errors import ListError
from orchestrator.files import write_atomic
from orchestrator.ioc.keeping.list_paths import Lists, given_lists
from orchestrator.ioc.keeping.source_warnings import source_warnings
from orchestrator.ioc.reading.list_file import names_of
from orchestrator.ioc.reading.tables.by_hand import ColumnByHand
from orchestrator.ioc.sets.load import load
from orchestrator.ioc.sets.set_codec import TABLE_SCHEMA, from_text, to_text
from orchestrator.model.ioc_table import IocTable, as_table
from orchestrator.model.watch import Watch, unwatched
from orchestrator.text.message import say

FOLDER = "lists"
WORTH_BYTES = 512 * 1024  # shorter lists are read as fast as their table


def load_table(
    paths: Sequence[Path],
    *,
    sinkholes: Sequence[Path] = (),
    allow: Sequence[Path] = (),
    today: date,
    state: Path,
    watch: Watch = unwatched,
    columns: tuple[ColumnByHand, ...] = (),
) -> IocTable:
    """Return the table of lists, from the state folder where it holds the table already.

    Args:
        paths: As for `load`; so are `sinkholes`, `allow`, `today` and `columns`.
        sinkholes: Lists of known sinkholes.
        allow: Allow lists.
        today: The day by which a list's age is judged.
        columns: What a person decided of columns.
        state: The state folder; it is made if the lists are long enough to keep their table.
        watch: Looks on while the table is made.

    Raises:
        ListError: As `load` raises it.
        OSError: The state folder cannot be written.
    """
    files = given_lists(paths, sinkholes, allow, columns)
    if sum(map(_size_bytes, files.all)) < WORTH_BYTES:
        return as_table(load(paths, sinkholes=sinkholes, allow=allow, today=today, columns=columns))
    warnings = source_warnings((*paths, *sinkholes, *allow), today)
    kept = state / FOLDER / f"{_key(files, warnings, today)}.table"
    if kept.is_file():
        return _read(kept)
    loaded = load(
        paths, sinkholes=sinkholes, allow=allow, today=today, columns=columns, watch=watch
    )
    table = as_table(loaded, watch)
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in kept.parent.glob("*.table"):
        old.unlink()
    write_atomic(kept, to_text(table))
    return table


def _read(kept: Path) -> IocTable:
    try:
        return from_text(kept.read_bytes())
    except ValueError as error:
        raise ListError.one(say("list_path.table", path=kept), say("mend.delete")) from error


def _key(files: Lists, warnings: Sequence[str], today: date) -> str:
    """Return a digest of all that a table depends on: lists, their origin, the day, rules."""
    rules = (
        str(TABLE_SCHEMA),
        __version__,
        version("publicsuffixlist"),
        today.isoformat(),
        *warnings,
    )
    found = hashlib.sha256("\n".join(rules).encode())
    for role in (files.iocs, files.allow, files.sinkholes):
        for line in _described(files, role):
            found.update(line.encode("utf-8", "surrogateescape"))
        found.update(b"--\n")
    return found.hexdigest()


def _described(files: Lists, role: Sequence[Path]) -> Iterator[str]:
    for path, name in zip(role, names_of(role), strict=True):
        yield f"{name} {files.read_as(path)}\n"
        for file in _parts(path):
            with file.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            changed = datetime.fromtimestamp(file.stat().st_mtime, tz=UTC).date()
            yield f"{digest} {changed} {file.name}\n"


def _parts(path: Path) -> Sequence[Path]:
    """Return the files of one list; a MISP feed has many."""
    return sorted(path.glob("*.json")) if path.is_dir() else (path,)


def _size_bytes(path: Path) -> int:
    return sum(file.stat().st_size for file in _parts(path))
