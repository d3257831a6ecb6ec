"""The steps for what comes home by other carriers: by kits, and through sites and their hub.

What evidence says of its road stands in its own row. An answer without a sure row is evidence of
no machine (`waiting` says why); whose it is, is a person's word (`joined`): the newest counts.

At a hub: `site`, the persons' words on it (the newest counts), and which sweeps are theirs. At a
site: `outbox`, the parts that were made of its sweeps; what has a receipt need not be sent again.
"""

from orchestrator.evidence import marks

_FIXED_OF_KITS = {
    "kit": "id, unit, sweep, script_sha256, family, rule, elevated, made_at, until",
    "receipt": "id, kind, carrier, source, sha256, key, head, received_at",
    "waiting": "id, kind, evidence, at",
    "waiting_row": "waiting, machine",
    "joined": "id, evidence, machine, at, reason",
}
"""What nobody rewrites; a person's name is left out: it may give way to a role."""

KITS = (
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
        for table in _FIXED_OF_KITS
    ),
    *(
        f"""CREATE TRIGGER {table}_unchanged BEFORE UPDATE OF {columns} ON {table}
        BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
        for table, columns in _FIXED_OF_KITS.items()
    ),
    """CREATE TRIGGER kit_revoked BEFORE UPDATE OF revoked_at, reason ON kit
        WHEN old.revoked_at IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'kit is append-only'); END""",
    *marks.ROADS_STATEMENTS,
)

_FIXED_OF_SITES = {
    "site_word": "id, site, kind, words, at, reason",
    "site_sweep": "sweep, site",
    "outbox": "id, sweep, shard, sha256, head, made_at",
    "outbox_row": "outbox, machine, first, last",
}
"""What nobody rewrites; a person's name is left out: it may give way to a role."""

SITES = (
    # `units` are codes (JSON); `key` is the one that was seen to have the accepted words, NULL
    # until then; `unreadable` counts messages in a row that could not be opened.
    """CREATE TABLE site (
        name TEXT PRIMARY KEY, units TEXT NOT NULL, made_at TEXT NOT NULL, key TEXT,
        heard_at TEXT, unreadable INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    """CREATE TABLE site_word (
        id INTEGER PRIMARY KEY, site TEXT NOT NULL REFERENCES site,
        kind TEXT NOT NULL CHECK (kind IN ('accept', 'revoke')), words TEXT NOT NULL,
        at TEXT NOT NULL, actor TEXT NOT NULL, reason TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX site_word_of ON site_word (site, id)",
    """CREATE TABLE site_sweep (
        sweep TEXT PRIMARY KEY REFERENCES sweep, site TEXT NOT NULL REFERENCES site
    ) STRICT""",
    # `head` is what a part says of its sweep: made again, it must be the same text. `receipt` is
    # the hub's own message.
    """CREATE TABLE outbox (
        id INTEGER PRIMARY KEY, sweep TEXT NOT NULL REFERENCES sweep, shard INTEGER NOT NULL,
        sha256 TEXT NOT NULL UNIQUE, head TEXT NOT NULL, made_at TEXT NOT NULL,
        received_at TEXT, receipt BLOB, UNIQUE (sweep, shard)
    ) STRICT""",
    # The tries of one machine, from one number to another; none where nothing was asked of it.
    """CREATE TABLE outbox_row (
        outbox INTEGER NOT NULL REFERENCES outbox, n INTEGER NOT NULL,
        machine INTEGER NOT NULL REFERENCES machine, first INTEGER NOT NULL, last INTEGER NOT NULL,
        PRIMARY KEY (outbox, n)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX outbox_row_of ON outbox_row (machine, outbox)",
    *(
        f"""CREATE TRIGGER {table}_stays BEFORE DELETE ON {table}
        BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
        for table in ("site", *_FIXED_OF_SITES)
    ),
    *(
        f"""CREATE TRIGGER {table}_unchanged BEFORE UPDATE OF {columns} ON {table}
        BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
        for table, columns in _FIXED_OF_SITES.items()
    ),
    """CREATE TRIGGER outbox_received BEFORE UPDATE OF received_at, receipt ON outbox
        WHEN old.received_at IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'outbox is append-only'); END""",
)

_FIXED_OF_TASKS = {
    "shard": "sweep, shard, site, seconds, made_at",
    "shard_row": "sweep, shard, machine",
    "playbook": "sha256, name, body, kept_at",
    "task": "id, sweep, shard, playbook, list, seconds, machines, issued_at, taken_at",
}

# At the hub: `shard`, the machines of a sweep that one site is to ask together. At a site: `task`,
# a shard that it took, until all of its machines were asked. `playbook` is at both: what shards are
# asked, and what a person allowed to be asked here.
TASKS = (
    # `said` is the newest word of the site; `closed_at`: of none of its machines is a word missing.
    """CREATE TABLE shard (
        sweep TEXT NOT NULL REFERENCES sweep, shard INTEGER NOT NULL,
        site TEXT NOT NULL REFERENCES site, seconds INTEGER NOT NULL, made_at TEXT NOT NULL,
        said TEXT, said_at TEXT, closed_at TEXT, PRIMARY KEY (sweep, shard)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX shard_open ON shard (site, made_at) WHERE closed_at IS NULL",
    """CREATE TABLE shard_row (
        sweep TEXT NOT NULL, shard INTEGER NOT NULL,
        machine INTEGER NOT NULL REFERENCES machine, PRIMARY KEY (sweep, shard, machine),
        FOREIGN KEY (sweep, shard) REFERENCES shard
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE playbook (
        sha256 TEXT PRIMARY KEY, name TEXT NOT NULL, body BLOB NOT NULL, kept_at TEXT NOT NULL,
        allowed_at TEXT, allowed_by TEXT
    ) STRICT""",
    # `sweep` is the hub's; `machines` are units and names (JSON); `left_out` those of which no
    # answer will come, each with the reason (JSON).
    """CREATE TABLE task (
        id INTEGER PRIMARY KEY, sweep TEXT NOT NULL, shard INTEGER NOT NULL,
        playbook TEXT NOT NULL, list TEXT NOT NULL, seconds INTEGER NOT NULL,
        machines TEXT NOT NULL, issued_at TEXT NOT NULL, taken_at TEXT NOT NULL,
        left_out TEXT NOT NULL DEFAULT '[]', done_at TEXT, UNIQUE (sweep, shard)
    ) STRICT""",
    *(
        f"""CREATE TRIGGER {table}_stays BEFORE DELETE ON {table}
        BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
        for table in _FIXED_OF_TASKS
    ),
    *(
        f"""CREATE TRIGGER {table}_unchanged BEFORE UPDATE OF {columns} ON {table}
        BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
        for table, columns in _FIXED_OF_TASKS.items()
    ),
)
