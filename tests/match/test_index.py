"""The most specific indicator wins, at label borders, and no other is found."""

import dataclasses
import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.match import Index
from orchestrator.model.answer import canary_address, canary_name
from orchestrator.model.indicator import IocSet
from orchestrator.model.ioc_table import as_table
from orchestrator.model.result import Rule, Weakness
from tests.match.made import NONCE, index, indicator, iocs


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("bad.example", "bad.example", Rule.EXACT),
        ("a.b.bad.example", "bad.example", Rule.PARENT),
        ("deep.bad.example", "deep.bad.example", Rule.EXACT),
        ("x.deep.bad.example", "deep.bad.example", Rule.PARENT),
        ("duckdns.org", "duckdns.org", Rule.EXACT),
    ],
)
def test_names(name: str, value: str, rule: Rule):
    found = index("bad.example", "deep.bad.example", "duckdns.org").name(name)
    assert found is not None
    assert (found.indicator.value, found.rule, found.weakness) == (value, rule, None)


@pytest.mark.parametrize(
    "name",
    ["xbad.example", "bad.example.vn", "example", "x.duckdns.org", "", ".", "bad..example"],
)
def test_names_that_are_not_listed(name: str):
    found = index("bad.example", "duckdns.org").name(name)
    assert found is None


@pytest.mark.parametrize(
    ("address", "value", "rule"),
    [
        ("192.0.2.7", "192.0.2.7", Rule.EXACT),
        ("198.51.100.7", "198.51.100.0/28", Rule.RANGE),
        ("198.51.100.77", "198.51.100.0/24", Rule.RANGE),
        ("2001:db8:1::9", "2001:db8:1::9", Rule.EXACT),
        ("2001:db8:2:3::9", "2001:db8:2::/48", Rule.RANGE),
    ],
)
def test_addresses(address: str, value: str, rule: Rule):
    found = index(
        *("192.0.2.7", "198.51.100.0/24", "198.51.100.0/28", "2001:db8:1::9", "2001:db8:2::/48"),
    ).address(address, 443)
    assert found is not None
    assert (found.indicator.value, found.rule, found.weakness) == (value, rule, None)


@pytest.mark.parametrize("address", ["192.0.2.8", "198.51.101.1", "2001:db8:3::", "*", "", "a:b"])
def test_addresses_that_are_not_listed(address: str):
    made = index("192.0.2.7", "198.51.100.0/24", "2001:db8:2::/48")
    assert made.address(address) is None


def test_a_port_narrows_an_address():
    made = index("192.0.2.7:443", "192.0.2.8:443", "192.0.2.8")
    strong, other, lookup = (made.address("192.0.2.7", port) for port in (443, 80, None))
    assert strong is not None
    assert other is not None
    assert lookup is not None
    weak = Weakness.OTHER_PORT
    assert (strong.weakness, other.weakness, lookup.weakness) == (None, weak, weak)
    open_too = made.address("192.0.2.8", 80)
    assert open_too is not None
    assert (open_too.weakness, open_too.indicator.port) == (None, None)


def test_a_url_becomes_no_name():
    made = index("http://bad.example/x", "bad.test")
    assert made.name("bad.example") is made.name("www.bad.example") is None


def test_the_canaries_are_in_it_and_win_over_any_range():
    made = index("2001:db8::/32")
    name, address = made.name(canary_name(NONCE)), made.address(canary_address(NONCE))
    assert name is not None
    assert address is not None
    assert name.indicator.citations[0].list == address.indicator.citations[0].list == "canary"
    assert made.name("x." + canary_name(NONCE)) is None


@given(
    st.sampled_from((8, 15, 16, 20, 24, 27, 31)),
    st.ip_addresses(v=4).filter(lambda a: a.is_global and int(a) >> 24 < 100),
    st.ip_addresses(v=4),
)
def test_ranges_hold_what_ipaddress_says(
    length: int, inside: ipaddress.IPv4Address, any_address: ipaddress.IPv4Address
):
    network = ipaddress.IPv4Network(f"{inside}/{length}", strict=False)
    made = Index(as_table(_set(network)), NONCE)
    assert made.address(str(inside)) is not None
    assert (made.address(str(any_address)) is not None) == (any_address in network)


def _set(network: ipaddress.IPv4Network) -> IocSet:
    """Return a set with one range, also one that the guards of a list would refuse."""
    made = dataclasses.replace(indicator("198.51.100.0/24"), value=str(network))
    return iocs((made,))


_LABEL = st.sampled_from(["a", "b", "bad", "x-y"])


@given(st.lists(_LABEL, min_size=1, max_size=5), st.lists(_LABEL, min_size=1, max_size=3))
def test_the_walk_is_a_suffix_test_on_labels(name: list[str], listed: list[str]):
    labels, wanted = [*name, "example"], [*listed, "example"]
    found = index(".".join(wanted)).name(".".join(labels))
    assert (found is not None) == (labels[-len(wanted) :] == wanted)
