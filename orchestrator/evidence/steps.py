"""The steps by which a store of an earlier version becomes one of this version.

`schema.py` is version 1. A step is added at the end and never changed once a release has it: stores
of every version before it stand at people's.
"""

import sqlite3
from array import array
from collections.abc import Callable, Iterator
from itertools import accumulate

from msgspec import Struct

from orchestrator.evidence import marks, roads_steps
from orchestrator.evidence.codec import pack_ascending
from orchestrator.text.message import say


class Step(Struct, frozen=True):
    """What brings a store from the version before to `version`, inside the caller's transaction.

    `run` raises ValueError with a message where it meets what no version wrote.
    """

    version: int
    name: str
    run: Callable[[sqlite3.Connection], None]


def _statements(*texts: str) -> Callable[[sqlite3.Connection], None]:
    def run(connection: sqlite3.Connection) -> None:
        for text in texts:
            connection.execute(text)

    return run


# What evidence says of itself where no sweep says it (`nonce`, `rules`: NULL means its sweep's;
# `earliest`: NULL means taken at `collected_at` for certain; `source`: a kit, hand-in or notice),
# and what was read out of it: both may be made again from the bodies.
_READINGS = (
    "ALTER TABLE evidence ADD COLUMN nonce TEXT",
    "ALTER TABLE evidence ADD COLUMN rules TEXT",
    "ALTER TABLE evidence ADD COLUMN earliest TEXT",
    "ALTER TABLE evidence ADD COLUMN source TEXT",
    "ALTER TABLE evidence ADD COLUMN pruned_at TEXT",
    "ALTER TABLE ioc_set ADD COLUMN form TEXT NOT NULL DEFAULT 'json'",
    "CREATE INDEX evidence_of_machine ON evidence (machine, collected_at)",
    "CREATE INDEX attempt_of_machine ON attempt (machine, started_at)",
    """CREATE TABLE look (
        evidence INTEGER PRIMARY KEY REFERENCES evidence, reader INTEGER NOT NULL,
        machine INTEGER REFERENCES machine, unit TEXT NOT NULL, lo TEXT NOT NULL,
        hi TEXT NOT NULL, whole INTEGER NOT NULL, said TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX look_of ON look (machine, lo)",
    """CREATE TABLE met (
        evidence INTEGER NOT NULL REFERENCES evidence, n INTEGER NOT NULL, value TEXT NOT NULL,
        class TEXT NOT NULL, status TEXT NOT NULL, said TEXT NOT NULL, lo TEXT NOT NULL,
        hi TEXT NOT NULL, since_list TEXT NOT NULL REFERENCES ioc_set,
        until_list TEXT REFERENCES ioc_set, PRIMARY KEY (evidence, n)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX met_value ON met (value)",
    """CREATE TABLE matched (
        id INTEGER PRIMARY KEY CHECK (id = 1), list TEXT NOT NULL REFERENCES ioc_set,
        matcher INTEGER NOT NULL, through INTEGER NOT NULL
    ) STRICT""",
    # Evidence that a newer list concerns and that waits to be read again.
    """CREATE TABLE concerned (
        evidence INTEGER PRIMARY KEY REFERENCES evidence, list TEXT NOT NULL REFERENCES ioc_set
    ) STRICT""",
    """CREATE TABLE fingerprint (
        evidence INTEGER NOT NULL REFERENCES evidence, kind TEXT NOT NULL, value TEXT NOT NULL,
        PRIMARY KEY (evidence, kind, value)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX fingerprint_value ON fingerprint (kind, value)",
    """CREATE TRIGGER evidence_said_unchanged
        BEFORE UPDATE OF nonce, rules, earliest, source ON evidence
        BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END""",
)

# What nobody rewrites of what people recorded, or of what was read or issued when. The columns left
# out may change: an actor's name gives way to a role, a campaign is closed, a source is dropped.
_FIXED = {
    "act": """id, kind, machine, unit, value, class, claimed_at, recorded_at, reason, more, list,
        ref""",
    "scope_version": "sha256, body",
    "scope_read": "at, sha256, campaign",
    "campaign": "id, sha256, read_at, body",
    "issued": "at, campaign, list, scope, lang, basis",
    "source_version": "source, sha256, ioc_set, read_at",
}

_ACTS = (
    """CREATE TABLE act (
        id TEXT PRIMARY KEY, kind TEXT NOT NULL, machine INTEGER REFERENCES machine, unit TEXT,
        value TEXT, class TEXT, claimed_at TEXT NOT NULL, recorded_at TEXT NOT NULL,
        actor TEXT NOT NULL, reason TEXT NOT NULL, more TEXT NOT NULL,
        list TEXT REFERENCES ioc_set, ref TEXT REFERENCES act
    ) STRICT""",
    "CREATE INDEX act_of ON act (machine, recorded_at)",
    "CREATE TABLE scope_version (sha256 TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT",
    """CREATE TABLE scope_read (
        at TEXT PRIMARY KEY, sha256 TEXT NOT NULL REFERENCES scope_version, campaign TEXT
    ) STRICT""",
    """CREATE TABLE campaign (
        id TEXT NOT NULL, sha256 TEXT NOT NULL, read_at TEXT NOT NULL, body TEXT NOT NULL,
        closed_at TEXT, PRIMARY KEY (id, sha256)
    ) STRICT""",
    """CREATE TABLE issued (
        at TEXT NOT NULL, campaign TEXT, list TEXT NOT NULL, scope TEXT NOT NULL,
        lang TEXT NOT NULL, basis TEXT NOT NULL, PRIMARY KEY (at, lang, basis)
    ) STRICT""",
    """CREATE TABLE source_version (
        source TEXT NOT NULL, sha256 TEXT NOT NULL, ioc_set TEXT NOT NULL REFERENCES ioc_set,
        read_at TEXT NOT NULL, dropped_at TEXT, actor TEXT, reason TEXT,
        PRIMARY KEY (source, sha256, read_at)
    ) STRICT, WITHOUT ROWID""",
    *(
        f"""CREATE TRIGGER {table}_stays BEFORE DELETE ON {table}
        BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
        for table in _FIXED
    ),
    *(
        f"""CREATE TRIGGER {table}_unchanged BEFORE UPDATE OF {columns} ON {table}
        BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
        for table, columns in _FIXED.items()
    ),
)


# What a machine's own system called the reason for which its script did not run.
_ERROR_IDS = ("ALTER TABLE attempt ADD COLUMN error_id TEXT NOT NULL DEFAULT ''",)


# Each log-on: a row is written before the password leaves, and its end when there is one. No
# password and no digest of one is in it. A person may have an account's rejections forgotten.
_LEDGER = (
    """CREATE TABLE principal (
        id INTEGER PRIMARY KEY, principal TEXT NOT NULL, machine TEXT NOT NULL,
        sent_at TEXT NOT NULL, outcome TEXT
    ) STRICT""",
    "CREATE INDEX principal_of ON principal (principal, machine)",
    """CREATE TABLE forgotten (
        principal TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL,
        PRIMARY KEY (principal, at)
    ) STRICT""",
    *(
        f"""CREATE TRIGGER {table}_stays BEFORE DELETE ON {table}
        BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
        for table in ("principal", "forgotten")
    ),
    """CREATE TRIGGER principal_unchanged BEFORE UPDATE OF id, principal, machine, sent_at
        ON principal BEGIN SELECT RAISE(ABORT, 'principal is append-only'); END""",
    """CREATE TRIGGER principal_ended BEFORE UPDATE OF outcome ON principal
        WHEN coalesce(old.outcome, 'unheard') <> 'unheard'
        BEGIN SELECT RAISE(ABORT, 'principal is append-only'); END""",
    "ALTER TABLE campaign ADD COLUMN closed_by TEXT",
)


