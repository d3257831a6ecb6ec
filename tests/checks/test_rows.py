"""Single rows, mostly damaged ones: what each parser takes, and what breaks its table."""

import base64
import struct
from datetime import UTC, datetime

import pytest

from orchestrator.checks.answers import read_answers
from orchestrator.model.answer import Answer, Answered, Note, Unanswered, Unread
from orchestrator.model.observation import (
    CachedName,
    ConfiguredText,
    Connection,
    ConnectionState,
    LookedUp,
    Lookup,
    Process,
    ResolverSetting,
    SetBy,
)
from orchestrator.model.plan import Family
from tests.record import NONCE

N = NONCE
POSIX, WINDOWS = Family.POSIX, Family.WINDOWS
MADE = {
    "sockets": "tcp ESTAB 0 0 [2001:db8::9]:9 [2001:db8::9]:9",
    "proc": f"tcp6 0: {'0' * 32}:0009 {'0' * 32}:0009 01",
    "tcp": "2001:db8::9\t9\t2001:db8::9\t9\t5\t0\t",
    "netstat": "  TCP  [2001:db8::9]:9  [2001:db8::9]:9  -  0",
    "records": "canary.invalid\tcanary.invalid\t28\t0\t1\t2001:db8::9",
    "registry": "4\t\t\t2001:db8::9\t\t",
    "resolved": '[{"cache":[]}]',
    "client": "3008\t\t\tcanary.invalid\t0\t2001:db8::9\t\t\t\t\t",
    "sysmon": "22\t\t\tcanary.invalid\t0\t2001:db8::9\t\t\t\t\t",
    "machine": "HKLM\\made\tcanary.invalid",
    "nrpt": "made\t.\t2001:db8::9",
    "encrypted": "HKLM\\made\tcanary.invalid",
    "displaydns": "    canary.invalid\n    -----\n",
}


def asked(family: Family, check: str, *sections: tuple[str, str]) -> Answer:
    """Return the answer of sections (part, body), each with its made row in front."""
    said = "".join(
        f"@{N} open {check} {part} x\n{MADE.get(part, '')}\n{body}\n@{N} shut {check} {part} ok\n"
        for part, body in sections
    )
    raw = f"{said}@{N} done\n".encode()
    return read_answers(raw, nonce=N, family=family, checks=(check,), remote=True).answers[check]


