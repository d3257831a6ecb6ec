"""What each observation means, and what it does not."""

import itertools
import sys
from types import FrameType

import pytest

from orchestrator.match import Asked, Index, Match, match
from orchestrator.model.answer import Answer, Answered, NotApplicable, Unanswered, Unread
from orchestrator.model.ioc_table import as_table
from orchestrator.model.observation import (
    CachedName,
    ConfiguredText,
    ConnectionState,
    Detection,
    Half,
    Lookup,
    Observation,
    Posture,
    Smb1,
)
from orchestrator.model.result import Hit, Rule, Status, Weakness
from tests.match.made import (
    AT,
    MX,
    NONCE,
    NULL,
    PTR,
    SIGHT,
    TXT,
    answered,
    cached,
    canary,
    connection,
    hosts,
    index,
    indicator,
    iocs,
    looked_up,
    negative,
    resolver,
)

BAD = index("bad.example", "203.0.113.66", "198.51.100.0/24", sinkholes=("192.0.2.53", "hole.test"))


def hits(*observations: Observation) -> list[tuple[Status, str, str]]:
    found = match({"check": answered(*observations)}, BAD, Asked(at=AT))
    return [(hit.status, hit.indicator.value, hit.observed) for hit in found]


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (ConnectionState.ESTABLISHED, Status.CONNECTED),
        (ConnectionState.FIN_WAIT_1, Status.CONNECTED),
        (ConnectionState.FIN_WAIT_2, Status.CONNECTED),
        (ConnectionState.CLOSE_WAIT, Status.CONNECTED),
        (ConnectionState.CLOSING, Status.CONNECTED),
        (ConnectionState.LAST_ACK, Status.CONNECTED),
        (ConnectionState.TIME_WAIT, Status.CONNECTED),
        (ConnectionState.SYN_SENT, Status.ATTEMPTED),
        (ConnectionState.SYN_RECEIVED, Status.ATTEMPTED),
        (ConnectionState.CLOSED, Status.ATTEMPTED),
        (ConnectionState.NONE, Status.ATTEMPTED),
        (ConnectionState.LISTEN, None),
    ],
)
def test_connections(state: ConnectionState, status: Status | None):
    expected = [(status, "203.0.113.66", "203.0.113.66")] if status else []
    assert hits(connection("203.0.113.66", state)) == expected


def test_a_connection_in_a_listed_range_and_to_a_sinkhole():
    assert hits(connection("198.51.100.9")) == [
        (Status.CONNECTED, "198.51.100.0/24", "198.51.100.9")
    ]
    assert hits(connection("192.0.2.53")) == [(Status.SINKHOLED, "192.0.2.53", "192.0.2.53")]
    assert hits(connection("192.0.2.9"), connection("*")) == []


def test_a_connection_on_another_port_than_listed_is_weak():
    made = index("203.0.113.66:443")
    strong, weak = match(
        {"c": answered(connection("203.0.113.66"), connection("203.0.113.66", port=80))},
        made,
        Asked(at=AT),
    )
    assert (strong.weak, strong.fails) == (False, True)
    assert (weak.weak, weak.fails) == (True, False)


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        ([cached("bad.example", "192.0.2.9")], Status.RESOLVED),
        ([cached("bad.example", kind=TXT)], Status.RESOLVED),
        ([negative("bad.example")], Status.LOOKED_UP_NOT_RESOLVED),
        ([negative("bad.example", Lookup.NO_RECORDS)], Status.LOOKED_UP_NOT_RESOLVED),
        ([cached("bad.example", NULL)], Status.LOOKED_UP_BLOCKED),
        ([cached("bad.example", "::")], Status.LOOKED_UP_BLOCKED),
        ([cached("bad.example", "127.0.0.2")], Status.LOOKED_UP_BLOCKED),
        ([cached("bad.example", "::1")], Status.LOOKED_UP_BLOCKED),
        ([cached("bad.example", NULL), negative("bad.example")], Status.LOOKED_UP_BLOCKED),
        ([negative("bad.example"), cached("bad.example", "192.0.2.9")], Status.RESOLVED),
        ([cached("bad.example", NULL), cached("bad.example", "192.0.2.9")], Status.RESOLVED),
        ([cached("bad.example", target="cdn.test")], Status.RESOLVED),
        (
            [cached("bad.example", target="cdn.test"), cached("cdn.test", NULL)],
            Status.LOOKED_UP_BLOCKED,
        ),
        (
            [cached("bad.example", target="cdn.test"), negative("cdn.test")],
            Status.LOOKED_UP_NOT_RESOLVED,
        ),
    ],
)
def test_a_listed_name_in_the_cache_is_one_hit(rows: list[Observation], status: Status):
    assert hits(*rows) == [(status, "bad.example", "bad.example")]