def _index(connection: sqlite3.Connection) -> None:
    """Write the ids of values as plain arrays, which a re-match tests in C at three times the size.

    Raises:
        ValueError: A row holds what no version wrote: a value left out could not be found again.
    """
    connection.execute(
        """CREATE TABLE seen (
            evidence INTEGER PRIMARY KEY REFERENCES evidence, ids BLOB NOT NULL
        ) STRICT"""
    )
    highest = connection.execute("SELECT coalesce(max(id), 0) FROM value").fetchone()[0]
    rows = connection.execute("SELECT evidence, ids FROM sighting ORDER BY evidence")
    connection.executemany("INSERT INTO seen VALUES (?, ?)", _as_arrays(rows, highest))
    connection.execute("DROP TABLE sighting")


def _as_arrays(rows: sqlite3.Cursor, highest: int) -> Iterator[tuple[int, bytes]]:
    for evidence, blob in rows:
        ids = _ids(blob, evidence)
        if ids and ids[-1] > highest:
            raise ValueError(say("store.why.no_value", id=evidence))
        yield evidence, pack_ascending(ids)


def _ids(blob: bytes, evidence: int) -> "array[int]":
    try:
        return array("I", accumulate(_deltas(blob, evidence)))
    except OverflowError as error:
        raise ValueError(say("store.why.no_value", id=evidence)) from error


