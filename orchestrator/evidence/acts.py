"""What persons recorded, one row each: the same act is kept once, and none is ever changed."""

import sqlite3
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from msgspec.structs import asdict

from orchestrator.evidence import clock_words
from orchestrator.evidence.codec import stamp
from orchestrator.files.typed_json import compact_json, own_typed, read_own_json
from orchestrator.model.act import ACTS, Act

_COLUMNS = {
    "id": "id",
    "machine": "machine",
    "unit": "unit",
    "value": "value",
    "klass": "class",
    "claimed": "claimed_at",
    "recorded": "recorded_at",
    "actor": "actor",
    "reason": "reason",
    "list": "list",
    "ref": "ref",
}
"""The fields of an act that have a column; all else is in `more`."""
_MOST_READ = 1 << 12  # acts kept as they were read: a district records some hundreds
_TIMES = frozenset({"claimed", "recorded"})
_UNKEPT = frozenset({"dated"})  # told by the words on the clock
_INSERT = f"""INSERT OR IGNORE INTO act (kind, {", ".join(_COLUMNS.values())}, more)
    VALUES (?{", ?" * (len(_COLUMNS) + 1)})"""  # noqa: S608  names of our own columns
_SELECT = f"SELECT kind, {', '.join(_COLUMNS.values())}, more FROM act ORDER BY recorded_at, id"  # noqa: S608


def keep(connection: sqlite3.Connection, found: Iterable[Act]) -> int:
    """Write acts in the caller's transaction and return how many were new."""
    done = connection.executemany(_INSERT, [_row(act) for act in found])
    return done.rowcount  # the acts alone: what triggers do is none


def _row(act: Act) -> tuple[object, ...]:
    said = asdict(act)
    more = {k: value for k, value in said.items() if k not in _COLUMNS and k not in _UNKEPT}
    columns = (_column(name, said.get(name)) for name in _COLUMNS)
    return (act.kind, *columns, compact_json(more))


def _column(name: str, value: object) -> object:
    if name in _TIMES and value is not None:
        return stamp(value)  # type: ignore[arg-type]  # the times of `Recorded`
    return None if name == "list" and value == "" else value


def acts(connection: sqlite3.Connection) -> Iterator[Act]:
    """Yield all acts, oldest first; one that is misdated says so, and comes where it may have been.

    Raises:
        ValueError: A row holds what no version wrote.
    """
    told = clock_words.redating(connection)
    kept = (told.act(_act(*row)) for row in connection.execute(_SELECT))
    yield from sorted(kept, key=lambda act: (act.recorded, act.id)) if told.words else kept


@cache
def _fields(kind: str) -> frozenset[str]:
    return frozenset(ACTS[kind].__struct_fields__)


@lru_cache(_MOST_READ)
def _act(kind: str, *said: object) -> Act:
    """Return the act that a row is: the same row is read again and again, and is the same act."""
    *columns, more = said
    if kind not in ACTS:
        msg = f"no act is called {kind!r}"
        raise ValueError(msg)
    made = ACTS[kind]
    named = zip(_COLUMNS, columns, strict=True)
    told = {name: value for name, value in named if name in _fields(kind)}
    told["list"] = told["list"] or ""
    return own_typed({**told, **read_own_json(str(more), dict[str, object])}, made)
