import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from orchestrator.errors import ExitCode, StateError, UnwrittenError
from orchestrator.evidence import SweepState, open_store, writer_lock
from orchestrator.evidence.codec import unpack_seen
from orchestrator.evidence.opening import FILE
from orchestrator.model.outcome import Barrier, Ended, Outcome, Phase, script_blocked
from tests.evidence import building
from tests.evidence.building import SCRIPT, START, begin, trip


@pytest.fixture
def store(tmp_path):
    opened = open_store(tmp_path / "state", create=True)
    yield opened
    opened.close()


def row(store, name):
    return next(s for s in store.machines("s1") if s.scoped.row.machine == name)


def bodies(store, name):
    return [answer.body for answer in store.answers("s1", row(store, name))]


def test_a_sweep_comes_back_as_it_was_begun(store):
    head = begin(store)
    assert store.sweep("s1") == head
    assert store.sweep("latest") == head


def test_what_kept_a_script_from_beginning_comes_back_with_its_error_id(store):
    head = begin(store)
    blocked = script_blocked(Barrier.ANTIMALWARE, detail="x", error_id="ScriptContained")
    store.add(head, trip("a", b"", blocked), row(store, "a"), SCRIPT, {}, None)
    assert row(store, "a").outcome == blocked


def test_machines_come_back_with_outcome_answer_and_scope(store):
    head = begin(store)
    cut = Outcome(ended=Ended.STALLED, at=Phase.EXEC, detail="no word for 5 s")
    store.add(head, trip("a"), row(store, "a"), SCRIPT, ("203.0.113.9",), 1.5)
    store.add(head, trip("b", b"", cut), row(store, "b"), SCRIPT, {}, None)
    a, b, out = store.machines("s1")
    (answer,) = store.answers("s1", a)
    assert (a.scoped.row.machine, str(a.outcome), a.attempted_at) == ("a", "ok", START)
    assert answer.body == b"answer"
    assert answer.evidence.clock_offset_s == 1.5
    assert answer.checks == ("connections",)
    assert b.outcome == cut
    assert store.answers("s1", b) == ()
    assert out.outcome is None
    assert out.scoped == building.scope()[0]


def test_a_second_attempt_stands_beside_the_first(store):
    head = begin(store)
    store.add(head, trip("a", b"", Outcome(ended=Ended.REFUSED)), row(store, "a"), SCRIPT, {}, None)
    store.add(head, trip("a", b"later"), row(store, "a"), SCRIPT, {}, None)
    assert str(row(store, "a").outcome) == "ok"
    assert bodies(store, "a") == [b"later"]


def test_values_are_kept_once_and_sightings_point_at_them(store):
    head = begin(store)
    store.add(head, trip("a"), row(store, "a"), SCRIPT, ("203.0.113.9", "203.0.113.10"), None)
    store.add(head, trip("b"), row(store, "b"), SCRIPT, ("203.0.113.9",), None)
    db = sqlite3.connect(store.folder / FILE)
    values = dict(db.execute("SELECT text, id FROM value"))
    assert sorted(values) == ["203.0.113.10", "203.0.113.9"]
    rows = [unpack_seen(row[0]) for row in db.execute("SELECT ids FROM seen ORDER BY evidence")]
    assert list(rows[1]) == [values["203.0.113.9"]]
    assert list(rows[0]) == sorted(values.values())
    db.close()


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM evidence",
        "UPDATE evidence SET sha256 = 'x'",
        "DELETE FROM attempt",
        "UPDATE attempt SET outcome = 'ok'",
    ],
)
def test_what_was_seen_cannot_be_rewritten(store, change):
    head = begin(store)
    store.add(head, trip("a"), row(store, "a"), SCRIPT, {}, None)
    db = sqlite3.connect(store.folder / FILE)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        db.execute(change)
    db.close()


def test_damaged_evidence_is_an_error_and_never_a_verdict(store):
    head = begin(store)
    store.add(head, trip("a"), row(store, "a"), SCRIPT, {}, None)
    db = sqlite3.connect(store.folder / FILE)
    with db:
        db.execute("UPDATE evidence SET body = ?", (b"\x00\x01",))
    db.close()
    with pytest.raises(StateError, match="damaged"):
        bodies(store, "a")


