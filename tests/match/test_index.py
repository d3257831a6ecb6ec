"""The most specific indicator wins, at label borders, and no other is found."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from orchestrator.match import Index
from orchestrator.match.ranges import RangeIndex
from orchestrator.model.indicator import Allowed, Indicator, IocSet, Kind
from orchestrator.model.ioc_table import as_table
from orchestrator.model.result import Rule, Weakness
from tests.match.made import index, indicator, iocs


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("bad.example", "bad.example", Rule.EXACT),
        ("a.b.bad.example", "bad.example", Rule.PARENT),
        ("deep.bad.example", "deep.bad.example", Rule.EXACT),
        ("x.deep.bad.example", "deep.bad.example", Rule.PARENT),
        ("duckdns.org", "duckdns.org", Rule.EXACT),
        (".bad.example", "bad.example", Rule.PARENT),
        ("x..bad.example", "bad.example", Rule.PARENT),
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
        ("2001:db8:2:ffff::9", "2001:db8:2::/48", Rule.RANGE),
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


@pytest.mark.parametrize(
    ("port", "listed", "rule"),
    [
        (443, "192.0.2.7", Rule.EXACT),
        (80, "192.0.2.7", Rule.EXACT),
        (22, "192.0.2.0/28", Rule.RANGE),
        (None, "192.0.2.0/28", Rule.RANGE),
    ],
)
def test_a_range_counts_before_an_address_with_other_ports(
    port: int | None, listed: str, rule: Rule
):
    found = index("192.0.2.7:443", "192.0.2.7:80", "192.0.2.0/28").address("192.0.2.7", port)
    assert found is not None
    assert (found.indicator.value, found.rule, found.weakness) == (listed, rule, None)
    assert found.indicator.port == (port if rule is Rule.EXACT else None)


def test_of_several_other_ports_the_first_listed_speaks():
    found = index("192.0.2.7:443", "192.0.2.7:80").address("192.0.2.7", 22)
    assert found is not None
    assert (found.indicator.port, found.rule) == (443, Rule.EXACT)
    assert found.weakness is Weakness.OTHER_PORT


@pytest.mark.parametrize(
    "address", ["198.51.100", "198.51.100.9.9", "198.51.x.9", "198.51", "198.51.100.9/32", "::g"]
)
def test_what_is_no_address_is_in_no_range(address: str):
    made = index("198.51.100.0/24", "2001:db8:2::/48", "192.0.2.7:443")
    assert made.address(address) is None


def test_a_range_below_sixteen_bits_is_found_in_all_of_its_halves():
    made = Index(as_table(_set(ipaddress.IPv4Network("45.64.0.0/11"))))
    inside = ("45.64.0.0", "45.65.1.2", "45.80.0.9", "45.95.255.255")
    assert all(made.address(address) for address in inside)
    assert not any(made.address(address) for address in ("45.63.255.255", "45.96.0.0", "46.64.0.0"))


def test_every_number_of_an_address_counts():
    made = Index(as_table(_set(ipaddress.IPv4Network("45.51.200.0/24"))))
    assert made.address("45.51.200.255") is not None
    others = ("45.51.72.9", "45.51.201.0", "45.51.199.255", "45.50.200.9", "44.51.200.9")
    assert not any(map(made.address, others))


def test_a_range_that_is_none_is_refused():
    with pytest.raises(ValueError, match=r"198\.51\.100/24"):
        RangeIndex((("198.51.100/24", 1),), ())


def test_a_url_becomes_no_name():
    made = index("http://bad.example/x", "bad.test")
    assert made.name("bad.example") is made.name("www.bad.example") is None


@given(
    st.sampled_from((8, 15, 16, 20, 24, 27, 31)),
    st.ip_addresses(v=4).filter(lambda a: a.is_global and int(a) >> 24 < 100),
    st.ip_addresses(v=4),
)
def test_ranges_hold_what_ipaddress_says(
    length: int, inside: ipaddress.IPv4Address, any_address: ipaddress.IPv4Address
):
    network = ipaddress.IPv4Network(f"{inside}/{length}", strict=False)
    made = Index(as_table(_set(network)))
    assert made.address(str(inside)) is not None
    assert (made.address(str(any_address)) is not None) == (any_address in network)


def _set(network: ipaddress.IPv4Network) -> IocSet:
    """Return a set with one range, also one that the guards of a list would refuse."""
    made = replace(indicator("198.51.100.0/24"), value=str(network))
    return iocs((made,))


_LABEL = st.sampled_from(["a", "b", "bad", "x-y"])


@given(st.lists(_LABEL, min_size=1, max_size=5), st.lists(_LABEL, min_size=1, max_size=3))
def test_the_walk_is_a_suffix_test_on_labels(name: list[str], listed: list[str]):
    labels, wanted = [*name, "example"], [*listed, "example"]
    found = index(".".join(wanted)).name(".".join(labels))
    assert (found is not None) == (labels[-len(wanted) :] == wanted)


def indexed(every: tuple[Indicator, ...]) -> Index:
    return Index(as_table(iocs(every)))


def test_an_address_may_be_listed_with_several_ports():
    ports = (443, 80, 8080)
    table = indexed(tuple(indicator(f"203.0.113.66:{port}") for port in ports))
    found = tuple(table.address("203.0.113.66", port) for port in ports)
    assert [one and (one.indicator.port, one.weakness) for one in found] == [
        (port, None) for port in ports
    ]


RANGES = ("198.51.100.0/24", "198.51.100.0/28", "2001:db8:2::/48", "2001:db8::/33")


@pytest.mark.parametrize(
    ("network", "value", "rule"),
    [
        ("198.51.100.0/24", "198.51.100.0/24", Rule.EXACT),
        ("198.51.100.0/28", "198.51.100.0/28", Rule.EXACT),
        ("198.51.100.0/30", "198.51.100.0/28", Rule.RANGE),
        ("198.51.100.0/27", "198.51.100.0/24", Rule.RANGE),
        ("198.51.100.128/25", "198.51.100.0/24", Rule.RANGE),
        ("198.51.100.9/32", "198.51.100.0/28", Rule.RANGE),
        ("2001:db8:2::/48", "2001:db8:2::/48", Rule.EXACT),
        ("2001:db8:2:3::/64", "2001:db8:2::/48", Rule.RANGE),
        ("2001:db8:2::/47", "2001:db8::/33", Rule.RANGE),
        ("198.51.100.0/23", None, None),
        ("198.51.101.0/24", None, None),
        ("2001:db8::/32", None, None),
        ("::/0", None, None),
    ],
)
def test_the_narrowest_range_that_holds_a_whole_one(
    network: str, value: str | None, rule: Rule | None
):
    found = indexed(tuple(map(indicator, RANGES))).inside(network)
    assert (found and found.indicator.value, found and found.rule) == (value, rule)


KINDS = ("bad.example", "203.0.113.66:443", "198.51.100.0/24", "2001:db8:2::/48", "http://x.test/a")


@pytest.mark.parametrize(
    ("kind", "text", "port", "value", "rule", "weakness"),
    [
        (Kind.DOMAIN, "a.bad.example", None, "bad.example", Rule.PARENT, None),
        (Kind.DOMAIN, "x.test", None, "http://x.test/a", Rule.EXACT, Weakness.URL_HOST),
        (Kind.IPV4, "203.0.113.66", 443, "203.0.113.66", Rule.EXACT, None),
        (Kind.IPV4, "203.0.113.66", 80, "203.0.113.66", Rule.EXACT, Weakness.OTHER_PORT),
        (Kind.IPV6, "2001:db8:2::9", None, "2001:db8:2::/48", Rule.RANGE, None),
        (Kind.CIDR4, "198.51.100.0/28", None, "198.51.100.0/24", Rule.RANGE, None),
        (Kind.CIDR6, "2001:db8:2::/48", None, "2001:db8:2::/48", Rule.EXACT, None),
        (Kind.URL, "https://x.test/a", None, None, None, None),
        (Kind.URL, "http://x.test/a", None, "http://x.test/a", Rule.EXACT, None),
        (Kind.CIDR4, "192.0.2.0/24", None, None, None, None),
    ],
)
def test_a_value_meets_what_is_listed_for_its_kind(
    kind: Kind,
    text: str,
    port: int | None,
    value: str | None,
    rule: Rule | None,
    weakness: Weakness | None,
):
    found = indexed(tuple(map(indicator, KINDS))).met_by(kind, text, port)
    met = found and (found.indicator.value, found.rule, found.weakness)
    assert met == (value and (value, rule, weakness))


def test_a_range_within_an_allowed_one_is_excused_and_no_wider_one_is():
    entry = Allowed(
        value="198.51.100.0/28", kind=Kind.CIDR4, tree=False, owner="A", reason="B",
        expires="2026-12-31", list="allow.yml", line=1,
    )  # fmt: skip
    made = Index(as_table(iocs((indicator("198.51.100.0/24"),), (entry,))))
    ranges = ("198.51.100.0/28", "198.51.100.8/29", "198.51.100.0/27", "198.51.100.0/24")
    found = [made.met_by(Kind.CIDR4, one) for one in ranges]
    assert [one and one.allowed for one in found] == [entry, entry, None, None]
