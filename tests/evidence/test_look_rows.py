"""Rows of looks: read in thousands by quick twins of their types, which must stay their twins."""

from contextlib import closing
from datetime import timedelta

import msgspec
import pytest
from msgspec.structs import replace

from orchestrator.errors import StateError
from orchestrator.evidence import Looked, open_store
from orchestrator.evidence.look_rows import _KIN, _LookColumn, _LookRow
from orchestrator.evidence.shown_looks import DetailOfLook
from orchestrator.model.answer import Note, Unread, Window
from orchestrator.model.look import Look, LookControl, Said, Span
from orchestrator.model.plan import ControlRule, Severity
from orchestrator.model.result import AnswerKind, ControlResult, ControlVerdict
from tests.evidence.building import SCRIPT, START, UNIT, begin, trip

FULL = Said(
    kind=AnswerKind.ANSWERED,
    reason=Unread.DENIED,
    why="w",
    detail="d",
    source="s",
    window=Window(start=START, end=START + timedelta(hours=1)),
    rows=3,
    notes=(Note.CLOCK_OFF,),
)
CONTROL = LookControl(
    result=ControlResult(
        control="CD-05", title="t", severity=Severity.HIGH, verdict=ControlVerdict.PASS
    ),
    rules=(ControlRule.CONTACT,),
)


def look(machine: int, **said: object) -> Look:
    answers = {"connections": FULL, "hosts_file": Said(kind=AnswerKind.NOT_APPLICABLE)}
    return Look(
        evidence=0,
        machine=machine,
        unit=UNIT.code,
        span=Span(START, START),
        answers=answers,
        controls=(CONTROL,),
        **said,
    )


@pytest.fixture
def store(tmp_path):
    with closing(open_store(tmp_path / "state", create=True)) as opened:
        yield opened


def kept(store) -> tuple[Look, ...]:
    head = begin(store)
    looks = []
    for stored in store.machines(head.id):
        if stored.scoped.skipped is None:
            one = look(stored.number, box="B", watch_from=START - timedelta(days=1))
            looks.append(one)
            store.add(
                head, trip(stored.key[1]), stored, SCRIPT, (), None,
                Looked(look=one, met=(), whole=True),
            )  # fmt: skip
    return tuple(replace(one, evidence=n) for n, one in enumerate(looks, start=1))


def names(*rows: type[msgspec.Struct]) -> set[str]:
    return {field.name for row in rows for field in msgspec.structs.fields(row)}


@pytest.mark.parametrize(
    ("rows", "kind"),
    [((_LookRow, DetailOfLook), _LookColumn)],
)
def test_a_quick_row_has_what_its_type_has(rows, kind):
    assert names(*rows) == set(kind.__struct_fields__)


def test_a_look_is_read_as_it_was_written(store):
    written = kept(store)
    assert tuple(store.looks()) == written
    (answers, _) = (one.answers for one in store.looks())
    assert dict(answers) == dict(written[0].answers)
    assert answers["connections"] is answers["connections"]
    assert "dns_cache" not in answers
    assert answers.get("dns_cache") is None


@pytest.mark.parametrize(
    "said",
    [
        "{",
        '{"answers":{"connections":{"kind":"maybe"}}}',
        '{"answers":{"connections":{"kind":"answered","window":{"start":"soon"}}}}',
        '{"answers":{"connections":{"kind":"answered","rows":"9"}}}',
        '{"answers":{},"controls":[{}]}',
        '{"answers":{},"controls":{}}',
    ],
)
def test_a_damaged_row_is_an_error_before_anything_is_told(store, said):
    kept(store)
    with store._connection as db:
        db.execute("UPDATE look SET said = ? WHERE evidence = 2", (said,))
    with pytest.raises(StateError):
        list(store.looks())


def test_who_shares_a_box_is_found_from_the_machines_that_are_asked_for(store):
    kept(store)
    steps = store._connection.execute(f"EXPLAIN QUERY PLAN {_KIN}", ("[1]",)).fetchall()
    ways = [way for *_, way in steps if way.startswith(("SEARCH", "SCAN"))]
    assert ways[0] == "SEARCH l USING COVERING INDEX look_of (machine=?)"
    assert "SEARCH f USING PRIMARY KEY (evidence=? AND kind=?)" in ways
    assert store.kin((1,)) == {1, 2}
