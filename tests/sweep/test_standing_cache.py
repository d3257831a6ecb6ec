"""A standing that was kept is the one that would be told anew, whatever happens before."""

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from orchestrator.evidence import Store, open_store
from orchestrator.evidence.scopes import FOR_EVER
from orchestrator.findings.standing import stand
from orchestrator.findings.unit_standing import machine_line
from orchestrator.model.campaign import Judged, JudgedKind, MachineScope, MachineStanding
from orchestrator.sweep.campaign_rows import campaign_rows
from orchestrator.sweep.scope import scope_of
from orchestrator.sweep.standing import _attempts, _kept, judge_all
from tests.sweep.standing_stories import HAPPENINGS, Story

HISTORIES = int(os.environ.get("ORCHESTRATOR_HISTORIES", "200")) // 10
STEPS = 9


@contextmanager
def emptied(store: Store) -> Iterator[Store]:
    """A copy of a store of which nothing is known but what was kept."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
        store._connection.backup(copy)
        copy.execute("DELETE FROM standing")
        copy.execute("DELETE FROM mark")
        yield Store(copy, store.folder)


def anew(store: Store, at) -> Judged:
    with emptied(store) as copy:
        return judge_all(copy, at)


def machines(judged: Judged) -> dict[int, MachineStanding]:
    every = (one for unit in judged.units for one in (*unit.machines, *unit.removed))
    return {one.scope.number: one for one in every}


def plainly(store: Store, at) -> dict[int, MachineStanding]:
    """Return where machines stand by all looks of all their boxes, without a thought of cost."""
    rows = campaign_rows(store, store.acts(), FOR_EVER, at)
    scope = scope_of(store)
    looks, mets = tuple(store.looks()), tuple(map(store.redating().met, store.met()))
    found = {}
    for placed in scope.placed:
        numbers = rows.chain(placed.number)
        own = [look for look in looks if look.machine in numbers]
        boxes = {look.box for look in own} - {None}
        about = [
            look
            for look in looks
            if look in own
            or look.box in boxes
            or (look.machine is None and look.unit == placed.row.unit)
        ]
        names = {look.machine for look in about} | numbers
        told = rows.of(numbers, placed.row.unit)
        found[placed.number] = stand(
            looks=about,
            met=[met for met in mets if met.evidence in {look.evidence for look in about}],
            acts=[act for act in store.acts() if act.machine in names],
            attempts=_attempts(placed, told.attempts),
            scope=MachineScope(
                number=placed.number,
                row=placed.row,
                removed_at=placed.removed_at,
                concerned=told.unread,
                cloned=rows.cloned,
                in_doubt=told.in_doubt,
            ),
            rules=scope.rules,
            now=at,
        )
    return found


def told(one: MachineStanding) -> tuple[object, ...]:
    return one.verdict, one.reason, one.findings, tuple(one.controls), one.doubts


def over_stories(holds: Callable[[Story], None]) -> None:
    """Check something at the end of many stories, and at each turn that leads there."""

    @settings(
        max_examples=HISTORIES,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def tell(data: st.DataObject) -> None:
        with TemporaryDirectory() as made:
            folder = Path(made)
            with closing(open_store(folder / "state", create=True)) as store:
                story = Story(store, data.draw, folder)
                story.swept()
                for happens in data.draw(st.lists(st.sampled_from(HAPPENINGS), max_size=STEPS)):
                    happens(story)
                    story.later()
                    holds(story)

    tell()


def test_what_was_kept_is_what_would_be_told_anew():
    def holds(story: Story) -> None:
        kept = judge_all(story.store, story.now)
        assert kept == anew(story.store, story.now)
        digests = {row.machine: row for row in story.store.standings()}
        for number, one in machines(kept).items():
            assert json.loads(digests[number].said.splitlines()[0])["line"] == machine_line(one)

    over_stories(holds)


def test_nothing_waits_to_be_read_where_all_that_was_kept_holds():
    found = set()

    def holds(story: Story) -> None:
        waits = bool(story.store.waiting())
        judge_all(story.store, story.now)
        kept = _kept(story.store, story.now)
        found.add((kept.is_all, waits))
        assert not (kept.is_all and waits)

    over_stories(holds)
    assert (True, False) in found


def test_a_shared_box_is_heard_of_as_if_all_of_it_were():
    def holds(story: Story) -> None:
        plain = plainly(story.store, story.now)
        for number, one in machines(anew(story.store, story.now)).items():
            assert told(one) == told(plain[number])

    over_stories(holds)


def test_in_parts_machines_stand_as_they_do_together(monkeypatch: pytest.MonkeyPatch):
    def holds(story: Story) -> None:
        date, ways = JudgedKind.DATE, (JudgedKind.CAMPAIGN, JudgedKind.DATE)
        whole = anew(story.store, story.now), judge_all(story.store, story.now, date)
        with monkeypatch.context() as patched, emptied(story.store) as copy:
            patched.setattr("orchestrator.sweep.standing._PART", 1)
            assert tuple(judge_all(copy, story.now, kind) for kind in ways) == whole
            assert judge_all(copy, story.now) == whole[0]

    over_stories(holds)