def test_an_unknown_sweep_names_the_known_ones(store):
    begin(store)
    with pytest.raises(StateError, match=r"knows no sweep 's9'.*Known: s1"):
        store.sweep("s9")


def test_a_state_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(StateError, match="no sweep is kept"):
        open_store(tmp_path / "none", create=False)


def test_a_foreign_file_is_refused(tmp_path):
    (tmp_path / FILE).write_bytes(b"not a database, whatever its name may say" * 40)
    with pytest.raises(StateError, match="another kind of file"):
        open_store(tmp_path, create=False)


def test_a_newer_format_is_refused(store):
    db = sqlite3.connect(store.folder / FILE)
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(StateError, match="newer version"):
        open_store(store.folder, create=False)


def test_only_one_writes(tmp_path):
    with (
        writer_lock(tmp_path),
        pytest.raises(StateError, match="another sweep"),
        writer_lock(tmp_path),
    ):
        pass
    with writer_lock(tmp_path):
        pass


def test_a_folder_that_cannot_hold_the_lock_is_named(tmp_path):
    with pytest.raises(StateError, match="cannot write to"), writer_lock(tmp_path / "none"):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_nobody_else_may_read_the_state(store):
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((store.folder / FILE).stat().st_mode) == 0o600


def test_the_end_is_kept(store):
    begin(store)
    store.end("s1", SweepState.INTERRUPTED, START)
    assert store.sweep("s1").state is SweepState.INTERRUPTED
    assert store.sweep("s1").ended_at == START


KILLED = """
import os, sys
from pathlib import Path
from orchestrator.evidence import open_store
from tests.evidence.building import SCRIPT, begin, trip
store = open_store(Path(sys.argv[1]), create=True)
names = tuple(f"m{i}" for i in range(50))
head = begin(store, machines=names)
rows = {s.scoped.row.machine: s for s in store.machines("s1")}
for name in names[:37]:
    store.add(head, trip(name, name.encode() * 500), rows[name], SCRIPT, {}, None)
    print(name, flush=True)
os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")
def test_every_acknowledged_machine_survives_a_kill(tmp_path):
    root = Path(__file__).parents[2]
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path / "s")],
        capture_output=True,
        text=True,
        cwd=root,
        check=False,
    )
    assert killed.returncode == -9, killed.stderr
    said = killed.stdout.split()
    store = open_store(tmp_path / "s", create=False)
    kept = [s.scoped.row.machine for s in store.machines("s1") if s.outcome is not None]
    store.close()
    assert len(said) == 37
    assert sorted(kept) == sorted(said)


def test_a_machine_that_cannot_be_kept_ends_a_sweep_that_ran(store):
    head = begin(store)
    random = os.urandom(1 << 20)
    pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
    store._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(UnwrittenError, match="full") as caught:
        store.add(head, trip("a", random), row(store, "a"), SCRIPT, {}, None)
    assert caught.value.exit_code is ExitCode.UNWRITTEN
    assert row(store, "a").outcome is None


def test_a_sweep_that_cannot_begin_sent_nothing(store):
    pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
    store._connection.execute(f"PRAGMA max_page_count = {pages}")
    many = tuple(f"m{n}" for n in range(2000))
    with pytest.raises(StateError, match="full") as caught:
        begin(store, machines=many)
    assert caught.value.exit_code is ExitCode.BAD_INPUT


def _steps(folder, machines):
    """Return how much the engine does for one machine's answers in a sweep of so many."""
    names = tuple(f"m{at:03d}" for at in range(machines))
    with closing(open_store(folder, create=True)) as store:
        head = begin(store, machines=names)
        stored = [one for one in store.machines(head.id) if one.scoped.row.machine in names]
        for one in stored:
            store.add(head, trip(one.scoped.row.machine), one, SCRIPT, (), None)
        done = []
        store._connection.set_progress_handler(lambda: done.append(1), 1)
        assert len(store.answers(head.id, stored[0])) == 1
        store._connection.set_progress_handler(None, 0)
        return len(done)


def test_what_one_machine_answered_costs_the_same_in_a_sweep_of_many(tmp_path):
    assert _steps(tmp_path / "many", 60) <= _steps(tmp_path / "few", 3) + 20