def test_a_listed_name_that_leads_to_a_sinkhole():
    sinkholed = (Status.SINKHOLED, "bad.example", "bad.example")
    assert sinkholed in hits(cached("bad.example", "192.0.2.53"))
    assert sinkholed in hits(cached("bad.example", target="x.test"), cached("x.test", "192.0.2.53"))
    assert sinkholed in hits(cached("bad.example", target="a.hole.test"))


def test_a_sinkhole_listed_with_a_port_is_not_met_by_a_look_up():
    listed = index("bad.example", sinkholes=("192.0.2.53:443",))
    for row in (cached("bad.example", "192.0.2.53"), looked_up("bad.example", "192.0.2.53")):
        name, address = match({"x": answered(row)}, listed, Asked(at=AT))
        assert (name.observed, name.status, name.fails) == ("bad.example", Status.RESOLVED, True)
        assert (address.observed, address.weakness) == ("192.0.2.53", Weakness.OTHER_PORT)


def test_an_unlisted_name_that_leads_to_something_listed():
    assert hits(cached("ok.test", "203.0.113.66")) == [
        (Status.RESOLVED, "203.0.113.66", "203.0.113.66")
    ]
    assert hits(cached("ok.test", "192.0.2.53")) == [(Status.SINKHOLED, "192.0.2.53", "192.0.2.53")]
    assert hits(cached("ok.test", target="x.bad.example")) == [
        (Status.RESOLVED, "bad.example", "x.bad.example")
    ]
    assert hits(cached("ok.test", target="x.bad.example"), cached("x.bad.example", NULL)) == [
        (Status.LOOKED_UP_BLOCKED, "bad.example", "x.bad.example")
    ]
    assert hits(cached("ok.test", "203.0.113.66"), cached("ok.test", "203.0.113.66")) == [
        (Status.RESOLVED, "203.0.113.66", "203.0.113.66")
    ]


@pytest.mark.parametrize(
    "row",
    [
        connection("203.0.113.66"),
        cached("bad.example", "192.0.2.9"),
        cached("ok.test", "203.0.113.66"),
        cached("ok.test", target="bad.example"),
        hosts("192.0.2.9", "bad.example"),
        hosts("203.0.113.66", "ok.test"),
        resolver("203.0.113.66"),
        looked_up("bad.example", "192.0.2.9"),
        looked_up("ok.test", "203.0.113.66"),
        ConfiguredText(sight=SIGHT, where="Run", text="x", names=("bad.example",), raw="x"),
        Posture(sight=SIGHT, trait=Detection(threat="T"), names=("bad.example",), raw="x"),
        Posture(sight=SIGHT, trait=Smb1(half=Half.SERVER, on=True, by="x"),
                addresses=("203.0.113.66",), raw="x"),
    ],
)  # fmt: skip
def test_a_hit_names_the_check_and_the_row_that_it_stands_in(row: Observation):
    (hit,) = match({"first": answered(), "second": answered(row)}, BAD, Asked(at=AT))
    assert (hit.check, hit.observation) == ("second", row)


class Counting(Index):
    """An index that writes down which addresses it was asked for."""

    asked: list[str]

    def address(self, address: str, port: int | None = None) -> Match | None:
        """Return what the index has of an address."""
        self.asked.append(address)
        return super().address(address, port)


def test_an_address_that_is_not_listed_is_looked_up_once():
    made = Counting(as_table(iocs(())))
    made.asked = []
    rows = (connection("192.0.2.9"), connection("192.0.2.9", port=80), connection("192.0.2.10"))
    assert match({"x": answered(*rows, resolver("192.0.2.9"))}, made, Asked(at=AT)) == ()
    own = connection("192.0.2.9").local_address
    assert made.asked == [own, "192.0.2.9", "192.0.2.10"]


def test_every_listed_address_of_a_name_is_a_hit_and_none_twice():
    rows = [
        cached("ok.test", address)
        for address in ("192.0.2.9", "203.0.113.66", "203.0.113.66", "192.0.2.53", "198.51.100.1")
    ]
    assert hits(*rows) == [
        (Status.RESOLVED, "203.0.113.66", "203.0.113.66"),
        (Status.SINKHOLED, "192.0.2.53", "192.0.2.53"),
        (Status.RESOLVED, "198.51.100.0/24", "198.51.100.1"),
    ]


def test_only_an_alias_leads_on():
    mail = cached("bad.example", target="mail.test", kind=MX)
    sinkhole = cached("mail.test", "192.0.2.53")
    assert hits(mail, sinkhole) == [
        (Status.RESOLVED, "bad.example", "bad.example"),
        (Status.SINKHOLED, "192.0.2.53", "192.0.2.53"),
    ]


