"""Lines read in columns give what each line gives by itself."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestrator.ioc.reading.entries import Entries, Entry, Refusals, of_cells, of_line
from orchestrator.ioc.reading.line_tokens import line_of
from orchestrator.ioc.reading.normalise import Value
from orchestrator.ioc.reading.readers import bare_columns, hosts
from orchestrator.ioc.reading.readers.formats import read_text
from orchestrator.model.indicator import Kind

SETTINGS = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
LONG = ".".join(["a" * 60] * 4)
NAMES = """
bad.example BAD.example x.b1 a.1b xn--80ak6aa92e.xn--p1ai -a.b- a..b .bad.example bad.example.
*.bad.example localhost hxxp.example a_b.test \u212aate.example ten.vi\u1ec7t bad[.]example
bad[.].example a[.]1 [.] abc - \u00b2 d41d8cd98f00b204e9800998ecf8427e a@b.test
"""
NUMBERS = """
192.0.2.1 256.1.1.1 01.2.3.4 192.0.2.1:80 192.0.2.1:0 192.0.2.1:70000 192.0.2.77/24 10.0.0.0/33
192.0.2.1:12345 a.b:60001 a.b:59999 x.b1:80 a.b-:81 a.1b:82
1.2.3.0/0 1.2.3.0/00 1.2.3.4/32 2001:db8::1 1.2.3 192[.]0[.]2[.]1 0.0.0.0 127.0.0.1 ::1
"""
URLS = """
http://bad.example http://bad.example/a_B?c=d https://192.0.2.1:8080/x http://x/
http://bad.example/a,b http://BAD.example/x http://bad.example/? hxxp://a.test/x
http://bad.example:0/x http://bad.example//x http://bad.example/a#b http://bad[.]example/X
"""
ODD = """
bad[.example bad.example[.]ar bad(.)example hxxp[://]bad[.]example/x http://u:p@bad.example/x
http://1.2.3.0/24/x 1.2.3.0/24:8080 1[.]2[.]3[.]0/24 BAD[.]example:80 3405803786 0x7f.1 1.2.3.4:1
"http://bad.example/a,b" "bad.example" bad.example/A_b bad.example; 1.2.3.0/24/ a/b / // : _ a_ ._
bad.example:99999 bad.example:x [2001:db8::1]:80 bad.\u0435xample bad\0.example \ufffd.example #:x
"""
LONG_NAMES = (f"{LONG}.test", f"{LONG}.{'b' * 9}.test", f"{'a' * 64}.test", f"http://{LONG}.test/")
VALUES = (*NAMES.split(), *NUMBERS.split(), *URLS.split(), *ODD.split(), *LONG_NAMES)
REMARKS = (
    "",
    "",
    "",
    " # note",
    "\t#note",
    "#note",
    "  ",
    " // note",
    " #",
    " a # b",
    ";",
    '  # ;"x"',
    '"',
    ";a b # c",
    "\x0b",
    "\u200b",
)
STARTS = (
    "",
    "",
    "",
    "",
    " ",
    "\t",
    "# ",
    "; ",
    "// ",
    "!",
    "#",
    "0.0.0.0 ",
    "127.0.0.1 ",
    "0.0.0.0\t",
)
LINES = st.one_of(
    st.sampled_from((f"{'a.' * 200}test", "x" * 5000, f"# {'a' * 300}:", "#\t#", "# a", "#")),
    st.builds("{}{}{}".format, *map(st.sampled_from, (STARTS, VALUES, REMARKS))),
    st.sampled_from(VALUES),
    st.sampled_from(("", " ", "#", "bad.example good.example", "bad.example; a # b")),
    st.text("abF1.-/#: [].", max_size=12),
)
HOSTS = st.one_of(
    st.sampled_from(VALUES).map("0.0.0.0 {}".format),
    st.builds("{}{}{}".format, *map(st.sampled_from, (STARTS[7:], VALUES, REMARKS))),
)


@SETTINGS
@given(st.lists(LINES, max_size=30), st.sampled_from((16, 200, 10**6)))
def test_a_plain_list(lines: list[str], block: int):
    slow = Refusals("list")
    _same("plain", lines, block, list(_line_by_line(lines, slow)), slow)


def _line_by_line(lines: list[str], refusals: Refusals):
    for number, line in enumerate(lines, 1):
        found = line_of(number, line)
        if found:
            yield from of_line(found, refusals)


@SETTINGS
@given(
    st.one_of(st.lists(LINES, max_size=20), st.lists(HOSTS, max_size=20)),
    st.sampled_from((16, 200, 10**6)),
)
def test_a_hosts_file(lines: list[str], block: int):
    slow = Refusals("list")
    parts = of_cells(hosts._cells(enumerate(lines, 1)), slow)
    _same("hosts", lines, block, list(Entries(tuple(parts))), slow)


def _same(form: str, lines: list[str], block: int, alone: list[Entry], slow: Refusals):
    fast = Refusals("list")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bare_columns, "_BLOCK_CHARS", block)
        _, parts = read_text("\n".join(lines), fast, form)
    assert sorted(Entries(parts), key=str) == sorted(alone, key=str)
    assert fast.all() == slow.all()


def test_most_lines_need_no_second_look():
    text = (
        "bad.example\nBAD.example\n192.0.2.1\n192.0.2.0/24\nhttp://bad.example/x\n"
        "port.example:80\n192.0.2.2:80\n"
    )
    parts = tuple(bare_columns.recognised(1, text, str.lower))
    runs = [part for part in parts if not isinstance(part, bare_columns.Rows)]
    odd = [part for part in parts if isinstance(part, bare_columns.Rows)]
    assert not any(part.values for part in odd)
    assert {entry.value for entry in Entries(tuple(runs))} == {
        Value(Kind.DOMAIN, "bad.example"),
        Value(Kind.IPV4, "192.0.2.1"),
        Value(Kind.CIDR4, "192.0.2.0/24"),
        Value(Kind.URL, "http://bad.example/x"),
        Value(Kind.DOMAIN, "port.example"),
        Value(Kind.IPV4, "192.0.2.2", 80),
    }


@SETTINGS
@given(st.binary(max_size=60), st.lists(LINES, max_size=8))
def test_lines_are_told_apart_by_their_characters(drawn: bytes, lines: list[str]):
    found = [*drawn.decode("latin-1").split("\n"), *lines]
    every = "".join(f"{line}\n" for line in found).encode("ascii", "replace")
    marks, signs = bare_columns._short_marks(every)
    odd = {line for line in found if set(line) - PLAIN}
    assert list(marks) == [3 if line in odd else _mark(line) for line in found]
    assert list(signs) == [
        ("/" in line) + 2 * bool(set(line) - PLAIN - {"/", ":"}) + 4 * (":" in line)
        for line in found
        if line in odd
    ]


PLAIN = set("abcdefghijklmnopqrstuvwxyz0123456789._-")


def _mark(line: str) -> int:
    """Say what a line without signs is: a name, a number or a label of one, or a word."""
    if "." not in line:
        return 2
    labels = line.split(".")
    sound = labels[0] and all("a" <= label[:1] <= "z" for label in labels[1:])
    return 0 if sound else 1