@pytest.mark.parametrize(
    ("family", "check", "part", "row"),
    [
        (POSIX, "connections", "sockets", "tcp ESTAB 0 0 192.0.2.1:22"),
        (POSIX, "connections", "sockets", "tcp estab 0 0 192.0.2.1:22 198.51.100.1:443"),
        (POSIX, "connections", "sockets", "sctp ESTAB 0 0 192.0.2.1:22 198.51.100.1:443"),
        (POSIX, "connections", "sockets", "tcp ESTAB 0 0 192.0.2.1:22 names.example:https"),
        (POSIX, "connections", "sockets", "tcp ESTAB 0 0 192.0.2.1:22198.51.100.1:443"),
        (POSIX, "connections", "proc", "tcp 1: 0501A8C0:0016 097100CB:01BB"),
        (POSIX, "connections", "proc", "tcp 1: 0501A8C0:0016 097100CB:01BB FFF"),
        (POSIX, "connections", "proc", "tcp 1: 0501A8C0:0016 097100CB00:01BB 01"),
        (WINDOWS, "connections", "tcp", "192.0.2.1\t22\t198.51.100.1\t443\t5\t4"),
        (WINDOWS, "connections", "tcp", "192.0.2.1\t22\t198.51.100.1\t443\tX\t4\t"),
        (WINDOWS, "connections", "tcp", "192.0.2.1\t22\t198.51.100.1\thttps\t5\t4\t"),
        (WINDOWS, "connections", "tcp", "192.0.2.1\t22\t198.51.100.1\t443\t5\tfour\t"),
        (WINDOWS, "connections", "netstat", "  TCP  192.0.2.1:22  198.51.100.1:443"),
        (WINDOWS, "connections", "netstat", "  TCP  192.0.2.1:22  c2.example:443  X  4"),
        (WINDOWS, "connections", "netstat", "  TCP  192.0.2.1:22  198.51.100.1:443  X  Y"),
        (WINDOWS, "connections", "netstat", "  X  192.0.2.1:22  198.51.100.1:443  X  4"),
        (WINDOWS, "dns_cache", "records", "c2.example\tc2.example\t1\t0\t5"),
        (WINDOWS, "dns_cache", "records", "c2.example\tc2.example\tA\t0\t5\t192.0.2.1"),
        (WINDOWS, "dns_cache", "displaydns", "\n\n    -----\n  l : c2.example\n"),
        (WINDOWS, "dns_cache", "displaydns", "  c2.example\n  -----\n  l : c2.example\n  l : 1\n"),
        (WINDOWS, "dns_cache", "displaydns", "c\n----\nl : c\nl : A\nl : 1\nl : 4\nl : x"),
        (POSIX, "dns_cache", "resolved", '[{"cache":[{"key":{"name":"x","type":true}}]}]'),
        (POSIX, "dns_cache", "resolved", '[{"cache":[{"key":{"name":7,"type":1},"until":0}]}]'),
        (POSIX, "dns_cache", "resolved", '[{"cache":[{"key":{"name":"x","type":1},"until":-1}]}]'),
        (WINDOWS, "resolvers", "registry", "4\t\t\t192.0.2.53"),
        (WINDOWS, "dns_events", "client", "3008\t\t7\tc2.example\t0\t\t\t\t\t"),
        (WINDOWS, "dns_events", "client", "x\t\t7\tc2.example\t0\t\t\t\t\t\t"),
        (WINDOWS, "dns_events", "client", "3008\t\t7\t\t0\t\t\t\t\t\t"),
        (WINDOWS, "dns_events", "sysmon", "3\t\t7\t\t\t\tx\ttcp\tc2.example\t443\t"),
        (WINDOWS, "dns_events", "sysmon", "3\t\t7\t\t\t\tx\ttcp\t192.0.2.9\thttps\t"),
        (WINDOWS, "proxy", "machine", "HKLM\\ProxyServer"),
        (WINDOWS, "proxy", "machine", "HKLM\\DefaultConnectionSettings\t#46-00"),
        (WINDOWS, "proxy", "machine", "HKLM\\DefaultConnectionSettings\t#4x-00"),
    ],
)  # fmt: skip
def test_a_row_that_is_not_understood_breaks_its_table(
    family: Family, check: str, part: str, row: str
):
    answer = asked(family, check, (part, row))
    assert isinstance(answer, Unanswered)
    assert answer.reason is Unread.UNPARSABLE
    assert answer.detail


@pytest.mark.parametrize("family", Family)
@pytest.mark.parametrize("check", ["connections", "dns_cache", "hosts_file", "resolvers"])
def test_a_section_of_another_name_is_no_answer(family: Family, check: str):
    assert isinstance(asked(family, check, ("elsewhere", "x")), Unanswered)


def connections(*sections: tuple[str, str], family: Family = WINDOWS) -> tuple[Connection, ...]:
    answer = asked(family, "connections", *sections)
    assert isinstance(answer, Answered)
    seen = tuple(one for one in answer.observations if isinstance(one, Connection))
    assert len(seen) == len(answer.observations)
    return seen[1:]


@pytest.mark.parametrize(
    ("family", "part", "row"),
    [
        (POSIX, "sockets", "tcp NEW-STATE 0 0 192.0.2.1:22 198.51.100.1:443"),
        (POSIX, "proc", "tcp 1: 010200C0:0016 016433C6:01BB FF"),
        (WINDOWS, "tcp", "192.0.2.1\t22\t198.51.100.1\t443\t77\t4\t"),
    ],
)
def test_a_state_that_is_new_to_us_hides_no_connection(family: Family, part: str, row: str):
    (seen,) = connections((part, row), family=family)
    assert (seen.remote_address, seen.state) == ("198.51.100.1", ConnectionState.NONE)


