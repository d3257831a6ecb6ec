"""The compact index finds what the plain one finds, and tells it in the same words."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator import ioc
from orchestrator.ioc.sets.table import as_table, from_text, to_text
from orchestrator.match import Compact, Index, Match
from orchestrator.model.indicator import Citation, Class, Indicator, IocSet, Kind, Scope
from orchestrator.model.result import Rule

_NAMES = ("bad.example", "deep.bad.example", "duckdns.org", "x.invalid", "example")
_ADDRESSES = ("192.0.2.7", "198.51.100.9", "198.51.100.200", "2001:db8:1::9", "2001:db8:2:3::9")
_OTHERS = ("198.51.100.0/24", "198.51.100.0/28", "2001:db8:2::/48", "http://bad.example/Tai?x=1")


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
            ),
        ),
    )  # fmt: skip


def made(every: tuple[Indicator, ...]) -> IocSet:
    return IocSet(indicators=every, files=(), refused=(), sha256="00", dated="2026-01-01")


def compact(every: tuple[Indicator, ...]) -> Compact:
    return Compact(from_text(to_text(as_table(made(every)))))


@given(indicators())
def test_it_finds_what_the_plain_index_finds(every: tuple[Indicator, ...]):
    plain, found = Index(made(every), "0" * 16), compact(every)
    for name in (*_NAMES, "a.b.deep.bad.example", "x.duckdns.org", "", ".", "xbad.example"):
        assert found.name(name) == plain.name(name)
    for address in (*_ADDRESSES, "198.51.100.3", "2001:db8:2::1", "a:b", "1.2", "", "203.0.113.1"):
        for port in (None, 443, 8080):
            assert found.address(address, port) == plain.address(address, port)
    for url in ("http://bad.example/Tai?x=1", "bad.example/Tai?x=1", "http://bad.example/"):
        assert found.url(url) == plain.url(url)
    for host in ("bad.example", "x.bad.example", "192.0.2.7"):
        assert found.url_host(host) == plain.url_host(host)


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
    found = compact((Indicator(value=listed, kind=Kind.URL, citations=cited),)).url(seen)
    assert (found is not None) is same


def test_the_hosts_of_urls_have_no_port_and_no_user():
    urls = ("http://u:p@bad.example:8080/a", "http://[2001:db8::9]:81/", "b.example/x")
    cited = (Citation(list="a.txt", version="1", line=1, published="x"),)
    found = compact(tuple(Indicator(value=u, kind=Kind.URL, citations=cited) for u in urls))
    assert all(map(found.has_url_on, ("bad.example", "2001:db8::9", "b.example")))
    assert not any(map(found.has_url_on, ("u", "u:p@bad.example", "bad.example:8080", "x")))


def test_a_loaded_list_survives(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text("bad[.]example\n192.0.2.7:443\n198.51.100.0/24\nhttp://x.example/a\ngov.vn\n")
    iocs = ioc.load([path], today=date(2026, 11, 20))
    table = as_table(iocs)
    assert from_text(to_text(table)) == table
    assert table.refused == iocs.refused
    found = Compact(table)
    for one in iocs.indicators:
        if one.kind is Kind.DOMAIN:
            assert found.name(one.value) == Match(one, Rule.EXACT)
        elif one.kind is Kind.IPV4:
            assert found.address(one.value, one.port) == Match(one, Rule.EXACT)


@pytest.mark.parametrize("text", [b"", b"{}\n", b"x", b'{"schema":1}\n'])
def test_other_bytes_are_refused(text: bytes):
    with pytest.raises((ValueError, KeyError)):
        from_text(text)


def test_half_a_table_is_refused():
    cited = (Citation(list="a.txt", version="1", line=1, published="bad.example"),)
    whole = to_text(
        as_table(made((Indicator(value="bad.example", kind=Kind.DOMAIN, citations=cited),)))
    )
    with pytest.raises(ValueError, match="missing"):
        from_text(whole[:-1])
