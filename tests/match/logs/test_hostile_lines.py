"""No byte of a log costs more than its line, and no listed value is lost in any."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.match import Index
from orchestrator.match.logs import firewalls, servers, zeek
from orchestrator.match.logs.line_reading import LogFormat
from orchestrator.match.logs.log_forms import MAX_READ, LogForms, text_of
from orchestrator.match.scan import Scanner
from orchestrator.model.ioc_table import as_table
from tests.match.logs.test_formats import FILES, LISTED, row, scanned
from tests.match.made import iocs

READERS = (
    *(
        firewalls.read_cef,
        firewalls.read_filterlog,
        firewalls.read_routeros,
        firewalls.read_fortigate,
    ),
    *(servers.read_bind, servers.read_dnsmasq, servers.read_unbound),
    *(servers.read_windows_dns, servers.read_squid, servers.read_web),
    *(zeek.read_columns, zeek.read_json),
)
SAMPLES = {form: (FILES / f"{form}.log").read_bytes() for form in LogFormat}
LINES = [line for data in SAMPLES.values() for line in data.splitlines() if line]
JUNK = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [b"\x00", b"\xff\xfe", b'"' * 30, b"\\" * 31, b"[" * 40, b"=" * 40, b"\t" * 20]
    ),
)


@st.composite
def broken(draw: st.DrawFn) -> bytes:
    """Return a line of a sample with bytes cut out, put in, or turned."""
    line = draw(st.sampled_from(LINES))
    first, last = sorted(draw(st.tuples(*[st.integers(0, len(line))] * 2)))
    return line[:first] + draw(JUNK).replace(b"\n", b"") + line[last:]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.one_of(broken(), st.binary(max_size=80)), max_size=6), st.sampled_from(LogFormat)
)
def test_a_plain_hit_is_found_whatever_stands_around_it(lines: list[bytes], form: LogFormat):
    around = b"\n".join(line.replace(b"\n", b"") for line in lines)
    data = SAMPLES[form] + around + b"\nx bad.example y\n" + around
    known = LogForms.of(SAMPLES[form])
    want = SAMPLES[form].count(b"\n") + around.count(b"\n") + 2
    assert [one.observed for one in scanned(data, known) if one.line == want] == ["bad.example"]
    for one in scanned(data):
        told = one.told.reading
        f"{told.asked}{told.time and told.time.told}".encode()  # every text can be written


@settings(max_examples=300, deadline=None)
@given(st.one_of(broken(), st.binary(max_size=200)))
def test_a_line_that_is_read_or_not_never_raises(line: bytes):
    for read in READERS:
        read(text_of(line))


@given(st.lists(broken(), max_size=4), st.sampled_from(LogFormat))
@settings(max_examples=100, deadline=None)
def test_a_hostile_line_costs_itself_alone(lines: list[bytes], form: LogFormat):
    """What the lines of a log tell is the same with hostile lines behind them."""
    known = LogForms.of(SAMPLES[form])
    alone = [row(one) for one in scanned(SAMPLES[form], known)]
    behind = b"".join(line.replace(b"\n", b"") + b"\n" for line in lines)
    assert [row(one) for one in scanned(SAMPLES[form] + behind, known)][: len(alone)] == alone


def test_a_line_too_long_to_be_read_is_plain_and_still_scanned():
    line = (
        b"1796003681.123    200 192.0.2.5 TCP_MISS/200 1 GET http://bad.example/" + b"a" * MAX_READ
    )
    (one,) = scanned(line, LogForms.of(SAMPLES[LogFormat.SQUID]))
    assert one.told.form is LogFormat.PLAIN
    assert row(one)[2] is None


def test_a_line_of_another_form_is_plain():
    known = LogForms.of(SAMPLES[LogFormat.SQUID])
    (one,) = scanned(b"Nov 30 08:54:41 dnsmasq[8]: query[A] bad.example from 192.0.2.5\n", known)
    assert one.told.form is LogFormat.PLAIN


def test_a_log_of_two_forms_is_read_as_both():
    data = SAMPLES[LogFormat.UNBOUND] + SAMPLES[LogFormat.FILTERLOG]
    known = LogForms.of(data)
    assert {form for form, _ in known.forms} == {LogFormat.UNBOUND, LogFormat.FILTERLOG}
    assert {one.told.form for one in scanned(data)} >= {LogFormat.UNBOUND, LogFormat.FILTERLOG}


@pytest.mark.parametrize("data", [b"", b"\n\n", b"#fields\n", b"\xff\xff\xff"])
def test_a_log_without_lines_of_a_form_is_plain(data: bytes):
    assert LogForms.of(data).forms == ()


def test_columns_hold_from_their_header_on_over_blocks():
    data = SAMPLES[LogFormat.ZEEK_TSV]
    known = LogForms.of(data)
    lines = data.splitlines(keepends=True)
    scanner = Scanner(Index(as_table(iocs(LISTED))))
    for at in range(len(lines)):
        blocks = (b"".join(lines[:at]), b"".join(lines[at:]))
        assert list(map(row, scanner.scan(blocks, known))) == list(map(row, scanned(data)))


def test_zeek_columns_without_a_header_tell_time_and_client():
    line = "1796003681.1\tC1\t192.0.2.5\t1\t198.51.100.7\t53\tbad.example"
    (one,) = scanned(f"{line}\n".encode())
    assert row(one)[:3] == ("2026-11-30T01:54:41Z", "UTC", "192.0.2.5")


@pytest.mark.parametrize("text", ["{" + '"id.orig_h":' * 9, '{"id.orig_h": 5}', "{" + "[" * 9999])
def test_json_that_is_none_of_zeek_is_not_read(text: str):
    assert zeek.read_json(text) is None


def test_pairs_that_no_fortigate_writes_are_not_read():
    assert firewalls.read_fortigate("date=2026-11-30 time=08:54:41 srcip=192.0.2.5") is None
    assert firewalls.read_fortigate("date= time= type=traffic") is None
