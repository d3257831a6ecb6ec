"""Values that lie packed are what they were, one at a time."""

import pytest

from orchestrator.files.packed import Packed
from orchestrator.model.result import ScopeRow

ROWS = tuple(ScopeRow(machine=f"may-{at}", unit="u", label="Máy") for at in range(5))


def test_what_was_packed_is_what_it_was():
    assert tuple(Packed(iter(ROWS))) == ROWS
    assert Packed(ROWS) == ROWS
    assert Packed(ROWS) == Packed(ROWS)
    assert Packed(ROWS) != ROWS[1:]
    assert Packed(ROWS) != 5
    assert hash(Packed(ROWS)) == hash(ROWS)
    assert repr(Packed(ROWS)) == "Packed(5)"


def test_one_is_open_at_a_time():
    packed = Packed(ROWS)
    first = packed[0]
    assert packed[0] is first
    assert packed[4] == ROWS[4]
    assert packed[0] is not first


def test_places_are_those_of_a_tuple():
    packed = Packed(ROWS)
    assert (len(packed), packed[-1], packed[1:3]) == (5, ROWS[-1], ROWS[1:3])
    assert not Packed[int](())
    with pytest.raises(IndexError):
        packed[5]
