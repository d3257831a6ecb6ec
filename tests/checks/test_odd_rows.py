"""One odd row blinds nobody, many are another table, and what stands in them still counts."""

import json

import pytest

from orchestrator.checks.odd_rows import as_cached, as_connections, as_look_ups, as_setting
from orchestrator.model.answer import Answer, Answered, Note, Unanswered, Unread
from orchestrator.model.observation import Sight
from orchestrator.model.plan import Family
from orchestrator.model.result import Status
from tests.checks.made_frames import (
    ADDRESS,
    MADE_BLOCK,
    MADE_LIMIT,
    MADE_RECORD,
    MADE_SOCKET,
    MADE_TEXT,
    NAME,
    Section,
    hits,
    output,
    read,
)

POSIX, WINDOWS = Family.POSIX, Family.WINDOWS
SEEN = Sight(source="made")


def answer(family: Family, check: str, *sections: Section) -> Answer:
    return read(family, check, output(check, *sections))


def cached(rows: list[str]) -> Answer:
    records = ("records", [MADE_RECORD, *rows, MADE_RECORD])
    return answer(WINDOWS, "dns_cache", records, ("limits", [MADE_LIMIT] * 2))


GOOD = "www.good.example\twww.good.example\t1\t0\t300\t192.0.2.8"
GONE = "bad.example\tbad.example\tA?\t0\t300\t192.0.2.9"


@pytest.mark.parametrize("few", [1, 3])
def test_a_row_that_names_nothing_is_counted_and_blinds_nobody(few: int):
    said = cached([GOOD, *["\t\t1\t0\t300\t"] * few])
    assert isinstance(said, Answered)
    assert said.rows == 1
    assert Note.ODD_ROWS in said.notes


def test_what_a_row_without_its_entry_leads_to_still_counts():
    said = cached([GOOD, "\tbad.example\t1\t0\t300\t203.0.113.66"])
    assert isinstance(said, Answered)
    assert hits("dns_cache", said) == [
        ("bad.example", Status.RESOLVED),
        ("203.0.113.66", Status.RESOLVED),
    ]


def test_a_cache_of_nothing_but_rows_that_name_nothing_was_not_read():
    said = cached(["\t\t1\t0\t300\t"] * 30)
    assert isinstance(said, Unanswered)
    assert said.reason is Unread.EMPTY


@pytest.mark.parametrize(
    ("rows", "odd", "stands"),
    [
        (19, 1, False),
        (20, 1, True),
        (39, 2, False),
        (40, 2, True),
        (900, 20, True),
        (900, 21, False),
    ],
)
def test_one_in_twenty_may_be_odd_and_never_more_than_twenty(rows: int, odd: int, *, stands: bool):
    said = cached([GOOD] * (rows - odd - 2) + [GONE] * odd)
    assert isinstance(said, Answered if stands else Unanswered)
    assert (Note.ODD_ROWS in said.notes) == stands
    assert ("bad.example", Status.RESOLVED) in hits("dns_cache", said)


@pytest.mark.parametrize("at", [0, -1])
def test_a_made_row_that_is_not_understood_breaks_any_table(at: int):
    rows = [MADE_RECORD, *[GOOD] * 100, MADE_RECORD]
    rows[at] += "\tmore"
    said = answer(WINDOWS, "dns_cache", ("records", rows), ("limits", [MADE_LIMIT] * 2))
    assert isinstance(said, Unanswered)


def sockets(*rows: str) -> Answer:
    table = [MADE_SOCKET, *rows, MADE_SOCKET]
    return answer(POSIX, "connections", ("sockets", table), ("programs", ["1 /sbin/init"]))


ESTABLISHED = "tcp ESTAB 0 0 192.168.1.5:22 192.0.2.7:40000"


@pytest.mark.parametrize(
    ("row", "seen"),
    [
        ("tcp ESTAB 0 192.168.1.5:5 203.0.113.66:443", "203.0.113.66"),
        ("tcp ESTAB 0 0 0 192.168.1.5:5 [::ffff:203.0.113.66]:443 x", "203.0.113.66"),
        ("mptcp ESTAB 0 0 192.168.1.5%eth0:5 203.0.113.77:8443", "203.0.113.77"),
    ],
)
def test_a_listed_end_in_a_socket_row_of_no_known_shape_was_at_most_tried(row: str, seen: str):
    said = sockets(*[ESTABLISHED] * 20, row)
    assert isinstance(said, Answered)
    assert Note.ODD_ROWS in said.notes
    assert hits("connections", said) == [(seen, Status.ATTEMPTED)]


