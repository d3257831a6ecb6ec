"""What a source gave before an error or a time-out stays, and nobody takes it for all."""

import re

import pytest

from orchestrator.checks import ALL
from orchestrator.checks.base import Part
from orchestrator.checks.frame import ending, prelude, split
from orchestrator.model.answer import Answer, Answered, Unanswered, Unread
from orchestrator.model.plan import Family
from orchestrator.model.result import Status
from tests import record
from tests.checks.made_frames import (
    MADE_BLOCK,
    MADE_LIMIT,
    MADE_RECORD,
    Section,
    hits,
    output,
    read,
)
from tests.shared import SHARED

WINDOWS = Family.WINDOWS
MANY = 19_000

played = pytest.mark.skipif(SHARED is None, reason="the PowerShell engine is not beside")


def section(world: str, code: str) -> Part:
    """Return the section that a script of the frame and some code prints."""
    script = "\n".join((prelude(WINDOWS), code, ending(WINDOWS))).encode("ascii")
    raw = record.record_world(record.WORLDS / f"{world}.json", script)
    frame = split(raw, record.NONCE)
    assert (frame.complete, frame.flaw) == (True, "")
    (said,) = frame.sections
    return said.part


def written(read_block: str) -> str:
    each = f'Read-FrameEach {{ {read_block} }} {{ "row`t$_" }}'
    return f'Write-FrameCame "c" "p" "s" "made`t$canaryName" ({each})'


@pytest.mark.pwsh
@played
@pytest.mark.parametrize("world", ["win7-vi", "win10-vi-clean"])
def test_rows_before_an_error_stay(world: str):
    part = section(world, written(f"1..{MANY}; throw (New-Object TimeoutException('late'))"))
    assert (part.status, part.detail) == ("failed", "TimeoutException")
    assert part.body.count(b"row\t") == MANY
    assert part.is_framed


@pytest.mark.pwsh
@played
def test_an_error_before_any_row_opens_no_section():
    part = section("win7-vi", written("throw (New-Object UnauthorizedAccessException)"))
    assert (part.status, part.source, part.body) == ("denied", "", b"")


@pytest.mark.pwsh
@played
@pytest.mark.parametrize("world", ["win7-vi", "win10-vi-clean"])
def test_a_source_without_rows_is_read_and_empty(world: str):
    part = section(world, written(""))
    assert part.status == "ok"
    assert part.body.count(b"\n") == 2  # the made row at both ends


@pytest.mark.parametrize("check", ALL, ids=lambda check: check.id)
def test_no_script_takes_rows_of_wmi_all_or_none(check):
    assert not re.search(r"foreach \(\$row in @\(Read-FrameWmi", check.windows)


def dns_cache(*sections: Section) -> Answer:
    limits = ("limits", [MADE_LIMIT, MADE_LIMIT])
    return read(WINDOWS, "dns_cache", output("dns_cache", *sections, limits))


ROWS = [MADE_RECORD, *["a.example\ta.example\t1\t0\t5\t192.0.2.8"] * MANY]
HALF: Section = (
    "records failed",
    [*ROWS, "bad.example\tbad.example\t1\t0\t5\t192.0.2.9", MADE_RECORD],
)
RESOLVED = [("bad.example", Status.RESOLVED)]


def test_half_a_cache_is_no_answer_and_all_that_it_showed_counts():
    said = dns_cache(HALF)
    assert isinstance(said, Unanswered)
    assert said.reason is Unread.FAILED
    assert len(said.observations) == MANY + 3
    assert hits("dns_cache", said) == RESOLVED


def test_the_other_way_answers_and_what_the_first_showed_counts():
    block = ["", "    b.example", "    ----", "    N : b.example", "    T : 1", "    L : 5",
             "    D : 4", "    S : A", "    A : 192.0.2.8", ""]  # fmt: skip
    said = dns_cache(HALF, ("displaydns", [*MADE_BLOCK, *block, *MADE_BLOCK]))
    assert isinstance(said, Answered)
    assert hits("dns_cache", said) == RESOLVED


def test_a_cache_that_half_was_read_is_not_empty_because_the_other_way_shows_none():
    said = dns_cache(HALF, ("displaydns", [*MADE_BLOCK, "", *MADE_BLOCK]))
    assert isinstance(said, Unanswered)
    assert said.reason is Unread.FAILED
    assert hits("dns_cache", said) == RESOLVED


def test_half_a_table_of_sockets_counts_beside_the_whole_one_of_netstat():
    address = MADE_RECORD.rpartition("\t")[2]
    made = f"{address}\t9\t{address}\t9\t5\t0\t"
    printed = f"  TCP    [{address}]:9    [{address}]:9    -    0"
    known = "  TCP    192.168.1.5:50001    192.0.2.7:443    ESTABLISHED    7"
    half = ("tcp failed", [
        made,
        "192.168.1.5\t50001\t192.0.2.7\t443\t5\t7\t",
        "192.168.1.5\t50000\t203.0.113.66\t443\t5\t7\t",
        made,
    ])  # fmt: skip
    sections = (
        half,
        ("netstat", [printed, known, known, printed]),
        ("states", [f"[{address}]:9\t[{address}]:9\t5"] * 2),
        ("processes", ["7\t\tC:\\x.exe\t\t"]),
    )
    said = read(WINDOWS, "connections", output("connections", *sections))
    assert isinstance(said, Answered)
    assert hits("connections", said) == [("203.0.113.66", Status.CONNECTED)]
    alone = read(WINDOWS, "connections", output("connections", half, sections[-1]))
    assert isinstance(alone, Unanswered)
    assert hits("connections", alone) == [("203.0.113.66", Status.CONNECTED)]
