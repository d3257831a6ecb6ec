"""Kits are kept as they were made, and taken back once."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from orchestrator.errors import StateError
from orchestrator.evidence import KitRow, Revoked, open_store
from orchestrator.evidence.opening import FILE
from orchestrator.model.plan import Family
from tests.evidence.building import SCRIPT, START, UNIT, begin

KIT = KitRow(
    id="0a" * 16,
    unit=UNIT.code,
    sweep="s1",
    script_sha256=SCRIPT.sha256,
    family=Family.POSIX,
    made_at=START,
    until=START + timedelta(days=14),
    witness="P. Giáo vụ",
)
REVOKED = Revoked(at=START + timedelta(days=1), actor="P. VHTT", reason="mất USB")


@pytest.fixture
def store(tmp_path):
    with closing(open_store(tmp_path / "state", create=True)) as opened:
        begin(opened)
        opened.add_kits((KIT,), (SCRIPT,))
        yield opened


def test_a_kit_is_kept_as_it_was_made(store):
    assert store.kits() == (KIT,)


def test_a_kit_is_taken_back_once(store):
    assert store.revoke_kit(KIT.id, REVOKED)
    assert not store.revoke_kit(KIT.id, Revoked(at=START, actor="x", reason="y"))
    assert not store.revoke_kit("ff" * 16, REVOKED)
    assert [kit.revoked for kit in store.kits()] == [REVOKED]


def test_a_kit_of_a_sweep_that_is_not_there_is_refused(store):
    with pytest.raises(StateError):
        store.add_kits((KitRow(**{**_fields(), "id": "0b" * 16, "sweep": "s9"}),), ())
    assert store.kits() == (KIT,)


def _fields() -> dict[str, object]:
    return {name: getattr(KIT, name) for name in KIT.__slots__}


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM kit",
        "UPDATE kit SET until = '2036-01-01T00:00:00.000000+00:00'",
        "UPDATE kit SET unit = 'th_khac'",
    ],
)
def test_nobody_rewrites_a_kit(store, statement):
    with (
        closing(sqlite3.connect(store.folder / FILE)) as db,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        db.execute(statement)


def test_a_damaged_row_is_told_of(store):
    with closing(sqlite3.connect(store.folder / FILE, isolation_level=None)) as db:
        db.execute("DROP TRIGGER kit_unchanged")
        db.execute("UPDATE kit SET made_at = 'hôm qua'")
    with pytest.raises(StateError, match="damaged"):
        store.kits()
