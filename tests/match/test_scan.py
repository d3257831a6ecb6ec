"""Lines of logs to sightings: what is listed, on which line, how it was read out."""

import pytest

from orchestrator.match import Index, Match, scan
from orchestrator.match.scan import Extracted, Scanner, Sighting
from orchestrator.model.indicator import Indicator
from orchestrator.model.ioc_table import as_table
from orchestrator.model.result import Rule, Weakness
from tests.match.made import indicator, iocs
from tests.match.test_allowed import entry

URL = "http://may.example/Tai.exe"
LISTED = (
    indicator("bad.example"),
    indicator("203.0.113.66"),
    indicator("198.51.100.9:443"),
    indicator("192.0.2.0/24"),
    indicator("2001:db8:2::/48"),
    indicator(URL),
    indicator("http://203.0.113.5/x"),
)
NAME, ADDRESS = Extracted.NAME, Extracted.ADDRESS
PORT, WHOLE = Extracted.ADDRESS_PORT, Extracted.URL


def seen(*blocks: bytes, listed: tuple[Indicator, ...] = LISTED) -> list[Sighting]:
    return list(Scanner(Index(as_table(iocs(listed)))).scan(blocks))


def told(line: str) -> list[tuple[str, Extracted, str, Rule, Weakness | None]]:
    return [
        (one.observed, one.how, one.found.indicator.value, one.found.rule, one.found.weakness)
        for one in seen(line.encode() + b"\n")
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("q www.Bad.Example.", [("www.bad.example", NAME, "bad.example", Rule.PARENT, None)]),
        ("203.0.113.66 SYN", [("203.0.113.66", ADDRESS, "203.0.113.66", Rule.EXACT, None)]),
        ("198.51.100.9:443", [("198.51.100.9", PORT, "198.51.100.9", Rule.EXACT, None)]),
        (
            "198.51.100.9:80",
            [("198.51.100.9", PORT, "198.51.100.9", Rule.EXACT, Weakness.OTHER_PORT)],
        ),
        ("[2001:db8:2::9]", [("2001:db8:2::9", ADDRESS, "2001:db8:2::/48", Rule.RANGE, None)]),
        (f"GET {URL} 200", [(URL, WHOLE, URL, Rule.EXACT, None)]),
        ("xem may.example/Tai.exe,", [("may.example/Tai.exe", WHOLE, URL, Rule.EXACT, None)]),
        ("q may.example A", [("may.example", NAME, URL, Rule.EXACT, Weakness.URL_HOST)]),
        (
            "203.0.113.5",
            [("203.0.113.5", ADDRESS, "http://203.0.113.5/x", Rule.EXACT, Weakness.URL_HOST)],
        ),
        (
            f"{URL} 203.0.113.5",
            [
                ("203.0.113.5", ADDRESS, "http://203.0.113.5/x", Rule.EXACT, Weakness.URL_HOST),
                (URL, WHOLE, URL, Rule.EXACT, None),
            ],
        ),
        (
            "bad.example 203.0.113.66 bad.example",
            [
                ("bad.example", NAME, "bad.example", Rule.EXACT, None),
                ("203.0.113.66", ADDRESS, "203.0.113.66", Rule.EXACT, None),
            ],
        ),
        ("xbad.example x.may.example 203.0.113.67", []),
    ],
)
def test_what_a_line_holds(
    line: str, expected: list[tuple[str, Extracted, str, Rule, Weakness | None]]
):
    assert told(line) == expected


def test_lines_are_counted_over_blocks_and_shown_as_they_stand():
    blocks = (
        b"ok.example\n\n",
        b"x\nTr\xc3\xa2n BAD.example X \r\nbad.example \xff\n",
        b"bad.example X\r\n",
    )
    assert [(one.line, one.text) for one in seen(*blocks)] == [
        (4, "Trân BAD.example X "),
        (5, "bad.example \ufffd"),
        (6, "bad.example X"),
    ]
    url = seen(f"x\n  {URL}\r\n".encode())
    assert [(one.line, one.text) for one in url] == [(2, f"  {URL}")]


def test_a_listed_name_beside_a_listed_url_of_its_host_is_told_too():
    both = (indicator("may.example"), indicator(URL))
    found = seen(f"{URL}\n".encode(), listed=both)
    assert [(one.observed, one.how) for one in found] == [("may.example", NAME), (URL, WHOLE)]


def test_the_name_counts_again_where_only_its_host_is_met():
    found = seen(f"{URL}\nmay.example\n{URL} http://may.example/khac\n".encode())
    assert [(one.line, one.observed) for one in found] == [
        (1, URL),
        (2, "may.example"),
        (3, URL),
    ]


def test_a_url_in_a_host_of_many_is_found_whole_and_its_host_is_not():
    many = (indicator("https://github.com/x/a.exe"),)
    found = seen(b"github.com\nhttps://github.com/x/a.exe\n", listed=many)
    assert [(one.line, one.how) for one in found] == [(2, WHOLE)]


def test_what_an_allow_list_covers_is_said_to_be():
    made = Index(
        as_table(iocs(LISTED, tuple(map(entry, ("bad.example", ".may.example", "203.0.113.0/24")))))
    )
    text = f"bad.example\nx.bad.example\n203.0.113.66\nmay.example\n{URL}\n".encode()
    assert [
        (one.line, one.found.allowed and one.found.allowed.value)
        for one in Scanner(made).scan((text,))
    ] == [
        (1, "bad.example"),
        (2, None),
        (3, "203.0.113.0/24"),
        (4, "may.example"),
        (5, "may.example"),
    ]


class Counting(Index):
    """A table that writes down which names it was asked for."""

    asked: list[str]

    def name(self, name: str) -> Match | None:
        """Return what the table has of a name."""
        self.asked.append(name)
        return super().name(name)


def counting() -> Counting:
    made = Counting(as_table(iocs(LISTED)))
    made.asked = []
    return made


def test_a_word_is_looked_up_once_over_all_blocks_and_logs():
    made = counting()
    scanner = Scanner(made)
    for _ in range(2):
        found = list(scanner.scan((b"a.test bad.example\n", b"b.test\n", b"a.test bad.example\n")))
        assert [one.line for one in found] == [1, 3]
    assert sorted(made.asked) == ["a.test", "b.test", "bad.example"]


def test_words_are_forgotten_before_they_are_too_many(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(scan, "_MAX_MET", 3)
    made = counting()
    list(Scanner(made).scan((b"a.test b.test\n", b"c.test\n", b"a.test b.test c.test\n")))
    assert sorted(made.asked) == ["a.test", "b.test", "c.test"]
    found = list(Scanner(made).scan((b"a.test b.test c.test\n", b"bad.example\n", b"a.test\n")))
    assert [one.line for one in found] == [2]
    assert sorted(made.asked[3:]) == ["a.test", "a.test", "b.test", "bad.example", "c.test"]
