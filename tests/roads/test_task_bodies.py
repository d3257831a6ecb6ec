"""Bodies of messages about tasks: bounded, whole, and of nothing but machines and reasons."""

import json

import pytest

from orchestrator.model.outcome import Why
from orchestrator.roads import task_bodies
from orchestrator.roads.task_bodies import (
    MOST_TASK_MACHINES,
    in_parts,
    joined,
    left_text,
    machines_text,
    read_left,
    read_machines,
)

MACHINES = (("th_mot", "PC-01"), ("th_mot", "Máy 2"))


def test_machines_come_as_they_were_sent():
    assert read_machines(machines_text(MACHINES)) == MACHINES


@pytest.mark.parametrize(
    "said",
    [
        [],
        [["a", "b"], ["a", "b"]],
        [["a"]],
        [["a", ""]],
        [["a", "b\n"]],
        [["a", "b" * 256]],
        [["a", 1]],
        {"a": "b"},
        [["a", str(n)] for n in range(MOST_TASK_MACHINES + 1)],
    ],
)
def test_what_names_no_machines_is_refused(said):
    with pytest.raises(ValueError, match=r".+"):
        read_machines(json.dumps(said).encode())


def test_reasons_come_as_they_were_sent():
    left = ((MACHINES[0], Why.NOT_AT_SITE), (MACHINES[1], Why.INTERRUPTED))
    assert read_left(left_text(left)) == left
    assert read_left(b"[]") == ()


@pytest.mark.parametrize("why", ["excluded", "at site", "unsupported", "pass", ""])
def test_a_site_takes_nobody_out_of_scope(why: str):
    with pytest.raises(ValueError, match=r".+"):
        read_left(json.dumps([["a", "b", why]]).encode())


def test_parts_come_together_again(monkeypatch):
    monkeypatch.setattr(task_bodies, "MOST_PART_BYTES", 10)
    body = "Danh sách chỉ dấu, có nhiều dòng khác nhau 0123456789".encode()
    parts = in_parts(body)
    assert len(parts) > 2
    assert joined(parts) == body
    for wrong in (parts[:-1], parts[::-1], (*parts, b"x"), (), (b"no zlib",)):
        with pytest.raises(ValueError, match=r".+"):
            joined(wrong)


def test_a_bomb_and_a_monster_are_refused(monkeypatch):
    parts = in_parts(bytes(5000))
    monkeypatch.setattr(task_bodies, "MOST_ASKED_BYTES", 4999)
    with pytest.raises(ValueError, match="whole"):
        joined(parts)
    monkeypatch.setattr(task_bodies, "MOST_PART_BYTES", 1)
    with pytest.raises(ValueError, match="too large"):
        in_parts(bytes(range(256)) * 4)
