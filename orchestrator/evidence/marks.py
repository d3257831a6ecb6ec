"""What kept standings rest on, and how it is known that it is as it was.

A standing rests on marks of its machines, boxes, installations and unit. Whatever is written about
one of these takes its mark away, whoever writes it, and a mark that is set again is another one: no
kept standing is taken for true that rests on what has changed. Marks, like standings, may be
emptied at any time. (`INSERT OR ...` reaches into the triggers that it fires, and may make an
`INSERT` there do nothing; a `DELETE` it leaves alone: hence marks go, and are not counted up.)
"""

import sqlite3
from collections.abc import Iterable

Mark = tuple[str, str]
"""What is marked: a kind (`machine`, `box`, `installation`, `unit`) and a name."""

_SET = "INSERT OR IGNORE INTO mark SELECT"
_FILL = (
    f"{_SET} 'machine', CAST(id AS TEXT), random() FROM machine",
    f"{_SET} 'unit', unit, random() FROM machine GROUP BY unit",
    f"""{_SET} kind, value, random() FROM fingerprint WHERE kind IN ('box', 'installation')
        GROUP BY kind, value""",
)
_FILL_OF = (
    f"{_SET} 'machine', CAST(id AS TEXT), random() FROM machine WHERE id = ?",
    f"{_SET} 'unit', unit, random() FROM machine WHERE id = ?",
    f"""{_SET} f.kind, f.value, random() FROM look l JOIN fingerprint f ON f.evidence = l.evidence
        WHERE l.machine = ? AND f.kind IN ('box', 'installation')""",
)


def marks(connection: sqlite3.Connection) -> dict[Mark, int]:
    """Return all marks that are set."""
    rows = connection.execute("SELECT kind, name, mark FROM mark")
    return {(kind, name): mark for kind, name, mark in rows}


def fill(connection: sqlite3.Connection, of: Iterable[int] | None = None) -> None:
    """Set every mark that is not set, in the caller's transaction; of some machines, or of all."""
    if of is None:
        for statement in _FILL:
            connection.execute(statement)
        return
    machines = [(number,) for number in of]
    for statement in _FILL_OF:
        connection.executemany(statement, machines)


def _unmark(kind: str, names: str) -> str:
    """Return the statement that takes away the marks of a kind whose names a query gives."""
    return f"DELETE FROM mark WHERE kind = '{kind}' AND name IN ({names});"  # noqa: S608  our own


def _of_place(row: str) -> str:
    """Of a row of a machine, or else of its unit."""
    machine = _unmark("machine", f"SELECT CAST({row}.machine AS TEXT)")
    return machine + _unmark("unit", f"SELECT {row}.unit WHERE {row}.machine IS NULL")


def _of_machine(row: str) -> str:
    return _unmark("machine", f"SELECT CAST({row}.machine AS TEXT)")


def _of_evidence(row: str) -> str:
    """Of a row about evidence: its machine, else its unit, and the box that it was taken of."""
    of = f"{row}.evidence"
    row = f"FROM evidence WHERE id = {of}"
    box = f"SELECT value FROM fingerprint WHERE evidence = {of} AND kind = 'box'"  # noqa: S608  our own
    return (
        _unmark("machine", f"SELECT CAST(machine AS TEXT) {row}")
        + _unmark("unit", f"SELECT unit {row} AND machine IS NULL")
        + _unmark("box", box)
    )


def _of_act(row: str) -> str:
    """Of an act: its machine, else its unit, and all boxes that answered under its name."""
    boxes = f"""SELECT f.value FROM look l JOIN fingerprint f ON f.evidence = l.evidence
        WHERE l.machine = {row}.machine AND f.kind = 'box'"""  # noqa: S608  our own
    return _of_place(row) + _unmark("box", boxes)


def _of_print(row: str) -> str:
    return f"DELETE FROM mark WHERE kind = {row}.kind AND name = {row}.value;"  # noqa: S608  our own


_ROWS = {"INSERT": ("new",), "UPDATE": ("old", "new"), "DELETE": ("old",)}
_UNMARKING = {
    "attempt": (_of_machine, ("INSERT",)),
    "evidence": (_of_place, ("INSERT", "UPDATE")),
    "look": (_of_place, tuple(_ROWS)),
    "fingerprint": (_of_print, tuple(_ROWS)),
    "met": (_of_evidence, tuple(_ROWS)),
    "concerned": (_of_evidence, tuple(_ROWS)),
    "act": (_of_act, ("INSERT", "UPDATE")),
}
"""Which marks go with a row of which table, and what may happen to such a row."""

STATEMENTS = (
    """CREATE TABLE mark (
        kind TEXT NOT NULL, name TEXT NOT NULL, mark INTEGER NOT NULL, PRIMARY KEY (kind, name)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE standing (
        machine INTEGER PRIMARY KEY REFERENCES machine, rests TEXT NOT NULL, at TEXT NOT NULL,
        next_change TEXT, said BLOB NOT NULL, basis TEXT NOT NULL
    ) STRICT""",
    *(
        f"""CREATE TRIGGER {table}_{event.lower()}_unmarks AFTER {event} ON {table}
        BEGIN {"".join(map(of, _ROWS[event]))} END"""
        for table, (of, events) in _UNMARKING.items()
        for event in events
    ),
)
"""The tables of the step, which stay as they are."""


def _of_joined(row: str) -> str:
    """Of a person's word whose evidence is: all machines it ever was of, or may be of."""
    of = f"evidence = {row}.evidence"
    was = f"SELECT CAST(machine AS TEXT) FROM joined WHERE {of}"  # noqa: S608  our own
    may = f"""SELECT CAST(r.machine AS TEXT) FROM waiting w JOIN waiting_row r ON r.waiting = w.id
        WHERE w.{of}"""  # noqa: S608  our own
    box = f"SELECT value FROM fingerprint WHERE {of} AND kind = 'box'"  # noqa: S608  our own
    return (
        _of_machine(row)
        + _unmark("machine", was)
        + _unmark("machine", may)
        + _unmark("unit", f"SELECT unit FROM evidence WHERE id = {row}.evidence")  # noqa: S608  our own
        + _unmark("box", box)
    )


ROADS_STATEMENTS = tuple(
    f"""CREATE TRIGGER {table}_insert_unmarks AFTER INSERT ON {table} BEGIN {of("new")} END"""
    for table, of in (("waiting_row", _of_machine), ("joined", _of_joined))
)
"""What the step for other carriers adds: likewise."""