def test_a_program_that_started_after_its_connection_is_another_one():
    row = "192.0.2.1\t5\t198.51.100.1\t443\t5\t{pid}\t20261124100000.000000+420"
    processes = (
        "10\t20261124095959.000000+420\tC:\\old.exe\tPC\\a\told.exe /s\n"
        "11\t20261124100001.000000+420\tC:\\new.exe\tPC\\b\tnew.exe\n"
        "12\t\tC:\\undated.exe\t\t\n"
        "damaged row\n"
    )
    rows = "\n".join(row.format(pid=pid) for pid in (10, 11, 12, 13, 0))
    seen = connections(("tcp", rows), ("processes", processes))
    assert [one.process for one in seen] == [
        Process(
            pid=10,
            path="C:\\old.exe",
            user="PC\\a",
            command_line="old.exe /s",
            started_at=datetime(2026, 11, 24, 2, 59, 59, tzinfo=UTC),
        ),
        Process(pid=11),
        Process(pid=12, path="C:\\undated.exe"),
        Process(pid=13),
        None,
    ]


def test_listeners_and_bound_ports_are_rows_and_no_connections():
    rows = "0.0.0.0\t80\t0.0.0.0\t0\t2\t4\t\n192.0.2.1\t5\t0.0.0.0\t0\t100\t4\t"
    unproven = asked(WINDOWS, "connections", ("tcp", rows))
    assert isinstance(unproven, Unanswered)
    assert unproven.reason is Unread.EMPTY
    answer = asked(WINDOWS, "connections", ("tcp", f"{rows}\n{_CONNECTED}"))
    assert isinstance(answer, Answered)
    assert answer.rows == 3
    assert len(answer.observations) == 2


_CONNECTED = "192.0.2.1\t5985\t192.0.2.9\t50000\t5\t4\t"


def test_a_column_more_and_the_words_of_another_table_are_read():
    rows = (
        "  TCP  192.0.2.1:5  198.51.100.1:443  ĐÃ THIẾT LẬP  4\n"
        "  TCP  192.0.2.1:6  198.51.100.2:443  ĐÃ THIẾT LẬP  9  InHost\n"
        "  TCP  192.0.2.1:7  198.51.100.3:443  TIME_WAIT  0  Offloaded"
    )
    states = "192.0.2.1:5\t198.51.100.1:443\t5"
    seen = connections(("netstat", rows), ("states", states))
    assert [(one.state, one.process and one.process.pid) for one in seen] == [
        (ConnectionState.ESTABLISHED, 4),
        (ConnectionState.ESTABLISHED, 9),
        (ConnectionState.TIME_WAIT, None),
    ]


def test_what_the_numeric_table_alone_shows_was_seen():
    rows = "  TCP  192.0.2.1:5  198.51.100.1:443  -  4"
    states = "192.0.2.1:5\t198.51.100.1:443\t5\n192.0.2.1:6\t203.0.113.9:443\t5"
    seen = connections(("netstat", rows), ("states", states))
    assert [one.remote_address for one in seen] == ["198.51.100.1", "203.0.113.9"]


def test_a_state_that_netstat_cannot_show_comes_from_the_numeric_table():
    rows = (
        "  TCP  192.0.2.1:5  198.51.100.1:443  ĐÃ GỬI SYN  4\n"
        "  TCP  192.0.2.1:6  198.51.100.1:443  ?  4"
    )
    states = "192.0.2.1:5\t198.51.100.1:443\t3\nodd\trow\n192.0.2.1:6\t198.51.100.1:443\t99"
    seen = connections(("netstat", rows), ("states", states))
    assert [one.state for one in seen] == [ConnectionState.SYN_SENT, ConnectionState.NONE]


def test_an_owner_that_ss_shows_in_a_strange_form_is_left_out():
    rows = "tcp ESTAB 0 0 192.0.2.1:5 198.51.100.1:443 users:((unreadable))"
    (seen,) = connections(("sockets", rows), family=POSIX)
    assert seen.process is None


def test_an_older_ss_names_the_pid_alone():
    rows = 'tcp ESTAB 0 0 192.0.2.1:5 198.51.100.1:443 users:(("sshd",1234,3))'
    (seen,) = connections(("sockets", rows), family=POSIX)
    assert seen.process == Process(pid=1234, path="sshd")


def event(
    number: int, *, name: str = "c2.example", status: str = "0", results: str = "", pid: str = "7"
) -> str:
    cells = (
        number,
        "2026-11-24T03:00:00Z",
        pid,
        name,
        status,
        results,
        "C:\\a.exe",
        "",
        "",
        "",
        "",
    )
    return "\t".join(map(str, cells))


