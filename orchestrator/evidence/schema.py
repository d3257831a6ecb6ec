"""The tables of the store: decided once, only added to (`PRAGMA user_version` counts the steps)."""

from collections.abc import Iterator

_FIRST = (
    """CREATE TABLE ioc_set (
        sha256 TEXT PRIMARY KEY, dated TEXT NOT NULL, body BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE script (
        sha256 TEXT PRIMARY KEY, family TEXT NOT NULL, checks TEXT NOT NULL, body BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE sweep (
        id TEXT PRIMARY KEY, playbook TEXT NOT NULL, playbook_sha256 TEXT NOT NULL,
        rules TEXT NOT NULL, selection TEXT NOT NULL, ioc_sha256 TEXT NOT NULL REFERENCES ioc_set,
        nonce TEXT NOT NULL, district TEXT NOT NULL, campaign TEXT,
        started_at TEXT NOT NULL, ended_at TEXT, state TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE machine (
        id INTEGER PRIMARY KEY, unit TEXT NOT NULL, name TEXT NOT NULL,
        aliases TEXT NOT NULL DEFAULT '[]', fingerprints TEXT NOT NULL DEFAULT '{}',
        UNIQUE (unit, name)
    ) STRICT""",
    """CREATE TABLE scope (
        sweep TEXT NOT NULL REFERENCES sweep, machine INTEGER NOT NULL REFERENCES machine,
        unit TEXT NOT NULL, ward TEXT, type TEXT NOT NULL, name TEXT NOT NULL, label TEXT,
        room TEXT, role TEXT NOT NULL, os TEXT, address TEXT, via TEXT, excluded TEXT,
        selected INTEGER NOT NULL, skipped TEXT, rule INTEGER NOT NULL,
        PRIMARY KEY (sweep, machine)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE attempt (
        sweep TEXT NOT NULL REFERENCES sweep, machine INTEGER NOT NULL REFERENCES machine,
        n INTEGER NOT NULL, trip TEXT NOT NULL, principal TEXT NOT NULL, via TEXT NOT NULL,
        outcome TEXT NOT NULL, detail TEXT NOT NULL, phases TEXT NOT NULL, host_key TEXT,
        exit_code INTEGER, started_at TEXT NOT NULL, ended_at TEXT NOT NULL,
        PRIMARY KEY (sweep, machine, n)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE evidence (
        id INTEGER PRIMARY KEY, origin TEXT NOT NULL
            CHECK (origin IN ('sweep', 'ingest', 'kit', 'notice')),
        sweep TEXT REFERENCES sweep, machine INTEGER REFERENCES machine, unit TEXT NOT NULL,
        script_sha256 TEXT REFERENCES script, clock_offset REAL, collected_at TEXT NOT NULL,
        remote INTEGER NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL, body BLOB
    ) STRICT""",
    "CREATE INDEX evidence_of ON evidence (sweep, machine)",
    "CREATE TABLE value (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT",
    """CREATE TABLE sighting (
        evidence INTEGER PRIMARY KEY REFERENCES evidence, ids BLOB NOT NULL
    ) STRICT""",
    # What was seen is never rewritten; a later retention step may empty `body`, nothing else.
    """CREATE TRIGGER evidence_stays BEFORE DELETE ON evidence
        BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END""",
    """CREATE TRIGGER evidence_unchanged
        BEFORE UPDATE OF id, origin, sweep, machine, unit, script_sha256, sha256 ON evidence
        BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END""",
    """CREATE TRIGGER attempt_stays BEFORE DELETE ON attempt
        BEGIN SELECT RAISE(ABORT, 'attempts are append-only'); END""",
    """CREATE TRIGGER attempt_unchanged BEFORE UPDATE ON attempt
        BEGIN SELECT RAISE(ABORT, 'attempts are append-only'); END""",
    "PRAGMA user_version = 1",
)
_SECOND = (
    "ALTER TABLE attempt ADD COLUMN error_id TEXT NOT NULL DEFAULT ''",
    "PRAGMA user_version = 2",
)

STEPS = (_FIRST, _SECOND)
"""The statements that lead from each version to the next; none is ever changed."""
VERSION = len(STEPS)


def statements(version: int) -> Iterator[str]:
    """Yield what makes a store of that version (0: an empty file) one of today's."""
    for step in STEPS[version:]:
        yield from step
