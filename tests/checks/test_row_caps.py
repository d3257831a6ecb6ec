"""Of a machine that answers with very many rows a part is read, and never taken for the whole."""

import json

import pytest

from orchestrator.checks.answers import read_answers
from orchestrator.checks.base import Part
from orchestrator.checks.frame import MOST_MARKERS, Section
from orchestrator.checks.row_caps import (
    MOST_IN_ALL,
    MOST_LONG_ROWS,
    MOST_ROWS,
    MOST_VALUES,
    within_caps,
)
from orchestrator.findings.canaries import Canaries
from orchestrator.findings.looks import TakenAnswer, look_of
from orchestrator.match import values_of
from orchestrator.model.answer import Answer, Answered, Unanswered, Unread
from orchestrator.model.plan import Family, Question
from orchestrator.model.result import Status
from orchestrator.model.rules import RULES
from tests.checks.made_frames import (
    ADDRESS,
    MADE_HOSTS,
    MADE_LIMIT,
    MADE_RECORD,
    MADE_SOCKET,
    NAME,
    hits,
    output,
    read,
)
from tests.match.made import AT, NONCE

LISTED = "203.0.113.66"
PEER = "tcp ESTAB 0 0 192.0.2.5:50000 192.0.2.1:22"


def socket(number: int) -> str:
    other = f"198.51.{number % 250}.{number // 250 % 250}:443"
    return f"tcp ESTAB 0 0 192.0.2.5:{number % 60_000} {other}"


def sockets(*rows: str, status: str = "") -> bytes:
    framed = [MADE_SOCKET, *rows, MADE_SOCKET]
    return output("connections", (f"sockets {status}".strip(), framed), ("programs", []))


def connections(raw: bytes) -> Answer:
    return read(Family.POSIX, "connections", raw)


def is_flooded(answer: Answer) -> bool:
    return isinstance(answer, Unanswered) and answer.reason is Unread.FLOODED


def observed(answer: Answer) -> int:
    assert isinstance(answer, Answered | Unanswered)
    return len(answer.observations)


def test_as_many_rows_as_the_cap_are_an_answer():
    answer = connections(sockets(PEER, *map(socket, range(MOST_ROWS - 3))))
    assert isinstance(answer, Answered)
    assert answer.rows == MOST_ROWS - 2


def test_one_row_more_is_none_and_says_so():
    raw = sockets(PEER, *map(socket, range(MOST_ROWS - 2)))
    answer = connections(raw)
    assert isinstance(answer, Unanswered)
    assert (answer.reason, answer.detail) == (Unread.FLOODED, f"more than {MOST_ROWS} rows")
    asked = ("connections",)
    reading = read_answers(raw, nonce=NONCE, family=Family.POSIX, checks=asked, remote=True)
    assert reading.flooded
    assert reading.complete


def test_what_stood_before_the_cap_was_seen():
    listed = f"tcp ESTAB 0 0 192.0.2.5:50001 {LISTED}:443"
    answer = connections(sockets(PEER, listed, *map(socket, range(MOST_ROWS))))
    assert is_flooded(answer)
    assert hits("connections", answer) == [(LISTED, Status.CONNECTED)]


def test_a_flood_adds_no_more_values_than_there_are_rows_to_read():
    rows = (f"{one:06}.{NAME}\t{one:06}.{NAME}\t28\t0\t1\t{ADDRESS}" for one in range(60_000))
    framed = [MADE_RECORD, *rows, MADE_RECORD]
    raw = output("dns_cache", ("records", framed), ("limits", [MADE_LIMIT, MADE_LIMIT]))
    answer = read(Family.WINDOWS, "dns_cache", raw)
    assert is_flooded(answer)
    assert len(values_of((answer,))) <= MOST_ROWS + 1


def test_a_long_hosts_file_is_read_whole():
    lines = (f"0.0.0.0 ads{one}.test" for one in range(MOST_LONG_ROWS - 2))
    answer = read(Family.POSIX, "hosts_file", hosts(*lines))
    assert isinstance(answer, Answered)
    assert answer.rows == MOST_LONG_ROWS - 2