@pytest.mark.parametrize(
    ("aliases", "status"), [(15, Status.RESOLVED), (16, Status.LOOKED_UP_NOT_RESOLVED)]
)
def test_aliases_are_followed_a_good_way(aliases: int, status: Status):
    names = ["bad.example", *(f"n{at}.test" for at in range(aliases))]
    rows = [cached(name, target=target) for name, target in itertools.pairwise(names)]
    assert hits(*rows, cached(names[-1], "192.0.2.9")) == [(status, "bad.example", "bad.example")]


def test_reverse_look_ups_blame_nobody():
    row = cached("66.113.0.203.in-addr.arpa", target="bad.example", kind=PTR)
    assert hits(row) == []


def test_aliases_that_lead_into_a_ring_end():
    rows = [("bad.example", "x.test"), ("x.test", "y.test"), ("y.test", "x.test")]
    assert hits(*(cached(name, target=target) for name, target in rows)) == [
        (Status.LOOKED_UP_NOT_RESOLVED, "bad.example", "bad.example")
    ]


def test_aliases_in_a_ring_end():
    assert hits(cached("bad.example", target="x.test"), cached("x.test", target="bad.example")) == [
        (Status.LOOKED_UP_NOT_RESOLVED, "bad.example", "bad.example")
    ]


@pytest.mark.parametrize("address", [NULL, "127.0.0.1", "::1", "::"])
def test_a_hosts_file_that_blocks(address: str):
    assert hits(hosts(address, "ok.test", "x.bad.example")) == [
        (Status.HOSTS_BLOCK, "bad.example", "x.bad.example")
    ]


def test_a_hosts_file_that_redirects():
    assert hits(hosts("192.0.2.9", "bad.example")) == [
        (Status.HOSTS_REDIRECT, "bad.example", "bad.example")
    ]
    assert hits(hosts("203.0.113.66", "bank.test")) == [
        (Status.HOSTS_REDIRECT, "203.0.113.66", "203.0.113.66")
    ]


def test_a_listed_resolver():
    assert hits(resolver("203.0.113.66"), resolver("192.0.2.1")) == [
        (Status.CONFIGURED, "203.0.113.66", "203.0.113.66")
    ]


def test_a_hit_explains_itself():
    row = connection("198.51.100.9")
    (hit,) = match({"connections": answered(row)}, BAD, Asked(at=AT))
    assert (hit.rule, hit.check, hit.observation) == (Rule.RANGE, "connections", row)
    assert hit.indicator.citations[0].published == "198.51.100.0/24"


def test_what_a_broken_answer_saw_counts_and_what_does_not_exist_does_not():
    broken = Unanswered(reason=Unread.CUT, observations=(connection("203.0.113.66"),))
    answers: dict[str, Answer] = {"connections": broken, "dns_cache": NotApplicable(why="none")}
    assert [hit.status for hit in match(answers, BAD, Asked(at=AT))] == [Status.CONNECTED]


@pytest.mark.parametrize("check", ["connections", "dns_cache", "hosts_file", "resolvers"])
def test_every_canary_is_hit(check: str):
    found = match({check: answered(canary(check))}, BAD, Asked(at=AT, nonce=NONCE))
    assert found
    assert {hit.indicator.citations[0].list for hit in found} == {"canary"}


CALLS_A_ROW = 25


@pytest.mark.parametrize("listed", [5, 500])
def test_a_busy_machine_without_a_hit_is_cheap(listed: int):
    """What 200 rows cost hangs neither on the list nor on the load: calls are counted."""
    many = [indicator(f"d{n}.bad.example") for n in range(listed)]
    ranges = (indicator("198.51.100.0/24"), indicator("2001:db8:66::/48"))
    made = Index(as_table(iocs((*many, *ranges))))
    answers = {
        "connections": answered(*(connection(f"192.0.2.{n}") for n in range(60))),
        "dns_cache": answered(*(cached(f"w{n}.site.test", f"192.0.2.{n}") for n in range(130))),
        "resolvers": answered(*(resolver(f"192.0.2.{n}") for n in range(10))),
    }
    assert _calls(answers, made) < CALLS_A_ROW * 200


def _calls(answers: dict[str, Answered], made: Index) -> int:
    """Return how many calls, of Python's and of C's functions, one machine's matching takes."""
    seen = 0

    def count(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal seen
        seen += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        found = match(answers, made, Asked(at=AT))
    finally:
        sys.setprofile(before)
    assert found == ()
    return seen


def _name_hit(hit: Hit) -> tuple[str, str] | None:
    named = isinstance(hit.observation, CachedName) and hit.observed != hit.observation.address
    return (hit.indicator.value, hit.observed) if named else None


def test_a_listed_sinkhole_in_the_cache_is_one_wherever_it_leads():
    for row in (cached("hole.test", "192.0.2.9"), cached("hole.test", NULL), negative("hole.test")):
        assert hits(row) == [(Status.SINKHOLED, "hole.test", "hole.test")]
