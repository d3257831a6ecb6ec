"""A table of indicators holds them whole; its index finds what the rules of matching say."""

import ipaddress
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator import ioc
from orchestrator.ioc.sets.set_codec import from_text, sealed, to_text
from orchestrator.match import Index, Match
from orchestrator.model import ioc_table
from orchestrator.model.indicator import (
    Citation,
    Class,
    Indicator,
    IocSet,
    Kind,
    ListedContext,
    Scope,
    Tlp,
)
from orchestrator.model.ioc_table import IndicatorRecords, IocTable, as_table
from orchestrator.model.result import Rule, Weakness

_NAMES = ("bad.example", "deep.bad.example", "duckdns.org", "x.invalid", "example")
_ADDRESSES = ("192.0.2.7", "198.51.100.9", "198.51.100.200", "2001:db8:1::9", "2001:db8:2:3::9")
_RANGES = (Kind.CIDR4, Kind.CIDR6)
_OTHERS = ("198.51.100.0/24", "198.51.100.0/28", "2001:db8:2::/48", "http://bad.example/Tai?x=1")


CONTEXTS = (
    *(None, ListedContext(), ListedContext(family="PlugX"), ListedContext(description="a\u2028b")),
    ListedContext(tags=("a", "b"), phases=("delivery",), tlp=Tlp.RED),
)


def _kind(value: str) -> Kind:
    if "://" in value:
        return Kind.URL
    if "/" in value:
        return Kind.CIDR6 if ":" in value else Kind.CIDR4
    if ":" in value:
        return Kind.IPV6
    return Kind.IPV4 if value[0].isdigit() else Kind.DOMAIN


@st.composite
def indicators(draw: st.DrawFn) -> tuple[Indicator, ...]:
    values = draw(st.lists(st.sampled_from((*_NAMES, *_ADDRESSES, *_OTHERS)), unique=True))
    return tuple(_one(draw, value) for value in values)


def _one(draw: st.DrawFn, value: str) -> Indicator:
    moments = st.none() | st.just(datetime(2026, 1, 2, tzinfo=UTC))
    port = draw(st.sampled_from((None, 443, 80))) if value in _ADDRESSES else None
    published = draw(st.sampled_from((value, f"{value} (C2) đã khử", "x\n\u2028y")))
    return Indicator(
        value=value,
        kind=_kind(value),
        scope=draw(st.sampled_from(Scope)),
        klass=draw(st.sampled_from(Class)),
        port=port,
        valid_from=draw(moments),
        valid_until=draw(moments),
        test=draw(st.booleans()),
        shared=draw(st.none() | st.just("Akamai")),
        citations=(
            Citation(list="b.txt", version="2026-01-01", line=7, published=published),
            Citation(
                list="a.txt", version="0123", line=1, published=value,
                confidence=draw(st.none() | st.integers(0, 100)),
                context=draw(st.sampled_from(CONTEXTS)),
            ),
        ),
    )  # fmt: skip


def made(every: tuple[Indicator, ...]) -> IocSet:
    return IocSet(indicators=every, files=(), refused=(), sha256="00", dated="2026-01-01")


def by_text(iocs: IocSet) -> IocTable:
    return from_text(to_text(as_table(iocs)))


def by_body(iocs: IocSet) -> IocTable:
    return ioc.from_body(ioc.to_body(iocs))


def index(every: tuple[Indicator, ...]) -> Index:
    return Index(by_text(made(every)))


# What a list means, said once more as plainly as can be: look at every indicator, keep the nearest.


def by_name(every: Sequence[Indicator], name: str) -> Match | None:
    listed = {one.value: one for one in every if one.kind is Kind.DOMAIN}
    if name in listed:
        return Match(listed[name], Rule.EXACT)
    above = [one for one in listed.values() if name.endswith(f".{one.value}")]
    trees = [one for one in above if one.scope is Scope.TREE]
    nearest = max(trees, key=lambda one: len(one.value), default=None)
    return nearest and Match(nearest, Rule.PARENT)