def _deltas(blob: bytes, evidence: int) -> Iterator[int]:
    """Yield the numbers of version 1: groups of seven bits, the lowest first, the eighth says more.

    Raises:
        ValueError: The last number is cut.
    """
    value = shift = 0
    for byte in blob:
        if byte > 127:  # noqa: PLR2004  the eighth bit
            value |= (byte & 127) << shift
            shift += 7
        else:
            yield value | byte << shift
            value = shift = 0
    if shift:
        raise ValueError(say("store.why.ids_cut", id=evidence))


# A clock that was put right: one row a word, and beside it all moments later than it that the store
# held then: the rows that have one of them were dated by a clock that was ahead. Those that come
# after the word are not.
_FIXED_OF_CLOCK = {"clock_word": "id, at, reason, evidence", "misdated": "word, at"}
"""What nobody rewrites; a person's name is left out: it may give way to a role."""

_CLOCK = (
    # `evidence` is the number of the newest one when the word was said.
    """CREATE TABLE clock_word (
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, reason TEXT NOT NULL,
        evidence INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE misdated (
        word INTEGER NOT NULL REFERENCES clock_word, at TEXT NOT NULL, PRIMARY KEY (word, at)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX misdated_at ON misdated (at)",
    *(
        f"""CREATE TRIGGER {table}_stays BEFORE DELETE ON {table}
        BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
        for table in _FIXED_OF_CLOCK
    ),
    *(
        f"""CREATE TRIGGER {table}_unchanged BEFORE UPDATE OF {columns} ON {table}
        BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
        for table, columns in _FIXED_OF_CLOCK.items()
    ),
    # Whatever machine it is about: no kept standing is told again that rests on another clock.
    "CREATE TRIGGER clock_word_unmarks AFTER INSERT ON clock_word BEGIN DELETE FROM mark; END",
)


STEPS = (
    Step(2, "readings", _statements(*_READINGS)),
    Step(3, "index", _index),
    Step(4, "acts and scope", _statements(*_ACTS)),
    Step(5, "error ids", _statements(*_ERROR_IDS)),
    Step(6, "ledger of log-ons", _statements(*_LEDGER)),
    Step(7, "standings", _statements(*marks.STATEMENTS)),
    Step(8, "roads", _statements(*roads_steps.KITS)),
    Step(9, "clock", _statements(*_CLOCK)),
    Step(10, "sites", _statements(*roads_steps.SITES)),
    Step(11, "tasks", _statements(*roads_steps.TASKS)),
)
"""In order, each one version above the one before."""

VERSION = STEPS[-1].version
"""The version of the stores that this program writes."""