def looked_up(*rows: str) -> list[LookedUp]:
    answer = asked(WINDOWS, "dns_events", ("client", "\n".join(rows)))
    assert isinstance(answer, Answered)
    return [one for one in answer.observations if isinstance(one, LookedUp)][1:]


@pytest.mark.parametrize(
    ("row", "lookup"),
    [
        (event(3008, results="192.0.2.9;"), Lookup.ANSWERED),
        (event(3020, results="192.0.2.9"), Lookup.ANSWERED),
        (event(22, results="type:  5 cdn.example;"), Lookup.ANSWERED),
        (event(3008), Lookup.NO_RECORDS),
        (event(3008, status="9003"), Lookup.NO_SUCH_NAME),
        (event(3008, status="9501"), Lookup.NO_RECORDS),
        (event(3008, status="9701"), Lookup.NO_RECORDS),
        (event(3008, status="1460"), Lookup.NO_ANSWER),
        (event(3008, status="87", results="192.0.2.9"), Lookup.NO_ANSWER),
        (event(1014), Lookup.NO_ANSWER),
        (event(3006, results="192.0.2.9"), Lookup.NO_ANSWER),
    ],
)
def test_what_a_look_up_in_a_log_came_to(row: str, lookup: Lookup):
    (seen,) = looked_up(row)
    assert (seen.name, seen.lookup) == ("c2.example", lookup)
    assert seen.when == datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def test_what_a_look_up_led_to_is_read_from_its_results():
    results = "type:  5 CDN.example.;::ffff:192.0.2.9; 2001:db8::1 ;odd"
    (seen,) = looked_up(event(3008, name="C2.Example.", results=results))
    assert (seen.name, seen.targets) == ("c2.example", ("cdn.example",))
    assert seen.addresses == ("192.0.2.9", "2001:db8::1")
    assert seen.process == Process(pid=7, path="C:\\a.exe")


def test_who_asked_is_left_out_where_the_event_does_not_tell():
    timed_out, nobody = looked_up(event(1014), event(3008, pid=""))
    assert (timed_out.process, nobody.process) == (None, None)


def test_the_event_that_every_look_up_leaves_besides_is_a_row_and_no_look_up():
    assert looked_up(event(3008, status="87")) == []
    answer = asked(WINDOWS, "dns_events", ("client", event(3008, status="87")))
    assert isinstance(answer, Answered)
    assert answer.rows == 1


def test_what_sysmon_saw_begin_is_an_attempt_with_its_owner():
    row = "3\t2026-11-24T03:00:00Z\t7\t\t\t\tC:\\a.exe\ttcp\t198.51.100.1\t443\ttrue"
    answer = asked(WINDOWS, "dns_events", ("sysmon", row))
    assert isinstance(answer, Answered)
    seen = answer.observations[1]
    assert isinstance(seen, Connection)
    assert (seen.protocol, seen.remote_address, seen.remote_port) == ("tcp", "198.51.100.1", 443)
    assert (seen.state, seen.process) == (ConnectionState.NONE, Process(pid=7, path="C:\\a.exe"))
    began = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
    assert seen.created_at == seen.sight.seen_from == seen.sight.seen_to == began


def test_a_log_speaks_since_its_first_event():
    answer = asked(WINDOWS, "dns_events", ("client", f"{event(3008)}\nfrom\t2026-11-20T00:00:00Z"))
    assert isinstance(answer, Answered)
    assert (answer.window.start, answer.rows) == (datetime(2026, 11, 20, tzinfo=UTC), 1)
    undated = asked(WINDOWS, "dns_events", ("client", event(3008)))
    assert isinstance(undated, Answered)
    assert undated.window.start is None


def settings(*rows: str) -> list[tuple[str, bool]]:
    answer = asked(WINDOWS, "proxy", ("machine", "\n".join(rows)))
    assert isinstance(answer, Answered)
    texts = (one for one in answer.observations if isinstance(one, ConfiguredText))
    return [(one.text, one.in_force) for one in texts][1:]


