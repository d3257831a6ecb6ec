"""The step for a clock that was put right: a person's word of it, and what it says was wrong.

One row a word. Beside it stand all moments later than it that the store held then: the rows that
have one of them were dated by a clock that was ahead. Those that come after the word are not.
"""

_FIXED = {"clock_word": "id, at, reason, evidence", "misdated": "word, at"}
"""What nobody rewrites; a person's name is left out: it may give way to a role."""

STATEMENTS = (
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
        for table in _FIXED
    ),
    *(
        f"""CREATE TRIGGER {table}_unchanged BEFORE UPDATE OF {columns} ON {table}
        BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
        for table, columns in _FIXED.items()
    ),
    # Whatever machine it is about: no kept standing is told again that rests on another clock.
    "CREATE TRIGGER clock_word_unmarks AFTER INSERT ON clock_word BEGIN DELETE FROM mark; END",
)
