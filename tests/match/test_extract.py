"""Words of logs, whole and hostile: what they hold, and that none of them stops a scan."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.match.scan import Scanner, readings, words_of
from tests.match.made import indicator
from tests.match.test_ioc_table import index


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
    ],
)
def test_words(line: str, found: list[tuple[str, int | None]]):
    assert read(line) == found


@given(
    st.lists(st.binary() | st.text("a.:-0²\u0661ấ()[]/", max_size=30).map(str.encode), max_size=8)
)
def test_no_bytes_stop_a_scan_or_change_its_lines(blocks: list[bytes]):
    made = index((indicator("bad.example"), indicator("198.51.100.0/24")))
    lines = [*(block + b"\n" for block in blocks), b"x bad.example\n"]
    seen = list(Scanner(made).scan(lines))
    assert seen[-1].line == b"".join(lines).count(b"\n")
    assert seen[-1].observed == "bad.example"
