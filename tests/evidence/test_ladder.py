"""Stores of earlier versions climb to this one, whole or not at all, to the same verdicts.

`stores/v1-bec3bb7.sqlite3` and `v1-9ec2ebc.sqlite3` were written by the program of those commits
(two sweeps of the pretend district, one tried again, with an excluded machine), and the JSON beside
each is what that program said of it. None is ever made again; `tests/freeze_store.py` makes one of
a new version.
"""

import hashlib
import json
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from orchestrator.errors import StateError
from orchestrator.evidence import backups, ladder, open_store, writer_lock
from orchestrator.evidence.codec import unpack_seen
from orchestrator.evidence.opening import FILE
from orchestrator.evidence.steps import STEPS, VERSION
from orchestrator.model.result import Verdict
from orchestrator.report import Shown, as_json
from orchestrator.sweep import judge
from tests.evidence.building import STORES, frozen

FIRST = ("v1-bec3bb7", "v1-9ec2ebc")
ALL = tuple(sorted(path.stem for path in STORES.glob("v*.sqlite3")))


def version_of(folder: Path) -> int:
    with closing(sqlite3.connect(folder / FILE)) as db:
        return ladder.version_of(db)


def shape(path: Path) -> dict[str, object]:
    """Return every table, index and trigger of a store with its columns or its text."""
    with closing(sqlite3.connect(path)) as db:
        found = db.execute(
            "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
        ).fetchall()
        return {
            f"{kind} {name}": db.execute(f"PRAGMA table_xinfo({name})").fetchall()
            if kind == "table"
            else sql
            for kind, name, sql in found
        }


def said(folder: Path) -> dict[str, object]:
    """Return what is said of every sweep of a store, as the JSON beside the frozen ones has it."""
    with closing(open_store(folder, create=False)) as store:
        with closing(sqlite3.connect(folder / FILE)) as db:
            names = [row[0] for row in db.execute("SELECT id FROM sweep ORDER BY rowid")]
        return {name: _sweep(as_json(Shown(result=judge(store, name)))) for name in names}


def _sweep(report) -> dict[str, object]:
    return {
        "list": report["list"]["sha256"],
        "units": {unit["code"]: unit["verdict"] for unit in report["units"]},
        "machines": {
            one["name"]: {
                **{key: one[key] for key in ("verdict", "reason", "outcome")},
                "hits": [
                    [hit[key] for key in ("indicator", "status", "check", "observed")]
                    for hit in one["hits"]
                ],
            }
            for one in report["machines"]
        },
    }


def test_the_frozen_stores_are_the_frozen_ones():
    kept = dict(
        reversed(line.split("  ")) for line in (STORES / "SHA256SUMS").read_text().splitlines()
    )
    assert kept == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in STORES.glob("*.sqlite3")
    }
    assert {f"{name}.sqlite3" for name in FIRST} <= set(kept)
    assert any(name.startswith(f"v{VERSION}") for name in kept), "freeze a store of this version"


@pytest.mark.parametrize("name", ALL)
def test_a_frozen_store_climbs_to_the_same_verdicts_and_hits(name, tmp_path):
    folder = frozen(name, tmp_path / "s")
    then = json.loads((STORES / f"{name}.json").read_text("utf-8"))
    now = said(folder)
    assert now == then
    assert version_of(folder) == VERSION
    verdicts = {one["verdict"] for sweep in then.values() for one in sweep["machines"].values()}
    assert verdicts == set(Verdict)
    assert len(then) == 2
    assert any(one["hits"] for sweep in then.values() for one in sweep["machines"].values())


@pytest.mark.parametrize("name", FIRST)
def test_a_climbed_store_has_the_shape_of_a_new_one(name, tmp_path):
    folder = frozen(name, tmp_path / "s")
    open_store(folder, create=False).close()
    open_store(tmp_path / "new", create=True).close()
    assert shape(folder / FILE) == shape(tmp_path / "new" / FILE)


@pytest.mark.parametrize("version", [step.version for step in STEPS[:-1]])
def test_it_climbs_from_every_step(version, tmp_path):
    folder = frozen(FIRST[0], tmp_path / "s")
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as db:
        ladder.lay_out(db, version)
        assert ladder.version_of(db) == version
    expected = json.loads((STORES / f"{FIRST[0]}.json").read_text("utf-8"))
    assert said(folder) == expected
    open_store(tmp_path / "new", create=True).close()
    assert shape(folder / FILE) == shape(tmp_path / "new" / FILE)


@pytest.mark.parametrize("name", FIRST)
def test_every_value_is_found_where_it_was_seen(name, tmp_path):
    folder = frozen(name, tmp_path / "s")
    with closing(sqlite3.connect(folder / FILE)) as db:
        before = dict(db.execute("SELECT evidence, ids FROM sighting"))
    open_store(folder, create=False).close()
    with closing(sqlite3.connect(folder / FILE)) as db:
        after = dict(db.execute("SELECT evidence, ids FROM seen"))
        texts = dict(db.execute("SELECT id, text FROM value"))
    assert {key: list(unpack_seen(blob)) for key, blob in after.items()} == {
        key: of_version_1(blob) for key, blob in before.items()
    }
    assert {texts[one] for blob in after.values() for one in unpack_seen(blob)} == set(
        texts.values()
    )


