"""Each form of log: the time with its own zone, the client, and what was asked for."""

from pathlib import Path

import pytest

from orchestrator.match import Index
from orchestrator.match.logs.line_reading import LogFormat
from orchestrator.match.logs.log_forms import LogForms
from orchestrator.match.scan import Scanner, Sighting
from orchestrator.model.ioc_table import as_table
from orchestrator.model.result import Weakness
from tests.match.made import indicator, iocs

FILES = Path(__file__).parent / "files"
LISTED = tuple(map(indicator, ("bad.example", "203.0.113.66", "2001:db8:bad::66")))
QUOTED = Weakness.URL_QUERY

V7 = "2001:db8:1::7"
# line: iso (or as told), zone, client, asked, weakness of the first sighting
Row = tuple[str, str | None, str | None, str | None, Weakness | None]
WANTED: dict[LogFormat, dict[int, Row]] = {
    LogFormat.SQUID: {
        1: ("2026-11-30T01:54:41Z", "UTC", "192.0.2.5", "http://www.bad.example/a?x=1", None),
        2: ("2026-11-30T01:54:42Z", "UTC", "192.0.2.6", "bad.example:443", None),
        3: (
            "2026-11-30T01:54:43Z",
            "UTC",
            "192.0.2.7",
            "http://search.example/find?q=bad.example",
            QUOTED,
        ),
        4: ("2026-11-30T01:54:44Z", "UTC", V7, "http://203.0.113.66/", None),
        5: ("2026-11-30T01:54:45Z", "UTC", "192.0.2.8", "error:bad.example", None),
    },
    LogFormat.WEB: {
        1: ("2026-11-30T08:54:41+07:00", "+07:00", "192.0.2.5", "http://www.bad.example/", None),
        2: ("2026-11-30T08:54:42+07:00", "+07:00", "192.0.2.6", "http://ok.example/", QUOTED),
        3: ("2026-11-30T01:54:43Z", "+00:00", "192.0.2.7", "bad.example:443", None),
        4: ("2026-11-30T08:54:44-03:30", "-03:30", "203.0.113.66", "/dang-nhap", None),
        5: ("2026-11-30T08:54:45+07:00", "+07:00", "2001:db8:1::9", "http://bad.example/a", None),
        6: ("2026-11-30T08:54:46+07:00", "+07:00", "192.0.2.8", "/?u=http://bad.example/", QUOTED),
    },
    LogFormat.DNSMASQ: {
        1: ("Nov 30 08:54:41", None, "192.0.2.5", "www.bad.example", None),
        2: ("Nov 30 08:54:41", None, None, "www.bad.example", None),
        3: ("Nov 30 08:54:41", None, None, "www.bad.example", None),
        4: ("Nov 30 08:54:42", None, "192.0.2.6", "bad.example", None),
        5: ("Nov 30 08:54:42", None, "192.0.2.6", "bad.example", None),
        6: ("2026-11-30T08:54:43", None, V7, "bad.example", None),
        7: ("2026-11-30T08:54:44+07:00", "+07:00", "192.0.2.8", "bad.example", None),
    },
    LogFormat.ROUTEROS: {
        1: ("2026-11-30T08:54:41", None, "192.0.2.5", "203.0.113.66", None),
        2: ("2026-11-30T08:54:42", None, "192.0.2.6", "203.0.113.66", None),
        3: ("Nov 30 08:54:43", None, "192.0.2.7", "www.bad.example.", None),
        4: ("08:54:44", None, V7, "bad.example.", None),
        5: ("nov/30 08:54:45", None, "192.0.2.8", "http://bad.example/", None),
        6: ("", None, "198.51.100.1", "203.0.113.66", None),
        7: ("Nov 30 08:54:46", None, "2001:db8:1::8", "[2001:db8:bad::66]", None),
        8: ("", None, None, None, None),
    },
    LogFormat.WINDOWS_DNS: {
        4: ("2026-11-30T08:54:41", None, "192.0.2.5", "www.bad.example", None),
        5: ("2026-11-30T20:54:41", None, None, "www.bad.example", None),
        6: ("2026-11-30T08:54:42", None, None, "www.bad.example", None),
        7: ("2026-11-30T08:54:43", None, "192.0.2.5", "www.bad.example", None),
        8: ("2026-11-30T08:54:44", None, V7, "bad.example", None),
        9: ("11/12/2026 8:54:45 SA", None, "192.0.2.6", "bad.example", None),
        10: ("2026-11-30T08:54:46", None, "192.0.2.7", "bad.example", None),
    },
    LogFormat.FORTIGATE: {
        1: ("2026-11-30T08:54:41+07:00", "+07:00", "192.0.2.5", "www.bad.example/a", None),
        2: ("2026-11-30T01:54:42Z", "UTC", "192.0.2.6", "bad.example", None),
        3: ("2026-11-30T08:54:43", None, "192.0.2.7", "203.0.113.66", None),
        4: ("2026-11-30T08:54:44+07:00", "+07:00", "192.0.2.8", "https://ok.example/x", QUOTED),
        5: ("2026-11-30T08:54:45+07:00", "+07:00", "198.51.100.1", "203.0.113.66", None),
    },
    LogFormat.FILTERLOG: {
        1: ("Nov 30 08:54:41", None, "192.0.2.5", "203.0.113.66", None),
        2: ("2026-11-30T08:54:42+07:00", "+07:00", V7, "2001:db8:bad::66", None),
        3: ("Nov 30 08:54:43", None, "198.51.100.1", "203.0.113.66", None),
    },
    LogFormat.UNBOUND: {
        1: ("Nov 30 08:54:41", None, "192.0.2.5", "www.bad.example.", None),
        2: ("2026-11-30T01:54:42Z", "UTC", "192.0.2.6", "bad.example.", None),
        3: ("2026-11-30T08:54:43+07:00", "+07:00", V7, "bad.example.", None),
        5: ("", None, None, None, None),
    },
    LogFormat.BIND: {
        1: ("2026-11-30T08:54:41", None, "192.0.2.5", "www.bad.example", None),
        2: ("2026-11-30T08:54:42", None, "192.0.2.6", "bad.example", None),
        3: ("2026-11-30T08:54:43Z", "UTC", V7, "bad.example", None),
        4: ("Nov 30 08:54:44", None, "192.0.2.7", "bad.example", None),
        5: ("2026-11-30T08:54:45", None, "192.0.2.8", "bad.example", None),
    },
    LogFormat.ZEEK_TSV: {
        6: ("2026-11-30T01:54:41Z", "UTC", "192.0.2.5", "www.bad.example", None),
        7: ("2026-11-30T01:54:42Z", "UTC", V7, "bad.example", None),
        10: ("2026-11-30T01:54:43Z", "UTC", "192.0.2.6", "bad.example/a?b=1", None),
        11: ("2026-11-30T01:54:44Z", "UTC", "192.0.2.7", "ok.example/", QUOTED),
        14: ("2026-11-30T01:54:45Z", "UTC", "192.0.2.8", "www.bad.example", None),
        17: ("2026-11-30T01:54:46Z", "UTC", "192.0.2.9", "203.0.113.66", None),
        18: ("2026-11-30T01:54:47Z", "UTC", "198.51.100.1", "203.0.113.66", None),
    },
    LogFormat.ZEEK_JSON: {
        1: ("2026-11-30T01:54:41Z", "UTC", "192.0.2.5", "www.bad.example", None),
        2: ("2026-11-30T01:54:42Z", "UTC", "192.0.2.6", "bad.example/a", None),
        3: ("2026-11-30T01:54:43Z", "UTC", "192.0.2.7", "ok.example/", QUOTED),
        4: ("2026-11-30T01:54:44Z", "UTC", V7, "bad.example", None),
        5: ("2026-11-30T01:54:45Z", "UTC", "192.0.2.8", "203.0.113.66", None),
    },
    LogFormat.CEF: {
        1: ("2026-11-30T01:54:41Z", "UTC", "192.0.2.5", "http://www.bad.example/a?b=1", None),
        2: ("2026-11-30T08:54:42+07:00", "+07:00", "192.0.2.6", "bad.example", None),
        3: ("2026-11-30T08:54:43", "Asia/Ho_Chi_Minh", "192.0.2.7", "203.0.113.66", None),
        4: ("Nov 30 08:54:44", None, V7, "2001:db8:bad::66", None),
        5: ("2026-11-30T08:54:45", "ICT", "192.0.2.8", "http://ok.example/", QUOTED),
    },
    LogFormat.PLAIN: {1: ("", None, None, None, None), 2: ("", None, None, None, None)},
}