def by_address(every: Sequence[Indicator], text: str, port: int | None) -> Match | None:
    own = [one for one in every if one.value == text and one.kind in (Kind.IPV4, Kind.IPV6)]
    for wanted in (port, None):
        for one in own:
            if one.port == wanted:
                return Match(one, Rule.EXACT)
    address = ipaddress.ip_address(text)
    around = [(ipaddress.ip_network(one.value), one) for one in every if one.kind in _RANGES]
    held = [(network.prefixlen, one) for network, one in around if address in network]
    if held:
        return Match(max(held, key=lambda pair: pair[0])[1], Rule.RANGE)
    return Match(own[0], Rule.EXACT, Weakness.OTHER_PORT) if own else None


def by_url_host(every: Sequence[Indicator], host: str) -> Match | None:
    on_it = (one for one in every if one.kind is Kind.URL and f"//{host}/" in one.value)
    first = next(on_it, None)
    if first is None or first.scope is not Scope.HOST:
        return None
    return Match(first, Rule.EXACT, Weakness.URL_HOST)


SEEN_NAMES = st.sampled_from(
    (*_NAMES, "a.b.deep.bad.example", "x.duckdns.org", "xbad.example", "a.example", "example.vn")
)
SEEN_ADDRESSES = st.sampled_from((*_ADDRESSES, "198.51.100.3", "2001:db8:2::1", "203.0.113.1"))
STORED = st.sampled_from((as_table, by_text, by_body))


@given(indicators(), SEEN_NAMES, STORED)
def test_a_name_meets_what_the_rules_say(
    every: tuple[Indicator, ...], name: str, stored: Callable[[IocSet], IocTable]
):
    found = Index(stored(made(every)))
    assert found.name(name) == by_name(every, name)
    expected = by_name(every, name) or by_url_host(every, name)
    assert found.met_by_name(name) == found.met_by(Kind.DOMAIN, name) == expected


@given(indicators(), SEEN_ADDRESSES, st.sampled_from((None, 443, 8080)), STORED)
def test_an_address_meets_what_the_rules_say(
    every: tuple[Indicator, ...],
    address: str,
    port: int | None,
    stored: Callable[[IocSet], IocTable],
):
    found = Index(stored(made(every)))
    assert found.address(address, port) == by_address(every, address, port)
    expected = by_address(every, address, port) or by_url_host(every, address)
    kind = Kind.IPV6 if ":" in address else Kind.IPV4
    assert found.met_by_address(address, port) == found.met_by(kind, address, port) == expected


@given(indicators())
def test_a_table_holds_every_indicator_whole(every: tuple[Indicator, ...]):
    iocs = sealed(indicators=every, files=(), refused=(), dated="2026-01-01", warnings=())
    table = ioc.from_body(ioc.to_body(iocs))
    assert table == as_table(iocs) == from_text(to_text(table))
    assert sorted(IndicatorRecords(table.columns), key=repr) == sorted(every, key=repr)


@pytest.mark.parametrize("text", ["a:b", "1.2", "", "*", "198.51.100", "fe80::1%eth0"])
def test_a_text_that_is_no_address_meets_nothing(text: str):
    every = tuple(
        Indicator(
            value=value,
            kind=_kind(value),
            citations=(Citation(list="a.txt", version="1", line=1, published=value),),
        )
        for value in (*_ADDRESSES, *_OTHERS)
    )
    assert Index(as_table(made(every))).met_by_address(text) is None


