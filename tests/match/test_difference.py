"""Whatever two lists say of any evidence otherwise, the probe of their difference finds it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from orchestrator.match import Asked, Index, Probe, difference, match, values_of
from orchestrator.model.answer import NotApplicable, Unanswered, Unread
from orchestrator.model.indicator import Allowed, Citation, Class, Indicator, Kind, Scope
from orchestrator.model.ioc_table import IocTable, as_table
from orchestrator.model.observation import (
    ConfiguredText,
    Connection,
    Detection,
    Observation,
    OwnAddress,
    Posture,
)
from orchestrator.model.result import Hit
from tests.match.made import (
    AT,
    SIGHT,
    answered,
    cached,
    connection,
    hosts,
    indicator,
    iocs,
    looked_up,
    resolver,
)

NAMES = ("bad.example", "x.bad.example", "y.x.bad.example", "ok.example", "example.com", "c.test")
ADDRESSES = (
    *("203.0.113.66", "203.0.113.67", "198.51.100.9", "192.0.2.53", "2001:db8:66::1"),
    *("64:ff9b::cb00:7142", "2002:cb00:7142::1", "0.0.0.0"),  # noqa: S104 - what a filter answers
)
URLS = ("http://bad.example/x", "https://ok.example/y?z", "http://203.0.113.66:8080/a")
LISTED = (
    *("bad.example", "x.bad.example", "ok.example", "c.test", "example.com"),
    *("203.0.113.66", "203.0.113.66:443", "203.0.113.67:80", "192.0.2.53", "2001:db8:66::1"),
    *("203.0.113.0/24", "203.0.113.64/28", "198.51.100.0/24", "2001:db8:66::/48", *URLS),
)
MADE = tuple(map(indicator, LISTED))
DATES = (None, AT - timedelta(days=400), AT + timedelta(days=3))


def entry(value: str, kind: Kind, *, tree: bool = False, expires: str = "2026-12-31") -> Allowed:
    return Allowed(
        value=value, kind=kind, tree=tree, owner="A", reason="B", expires=expires, list="allow.yml",
        line=1,
    )  # fmt: skip


ENTRIES = (
    entry("bad.example", Kind.DOMAIN),
    entry("bad.example", Kind.DOMAIN, tree=True),
    entry("bad.example", Kind.DOMAIN, expires="2027-01-31"),
    entry("203.0.113.66", Kind.IPV4),
    entry("203.0.113.0/24", Kind.CIDR4),
    entry("2001:db8:66::/48", Kind.CIDR6),
)


@st.composite
def indicators(draw: st.DrawFn) -> Indicator:
    one = draw(st.sampled_from(MADE))
    scopes = (Scope.TREE, Scope.EXACT) if one.kind is Kind.DOMAIN else (one.scope,)
    return replace(
        one,
        scope=draw(st.sampled_from(scopes)),
        klass=draw(st.sampled_from(Class)),
        valid_from=draw(st.sampled_from(DATES)),
        valid_until=draw(st.sampled_from(DATES)),
        shared=draw(st.sampled_from((None, "Akamai"))),
        citations=(Citation(list=draw(st.sampled_from("ab")), version="1", line=1, published="p"),),
    )


@st.composite
def tables(draw: st.DrawFn) -> IocTable:
    every = draw(st.lists(indicators(), max_size=6, unique_by=lambda one: (one.value, one.port)))
    allowed = draw(st.lists(st.sampled_from(ENTRIES), max_size=2, unique=True))
    return as_table(iocs(every, tuple(allowed)))


names, addresses = st.sampled_from(NAMES), st.sampled_from(ADDRESSES)
texts = st.lists(st.sampled_from((*URLS, *NAMES, *ADDRESSES)), max_size=2).map(" ".join)


def own(address: str, remote: str) -> Connection:
    return replace(connection(remote), local_address=address)


def text(words: str) -> ConfiguredText:
    return ConfiguredText(sight=SIGHT, where="Run", text=words, raw=words)


def detected(words: str) -> Posture:
    return Posture(sight=SIGHT, trait=Detection(threat="T"), raw=words)


observations: st.SearchStrategy[Observation] = st.one_of(
    st.builds(connection, addresses, port=st.sampled_from((80, 443))),
    st.builds(own, addresses | st.just(""), addresses),
    st.builds(cached, names, addresses | st.none()),
    st.builds(cached, names, target=names),
    st.builds(looked_up, names, addresses, targets=st.lists(names, max_size=2).map(tuple)),
    st.builds(hosts, addresses, names),
    st.builds(resolver, addresses),
    st.builds(lambda one: OwnAddress(sight=SIGHT, address=one, raw=""), addresses),
    st.builds(text, texts),
    st.builds(detected, texts),
)


def plain(hits: tuple[Hit, ...]) -> list[Hit]:
    """Return hits without what concerns nobody: where an indicator is published."""
    return [replace(hit, indicator=replace(hit.indicator, citations=())) for hit in hits]


@settings(max_examples=400, deadline=None)
@given(
    st.none() | tables(),
    tables(),
    st.lists(observations, min_size=1, max_size=2),
)
def test_what_is_matched_otherwise_is_found(
    old: IocTable | None, new: IocTable, seen: list[Observation]
):
    first, *others = seen
    broke = Unanswered(reason=Unread.CANARY, observations=tuple(others))
    answers = {"x": answered(first), "y": broke, "none": NotApplicable(why="no_resolver_cache")}
    asked = Asked(at=AT, clock=AT)
    before = () if old is None else match(answers, Index(old), asked)
    probe = Probe(difference(old, new))
    concerned = any(map(probe.concerns, values_of(answers.values())))
    assert concerned or plain(before) == plain(match(answers, Index(new), asked))


@pytest.mark.parametrize(
    ("listed", "seen"),
    [
        ("203.0.113.66", own("203.0.113.66", "10.0.0.1")),
        ("203.0.113.66:443", connection("203.0.113.66")),
        ("203.0.113.66", connection("64:ff9b::cb00:7142")),
        ("c.test", cached("ok.example", target="www.c.test")),
        ("198.51.100.0/24", looked_up("ok.example", "198.51.100.9")),
        ("http://bad.example/x", text("mshta http://bad.example/x")),
        ("http://203.0.113.66:8080/a", detected("http://203.0.113.66:8080/a")),
        ("2001:db8:66::/48", OwnAddress(sight=SIGHT, address="2001:db8:66::1", raw="")),
    ],
)
def test_each_way_in_which_a_list_meets_one_row_alone(listed: str, seen: Observation):
    new = as_table(iocs((indicator(listed),)))
    answers = {"x": answered(seen)}
    assert match(answers, Index(new), Asked(at=AT))
    assert any(map(Probe(difference(None, new)).concerns, values_of(answers.values())))


def test_lines_and_citations_concern_nobody():
    one = indicator("bad.example")
    moved = replace(one, citations=(replace(one.citations[0], line=7, version="2"),))
    assert not difference(as_table(iocs((one,))), as_table(iocs((moved,))))


def test_where_an_entry_stands_concerns_nobody_and_what_it_says_does():
    here, there = (as_table(iocs((), (replace(ENTRIES[0], line=line),))) for line in (1, 2))
    assert not difference(here, there)
    later = as_table(iocs((), (ENTRIES[2],)))
    found = difference(here, later)
    assert [one.expires for one in found.allowed] == ["2026-12-31", "2027-01-31"]
    assert Probe(found).concerns("x.bad.example")


@pytest.mark.parametrize(
    "change",
    [
        {"scope": Scope.EXACT},
        {"klass": Class.SINKHOLE},
        {"valid_from": datetime(2026, 1, 1, tzinfo=UTC)},
        {"valid_until": datetime(2026, 1, 1, tzinfo=UTC)},
        {"shared": "Akamai"},
    ],
)
def test_what_an_indicator_says_otherwise_is_a_change(change: dict[str, object]):
    others = (indicator("a.example"), indicator("203.0.113.66:443"))
    one = indicator("bad.example")
    before = as_table(iocs((*others, one)))
    after = as_table(iocs((*others, replace(one, **change))))  # type: ignore[arg-type]
    found = difference(before, after)
    assert found.changed["domain"] == ("bad.example",)
    assert not found.added["domain"]
    assert not found.dropped["domain"]
    assert tuple(found.touched("port")) == ()


def test_what_is_new_and_what_is_gone():
    old, new = ((indicator(text),) for text in ("203.0.113.66:443", "203.0.113.66:80"))
    found = difference(as_table(iocs(old)), as_table(iocs(new)))
    assert found.added["port"] == ("203.0.113.66 80",)
    assert found.dropped["port"] == ("203.0.113.66 443",)
    assert Probe(found).concerns("203.0.113.66")
    assert Probe(found).concerns("64:ff9b::cb00:7142")
    assert not Probe(found).concerns("203.0.113.67")
    assert difference(None, as_table(iocs(new))).added["port"] == ("203.0.113.66 80",)