def test_a_row_of_very_many_names_counts_as_many():
    names = " ".join(f"{one}.test" for one in range(MOST_VALUES))
    answer = read(Family.POSIX, "hosts_file", hosts("0.0.0.0 bad.example", f"0.0.0.0 {names}"))
    assert is_flooded(answer)
    assert hits("hosts_file", answer) == [("bad.example", Status.HOSTS_BLOCK)]
    assert observed(answer) == len([MADE_HOSTS, "0.0.0.0 bad.example", MADE_HOSTS])


def hosts(*lines: str) -> bytes:
    return output("hosts_file", ("file", [MADE_HOSTS, *lines, MADE_HOSTS]))


def test_a_cache_on_one_line_is_capped_as_well():
    cached = ({"key": {"class": 1, "type": 1, "name": f"{one}.test"}} for one in range(MOST_ROWS))
    made = [{"cache": [{"key": {"class": 1, "type": 28, "name": NAME}}]}]
    lines = [json.dumps(made), json.dumps([{"cache": list(cached)}]), json.dumps(made)]
    raw = output("dns_cache", ("daemons absent", []), ("resolved", lines))
    answer = read(Family.POSIX, "dns_cache", raw)
    assert is_flooded(answer)
    assert observed(answer) == MOST_ROWS + 1


def test_a_section_that_a_reader_passes_over_counts_too():
    programs = [f"{pid} /usr/bin/x" for pid in range(MOST_ROWS + 1)]
    framed = [MADE_SOCKET, PEER, MADE_SOCKET]
    raw = output("connections", ("sockets", framed), ("programs", programs))
    assert is_flooded(connections(raw))


def test_a_section_that_was_not_read_says_why_whatever_its_length():
    answer = connections(sockets(*map(socket, range(MOST_ROWS)), status="denied"))
    assert isinstance(answer, Unanswered)
    assert answer.reason is Unread.DENIED


def test_of_damaged_sections_no_more_is_seen():
    names = " ".join(f"{one}.test" for one in range(MOST_VALUES + 1))
    raw = hosts(f"0.0.0.0 {names}").replace(b" ok 1 3 ", b" ok 1 5 ")
    answer = read(Family.POSIX, "hosts_file", raw)
    assert is_flooded(answer)
    assert values_of((answer,)).isdisjoint(names.split())


def test_all_sections_together_are_capped():
    body = b"row\n" * MOST_ROWS
    parts = (Part(name=f"part{at}", source="s", status="ok", body=body) for at in range(8))
    capped = within_caps((Section(check="persistence", part=part) for part in parts), {})
    came = [(section.part.status, section.part.body.count(b"\n")) for section in capped]
    whole = MOST_IN_ALL // MOST_ROWS
    assert came == [("ok", MOST_ROWS)] * whole + [("flooded", 0)] * (8 - whole)


def test_no_more_markers_are_read_than_any_script_prints():
    facts = f"@{NONCE} fact os x\n" * (MOST_MARKERS + 1)
    raw = f"@{NONCE} frame 2\n{facts}@{NONCE} done 2 {MOST_MARKERS + 1} 0\n".encode()
    asked = ("connections",)
    reading = read_answers(raw, nonce=NONCE, family=Family.POSIX, checks=asked, remote=True)
    assert reading.flooded
    assert not reading.complete


@pytest.mark.parametrize("rows", [1, MOST_ROWS])
def test_a_look_of_a_flooded_answer_is_not_complete(rows: int):
    raw = sockets(PEER, *map(socket, range(rows)))
    asked = ("connections",)
    reading = read_answers(raw, nonce=NONCE, family=Family.POSIX, checks=asked, remote=True)
    taken = TakenAnswer(
        evidence=1,
        machine=1,
        unit="u",
        arrived=AT,
        questions=(Question(check="connections", task="t", required=True),),
        nonce=NONCE,
    )
    look = look_of(taken, reading, frozenset(asked), RULES)
    assert look.complete == (rows == 1)


def test_made_rows_are_found_however_often_one_row_is_hit():
    names = " ".join(f"{one}.bad.example" for one in range(5000))
    answer = read(Family.POSIX, "hosts_file", hosts(f"198.51.100.7 {names}"))
    found = hits("hosts_file", answer)
    assert len(found) == len(names.split())
    assert Canaries(NONCE).taken_out(()) == ()