def test_a_proxy_is_in_force_unless_its_own_switch_is_off():
    assert settings("HKLM\\A\\ProxyServer\t192.0.2.9:3128") == [("192.0.2.9:3128", True)]
    off, on = "HKLM\\A\\ProxyEnable\t0", "HKLM\\A\\ProxyEnable\t1"
    server = "HKLM\\A\\ProxyServer\tp.example:1"
    other = "HKLM\\B\\ProxyServer\tq.example:1"
    bypass = "HKLM\\A\\ProxyOverride\t<local>"
    assert settings(on, server) == [("p.example:1", True)]
    assert settings(off, server, other, bypass) == [
        ("p.example:1", False),
        ("q.example:1", True),
        ("<local>", False),
    ]


@pytest.mark.parametrize(
    "row",
    [
        "HKLM\\A\\AutoConfigURL\thttp://x/p.pac",
        "HKLM\\Policies\\Google\\Chrome\\ProxyPacUrl\tfile:///c:/p.pac",
        'HKLM\\Policies\\Google\\Chrome\\ProxySettings\t{"ProxyMode":"pac_script"}',
    ],
)
def test_a_script_that_nobody_read_leaves_the_proxies_unknown(row: str):
    answer = asked(WINDOWS, "proxy", ("machine", row))
    assert isinstance(answer, Unanswered)
    assert answer.reason is Unread.PAC_UNREAD
    assert len(answer.observations) == 2


@pytest.mark.parametrize(
    ("mode", "in_force"),
    [("fixed_servers", True), ("direct", False), ("system", False), ("auto_detect", False)],
)
def test_a_browsers_server_counts_by_its_mode(mode: str, in_force: bool):  # noqa: FBT001
    key = "HKLM\\Policies\\Google\\Chrome"
    rows = (f"{key}\\ProxyMode\t{mode}", f"{key}\\ProxyServer\tp.example:1")
    assert ("p.example:1", in_force) in settings(*rows)


def test_what_else_a_half_damaged_proxy_table_says_stays():
    rows = "HKLM\\A\\DefaultConnectionSettings\t#46\nHKLM\\A\\AutoConfigURL\thttp://x"
    answer = asked(WINDOWS, "proxy", ("machine", rows))
    assert isinstance(answer, Unanswered)
    assert answer.detail == "HKLM\\A\\DefaultConnectionSettings"
    assert len(answer.observations) == 2


REGISTRY = ("registry", "4\t{a}\t0\t192.0.2.1\t\t")


def test_a_rule_of_the_policy_table_names_its_servers():
    rules = ("nrpt", "{1}\t.corp.example\t192.0.2.53;2001:db8::53\n{2}\t\t192.0.2.54")
    answer = asked(WINDOWS, "resolvers", REGISTRY, rules)
    assert isinstance(answer, Answered)
    found = [one for one in answer.observations if isinstance(one, ResolverSetting)]
    assert [(one.address, one.interface) for one in found if one.origin is SetBy.POLICY] == [
        ("2001:db8::9", "NRPT ."),
        ("192.0.2.53", "NRPT .corp.example"),
        ("2001:db8::53", "NRPT .corp.example"),
        ("192.0.2.54", "NRPT"),
    ]


@pytest.mark.parametrize(
    ("value", "text", "on"),
    [
        ("EnableAutoDoh", "2", True),
        ("EnableAutoDoh", "1", False),
        ("DoHPolicy", "3", True),
        ("DoHPolicy", "2", False),
        ("DohFlags", "1", True),
        ("DohFlags", "9", True),
        ("DohFlags", "0", False),
        ("DnsOverHttpsMode", " Automatic ", True),
        ("DnsOverHttpsMode", "secure", True),
        ("DnsOverHttpsMode", "off", False),
        ("Enabled", "1", True),
        ("Enabled", "0", False),
        ("DnsOverHttpsTemplates", "1", False),
    ],
)
def test_encrypted_look_ups_are_noted_where_they_are_on(value: str, text: str, *, on: bool):
    section = ("encrypted", f"HKLM\\SOFTWARE\\192.0.2.77\\{value}\t{text}")
    answer = asked(WINDOWS, "resolvers", REGISTRY, section)
    assert isinstance(answer, Answered)
    assert (Note.ENCRYPTED_DNS in answer.notes) is on
    setting = answer.observations[-1]
    assert isinstance(setting, ConfiguredText)
    assert setting.addresses == ("192.0.2.77",)


