"""Whatever became of the store, every command that opens it ends in one message, never a trace."""

import contextlib
import io
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from orchestrator.cli.main import main
from orchestrator.errors import ExitCode
from orchestrator.evidence.ledger import Ledger
from orchestrator.evidence.opening import FILE
from orchestrator.evidence.store import open_store
from orchestrator.model.logon import LogonOutcome
from tests.inventory.trees import HEAD, write
from tests.sweep.campaign_folder import UNIT, campaign_file, inventory
from tests.sweep.kept_campaign import TUESDAY, Campaign

FINDING = "F-KP2SWY"
SIGNED = ("--by", "A", "--reason", "r")
COMMANDS = {
    "sweep": ("sweep", "plays/play.yml", "-i", "i", "-l", "a", "--no-report"),
    "resume": ("sweep", "--resume", "s1", "--no-report"),
    "retry": ("sweep", "--retry", "s1", "--no-report"),
    "ping": ("ping", "-i", "i", "-l", "b"),
    "report": ("report", "-o", "out"),
    "report of a sweep": ("report", "s1", "-o", "out"),
    "campaign status": ("campaign", "status", "campaign.yml"),
    "campaign compare": ("campaign", "compare", "2026-11-24", "2026-11-26"),
    "campaign report": ("campaign", "report", "campaign.yml", "-o", "out"),
    "campaign machines": ("campaign", "machines"),
    "campaign close": ("campaign", "close", "campaign.yml", "--by", "A"),
    "findings list": ("findings", "list"),
    "findings show": ("findings", "show", FINDING),
    "findings set": ("findings", "set", FINDING, "--triaged", *SIGNED),
    "findings export": ("findings", "export", "sheet.csv"),
    "notice add": (
        *("notice", "add", "--unit", UNIT, "--address", "198.51.100.8", "--at", "2026-11-24"),
        *("--indicator", "c2.evil.example", *SIGNED),
    ),
    "hunt": ("hunt", "c2.evil.example"),
    "hunt --rare": ("hunt", "--rare", "connections"),
    "hunt --iocs": ("hunt", "--iocs", "plays/iocs"),
    "prune": ("prune", "--older-than", "60d"),
    "prune --forget": ("prune", "--forget-actor", "A", "--role", "r", "--yes"),
}
PLAY = "- hosts: all\n  iocs: iocs/\n  tasks:\n    - {name: m, connections: }\n"
LOCAL = "    a: {ansible_connection: local}\n"
SHUT = "    b: {ansible_host: 127.0.0.1, ansible_port: 1, ansible_user: a, ansible_password: x}\n"


