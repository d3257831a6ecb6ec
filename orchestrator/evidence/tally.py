"""What can be told of a store without telling of anybody: counts, sizes, and words of our own."""

import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from msgspec import Struct

from orchestrator.evidence import ladder
from orchestrator.evidence.opening import FILE, opened, unread
from orchestrator.evidence.queries import whole_rows
from orchestrator.files.typed_json import read_json
from orchestrator.model.outcome import Outcome, Phase, Why
from orchestrator.text.message import say

SQLITE = sqlite3.sqlite_version
"""The version of SQLite that stores are kept by."""
_NEWEST = "(SELECT id FROM sweep ORDER BY rowid DESC LIMIT 1)"
_OUTCOMES = f"SELECT outcome, count(*) FROM attempt WHERE sweep = {_NEWEST} GROUP BY 1"  # noqa: S608
_SKIPPED = f"""SELECT skipped, count(*) FROM scope WHERE sweep = {_NEWEST}
    AND skipped IS NOT NULL GROUP BY 1"""  # noqa: S608
_ERROR_IDS = f"""SELECT error_id, count(*) FROM attempt WHERE sweep = {_NEWEST}
    GROUP BY 1"""  # noqa: S608
_PHASES = f"SELECT phases FROM attempt WHERE sweep = {_NEWEST}"  # noqa: S608
# A machine names its errors as it likes, and a name of its own may pass for a word: numbers alone.
_NUMBER = re.compile(r"(?:0x[0-9A-Fa-f]{1,16}|-?[0-9]{1,10})")


class PhaseTimes(Struct, frozen=True, kw_only=True):
    """How long a phase of asking took, over all attempts of a sweep, in seconds."""

    attempts: int
    total_s: float
    longest_s: float


class StoreTally(Struct, frozen=True, kw_only=True):
    """A store in figures; of the newest sweep, how its attempts ended and where time went.

    `rows` is by table; `outcomes`, `skipped` and `phases` by words of closed sets; `error_ids` has
    only those that are numbers.
    """

    version: int
    rows: Mapping[str, int]
    outcomes: Mapping[str, int]
    skipped: Mapping[str, int]
    error_ids: Mapping[str, int]
    phases: Mapping[str, PhaseTimes]


def tally(folder: Path) -> StoreTally:
    """Return a state folder's store in figures; StateError if it is not there, or damaged."""
    with closing(opened(folder, create=False)) as connection:
        try:
            with whole_rows(say("store.row"), folder):
                return _tally(connection)
        except sqlite3.Error as error:
            raise unread(folder / FILE, error) from error


def _tally(connection: sqlite3.Connection) -> StoreTally:
    outcomes = connection.execute(_OUTCOMES).fetchall()
    errors = connection.execute(_ERROR_IDS).fetchall()
    return StoreTally(
        version=ladder.version_of(connection),
        rows={name: _count(connection, name) for name in ladder.table_names()},
        outcomes={str(Outcome.parse(word)): int(n) for word, n in outcomes},
        skipped={str(Why(word)): int(n) for word, n in connection.execute(_SKIPPED)},
        error_ids={word: int(n) for word, n in errors if word and _NUMBER.fullmatch(word)},
        phases=_phases(connection),
    )


def _count(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])  # noqa: S608


def _phases(connection: sqlite3.Connection) -> dict[str, PhaseTimes]:
    taken: dict[Phase, list[float]] = {}
    for (text,) in connection.execute(_PHASES):
        for word, seconds in read_json(text, dict[str, float]).items():
            taken.setdefault(Phase(word), []).append(seconds)
    return {
        str(phase): PhaseTimes(
            attempts=len(taken[phase]),
            total_s=round(sum(taken[phase]), 3),
            longest_s=round(max(taken[phase]), 3),
        )
        for phase in Phase
        if phase in taken
    }