def of_version_1(blob: bytes) -> list[int]:
    """Read the ids of version 1 another way: each group of bytes that ends below 128 is a delta."""
    deltas = [
        sum((byte & 127) << 7 * place for place, byte in enumerate(group))
        for group in re.findall(rb"[\x80-\xff]*[\x00-\x7f]", blob, re.DOTALL)
    ]
    return [sum(deltas[: n + 1]) for n in range(len(deltas))]


@pytest.mark.parametrize(
    ("blob", "why"),
    [
        (b"\x80", "2 is cut off"),
        (b"\x01\xff\x7f", "2 names a value"),
        (b"\xff" * 9 + b"\x7f", "2 names a value"),
    ],
)
def test_an_index_that_no_version_wrote_is_refused_and_left(blob, why, tmp_path):
    folder = frozen(FIRST[0], tmp_path / "s")
    with closing(sqlite3.connect(folder / FILE)) as db, db:
        db.execute("UPDATE sighting SET ids = ? WHERE evidence = 2", (blob,))
    with pytest.raises(StateError, match=why):
        open_store(folder, create=False)
    assert version_of(folder) == 1


def test_a_row_that_points_nowhere_is_refused_and_left(tmp_path):
    folder = frozen(FIRST[0], tmp_path / "s")
    with closing(sqlite3.connect(folder / FILE)) as db, db:
        db.execute("DELETE FROM machine WHERE id = 1")
    with pytest.raises(StateError, match="points at no row of table machine"):
        open_store(folder, create=False)
    assert version_of(folder) == 1


def test_a_store_whose_guard_is_gone_is_refused_and_left(tmp_path):
    folder = frozen(FIRST[0], tmp_path / "s")
    with closing(sqlite3.connect(folder / FILE)) as db, db:
        db.execute("DROP TRIGGER evidence_stays")
    with pytest.raises(StateError, match="it has no trigger evidence_stays"):
        open_store(folder, create=False)
    assert version_of(folder) == 1


APPEND_ONLY = [
    ("evidence", "nonce", False),
    ("act", "reason", False),
    ("act", "actor", True),
    ("campaign", "body", False),
    ("campaign", "closed_at", True),
    ("principal", "sent_at", False),
    ("principal", "outcome", False),
    ("clock_word", "reason", False),
    ("clock_word", "actor", True),
    ("misdated", "at", False),
    ("issued", "basis", False),
    ("scope_read", "sha256", False),
    ("scope_version", "body", False),
    ("source_version", "read_at", False),
    ("source_version", "dropped_at", True),
]
FILLED = """
INSERT INTO act VALUES ('a', 'handled', 1, NULL, NULL, NULL, '1', '1', 'x', 'y', '{}', NULL, NULL);
INSERT INTO campaign VALUES ('c', 'd', '1', '{}', NULL, NULL);
INSERT INTO clock_word VALUES (1, '1', 'x', 'y', 0);
INSERT INTO misdated VALUES (1, '2');
INSERT INTO principal VALUES (1, 'audit', 'pc', '1', 'rejected');
INSERT INTO principal VALUES (2, 'audit', 'pc', '1', NULL);
INSERT INTO issued VALUES ('1', 'c', 'l', 's', 'vi', 'b');
INSERT INTO scope_version VALUES ('d', x'00');
INSERT INTO scope_read VALUES ('1', 'd', 'c');
INSERT INTO source_version SELECT 's', 'd', sha256, '1', NULL, NULL, NULL FROM ioc_set LIMIT 1;
"""


@pytest.mark.parametrize(("table", "column", "may"), APPEND_ONLY)
def test_what_was_recorded_is_not_rewritten(table, column, may, tmp_path):
    folder = frozen(FIRST[0], tmp_path / "s")
    open_store(folder, create=False).close()
    with closing(sqlite3.connect(folder / FILE)) as db:
        db.executescript(FILLED)
        value = "x'7a'" if column == "body" and table == "scope_version" else "'z'"
        change = f"UPDATE {table} SET {column} = {value}"  # noqa: S608 - our own words
        if may:
            assert db.execute(change).rowcount > 0
            db.rollback()
        else:
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                db.execute(change)
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            db.execute(f"DELETE FROM {table}")  # noqa: S608 - our own words


def copies(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("orchestrator.v*"))


def test_the_store_of_before_is_kept_beside_it_whole(tmp_path):
    folder = frozen(FIRST[0], tmp_path / "s")
    then = (folder / FILE).read_bytes()
    open_store(folder, create=False).close()
    (name,) = copies(folder)
    assert re.fullmatch(r"orchestrator\.v1\.\d{8}-\d{6}\.sqlite3", name)
    if sys.platform != "win32":
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    with (
        closing(sqlite3.connect(folder / name)) as copy,
        closing(sqlite3.connect(STORES / f"{FIRST[0]}.sqlite3")) as old,
    ):
        assert list(copy.iterdump()) == list(old.iterdump())
    assert len((folder / name).read_bytes()) == len(then)
    shutil.copyfile(folder / name, tmp_path / "back.sqlite3")
    back = frozen(FIRST[0], tmp_path / "again")
    shutil.copyfile(folder / name, back / FILE)
    assert said(back) == said(folder)


