"""Messages in a text file: mail may do to it what it does, and hostile files stay bounded."""

import io

import pytest

from orchestrator.roads import bundle_text
from orchestrator.roads.bundle_text import (
    BEGIN_MESSAGE,
    END_MESSAGE,
    TextFault,
    messages_in,
)

MESSAGES = (b"one\n\x00\xff", b"two" * 1000, b"")


def written(*messages: bytes) -> bytes:
    return b"".join(bundle_text.bundle_text("bundle.explanation", messages))


def read(data: bytes) -> list[bytes | TextFault]:
    return list(messages_in(io.BytesIO(data)))


def test_messages_come_back_in_their_order() -> None:
    assert read(written(*MESSAGES)) == list(MESSAGES)


def test_a_file_begins_with_what_to_do_with_it() -> None:
    first = written(*MESSAGES).decode().splitlines()[0]
    assert "Gói kết quả" in first
    assert max(map(len, written(*MESSAGES).splitlines())) < 200


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: b"Kinh gui quan,\n\n" + data + b"\n-- \nchu ky\n",
        lambda data: data.replace(b"\n", b"  \n"),
        lambda data: b"x" * 60_000 + b"\n" + data,
        lambda data: data.removesuffix(b"\n"),
    ],
)
def test_what_mail_does_to_it_changes_nothing(change: "type[bytes]") -> None:
    assert read(change(written(*MESSAGES))) == list(MESSAGES)


def test_what_is_damaged_costs_one_message() -> None:
    data = written(*MESSAGES)
    broken = data.replace(b"dHdv", b"*HdvB", 1)
    assert read(broken) == [MESSAGES[0], TextFault.DAMAGED, MESSAGES[2]]


def test_every_cut_is_told() -> None:
    data = written(b"one", b"two").removesuffix(b"\n")
    for at in range(data.index(BEGIN_MESSAGE) + len(BEGIN_MESSAGE), len(data)):
        found = read(data[:at])
        whole = [one for one in found if isinstance(one, bytes)]
        assert whole == [b"one", b"two"][: len(whole)]
        last_begun = data[:at].count(BEGIN_MESSAGE) > data[:at].count(END_MESSAGE)
        assert (found[-1:] == [TextFault.CUT]) is last_begun, at


@pytest.mark.parametrize("data", [b"", b"\x00" * 200_000, b"MZ" + bytes(range(256)) * 10, b"\n"])
def test_another_file_is_told_from_its_beginning(data: bytes) -> None:
    assert read(data) == [TextFault.NOT_OURS]


def test_another_file_is_not_read_on() -> None:
    stream = io.BytesIO(b"line of a film\n" * 100_000 + written(b"one"))
    assert list(messages_in(stream)) == [TextFault.NOT_OURS]
    assert stream.tell() < 80_000


def test_a_message_beyond_the_bound_is_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle_text, "_MOST_TEXT", 100)
    assert read(written(b"x" * 1000, b"two")) == [TextFault.TOO_LARGE, b"two"]


def test_a_line_without_end_is_read_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    data = BEGIN_MESSAGE + b"\n" + b"A" * 100_000 + b"\n" + END_MESSAGE + b"\n"
    assert read(data) == [bytes(75_000)]
    monkeypatch.setattr(bundle_text, "_MOST_TEXT", 50_000)
    assert read(data) == [TextFault.TOO_LARGE]


def test_a_file_beyond_the_bound_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle_text, "MOST_BUNDLE_BYTES", 2_000)
    data = written(*[b"x" * 300] * 20)
    assert len(data) > 4_000
    found = read(data)
    assert found[-1] is TextFault.TOO_LARGE
    assert len(found) < 10
