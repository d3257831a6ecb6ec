"""The step for sites: who may speak for which units, what they swept, and what was sent to a hub.

At the hub: `site`, the persons' words on it (the newest counts), and which sweeps are theirs. At a
site: `outbox`, the parts that were made of its sweeps; what has a receipt need not be sent again.
"""

_FIXED = {
    "site_word": "id, site, kind, words, at, reason",
    "site_sweep": "sweep, site",
    "outbox": "id, sweep, shard, sha256, head, made_at",
    "outbox_row": "outbox, machine, first, last",
}
"""What nobody rewrites; a person's name is left out: it may give way to a role."""

STATEMENTS = (
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
        for table in ("site", *_FIXED)
    ),
    *(
        f"""CREATE TRIGGER {table}_unchanged BEFORE UPDATE OF {columns} ON {table}
        BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
        for table, columns in _FIXED.items()
    ),
    """CREATE TRIGGER outbox_received BEFORE UPDATE OF received_at, receipt ON outbox
        WHEN old.received_at IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'outbox is append-only'); END""",
)