def test_only_the_two_latest_copies_stay_and_nothing_of_other_names(tmp_path):
    folder = frozen(FIRST[0], tmp_path / "s")
    others = (
        "orchestrator.v1.old.sqlite3",
        "orchestrator.sqlite3.bak",
        "v1.20200101-000000.sqlite3",
    )
    older = ("20200101-000000", "20210101-000000", "20220101-000000")
    for name in (*others, *(f"orchestrator.v1.{at}.sqlite3" for at in older)):
        (folder / name).write_bytes(b"x")
    (folder / "orchestrator.v1.20230101-000000.part").write_bytes(b"left by a killed climb")
    open_store(folder, create=False).close()
    kept = copies(folder)
    assert len(kept) == 3
    assert kept[:1] == [f"orchestrator.v1.{older[-1]}.sqlite3"]
    assert {path.name for path in folder.iterdir()} >= set(others)


def test_a_second_try_makes_no_second_copy(tmp_path):
    folder = frozen(FIRST[0], tmp_path / "s")
    with closing(sqlite3.connect(folder / FILE)) as db, db:
        db.execute("UPDATE sighting SET ids = x'80' WHERE evidence = 2")
    for _ in range(3):
        with pytest.raises(StateError):
            open_store(folder, create=False)
    assert len(copies(folder)) == 1


def test_a_new_store_has_no_copy(tmp_path):
    open_store(tmp_path / "s", create=True).close()
    assert copies(tmp_path / "s") == []


def test_a_reader_says_what_keeps_an_old_store_from_climbing(tmp_path):
    folder = frozen(FIRST[0], tmp_path / "s")
    with writer_lock(folder), pytest.raises(StateError, match="another process is writing"):
        open_store(folder, create=False)
    assert version_of(folder) == 1
    open_store(folder, create=False).close()
    with writer_lock(folder):
        open_store(folder, create=False).close()  # a reader of a store of this version


def test_what_another_process_brought_up_meanwhile_is_taken_as_it_is(tmp_path):
    folder = frozen(FIRST[0], tmp_path / "s")
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as late:
        open_store(folder, create=False).close()
        ladder.climb(late, folder / FILE)
    assert len(copies(folder)) == 1


OPENED = """
import sys
from pathlib import Path
from orchestrator.errors import StateError
from orchestrator.evidence import open_store
sys.stdin.read(1)
for folder in sys.argv[1:]:
    try:
        open_store(Path(folder), create=True).close()
    except StateError as error:
        print(error)
"""


@pytest.mark.parametrize("old", [False, True])
def test_processes_that_open_at_once_leave_one_whole_store(old, tmp_path):
    folders = [tmp_path / f"s{n}" for n in range(8)]
    for folder in folders if old else ():
        frozen(FIRST[0], folder)
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", OPENED, *map(str, folders)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            cwd=Path(__file__).parents[2],
        )
        for _ in range(3)
    ]  # fmt: skip
    heard = [racer.communicate("x")[0] for racer in racers]
    for line in "".join(heard).splitlines():
        assert old
        assert "another process is writing to it" in line
    open_store(tmp_path / "new", create=True).close()
    for folder in folders:
        assert version_of(folder) == VERSION
        assert shape(folder / FILE) == shape(tmp_path / "new" / FILE)
        assert len(copies(folder)) == int(old)


def test_a_disk_that_is_too_full_is_said_before_anything_is_done(tmp_path, monkeypatch):
    folder = frozen(FIRST[0], tmp_path / "s")
    monkeypatch.setattr(ladder, "_ROOM", 1e12)  # no disk holds that much
    with pytest.raises(StateError, match=r"takes [\d,]+ MB of free space"):
        open_store(folder, create=False)
    assert copies(folder) == []
    assert version_of(folder) == 1


def test_a_disk_that_fills_up_leaves_the_old_store(tmp_path):
    folder = frozen(FIRST[0], tmp_path / "s")
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as full:
        pages = full.execute("PRAGMA page_count").fetchone()[0]
        full.execute(f"PRAGMA max_page_count = {pages + 1}")
        with pytest.raises(StateError, match="database or disk is full; it is as it was"):
            ladder.climb(full, folder / FILE)
    assert version_of(folder) == 1
    assert said(folder) == json.loads((STORES / f"{FIRST[0]}.json").read_text("utf-8"))


def test_a_copy_that_cannot_be_written_leaves_the_old_store_and_nothing_beside_it(tmp_path):
    folder = frozen(FIRST[0], tmp_path / "s")
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as db:
        name = backups.keep(db, folder / FILE, 1)
        name.unlink()
        name.with_suffix(".part").mkdir()
        with pytest.raises(StateError, match="it is as it was"):
            ladder.climb(db, folder / FILE)
    assert version_of(folder) == 1
