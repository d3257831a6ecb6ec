"""A walk through kinds of damage and commands: each ends in a documented way, never in a trace.

By day a short walk, the same each time; by night (`ORCHESTRATOR_DAMAGES=N`) a long one with another
`ORCHESTRATOR_DAMAGES_SEED`.
"""

import contextlib
import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from orchestrator.errors import ExitCode
from orchestrator.evidence.opening import FILE
from tests.cli.test_damaged_stores import COMMANDS, columns, place, spoil, typed, whole

__all__ = ["place", "whole"]
STEPS = int(os.environ.get("ORCHESTRATOR_DAMAGES", "48"))
SEED = int(os.environ.get("ORCHESTRATOR_DAMAGES_SEED", "7"))
PARTS = 4
MORE = {
    "support": ("support", "-o", "sup"),
    "campaign run": ("campaign", "run", "--once", "campaign.yml", "-o", "out"),
    "campaign schedule": ("campaign", "schedule", "campaign.yml"),
    "findings import": ("findings", "import", "told.csv", "--by", "A"),
    "inventory export": ("inventory", "export", "-i", "i", "--status", "--xlsx", "out.xlsx"),
    "ioc drop": ("ioc", "drop", "list.txt", "--by", "A", "--reason", "r"),
    "ioc update": ("ioc", "update", "plays/iocs"),
    "report of a date": ("report", "--at", "2026-11-25", "-o", "out"),
}
WALKED = {**COMMANDS, **MORE}


def bits(store: Path, chance: random.Random) -> None:
    """Turn a few bits over."""
    data = bytearray(store.read_bytes())
    for _ in range(chance.randint(1, 40)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    store.write_bytes(data)


def cut(store: Path, chance: random.Random) -> None:
    """Cut the end off, sometimes at the end of a page."""
    size = chance.randrange(store.stat().st_size)
    os.truncate(store, size - size % chance.choice((1, 512, 4096)))


def stirred(store: Path, chance: random.Random) -> None:
    """Put a page in another's place."""
    data = bytearray(store.read_bytes())
    one, other = (4096 * chance.randrange(len(data) // 4096) for _ in range(2))
    data[one : one + 4096] = data[other : other + 4096]
    store.write_bytes(data)


def _beside(store: Path, kind: str) -> Path:
    return store.with_name(f"{FILE}-{kind}")


def log_cut(store: Path, chance: random.Random) -> None:
    """Leave half of a log that was not merged yet."""
    with closing(sqlite3.connect(store)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA wal_autocheckpoint = 0")
        db.execute("INSERT INTO value (text) VALUES ('one-more.example')")
        db.commit()
        log = _beside(store, "wal").read_bytes()
    _beside(store, "wal").write_bytes(log[: chance.randrange(len(log))])


def log_foreign(store: Path, chance: random.Random) -> None:
    """Put the log of another store beside it."""
    other = store.with_name("other")
    with closing(sqlite3.connect(other)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE moz_places (url TEXT)")
        db.execute("INSERT INTO moz_places VALUES (?)", ("x" * chance.randrange(9000),))
        db.commit()
        shutil.copy(other.with_name("other-wal"), _beside(store, "wal"))


def log_of_rubbish(store: Path, chance: random.Random) -> None:
    """Put rubbish in the place of the log, of its index or of a journal."""
    _beside(store, chance.choice(("wal", "shm", "journal"))).write_bytes(chance.randbytes(5000))


def log_is_a_folder(store: Path, chance: random.Random) -> None:
    """Put a folder there."""
    _beside(store, chance.choice(("wal", "shm", "journal"))).mkdir()


def a_column(store: Path, chance: random.Random) -> None:
    """Fill a column with what is of another type, or no text at all."""
    table, column = chance.choice(sorted(columns(store)))
    spoil(store, table, column, chance.choice(("zz", b"z\xff", 5, -1, 2.5, "", None)))


def no_utf8(store: Path, chance: random.Random) -> None:
    """Fill a column with what claims to be text and is not."""
    table, column = chance.choice(sorted(columns(store)))
    if spoil(store, table, column, b"z\xff"):
        with closing(sqlite3.connect(store)) as db, contextlib.suppress(sqlite3.Error), db:
            db.execute(f'UPDATE "{table}" SET "{column}" = CAST("{column}" AS TEXT)')  # noqa: S608


def emptied(store: Path, _: random.Random) -> None:
    """Leave nothing in it."""
    store.write_bytes(b"")


Damage = Callable[[Path, random.Random], None]
DAMAGES: tuple[Damage, ...] = (
    *(bits, cut, stirred, log_cut, log_foreign, log_of_rubbish, log_is_a_folder),
    *(a_column, no_utf8, emptied),
)
CODES = frozenset(ExitCode) - {ExitCode.FAULT}


def walk(part: int) -> Iterator[tuple[str, Damage, int, random.Random]]:
    """Yield the steps of a part of the walk: every kind of damage is met, then every command."""
    for step in range(part, STEPS, PARTS):
        chance = random.Random(f"{SEED} {step}")  # noqa: S311
        yield chance.choice(sorted(WALKED)), DAMAGES[step % len(DAMAGES)], step, chance


@pytest.mark.parametrize("part", range(PARTS))
def test_damage_ends_in_a_documented_way(place: Path, part: int):
    assert typed("findings", "export", "told.csv")[0] == 0
    shutil.copytree(place / "s", place / "kept")
    found = []
    for name, damage, step, chance in walk(part):
        shutil.rmtree(place / "s")
        shutil.copytree(place / "kept", place / "s")
        damage(place / "s" / FILE, chance)
        code, said = typed(*WALKED[name])
        if code not in CODES or "Traceback" in said or not said.strip():
            found.append(f"{SEED} {step}: {name}, {damage.__name__}: {code} {said[-700:]}")
    assert not found