def test_odd_rows_alone_do_not_prove_that_sockets_were_read():
    said = sockets(*["tcp LISTEN 0 0 0.0.0.0:22 0.0.0.0:*"] * 40, "tcp ESTAB 0 1.2.3.4:1 1.2.3.5:2")
    assert isinstance(said, Unanswered)
    assert said.reason is Unread.EMPTY


def test_an_odd_block_of_ipconfig_blinds_nobody():
    block = ["", "    good.example", "    ----", "    N : good.example", "    T : 1", "    L : 5",
             "    D : 4", "    S : A", "    A : 192.0.2.8"]  # fmt: skip
    odd = ["", "    bad.example", "    ----", "    N : bad.example", "    T : A"]
    said = answer(
        WINDOWS,
        "dns_cache",
        ("records", [MADE_RECORD] * 2),
        ("displaydns", [*MADE_BLOCK, *block * 20, *odd, "", *MADE_BLOCK]),
        ("limits", [MADE_LIMIT] * 2),
    )
    assert isinstance(said, Answered)
    assert Note.ODD_ROWS in said.notes
    assert hits("dns_cache", said) == [("bad.example", Status.LOOKED_UP_NOT_RESOLVED)]


def entry(name: str, until: object = 0) -> dict[str, object]:
    return {"key": {"class": 1, "type": 1, "name": name}, "rrs": [], "until": until}


def test_an_odd_entry_of_systemd_blinds_nobody():
    made = json.dumps([{"protocol": "dns", "cache": [entry(NAME)]}])
    rows = [entry("good.example")] * 18 + [entry("bad.example", until="soon")]
    said = answer(
        POSIX,
        "dns_cache",
        ("resolved", [made, json.dumps([{"protocol": "dns", "cache": rows}]), made]),
    )
    assert isinstance(said, Unanswered)  # the list of daemons is not there
    assert said.reason is Unread.GARBLED
    assert hits("dns_cache", said) == [("bad.example", Status.LOOKED_UP_NOT_RESOLVED)]


def test_a_packed_proxy_that_is_cut_still_tells_its_address():
    text = "http=bad.example:8080".encode("latin-1").hex("-").upper()
    rows = [f"HKLM\\A\\V{at}\tx" for at in range(20)]
    packed = f"HKLM\\A\\DefaultConnectionSettings\t#46-00-{text}"
    parts = [("machine", [MADE_TEXT, *rows, packed, MADE_TEXT])]
    parts += [(name, [MADE_TEXT] * 2) for name in ("users", "ports")]
    said = answer(WINDOWS, "proxy", *parts)
    assert isinstance(said, Answered)
    assert Note.ODD_ROWS in said.notes
    assert hits("proxy", said) == [("bad.example", Status.CONFIGURED)]


def test_what_shows_nothing_is_no_observation():
    for shown in (as_setting, as_connections, as_cached, as_look_ups):
        assert shown("three odd words", SEEN) == ()


def test_a_reverse_name_is_the_address_owners_word():
    row = "66.113.0.203.in-addr.arpa bad.example 203.0.113.66"
    assert as_cached(row, SEEN) == as_look_ups(row, SEEN) == ()


def test_an_odd_event_is_a_look_up_whose_end_is_not_known():
    (found,) = as_look_ups("3008 x bad.example 203.0.113.66", SEEN)
    assert (found.name, found.addresses) == ("bad.example", ("203.0.113.66",))
    (found,) = as_look_ups("3008 x 203.0.113.66", SEEN)
    assert (found.name, found.addresses) == ("", ("203.0.113.66",))


def test_an_odd_row_of_the_servers_that_adapters_ask_still_counts():
    made = f"made\t{ADDRESS}\t{ADDRESS}"
    rows = [made, *["{1}\t192.0.2.53\t192.168.1.5"] * 17, "{1}\t203.0.113.66", made]
    said = answer(WINDOWS, "resolvers", ("effective", rows))
    assert hits("resolvers", said) == [("203.0.113.66", Status.CONFIGURED)]
