"""Values that lie packed are what they were, one at a time."""

import pytest

from orchestrator.files.packed_values import PackedValues
from orchestrator.model.result import ScopeRow

ROWS = tuple(ScopeRow(machine=f"may-{at}", unit="u", label="Máy") for at in range(5))


def test_what_was_packed_is_what_it_was():
    assert tuple(PackedValues(iter(ROWS))) == ROWS
    assert PackedValues(ROWS) == ROWS
    assert PackedValues(ROWS) == PackedValues(ROWS)
    assert PackedValues(ROWS) != ROWS[1:]
    assert PackedValues(ROWS) != 5
    assert hash(PackedValues(ROWS)) == hash(ROWS)
    assert repr(PackedValues(ROWS)) == "PackedValues(5)"


def test_one_is_open_at_a_time():
    packed = PackedValues(ROWS, few=4)
    first = packed[0]
    assert packed[0] is first
    assert packed[4] == ROWS[4]
    assert packed[0] is not first


def test_few_stay_open():
    assert PackedValues(ROWS)[0] is ROWS[0]


@pytest.mark.parametrize("few", [0, 4, 5])
def test_places_are_those_of_a_tuple(few: int):
    packed = PackedValues(ROWS, few=few)
    assert tuple(packed) == ROWS
    assert (len(packed), packed[-1], packed[1:3]) == (5, ROWS[-1], ROWS[1:3])
    assert not PackedValues[int](())
    with pytest.raises(IndexError):
        packed[5]