@pytest.mark.parametrize(("part", "row"), [("nrpt", "{1}\t192.0.2.53"), ("encrypted", "HKLM\\x")])
def test_a_damaged_policy_is_not_read(part: str, row: str):
    answer = asked(WINDOWS, "resolvers", REGISTRY, (part, row))
    assert isinstance(answer, Unanswered)
    assert (answer.reason, answer.detail) == (Unread.UNPARSABLE, row)


def cached(body: str) -> tuple[CachedName, ...]:
    answer = asked(POSIX, "dns_cache", ("resolved", body))
    assert isinstance(answer, Answered)
    return tuple(one for one in answer.observations if isinstance(one, CachedName))


def entry(raw: str, address: str = "[203,0,113,9]") -> str:
    key = '{"class":1,"type":1,"name":"c2.example"}'
    record = f'{{"rr":{{"key":{key},"address":{address}}},"raw":"{raw}"}}'
    return f'[{{"cache":[{{"key":{key},"rrs":[{record}],"until":9000000}}]}}]'


def wire(ttl: int) -> bytes:
    return b"\x02c2\x07example\x00" + struct.pack(">HHIH", 1, 1, ttl, 4) + bytes((203, 0, 113, 9))


@pytest.mark.parametrize(
    ("raw", "ttl_s"),
    [
        (base64.b64encode(wire(120)).decode(), 120),
        (base64.b64encode(wire(120)[:14]).decode(), None),
        ("not base64", None),
        ("", None),
    ],
)
def test_the_time_to_live_is_taken_from_the_record_in_wire_form(raw: str, ttl_s: int | None):
    (seen,) = cached(entry(raw))
    assert (seen.ttl_s, seen.address) == (ttl_s, "203.0.113.9")


@pytest.mark.parametrize("address", ["[1,2,3]", "[]", str([0] * 17)])
def test_an_address_of_another_length_is_none(address: str):
    (seen,) = cached(entry("", address))
    assert seen.address is None


def test_dhcpv6_servers_that_are_no_bytes_are_passed_over():
    rows = "6\t{a}\t1\t\t\t20-0\n6\t{b}\t1\t\t192.0.2.1;names.example\t"
    answer = asked(WINDOWS, "resolvers", ("registry", rows))
    assert isinstance(answer, Answered)
    seen = [one for one in answer.observations if isinstance(one, ResolverSetting)]
    assert [one.address for one in seen] == ["2001:db8::9", "192.0.2.1"]
    assert answer.notes == ("adapters_unread",)


def test_a_damaged_row_of_adapters_costs_that_adapter_only():
    rows = "4\t{a}\t1\t\t192.0.2.1\t\n4\t{b}\t1\t\t192.0.2.2\t"
    answer = asked(WINDOWS, "resolvers", ("adapters", "{A}\t1\tEthernet\n{B}"), ("registry", rows))
    assert isinstance(answer, Answered)
    assert [one.interface for one in answer.observations[1:]] == ["Ethernet"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("mark", "lines"),
    [(b"\xef\xbb\xbf", 1), (b"", 1), (b"\xfe\xff", 0), (b"\xff\xfe", 0)],
)
def test_a_hosts_file_says_what_windows_reads_of_it(mark: bytes, lines: int):
    encoding = {b"\xfe\xff": "utf-16-be", b"\xff\xfe": "utf-16-le"}.get(mark, "utf-8")
    body = mark + "0.0.0.0 c2.example # chặn\r\n".encode(encoding)
    packed = base64.b64encode(b"2001:db8::9 canary.invalid\n" + body).decode()
    said = f"@{N} open64 hosts_file file x\n{packed}\n@{N} shut hosts_file file ok\n@{N} done\n"
    answer = read_answers(
        said.encode(), nonce=N, family=WINDOWS, checks=("hosts_file",), remote=True
    ).answers["hosts_file"]
    assert isinstance(answer, Answered)
    assert answer.rows == lines
    assert [one.raw for one in answer.observations[1:]] == ["0.0.0.0 c2.example # chặn"] * lines
    assert (Note.ODD_ROWS in answer.notes) is not bool(lines)
