"""The step for what comes home by other carriers: kits, what they brought, and whose it is.

What evidence says of its road stands in its own row. An answer without a sure row is evidence of
no machine (`waiting` says why); whose it is, is a person's word (`joined`): the newest counts.
"""

from orchestrator.evidence import marks

_FIXED = {
    "kit": "id, unit, sweep, script_sha256, family, rule, elevated, made_at, until",
    "receipt": "id, kind, carrier, source, sha256, key, head, received_at",
    "waiting": "id, kind, evidence, at",
    "waiting_row": "waiting, machine",
    "joined": "id, evidence, machine, at, reason",
}
"""What nobody rewrites; a person's name is left out: it may give way to a role."""

STATEMENTS = (
    # `trust` as `model.look.Trust`; `receipt` is what it came in; `not_after`: it was taken before
    # that for certain (NULL: before `collected_at`).
    """ALTER TABLE evidence ADD COLUMN trust TEXT NOT NULL DEFAULT 'asked'
        CHECK (trust IN ('asked', 'relayed', 'witnessed', 'declared'))""",
    "ALTER TABLE evidence ADD COLUMN receipt INTEGER REFERENCES receipt",
    "ALTER TABLE evidence ADD COLUMN not_after TEXT",
    # `joined_by`: as `model.look.JoinedBy` what gave it its row, NULL where nobody had to ask.
    "ALTER TABLE evidence ADD COLUMN joined_by TEXT",
    "UPDATE evidence SET trust = 'relayed' WHERE origin IN ('ingest', 'notice')",
    # A sweep's own rows are left out: a machine that is asked twice may say the very same twice.
    """CREATE UNIQUE INDEX evidence_once
        ON evidence (sweep, coalesce(machine, 0), nonce, sha256) WHERE nonce IS NOT NULL""",
    """CREATE TRIGGER evidence_road_unchanged
        BEFORE UPDATE OF trust, receipt, not_after, joined_by ON evidence
        BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END""",
    # `rule` is the index of what is asked among the sweep's rules; `witness` is who sees it run.
    """CREATE TABLE kit (
        id TEXT PRIMARY KEY, unit TEXT NOT NULL, sweep TEXT NOT NULL REFERENCES sweep,
        script_sha256 TEXT NOT NULL REFERENCES script, family TEXT NOT NULL,
        rule INTEGER NOT NULL, elevated INTEGER NOT NULL, made_at TEXT NOT NULL,
        until TEXT NOT NULL, witness TEXT, revoked_at TEXT, revoked_by TEXT, reason TEXT
    ) STRICT""",
    # `sha256` is of what was sealed, opened: sealed again, the same has other bytes.
    """CREATE TABLE receipt (
        id INTEGER PRIMARY KEY, kind TEXT NOT NULL, carrier TEXT NOT NULL, source TEXT NOT NULL,
        sha256 TEXT NOT NULL UNIQUE, key TEXT NOT NULL, head TEXT NOT NULL,
        received_at TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX receipt_key ON receipt (key)",
    # Which answer came already, whatever it came in.
    "CREATE INDEX evidence_nonce ON evidence (nonce, sha256) WHERE nonce IS NOT NULL",
    """CREATE TABLE waiting (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('unknown', 'clash', 'differs', 'late', 'revoked')),
        evidence INTEGER NOT NULL UNIQUE REFERENCES evidence, at TEXT NOT NULL
    ) STRICT""",
    # The machines that may be meant: until it is decided, they stand in doubt.
    """CREATE TABLE waiting_row (
        waiting INTEGER NOT NULL REFERENCES waiting, machine INTEGER NOT NULL REFERENCES machine,
        PRIMARY KEY (waiting, machine)
    ) STRICT, WITHOUT ROWID""",
    # `machine` is NULL where it was dropped: it is nobody's.
    """CREATE TABLE joined (
        id INTEGER PRIMARY KEY, evidence INTEGER NOT NULL REFERENCES evidence,
        machine INTEGER REFERENCES machine, at TEXT NOT NULL, actor TEXT NOT NULL,
        reason TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX joined_of ON joined (evidence, id)",
    "CREATE INDEX joined_to ON joined (machine)",
    # Whose evidence is: the machine that it was taken under, else the newest word of a person.
    """CREATE VIEW taken AS SELECT e.id AS evidence, coalesce(e.machine, (
            SELECT j.machine FROM joined j WHERE j.evidence = e.id ORDER BY j.id DESC LIMIT 1
        )) AS machine FROM evidence e""",
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
    """CREATE TRIGGER kit_revoked BEFORE UPDATE OF revoked_at, reason ON kit
        WHEN old.revoked_at IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'kit is append-only'); END""",
    *marks.ROADS_STATEMENTS,
)
