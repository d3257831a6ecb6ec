"""What an allow list covers is excused, whatever the lists say; nothing else, and no canary."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from orchestrator.ioc.reading.normalise import Value, normalise
from orchestrator.match import Asked, Index, match
from orchestrator.match.index import Allows
from orchestrator.model.indicator import Allowed
from orchestrator.model.ioc_table import as_table
from orchestrator.model.observation import ConfiguredText, Observation
from orchestrator.model.result import Hit, MachineResult, Status, Verdict
from tests.findings.made import full, judge
from tests.match.made import (
    AT,
    NONCE,
    NULL,
    SIGHT,
    answered,
    cached,
    connection,
    hosts,
    index,
    iocs,
)

LISTED = (
    *("bad.example", "203.0.113.66", "198.51.100.0/24", "2001:db8:66::1", "http://may.example/x"),
)


def entry(text: str) -> Allowed:
    value = normalise(text)
    assert isinstance(value, Value)
    return Allowed(
        value=value.text, kind=value.kind, tree=text.startswith("."), owner="A", reason="B",
        expires="2026-12-31", list="allow.yml", line=1,
    )  # fmt: skip


def allowing(*texts: str) -> Index:
    made = index(*LISTED, sinkholes=("192.0.2.53",))
    every = (made.name("bad.example"), made.address("203.0.113.66"), made.address("198.51.100.1"),
             made.url("http://may.example/x"), made.address("192.0.2.53"),
             made.address("2001:db8:66::1"))  # fmt: skip
    listed = (one.indicator for one in every if one)
    return Index(as_table(iocs(listed, tuple(map(entry, texts)))))


def hits(made: Index, *seen: Observation) -> list[Hit]:
    return list(match({"x": answered(*seen)}, made, Asked(at=AT)))


def text(words: str) -> ConfiguredText:
    return ConfiguredText(sight=SIGHT, where="Run", text=words, raw=words)


@pytest.mark.parametrize(
    ("text", "observed", "covered"),
    [
        ("bad.example", "bad.example", True),
        ("bad.example", "www.bad.example", False),
        (".bad.example", "bad.example", True),
        (".bad.example", "a.b.bad.example", True),
        (".bad.example", "xbad.example", False),
        (".b.example", "b.example.test", False),
        ("203.0.113.66", "203.0.113.66", True),
        ("203.0.113.66", "203.0.113.67", False),
        ("198.51.100.0/25", "198.51.100.9", True),
        ("198.51.100.0/25", "198.51.100.200", False),
        ("198.51.100.0/25", "198.51.100.0/26", True),
        ("198.51.100.0/25", "198.51.100.0/24", False),
        ("2001:db8::/48", "2001:db8::9", True),
        ("2001:db8::/48", "203.0.113.66", False),
        ("203.0.113.0/24", "2001:db8::9", False),
        ("203.0.113.0/24", "bad.example", False),
    ],
)
def test_what_an_entry_covers(text: str, observed: str, *, covered: bool):
    assert (Allows((entry(text),)).covers(observed) is not None) is covered


@given(
    st.lists(st.sampled_from("ab"), min_size=1, max_size=4),
    st.lists(st.sampled_from("ab"), min_size=1, max_size=3),
    st.booleans(),
)
def test_a_tree_is_a_suffix_test_on_labels_and_else_equality(
    name: list[str],
    allowed: list[str],
    tree: bool,  # noqa: FBT001 - hypothesis
):
    labels, wanted = [*name, "example"], [*allowed, "example"]
    text = ".".join(wanted)
    covers = Allows((entry(f".{text}" if tree else text),)).covers(".".join(labels))
    assert (covers is not None) is (labels[-len(wanted) :] == wanted if tree else labels == wanted)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("www.bad.example", cached("www.bad.example", "192.0.2.9")),
        (".bad.example", cached("www.bad.example", "192.0.2.9")),
        ("203.0.113.66", connection("203.0.113.66")),
        ("203.0.113.0/24", connection("203.0.113.66")),
        ("198.51.100.9", connection("198.51.100.9")),
        ("192.0.2.53", connection("192.0.2.53")),
        ("may.example", cached("may.example", "192.0.2.9")),
        ("may.example", text("mshta http://may.example/x")),
        ("2001:db8:66::1", connection("2001:db8:66::1")),
        ("bad.example", hosts("192.0.2.9", "bad.example")),
    ],
)
def test_it_excuses_a_hit_of_every_kind(text: str, seen: Observation):
    (plain,) = hits(allowing(), seen)
    (excused,) = hits(allowing(text), seen)
    assert excused.allowed == entry(text)
    assert not excused.fails
    assert replace(excused, allowed=None) == plain


def test_an_allowed_host_excuses_no_url_of_another():
    made = allowing("ok.example")
    (hit,) = hits(made, text("mshta http://may.example/x"))
    assert (hit.allowed, hit.fails) == (None, True)


def test_of_several_entries_for_one_value_the_first_counts():
    first, second = entry("bad.example"), replace(entry("bad.example"), line=2)
    assert Allows((first, second)).covers("bad.example") is first
    assert Allows((second, first)).covers("bad.example") is second


def test_an_exact_entry_is_told_before_a_tree_and_the_nearest_tree_before_another():
    exact, near, far = entry("a.b.bad.example"), entry(".b.bad.example"), entry(".bad.example")
    made = Allows((far, near, exact))
    assert made.covers("a.b.bad.example") is exact
    assert made.covers("x.b.bad.example") is near
    assert made.covers("x.bad.example") is far


def test_an_address_inside_several_ranges_is_covered_by_the_first():
    wide, narrow = entry("198.51.100.0/24"), entry("198.51.100.0/28")
    assert Allows((wide, narrow)).covers("198.51.100.1") is wide
    assert Allows((narrow, wide)).covers("198.51.100.1") is narrow
    assert Allows((narrow, wide)).covers("198.51.100.77") is wide


def test_it_excuses_no_neighbour():
    found = hits(allowing("bad.example"), cached("www.bad.example", "192.0.2.9"))
    assert [(hit.allowed, hit.fails) for hit in found] == [(None, True)]


def test_an_allowed_address_is_no_sinkhole_that_names_lead_to():
    row = cached("bad.example", "192.0.2.53")
    name = next(hit for hit in hits(allowing("192.0.2.53"), row) if hit.observed == "bad.example")
    assert (name.status, name.fails) == (Status.RESOLVED, True)


@pytest.mark.parametrize("text", ["2001:db8::/32", ".canary-0123456789abcdef.invalid"])
def test_no_entry_excuses_a_canary(text: str):
    made = allowing(text)
    found = match(full(), made, Asked(at=AT, nonce=NONCE))
    assert found
    assert all(hit.allowed is None for hit in found)
    assert judge(full(), listed=made).verdict is Verdict.PASS


def judged(*texts: str) -> MachineResult:
    seen = full(
        connections=(connection("203.0.113.66"),),
        dns_cache=(cached("bad.example", "192.0.2.9"), cached("www.bad.example", NULL)),
    )
    return judge(seen, listed=allowing(*texts))


def test_a_machine_passes_only_if_all_is_allowed_and_nothing_vanishes():
    partly = judged("203.0.113.66", "bad.example")
    assert partly.verdict is Verdict.FAIL
    assert [hit.observed for hit in partly.hits] == ["www.bad.example"]
    assert {hit.observed for hit in partly.suppressed} == {"203.0.113.66", "bad.example"}
    wholly = judged("203.0.113.66", ".bad.example")
    assert (wholly.verdict, wholly.hits, len(wholly.suppressed)) == (Verdict.PASS, (), 3)
    assert len(judged().hits) == 3


def test_an_allowed_name_makes_no_shared_address_count():
    shared = replace(
        allowing().address("203.0.113.66").indicator,  # type: ignore[union-attr] - it is listed
        shared="Akamai",
    )
    name = allowing().name("bad.example")
    assert name is not None
    made = Index(as_table(iocs((shared, name.indicator), (entry("bad.example"),))))
    seen = full(
        connections=(connection("203.0.113.66"),),
        dns_cache=(cached("bad.example", "203.0.113.66"),),
    )
    assert judge(seen, listed=made).verdict is Verdict.PASS
