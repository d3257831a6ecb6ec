import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.evidence.codec import pack_body, pack_ids, unpack_body
from tests.evidence.building import unpack_ids


@given(st.sets(st.integers(min_value=0, max_value=2**40)))
def test_ids_come_back_sorted(ids):
    assert unpack_ids(pack_ids(ids)) == tuple(sorted(ids))


def test_near_ids_cost_a_byte_each():
    assert len(pack_ids(range(1000, 1100))) == 101


@given(st.binary(max_size=4000))
def test_a_body_comes_back(body):
    assert unpack_body(pack_body(body), len(body)) == body


def test_a_body_that_inflates_past_its_size_is_refused():
    bomb = zlib.compress(b"0" * 10_000_000)
    with pytest.raises(ValueError, match="size"):
        unpack_body(bomb, 10)