@pytest.mark.parametrize(
    ("listed", "seen", "same"),
    [
        ("http://bad.example/Tai?x=1", "HTTP://BAD.example/Tai?x=1", True),
        ("http://bad.example/Tai", "http://bad.example/tai", False),
        ("http://bad.example/tai", "https://bad.example/tai", False),
        ("http://bad.example/tai", "bad.example/tai", True),
        ("bad.example/tai", "https://bad.example/tai", True),
        ("http://bad.example", "http://bad.example/", True),
        ("http://bad.example?x", "http://bad.example/?x", True),
        ("http://bad.example/tai", "http://bad.example/tai/sau", False),
        ("http://bad.example/tai", "http://www.bad.example/tai", False),
    ],
)
def test_urls(listed: str, seen: str, *, same: bool):
    cited = (Citation(list="a.txt", version="1", line=1, published=listed),)
    found = index((Indicator(value=listed, kind=Kind.URL, citations=cited),)).url(seen)
    assert (found is not None) is same


def test_the_hosts_of_urls_have_no_port_and_no_user():
    urls = ("http://u:p@bad.example:8080/a", "http://[2001:db8::9]:81/", "b.example/x")
    cited = (Citation(list="a.txt", version="1", line=1, published="x"),)
    found = index(tuple(Indicator(value=u, kind=Kind.URL, citations=cited) for u in urls))
    assert all(map(found.has_url_on, ("bad.example", "2001:db8::9", "b.example")))
    assert not any(map(found.has_url_on, ("u", "u:p@bad.example", "bad.example:8080", "x")))


def test_a_loaded_list_survives(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text("bad[.]example\n192.0.2.7:443\n198.51.100.0/24\nhttp://x.example/a\ngov.vn\n")
    iocs = ioc.load([path], today=date(2026, 11, 20))
    table = as_table(iocs)
    assert from_text(to_text(table)) == table
    assert table.refused == iocs.refused
    found = Index(table)
    for one in iocs.indicators:
        if one.kind is Kind.DOMAIN:
            assert found.name(one.value) == Match(one, Rule.EXACT)
        elif one.kind is Kind.IPV4:
            assert found.address(one.value, one.port) == Match(one, Rule.EXACT)


@pytest.mark.parametrize("text", [b"", b"{}\n", b"x", b'{"schema":1}\n'])
def test_other_bytes_are_refused(text: bytes):
    with pytest.raises(ValueError, match=r".+"):
        from_text(text)


def test_half_a_table_is_refused():
    cited = (Citation(list="a.txt", version="1", line=1, published="bad.example"),)
    whole = to_text(
        as_table(made((Indicator(value="bad.example", kind=Kind.DOMAIN, citations=cited),)))
    )
    with pytest.raises(ValueError, match="missing"):
        from_text(whole[:-1])


def test_an_indicator_is_made_once_until_too_many_are_known(monkeypatch: pytest.MonkeyPatch):
    names = tuple(f"{letter}.example" for letter in "abcd")
    monkeypatch.setattr(ioc_table, "_MAX_KNOWN", 3)
    cited = (Citation(list="a.txt", version="1", line=1, published="x"),)
    every = tuple(Indicator(value=n, kind=Kind.DOMAIN, citations=cited) for n in names)
    records = IndicatorRecords(as_table(made(every)).columns)
    first = [records[number] for number in range(3)]
    assert all(records[number] is one for number, one in enumerate(first))
    assert records[3] == every[3]
    assert records[0] is not first[0]
    assert records[0] == first[0] == every[0]


def test_a_table_holds_every_citation_with_what_was_published_and_how_sure():
    plain = Citation(list="a.txt", version="1", line=1, published="bad.example")
    other = Citation(list="b.csv", version="2", line=9, published="BAD[.]example")
    sure = Citation(list="b.csv", version="2", line=3, published="bad.example", confidence=40)
    both = Citation(list="a.txt", version="1", line=4, published="hxxp://BAD", confidence=0)
    for cited in ((plain,), (other,), (sure,), (both,), (plain, other, sure, both)):
        one = Indicator(value="bad.example", kind=Kind.DOMAIN, citations=cited)
        table = as_table(made((one,)))
        assert tuple(IndicatorRecords(from_text(to_text(table)).columns)) == (one,)
