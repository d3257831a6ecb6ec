"""What the guards have nothing to say of, they pass as they would after a closer look."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.ioc.guarding import guard
from orchestrator.ioc.guarding.guard import _PLAIN, Guard
from orchestrator.ioc.guarding.shared_addresses import AddressRanges, bounds
from orchestrator.ioc.reading.normalise import Value
from orchestrator.model.district import Own
from orchestrator.model.indicator import Kind

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


@given(st.integers(0, 2**32 - 1))
def test_an_address_is_plain_alone_as_it_is_as_a_range(number: int):
    address = ipaddress.IPv4Address(number)
    assert GUARD._is_plain(str(address)) == GUARD._is_plain(f"{address}/32")


TEXTS = {
    Kind.DOMAIN: "a.test b.local c.com github.io x.github.io vn a.gov.vn ncsc.gov.vn no.such-tld",
    Kind.IPV4: "45.6.7.8 8.8.4.4 10.0.0.1 45.9.9.9",
    Kind.CIDR4: "45.6.7.0/24 45.0.0.0/8 45.9.9.0/24",
    Kind.URL: "http://a.test/x http://10.0.0.1/ http://drive.google.com/x",
    Kind.IPV6: "2001:db8::1 fe80::1",
}


@pytest.mark.parametrize("kind", TEXTS)
def test_many_are_judged_as_each_alone(kind: Kind):
    texts = TEXTS[kind].split()
    alone = [GUARD.judge(Value(kind, text)) for text in texts]
    assert list(GUARD.judge_all(kind, texts)) == alone


@given(st.lists(st.text("abc", max_size=3)), st.integers(1, 6))
def test_distinct_texts_are_counted_in_parts(texts: list[str], at_once: int):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(guard, "_AT_ONCE", at_once)
        assert guard.count_distinct(lambda: iter(texts), len(texts)) == len(set(texts))