def typed(*words: str, state: str = "s") -> tuple[int, str]:
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = main([*words, "--state", state, "--lang", "en"])
    return code, said.getvalue()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with all that a store can hold."""
    folder = tmp_path_factory.mktemp("whole")
    inventory(folder, {UNIT: ("a", "b")})
    campaign_file(folder)
    unit = f"{UNIT}:\n  vars: {{unit: {{name: Trường X, type: primary_school}}}}\n  hosts:\n"
    write(
        folder,
        {
            "i/group_vars/all.yml": HEAD,
            "i/a.yml": unit + LOCAL + SHUT,
            "plays/play.yml": PLAY,
            "plays/iocs/a.txt": "203.0.113.10\nc2.evil.example\n",
        },
    )
    with closing(open_store(folder / "s", create=True)) as store:
        Campaign(store, folder).sweep("s1", TUESDAY, {"a": "win7-offload-column"})
    with contextlib.chdir(folder):
        assert typed(*COMMANDS["sweep"])[0] in {ExitCode.FOUND, ExitCode.INCOMPLETE}
        assert typed(*COMMANDS["campaign status"])[0] == ExitCode.FOUND
        assert typed("findings", "set", FINDING, "--handled", "scan_clean", *SIGNED)[0] == 0
        assert typed(*COMMANDS["notice add"])[0] == 0
    with Ledger(folder / "s") as ledger:
        row = ledger.sent("aud", "a", TUESDAY)
        assert row is not None
        ledger.ended(row, LogonOutcome.REJECTED)
        ledger.forget("aud", TUESDAY, "A")
    return folder


@pytest.fixture
def place(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(whole, tmp_path / "w")
    monkeypatch.chdir(tmp_path / "w")
    return tmp_path / "w"


def refused(name: str) -> str:
    code, said = typed(*COMMANDS[name])
    assert code == ExitCode.BAD_INPUT, said
    assert "Traceback" not in said
    return said


def survived(names: tuple[str, ...], store: Path) -> Iterator[str]:
    """Yield what ended in a fault of ours; each command finds the store as it was damaged."""
    then = store.read_bytes()
    for name in names:
        for path in store.parent.glob(f"{FILE}*"):
            path.unlink()
        store.write_bytes(then)
        code, said = typed(*COMMANDS[name])
        if code == ExitCode.FAULT or "Traceback" in said:
            yield f"{name}: {said[-500:]}"


@pytest.mark.parametrize("name", COMMANDS)
def test_what_is_no_store_is_said_to_be_none(place: Path, name: str):
    store = place / "s" / FILE
    store.unlink()
    store.mkdir()
    assert "another kind of file" in refused(name)
    store.rmdir()
    store.symlink_to(place / "nowhere")
    assert "another kind of file" in refused(name)
    store.unlink()
    store.write_bytes(b"PK\x03\x04" * 2000)
    assert "another kind of file" in refused(name)
    store.unlink()
    with closing(sqlite3.connect(store)) as db, db:
        db.execute("CREATE TABLE moz_places (id INTEGER PRIMARY KEY, url TEXT)")
    assert "another program" in refused(name)


@pytest.mark.skipif(sys.platform == "win32", reason="rights of folders are POSIX")
@pytest.mark.parametrize("name", COMMANDS)
def test_what_others_may_write_to_is_refused_with_its_mend(place: Path, name: str):
    for path, mode in ((place / "s", 0o770), (place / "s" / FILE, 0o602)):
        before = path.stat().st_mode & 0o777
        path.chmod(mode)
        assert f"chmod go-w {path.relative_to(place)}" in refused(name)
        path.chmod(before)


@pytest.mark.skipif(sys.platform == "win32", reason="rights of files are POSIX")
def test_host_keys_that_others_may_plant_are_refused(place: Path):
    known = place / "s" / "known_hosts"
    known.touch()
    known.chmod(0o666)
    code, said = typed("sweep", "plays/play.yml", "-i", "i", "--no-report")
    assert (code, "chmod go-w" in said) == (ExitCode.BAD_INPUT, True), said


READERS = ("findings list", "resume", "campaign machines", "hunt", "ping")


@pytest.mark.parametrize("page", range(0, 60, 4))
def test_a_page_of_rubbish_is_no_traceback(place: Path, page: int):
    store = place / "s" / FILE
    was = store.read_bytes()
    start, end = max(100, page * 4096), (page + 1) * 4096
    assert len(was) >= end
    for fill in (b"\x00", b"\xff"):
        store.write_bytes(was[:start] + fill * (end - start) + was[end:])
        assert not list(survived(READERS, store))


def names_of(db: sqlite3.Connection, kind: str) -> list[str]:
    rows = db.execute("SELECT name FROM sqlite_schema WHERE type = ?", (kind,)).fetchall()
    return [row[0] for row in rows if not row[0].startswith("sqlite_")]


def columns(store: Path) -> Iterator[tuple[str, str]]:
    with closing(sqlite3.connect(store)) as db:
        for table in names_of(db, "table"):
            if db.execute(f"SELECT 1 FROM {table}").fetchone():  # noqa: S608
                for row in db.execute(f"PRAGMA table_info({table})"):
                    yield table, row[1]


def spoil(store: Path, table: str, column: str, value: object) -> bool:
    """Put a value into all rows of a column, whatever its type; False where SQLite refuses it."""
    with closing(sqlite3.connect(store)) as db:
        for name in names_of(db, "trigger"):
            db.execute(f'DROP TRIGGER "{name}"')
        db.execute("PRAGMA writable_schema = ON")
        db.execute("UPDATE sqlite_schema SET sql = replace(sql, 'STRICT, ', '')")
        db.execute("UPDATE sqlite_schema SET sql = replace(sql, ' STRICT', '')")
        db.commit()
    with closing(sqlite3.connect(store)) as db, contextlib.suppress(sqlite3.IntegrityError), db:
        done = db.execute(f'UPDATE "{table}" SET "{column}" = ?', (value,))  # noqa: S608
        return done.rowcount > 0
    return False


@pytest.mark.parametrize("value", ["zz", b"z\xff", 5])
def test_a_column_of_another_type_is_no_traceback(place: Path, value: object):
    store = place / "s" / FILE
    was = store.read_bytes()
    every = sorted(columns(store))
    names = ("findings list", "resume")
    faults = {}
    for table, column in every:
        store.write_bytes(was)
        if spoil(store, table, column, value):
            faults |= {f"{table}.{column}": said for said in survived(names, store)}
    assert not faults
