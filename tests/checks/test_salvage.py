"""A damaged answer is none, and what any of its sections shows still counts."""

import pytest

from orchestrator.model.answer import Answer, Unanswered, Unread
from orchestrator.model.plan import Family
from orchestrator.model.result import Status
from tests.checks.made_frames import (
    ADDRESS,
    MADE_BLOCK,
    MADE_HOSTS,
    MADE_LIMIT,
    MADE_RECORD,
    MADE_SOCKET,
    Section,
    hits,
    output,
    read,
)
from tests.match.made import NONCE as N

POSIX, WINDOWS = Family.POSIX, Family.WINDOWS
GOOD_BLOCK = ["", "    a.example", "    ----", "    N : a.example", "    T : 1", "    L : 5"]
BAD_BLOCK = [line.replace("a.example", "bad.example") for line in GOOD_BLOCK]
FIELDS = ["    D : 4", "    S : A", "    A : 192.0.2.8"]


def garbled(family: Family, check: str, *sections: Section) -> Unanswered:
    said = read(family, check, output(check, *sections))
    assert isinstance(said, Unanswered)
    assert said.reason is Unread.GARBLED
    return said


def test_a_source_that_the_reader_had_no_need_of_counts():
    said = garbled(
        WINDOWS,
        "dns_cache",
        ("records", [MADE_RECORD, "a.example\ta.example\t1\t0\t5\t192.0.2.8", MADE_RECORD]),
        ("displaydns", [*MADE_BLOCK, *BAD_BLOCK, *FIELDS, "", *MADE_BLOCK]),
    )
    assert said.detail == "no limits"
    assert hits("dns_cache", said) == [("bad.example", Status.RESOLVED)]


@pytest.mark.parametrize("at", [0, 1])
def test_a_section_that_came_twice_counts_both_times(at: int):
    bodies = [[MADE_HOSTS, "192.0.2.1 a.example", MADE_HOSTS] for _ in range(2)]
    bodies[at][1] = "192.0.2.1 bad.example"
    said = garbled(POSIX, "hosts_file", *(("file", rows) for rows in bodies))
    assert hits("hosts_file", said) == [("bad.example", Status.HOSTS_REDIRECT)]


def test_a_row_that_two_readings_show_is_one_observation():
    rows = [MADE_HOSTS, "192.0.2.1 a.example", MADE_HOSTS]
    said = garbled(POSIX, "hosts_file", ("file", rows), ("file", rows))
    assert len({seen.raw for seen in said.observations}) == len(said.observations)


def test_a_section_that_nobody_knows_is_read_by_its_words():
    rows = [MADE_HOSTS, MADE_HOSTS]
    said = garbled(POSIX, "hosts_file", ("file", rows), ("strange", ["x", "to 203.0.113.66 now"]))
    assert hits("hosts_file", said) == [("203.0.113.66", Status.CONFIGURED)]


def test_a_section_alone_says_what_it_says_among_others():
    state = "192.168.1.5:50000\t203.0.113.66:443\t5"
    said = garbled(WINDOWS, "connections", ("states", [state]))
    assert hits("connections", said) == [("203.0.113.66", Status.CONNECTED)]
    made = f"made\t{ADDRESS}\t{ADDRESS}"
    said = garbled(WINDOWS, "resolvers", ("effective", [made, "{1}\t203.0.113.66\t", made]))
    assert hits("resolvers", said) == [("203.0.113.66", Status.CONFIGURED)]


def test_the_program_behind_a_row_stays_with_it():
    row = 'tcp ESTAB 0 0 192.168.1.5:5 203.0.113.66:443 users:(("x",pid=7,fd=3))'
    tables = (("sockets", [MADE_SOCKET, row, MADE_SOCKET]), ("programs", ["7 /usr/bin/x"]))
    said = garbled(POSIX, "connections", *tables, ("more", ["x"]))
    owners = [str(seen.process) for seen in said.observations if seen.raw == row]
    assert owners == ["/usr/bin/x (PID 7)"]


def test_of_very_many_sections_each_is_still_looked_at():
    rows = [MADE_HOSTS, "192.0.2.1 a.example", MADE_HOSTS]
    late = [MADE_HOSTS, "192.0.2.1 bad.example", MADE_HOSTS]
    said = garbled(POSIX, "hosts_file", *[("file", rows)] * 200, ("file", late))
    assert hits("hosts_file", said) == [("bad.example", Status.CONFIGURED)]


def answer(family: Family, check: str, raw: str) -> Answer:
    return read(family, check, raw.encode())


@pytest.mark.parametrize("family", Family)
def test_a_check_that_was_asked_has_a_section_in_every_whole_output(family: Family):
    whole = answer(family, "hosts_file", f"@{N} frame 2\n@{N} done 2 0 0\n")
    assert whole == Unanswered(reason=Unread.GARBLED)
    old = answer(family, "hosts_file", f"@{N} done\n")
    assert old == Unanswered(reason=Unread.EMPTY)


def test_what_is_cut_keeps_the_readers_own_reason():
    said = answer(POSIX, "hosts_file", f"@{N} frame 2\n@{N} shut hosts_file file denied 1 0 0 x\n")
    assert isinstance(said, Unanswered)
    assert (said.reason, said.detail) == (Unread.DENIED, "x")
    said = answer(POSIX, "dns_events", f"@{N} frame 2\n@{N} shut dns_events log absent 1 0 0 x\n")
    assert isinstance(said, Unanswered)
    assert said.reason is Unread.CUT


def test_a_lone_section_that_claims_rows_was_opened_somewhere():
    raw = f"@{N} frame 2\n@{N} shut dns_events log absent 1 1 0 x\n@{N} done 2 0 1\n"
    said = answer(POSIX, "dns_events", raw)
    assert isinstance(said, Unanswered)
    assert said.reason is Unread.GARBLED


def test_a_section_that_only_explains_has_its_made_rows_too():
    records = ("records", [MADE_RECORD, "a.example\ta.example\t1\t0\t5\t192.0.2.8", MADE_RECORD])
    said = garbled(WINDOWS, "dns_cache", records, ("limits", [MADE_LIMIT]))
    assert said.detail == "limits: no made row"


def test_one_of_the_tables_of_sockets_is_in_every_whole_answer():
    assert garbled(POSIX, "connections", ("programs", ["1 /sbin/init"])).detail == "no sockets"


@pytest.mark.parametrize(
    ("limit", "reason"), [("MaxCacheTtl\t0", Unread.OFF), ("MaxCacheTtl\t60", Unread.EMPTY)]
)
def test_a_cache_that_was_asked_once_and_shows_nothing_is_none(limit: str, reason: Unread):
    parts = (("records", [MADE_RECORD] * 2), ("limits", [MADE_LIMIT, limit, MADE_LIMIT]))
    said = read(WINDOWS, "dns_cache", output("dns_cache", *parts))
    assert isinstance(said, Unanswered)
    assert said.reason is reason
