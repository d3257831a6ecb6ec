"""The head of an answer: what is written is read, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from orchestrator.model.plan import Family
from orchestrator.roads.answer_head import (
    FIRST_LINE,
    MOST_HEAD_BYTES,
    AnswerHead,
    HeadError,
    KitEnding,
    parsed,
    parted,
    with_answer,
    written,
)
from tests.roads.made_keys import AT, HEAD, head_of

_PRINTABLE = st.text(st.characters(codec="utf-8").filter(str.isprintable), max_size=200)
_NAMES = st.text("abcxyz0-_.đ", min_size=1, max_size=40)


def _hexadecimal(digits: int) -> st.SearchStrategy[str]:
    return st.text("0123456789abcdef", min_size=digits, max_size=digits)


_MOMENTS = st.datetimes(
    min_value=AT.replace(year=1980, tzinfo=None), max_value=AT.replace(year=9999, tzinfo=None)
).map(lambda at: at.replace(microsecond=0, tzinfo=AT.tzinfo))
_HEADS = st.builds(
    AnswerHead,
    kit=_hexadecimal(32),
    unit=_NAMES,
    sweep=_NAMES,
    script=_hexadecimal(64),
    family=st.sampled_from(Family),
    nonce=_hexadecimal(16),
    began=_MOMENTS,
    ended=_MOMENTS,
    row=_PRINTABLE,
    said=_PRINTABLE,
    name=_PRINTABLE,
    late=st.booleans(),
    how=st.sampled_from(KitEnding),
    exit=st.none() | st.integers(-(2**31), 2**32 - 1),
    sha256=_hexadecimal(64),
    size=st.integers(0, 16 * 1024 * 1024),
)


@given(_HEADS)
def test_what_is_written_is_read(head):
    assert parsed(written(head)) == head


def test_a_head_reads_as_the_kits_write_it():
    assert written(HEAD).decode().split("\n")[:4] == [
        "orchestrator-answer 1",
        "kit 0123456789abcdef0123456789abcdef",
        "unit th_hoa_sen",
        "sweep 20260302-010203-abcdef",
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (FIRST_LINE, "orchestrator-answer 2"),
        ("kit 0", "kit G"),
        ("kit 0", "kit  0"),
        ("kit 0", "KIT 0"),
        ("unit th_hoa_sen", "unit "),
        ("unit th_hoa_sen", "unit th_hoa_sen\t"),
        ("unit th_hoa_sen", f"unit {'x' * 256}"),
        ("family windows", "family routeros"),
        ("began 2026-03-02T01:02:03Z", "began 2026-02-30T01:02:03Z"),
        ("began 2026-03-02T01:02:03Z", "began 2026-03-02 01:02:03"),
        ("said Phòng Tin học, máy 7", "said \x1b[2J"),
        ("said Phòng Tin học, máy 7", "said a\u2028b"),
        ("said Phòng Tin học, máy 7", f"said {'x' * 201}"),
        ("late 0", "late 2"),
        ("late 0", "late \N{ARABIC-INDIC DIGIT ZERO}"),
        ("how ok", "how fine"),
        ("exit 0", "exit 4294967296"),
        ("exit 0", "exit zero"),
        ("exit 0", "exit"),
        ("size 0", "size 00"),
        ("size 0", "size -1"),
        ("size 0", "size 0\nmore 1"),
        ("size 0", "size 0\n"),
        ("kit 0", "unit 0"),
    ],
)
def test_another_line_is_refused(old, new):
    lines = written(HEAD).decode()
    assert old in lines
    with pytest.raises(HeadError):
        parsed(lines.replace(old, new, 1).encode())


@pytest.mark.parametrize("number", range(1, 17))
def test_a_line_less_is_refused(number):
    lines = written(HEAD).split(b"\n")
    with pytest.raises(HeadError):
        parsed(b"\n".join(lines[:number] + lines[number + 1 :]))


def test_what_is_not_utf8_is_refused():
    with pytest.raises(HeadError):
        parsed(written(HEAD).replace(b"hs-07", b"hs\xff07"))


def test_an_answer_is_the_bytes_that_the_head_speaks_of():
    answer = b"\n\n@00112233aabbccdd done 2 0 0\r\n\x00"
    assert parted(with_answer(head_of(answer), answer)) == (head_of(answer), answer)
    for other in (b"", answer[:-1], answer + b"\n", answer.replace(b"done", b"gone")):
        with pytest.raises(HeadError):
            parted(with_answer(head_of(answer), other))
    with pytest.raises(HeadError):
        parted(with_answer(replace(head_of(answer), size=len(answer) + 1), answer))


def test_a_head_has_an_end_within_bounds():
    with pytest.raises(HeadError):
        parted(written(HEAD))
    with pytest.raises(HeadError):
        parted(b"x" * (MOST_HEAD_BYTES + 1) + b"\n\n")
