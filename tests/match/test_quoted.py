"""A name that a line only quotes is a weak sign, and one that it asks for is not."""

import pytest

from orchestrator.match import Index
from orchestrator.match.logs.log_forms import LogForms
from orchestrator.match.scan import Scanner
from orchestrator.model.ioc_table import as_table
from orchestrator.model.result import Weakness
from tests.match.logs.test_formats import scanned
from tests.match.made import indicator, iocs
from tests.match.test_scan import seen

QUOTED = Weakness.URL_QUERY


@pytest.mark.parametrize(
    ("line", "weakness"),
    [
        ("GET http://ok.example/find?q=bad.example", QUOTED),
        ("GET /find?q=bad.example HTTP/1.1", QUOTED),
        ("url=http://ok.example?u=http://bad.example/", QUOTED),
        ("http://bad.example/?q=1", None),
        ("http://ok.example/?q=bad.example bad.example", None),
        ("1,http://ok.example/?q=1,bad.example", None),  # the next column
        ("A? bad.example.", None),
        ("what?bad.example", None),
        ("http://ok.example/#bad.example", None),
    ],
)
def test_a_name_in_a_query(line: str, weakness: Weakness | None):
    (one,) = seen(f"{line}\n".encode(), listed=(indicator("bad.example"),))
    assert one.found.weakness is weakness


def test_the_reason_that_a_match_has_already_stays():
    listed = (indicator("198.51.100.9:443"),)
    (one,) = seen(b"http://ok.example/?q=198.51.100.9:80\n", listed=listed)
    assert one.found.weakness is Weakness.OTHER_PORT


URL = "http://may.example/Tai.exe"
WEB = '192.0.2.6 - - [30/Nov/2026:08:54:42 +0700] "GET {} HTTP/1.1" 200 12 "{}" "-"\n'


@pytest.mark.parametrize(
    ("asked", "referrer", "weakness"),
    [
        ("http://ok.example/", URL, QUOTED),
        (URL, "http://ok.example/", None),
        (URL, URL, None),
    ],
)
def test_a_listed_url_that_led_there(asked: str, referrer: str, weakness: Weakness | None):
    data = WEB.format(asked, referrer).encode()
    scanner = Scanner(Index(as_table(iocs((indicator(URL),)))))
    (one,) = scanner.scan((data,), LogForms.of(data))
    assert (one.observed, one.found.weakness) == (URL, weakness)


def test_bytes_that_are_no_text_do_not_make_a_name_weak():
    name = "192.0.2.6 GET http://x/?a=1 \xff\xc3 bad.example".encode("latin-1")
    (one,) = scanned(name + b"\n", LogForms())
    assert one.found.weakness is None
