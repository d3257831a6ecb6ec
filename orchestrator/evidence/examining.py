"""Whether a store says what a program of ours wrote: asked only after something went wrong.

To look through a store costs a reading of all of it, and no sweep waits for that: what is read is
checked as it is read. What that does not find (a row that another one contradicts) comes up as a
fault somewhere above; then this tells a damaged store from a fault of the program.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from orchestrator.errors import StateError
from orchestrator.evidence import ladder
from orchestrator.evidence.opening import FAULTS, opened
from orchestrator.text.message import Message, say

_CONTRADICTIONS = (
    """SELECT 1 FROM scope s LEFT JOIN machine m ON m.id = s.machine
        WHERE m.unit IS NOT s.unit OR m.name IS NOT s.name""",
    """SELECT 1 FROM scope s LEFT JOIN sweep w ON w.id = s.sweep
        WHERE s.rule NOT BETWEEN 0 AND max(coalesce(json_array_length(w.rules), 0) - 1, 0)""",
    """SELECT 1 FROM scope s JOIN sweep w ON w.id = s.sweep WHERE s.unit NOT IN
        (SELECT json_extract(u.value, '$.code') FROM json_each(w.district, '$.units') u)""",
    """SELECT 1 FROM evidence e LEFT JOIN scope s ON s.sweep = e.sweep AND s.machine = e.machine
        WHERE e.sweep IS NOT NULL AND e.machine IS NOT NULL AND s.machine IS NULL""",
    """SELECT 1 FROM look l LEFT JOIN evidence e ON e.id = l.evidence
        LEFT JOIN taken t ON t.evidence = l.evidence
        WHERE t.machine IS NOT l.machine OR (e.machine IS NOT NULL AND e.unit IS NOT l.unit)""",
    "SELECT 1 FROM scope_read r WHERE r.campaign NOT IN (SELECT sha256 FROM campaign)",
)


def damage(folder: Path) -> StateError | None:
    """Return what is said of the store of a state folder if it is damaged; None if it is whole.

    One that cannot even be opened is damaged, or as bad: what is said of that is returned.
    """
    try:
        with closing(opened(folder, create=False)) as connection:
            why = _why(connection)
    except StateError as error:
        return error
    if why is None:
        return None
    what = say("store.row_damaged", what=say("store.row"), folder=folder, why=why)
    return StateError.one(what, say("store.mend.restore_folder"))


def _why(connection: sqlite3.Connection) -> Message | None:
    try:
        return _unsound(connection)
    except FAULTS:
        return say("store.why.damaged")


def _unsound(connection: sqlite3.Connection) -> Message | None:
    if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        return say("store.why.damaged")
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken:
        return say("store.why.points_nowhere", table=broken[0], other=broken[2])
    if not ladder.is_laid_out(connection):
        return say("store.why.damaged")
    if any(connection.execute(f"{one} LIMIT 1").fetchone() for one in _CONTRADICTIONS):
        return say("store.why.contradicts")
    return None
