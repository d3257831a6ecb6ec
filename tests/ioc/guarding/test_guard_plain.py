"""What the guards have nothing to say of, they pass as they would after a closer look."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.ioc.guarding.guard import _PLAIN, Guard
from orchestrator.ioc.guarding.shared_addresses import AddressRanges, bounds
from orchestrator.model.district import Own

NETWORKS = st.builds(
    lambda number, bits: ipaddress.ip_network((number >> (32 - bits) << (32 - bits), bits)),
    st.one_of(st.integers(0, 2**32 - 1), st.integers(0, 600)),
    st.integers(1, 32),
)


@given(st.lists(NETWORKS, max_size=8), NETWORKS)
def test_ranges_that_touch(ranges: list[ipaddress.IPv4Network], asked: ipaddress.IPv4Network):
    first, last = int(asked.network_address), int(asked.broadcast_address)
    assert AddressRanges(map(bounds, ranges)).touch(first, last) == any(
        asked.overlaps(one) for one in ranges
    )


GUARD = Guard(Own(networks=("45.6.0.0/16",), addresses=("45.7.8.9",)))


@given(NETWORKS)
def test_plain_is_what_the_guards_would_say(network: ipaddress.IPv4Network):
    if GUARD._is_plain(str(network)):
        assert GUARD._network(network) == _PLAIN


@pytest.mark.parametrize(
    "text", ["45.6.7.8", "45.7.8.9", "45.0.0.0/8", "1.1.1.1", "1.1.1.0/24", "192.0.2.1", "10.0.0.1"]
)
def test_what_takes_a_closer_look(text: str):
    assert not GUARD._is_plain(text)
    assert GUARD._is_plain("45.9.9.9")
