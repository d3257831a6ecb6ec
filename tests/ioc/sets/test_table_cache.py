"""A long list is read once, and again as soon as anything about it changes."""

from datetime import date
from pathlib import Path

import pytest

from orchestrator.errors import ListError
from orchestrator.ioc.sets import table_cache
from orchestrator.ioc.sets.table_cache import load_table
from tests.ioc.sets.test_load import TODAY, put


def tables(state: Path) -> list[str]:
    return sorted(path.name for path in state.rglob("*.table"))


def test_a_long_list_is_kept_and_a_changed_one_is_read_again(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(table_cache, "WORTH_BYTES", 10)
    path, state = put(tmp_path / "a.txt", "bad.example\n"), tmp_path / "state"
    first = load_table([path], today=TODAY, state=state)
    (kept,) = tables(state)
    monkeypatch.setattr(table_cache, "load", None)  # read from the table, or fail
    assert load_table([path], today=TODAY, state=state) == first
    monkeypatch.undo()
    monkeypatch.setattr(table_cache, "WORTH_BYTES", 10)
    put(path, "worse.example\n")
    changed = load_table([path], today=TODAY, state=state)
    assert "worse.example" in changed.columns.values
    assert tables(state) != [kept]
    assert len(tables(state)) == 1


def test_a_new_day_and_a_sinkhole_list_are_other_tables(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(table_cache, "WORTH_BYTES", 10)
    path, state = put(tmp_path / "a.txt", "bad.example\n"), tmp_path / "state"
    load_table([path], today=TODAY, state=state)
    before = tables(state)
    late = load_table([path], today=date(2027, 6, 1), state=state)
    assert "list_stale" in late.warnings
    assert tables(state) != before
    known = load_table([path], sinkholes=[path], today=TODAY, state=state)
    assert known.columns.values.index("bad.example") in known.columns.sinkholes


def test_short_lists_leave_no_trace(tmp_path: Path):
    load_table([put(tmp_path / "a.txt", "bad.example\n")], today=TODAY, state=tmp_path / "state")
    assert not (tmp_path / "state").exists()


def test_a_damaged_table_is_said_to_be_one(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(table_cache, "WORTH_BYTES", 10)
    path, state = put(tmp_path / "a.txt", "bad.example\n"), tmp_path / "state"
    load_table([path], today=TODAY, state=state)
    (kept,) = state.rglob("*.table")
    kept.write_bytes(kept.read_bytes()[:-1])
    with pytest.raises(ListError, match="damaged"):
        load_table([path], today=TODAY, state=state)
