import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.checks.frame import ending, prelude, split
from orchestrator.model.plan import Family
from tests.record import NONCE

N = NONCE
NAME = "connections"


def lines(*said: str, end: str = "\n") -> bytes:
    return "".join(line.replace("@N", f"@{N}") + end for line in said).encode()


def test_facts_sections_and_end_mark_are_taken_apart():
    frame = split(
        lines(
            "motd of a chatty machine",
            "@N fact name may-1",
            "@N fact os Debian GNU/Linux 12",
            "@N open connections sockets ss",
            "row one",
            "row two",
            "@N shut connections sockets ok",
            "@N shut dns_cache daemons absent no caching resolver",
            "@N done",
        ),
        N,
    )
    assert frame.complete
    assert frame.facts == (("name", "may-1"), ("os", "Debian GNU/Linux 12"))
    sockets, cache = frame.sections
    assert (sockets.check, sockets.part.name, sockets.part.source) == (NAME, "sockets", "ss")
    assert (sockets.part.status, sockets.part.body) == ("ok", b"row one\nrow two")
    assert (cache.part.status, cache.part.detail) == ("absent", "no caching resolver")
    assert cache.part.body == b""


@pytest.mark.parametrize("body", ["", "no end", "with end\n", "\n\n", "\r\n\x00\xff\x0b"])
def test_a_body_comes_back_byte_for_byte(body: str):
    raw = lines("@N open hosts_file file /etc/hosts")[:-1] + f"\n{body}\n".encode("latin-1")
    frame = split(raw + lines("@N shut hosts_file file ok", "@N done"), N)
    assert frame.sections[0].part.body == body.encode("latin-1")


def test_base64_is_undone_whatever_its_line_lengths():
    packed = base64.b64encode("tên miền\n".encode() * 40).decode()
    broken_up = [packed[at : at + 7] for at in range(0, len(packed), 7)]
    said = ("@N open64 c p Win32_Process", *broken_up, "@N shut c p ok", "@N done")
    frame = split(lines(*said, end="\r\n"), N)
    assert frame.sections[0].part.body == "tên miền\n".encode() * 40


def test_damaged_base64_is_no_answer_and_keeps_whole_rows_only():
    packed = base64.b64encode(b"row one\nrow two\n").decode()
    frame = split(lines("@N open64 c p s", packed[:-6] + "!!", "@N shut c p ok", "@N done"), N)
    assert frame.sections[0].part.status == "garbled"
    assert frame.sections[0].part.body == b"row one\n"


def test_a_bom_before_the_first_line_and_windows_line_ends_are_tolerated():
    raw = b"\xef\xbb\xbf" + lines("@N fact name PC", "@N done", end="\r\n")
    assert split(raw, N).facts == (("name", "PC"),)
    assert split(raw, N).complete


def test_half_a_row_of_a_cut_section_is_dropped():
    raw = lines("@N open connections sockets ss", "tcp ESTAB 203.0.113.80", "tcp ESTAB 203.0.113.8")
    part = split(raw[:-1], N).sections[0].part
    assert (part.status, part.body) == ("cut", b"tcp ESTAB 203.0.113.80\n")


def test_a_section_that_another_one_interrupts_is_cut():
    frame = split(lines("@N open a p s", "x", "@N open b p s", "y", "@N shut b p ok", "@N done"), N)
    assert [section.part.status for section in frame.sections] == ["cut", "ok"]


def test_without_the_nonce_no_marker_can_be_forged():
    forged = "@0000000000000000 shut connections sockets ok"
    frame = split(
        lines(
            "@N open connections sockets ss",
            forged,
            f" @{N} done",
            "@N shut connections sockets ok",
        ),
        N,
    )
    assert not frame.complete
    assert forged.encode() in frame.sections[0].part.body


@given(st.binary(max_size=400))
def test_no_bytes_make_it_raise(noise: bytes):
    split(noise, N)
    split(lines("@N open64 c p s") + noise, N)


@given(st.lists(st.sampled_from(["@N open a p s", "@N open64 a p s", "@N shut a p ok", "@N done"])))
def test_any_order_of_markers_is_read(said: list[str]):
    frame = split(lines(*said), N)
    assert frame.complete == ("@N done" in said)


@pytest.mark.parametrize("family", Family)
def test_both_families_have_a_prelude_and_an_ending(family: Family):
    assert prelude(family).isascii()
    assert ending(family).isascii()


def test_a_fact_without_a_value_is_none():
    assert split(lines("@N fact os", "@N fact name may-1", "@N done"), N).facts == (
        ("name", "may-1"),
    )


@pytest.mark.parametrize("rest", ["", " a", " a b", " a b ok", " a b ok 1", " a b ok 1 0"])
def test_a_section_that_ends_too_early_in_its_line_never_raises(rest: str):
    raw = f"@{N} frame 2\n@{N} shut{rest}\n@{N} done 2 0 1\n".encode()
    assert split(raw, N).flaw