def scanned(data: bytes, forms: LogForms | None = None) -> list[Sighting]:
    known = LogForms.of(data) if forms is None else forms
    return list(Scanner(Index(as_table(iocs(LISTED)))).scan((data,), known))


def row(one: Sighting) -> Row:
    told = one.told.reading
    time = told.time
    when = (time.iso or time.told) if time else ""
    return when, time and time.zone, told.client, told.asked, one.found.weakness


def test_every_form_has_a_sample():
    assert set(WANTED) == set(LogFormat)
    assert {file.stem for file in FILES.iterdir()} == {form.value for form in LogFormat}


@pytest.mark.parametrize("form", LogFormat)
def test_time_client_and_what_was_asked(form: LogFormat):
    first: dict[int, Row] = {}
    for one in scanned((FILES / f"{form}.log").read_bytes()):
        first.setdefault(one.line, row(one))
    assert first == WANTED[form]


@pytest.mark.parametrize("form", set(LogFormat) - {LogFormat.PLAIN})
def test_a_form_is_known_by_its_lines(form: LogFormat):
    known = LogForms.of((FILES / f"{form}.log").read_bytes())
    assert [one for one, _ in known.forms] == [form]
    assert known.forms[0][1] <= known.sampled


@pytest.mark.parametrize("form", LogFormat)
def test_no_form_finds_or_hides_anything(form: LogFormat):
    data = (FILES / f"{form}.log").read_bytes()

    def seen(one: Sighting) -> tuple[object, ...]:
        return one.line, one.text, one.observed, one.how, one.found.indicator

    assert list(map(seen, scanned(data))) == list(map(seen, scanned(data, LogForms())))


def test_inbound_contact_is_told_from_the_other_end():
    by_line = {one.line: one for one in scanned((FILES / "filterlog.log").read_bytes())}
    assert [by_line[n].told.reading.inbound for n in (1, 3)] == [False, True]
    web = {one.line: one for one in scanned((FILES / "web.log").read_bytes())}
    assert web[4].told.reading.inbound
