from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from orchestrator.collect.asking_order import Load, Queue, shuffled, silent_last
from orchestrator.model.plan import Assignment, Via
from tests.collect.plans import assignment

UNITS = ("th_1", "th_2", "th_3")


def machines(units: list[str]) -> list[Assignment]:
    """One machine for each name of a unit."""
    made = (assignment(number, 22, Via.SSH) for number in range(len(units)))
    return [replace(one, unit=unit) for one, unit in zip(made, units, strict=True)]


units = st.lists(st.sampled_from(UNITS), max_size=60)


@given(units, st.text(max_size=8))
def test_a_shuffle_loses_nobody_and_depends_on_the_seed_alone(of: list[str], seed: str):
    asked = machines(of)
    order = shuffled(asked, seed)
    assert sorted(one.machine for one in order) == [one.machine for one in asked]
    assert order == shuffled(reversed(asked), seed)


def test_a_shuffle_mixes_units_and_another_sweep_mixes_them_otherwise():
    asked = machines(["th_1"] * 50 + ["th_2"] * 50)
    order = shuffled(asked, "20260302-050000-00aa")
    assert {one.unit for one in order[:20]} == {"th_1", "th_2"}
    assert order != shuffled(asked, "20260302-050000-00ab")


@given(units, st.frozensets(st.integers(0, 59)))
def test_who_was_silent_comes_last_and_all_else_stays(of: list[str], numbers: frozenset[int]):
    asked = machines(of)
    silent = frozenset(f"pc-{number:04}" for number in numbers)
    order = silent_last(asked, silent)
    here = [one for one in asked if one.machine not in silent]
    assert list(order) == here + [one for one in asked if one.machine in silent]


@given(units, st.integers(1, 4), st.randoms(use_true_random=False))
def test_every_machine_comes_once_and_no_unit_has_more_than_its_share(
    of: list[str], share: int, chance
):
    queue, load = Queue(machines(of)), Load()
    given_out: list[Assignment] = []
    asked: list[Assignment] = []
    while queue or asked:
        one = queue.next(lambda line: load.of(line.unit) < share)
        if one is not None:
            load.add(one.unit, 1)
            asked.append(one)
            given_out.append(one)
        # Where nobody comes, somebody is being asked: the queue never waits for nothing.
        assert one is not None or asked
        if one is None or chance.random() < 0.5:
            done = asked.pop(chance.randrange(len(asked)))
            load.add(done.unit, -1)
        assert all(count <= share for count in Counter(one.unit for one in asked).values())
        assert load.total == len(asked)
    assert Counter(one.machine for one in given_out) == Counter(m.machine for m in machines(of))


def test_who_waited_for_room_comes_before_those_behind():
    queue = Queue(machines(["th_1", "th_2", "th_2"]))
    assert queue.next(lambda line: line.unit == "th_2") == machines(["th_1", "th_2"])[1]
    assert len(queue) == 2
    first = queue.next(lambda _: True)
    assert first is not None
    assert first.unit == "th_1"
    queue.clear()
    assert not len(queue)
    assert queue.next(lambda _: True) is None
