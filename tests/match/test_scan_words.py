"""Words of logs, whole and hostile: what they hold, and that none of them stops a scan."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.match.scan import Extracted, Scanner, readings, words_of
from tests.match.made import indicator
from tests.model.test_ioc_table import index


def read(line: str) -> list[tuple[str, int | None]]:
    return [
        (one.text, one.port) for word in words_of(line.encode()).split() for one in readings(word)
    ]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("WWW.Bad.Example.", [("www.bad.example", None)]),
        ("CONNECT bad.example:443", [("bad.example", None)]),
        ("outside:192.0.2.7/443", [("192.0.2.7", None)]),
        ("192.0.2.7:443,", [("192.0.2.7", 443)]),
        ("192.0.2.7.53:", [("192.0.2.7", 53)]),
        ("[2001:DB8:0::9]:443", [("2001:db8::9", None)]),
        ("2001:db8::9.443:", [("2001:db8::9", 443)]),
        ("fe80::1%eth0", [("fe80::1", None)]),
        ("::ffff:192.0.2.7", [("192.0.2.7", None)]),
        ("tên=xấu.example", [("xn--xu-r5s.example", None)]),
        ("198.51.100.999 010.1.2.3 1.2.3 10:00:00 10.0.19041.1", []),
        ("192.0.2.7:²", [("192.0.2.7", None)]),
        ("255.249.199.99 256.1.1.1 1.1.1.260", [("255.249.199.99", None)]),
        ("10.0.0.255 10.0.0.240 10.0.0.0", [(f"10.0.0.{n}", None) for n in (255, 240, 0)]),
        ("01.2.3.4 1.2.3.04", []),
        ("192.0.2.7.65535 192.0.2.7:65535", [("192.0.2.7", 65535)] * 2),
        ("192.0.2.7.655350", []),
        ("192.0.2.7:655350", [("192.0.2.7", None)]),
        ("À.bad.example", [("xn--0ca.bad.example", None)]),
        ("AZ.bad.EXAMPLE", [("az.bad.example", None)]),
        ("x_y-z.bad.example", [("x_y-z.bad.example", None)]),
        ("bad.example/x bad.example[x", [("bad.example", None)] * 2),
        (
            f"{'a' * 63}.example a.{'b' * 63}",
            [(f"{'a' * 63}.example", None), (f"a.{'b' * 63}", None)],
        ),
        (f"{'a' * 64}.example a.{'b' * 64}", []),
        (f"(63){'a' * 63}(7)example(0)", [(f"{'a' * 63}.example", None)]),
        (f"(64){'a' * 64}(7)example(0)", []),
        ("1:2 a:b", []),
        ("::1", [("::1", None)]),
        ("443:192.0.2.7:80", [("192.0.2.7", 80)]),
        ("192.0.2.7:443.", [("192.0.2.7", 443)]),
        ("_x.bad.example", [("_x.bad.example", None)]),
        ("tên=XẤU.example", [("xn--xu-r5s.example", None)]),
        ("(3)www(3)Bad(7)example(0)", [("www.bad.example", None)]),
        ("(4)Xbad(8)exampleX(0)", [("xbad.examplex", None)]),
        ("rcv(3)bad(7)example(0)udp.x", [("bad.example", None), ("udp.x", None)]),
        ("(3)www(3)bad(7)example(9)", []),
        ("64:ff9b::192.0.2.7", [("64:ff9b::c000:207", None)]),
        ("2001:db8::9.", [("2001:db8::9", None)]),
        ("-2001:db8::9-", [("2001:db8::9", None)]),
        ("2001:db8::9: seen", [("2001:db8::9", None)]),
        ("2001:db8::9.443- 2001:db8::9.443:", [("2001:db8::9", 443)] * 2),
        ("2001:db8::9.44300000", []),
    ],
)
def test_words(line: str, found: list[tuple[str, int | None]]):
    assert read(line) == found


@pytest.mark.parametrize(
    ("line", "how"),
    [
        ("bad.example", Extracted.NAME),
        ("192.0.2.7", Extracted.ADDRESS),
        ("192.0.2.7:443", Extracted.ADDRESS_PORT),
        ("2001:db8::9", Extracted.ADDRESS),
        ("2001:db8::9.443", Extracted.ADDRESS_PORT),
    ],
)
def test_how_it_was_read(line: str, how: Extracted):
    assert [one.how for word in words_of(line.encode()).split() for one in readings(word)] == [how]


def test_counted_names_become_words_of_their_own():
    assert words_of(b"a(3)bad(7)example(0)b\n(0)") == b"a bad.example b\n 0 "


@pytest.mark.parametrize(("length", "found"), [(2048, ["bad.example"]), (2049, [])])
def test_a_word_beyond_reason_is_not_read(length: int, found: list[str]):
    word = (b"x:" * length + b"bad.example")[-length:]
    assert [one.text for one in readings(word)] == found


def test_bytes_that_are_no_text_spoil_their_own_word_only():
    assert [one.text for word in (b"x\xff.example", b"bad.example") for one in readings(word)] == [
        "bad.example"
    ]


@given(
    st.lists(st.binary() | st.text("a.:-0²\u0661ấ()[]/", max_size=30).map(str.encode), max_size=8)
)
def test_no_bytes_stop_a_scan_or_change_its_lines(blocks: list[bytes]):
    made = index((indicator("bad.example"), indicator("198.51.100.0/24")))
    lines = [*(block + b"\n" for block in blocks), b"x bad.example\n"]
    seen = list(Scanner(made).scan(lines))
    assert seen[-1].line == b"".join(lines).count(b"\n")
    assert seen[-1].observed == "bad.example"
