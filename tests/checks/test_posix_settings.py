"""What files of a POSIX system set: servers, leases, proxies, policies; and the own addresses."""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestrator.checks.answers import read_answers
from orchestrator.checks.base import Context, Part
from orchestrator.checks.proxy.posix import read_posix as read_proxy
from orchestrator.checks.resolvers.posix import read_posix as read_resolvers
from orchestrator.model.answer import Answer, Answered, NotApplicable, Note, Unanswered, Unread
from orchestrator.model.observation import ConfiguredText, OwnAddress, ResolverSetting, SetBy
from orchestrator.model.plan import Family
from tests import record
from tests.record import NONCE

CONTEXT = Context(clock=datetime(2026, 11, 24, 3, 15, tzinfo=UTC))
MADE = [" nameserver 2001:db8::9"]
MADE_POLICY = [">made.json", ' {"ProxyServer": "http://made.invalid/"}']
CHECKS = ("resolvers", "proxy")


def part(name: str, made: list[str], *lines: str, status: str = "ok") -> Part:
    body = "\n".join((*made, *lines, *made, "")).encode()
    return Part(name=name, source="files", status=status, body=body, made=2)


def configured(*lines: str, context: Context = CONTEXT) -> Answer:
    return read_resolvers((part("configured", MADE, *lines),), context)


def asked(answer: Answer) -> list[tuple[str, SetBy]]:
    assert isinstance(answer, Answered)
    settings = (one for one in answer.observations if isinstance(one, ResolverSetting))
    return [(one.address, one.origin) for one in settings][1:-1]


def texts(answer: Answer) -> list[ConfiguredText]:
    assert not isinstance(answer, NotApplicable)
    return [one for one in answer.observations if isinstance(one, ConfiguredText)]


@pytest.mark.parametrize(
    ("lines", "servers"),
    [
        ([">/etc/systemd/resolved.conf", " DNS=192.0.2.1 [2001:db8::1]:53"],
         ["192.0.2.1", "2001:db8::1"]),
        ([">/etc/systemd/resolved.conf", " FallbackDNS=192.0.2.1#dns.example"], ["192.0.2.1"]),
        ([">/x.nmconnection", " dns=192.0.2.1;192.0.2.2;"], ["192.0.2.1", "192.0.2.2"]),
        ([">/x.nmconnection", " dns=2001:db8::1;"], ["2001:db8::1"]),
        ([">/etc/dhcpcd.conf", " static domain_name_servers=192.0.2.1"], ["192.0.2.1"]),
        ([">/etc/network/interfaces", "   dns-nameservers 192.0.2.1 192.0.2.2"],
         ["192.0.2.1", "192.0.2.2"]),
        ([">/n.yaml", "    nameservers:", "      addresses: [192.0.2.1, 2001:db8::1]"],
         ["192.0.2.1", "2001:db8::1"]),
        ([">/n.yaml", "    nameservers: {addresses: [192.0.2.1]}"], ["192.0.2.1"]),
        ([">/n.yaml", "  nameservers:", "    addresses:", "    - 192.0.2.1", "    - '192.0.2.2'"],
         ["192.0.2.1", "192.0.2.2"]),
        ([">/n.yaml", "   addresses: [192.0.2.9/24]", "   - 192.0.2.9"], []),
        ([">/n.yaml", "   nameservers:", "     addresses: [192.0.2.1]", "   addresses:",
          "   - 192.0.2.9"], ["192.0.2.1"]),
        ([">/a.yaml", "  nameservers:", ">/b.yaml", "    addresses: [192.0.2.9]"], []),
        ([">/etc/NetworkManager/NetworkManager.conf", " dns=dnsmasq"], []),
    ],
)  # fmt: skip
def test_servers_that_files_set(lines: list[str], servers: list[str]):
    assert asked(configured(*lines)) == [(server, SetBy.FILE) for server in servers]


LEASE = " option domain-name-servers 192.0.2.1, 192.0.2.2;"


@pytest.mark.parametrize(
    "end",
    ["  expire 3 2026/11/25 03:15:00;", "  expire epoch 1795999999; # x", "  expire never;", ""],
)
def test_a_lease_that_holds_gives_its_servers(end: str):
    answer = configured(">/var/lib/dhcp/dhclient.leases", LEASE, *([end] if end else []))
    assert asked(answer) == [("192.0.2.1", SetBy.DHCP), ("192.0.2.2", SetBy.DHCP)]


@pytest.mark.parametrize("end", ["  expire 2 2026/11/03 03:15:00;", "  expire epoch 1795000000;"])
def test_a_lease_that_is_over_is_not_in_force(end: str):
    answer = configured(">/var/lib/dhcp/dhclient.leases", LEASE, end, LEASE.replace("2.1", "2.7"))
    assert asked(answer) == [("192.0.2.7", SetBy.DHCP), ("192.0.2.2", SetBy.DHCP)]
    over = texts(answer)
    assert not any(one.in_force for one in over)
    assert [one.addresses for one in over] == [("192.0.2.1",), ("192.0.2.2",)]
    unclocked = configured(">/dhclient.leases", LEASE, end, context=Context())
    assert len(asked(unclocked)) == 2


def test_a_servers_name_is_kept_and_its_encryption_noted():
    answer = configured(">/etc/systemd/resolved.conf", " DNS=192.0.2.1#dns.bad.example")
    assert [one.names for one in texts(answer)] == [("dns.bad.example",)]
    assert texts(answer)[0].addresses == ()
    assert isinstance(answer, Answered)
    assert answer.notes == ()


@pytest.mark.parametrize(
    ("line", "on"),
    [
        (" DNSOverTLS=yes", True),
        (" DNSOverTLS=opportunistic", True),
        (" dns-over-tls=2", True),
        (" DNSOverTLS=no", False),
        (" dns-over-tls=0", False),
    ],
)
def test_encrypted_look_ups_are_noted(line: str, *, on: bool):
    answer = configured(">/etc/systemd/resolved.conf", line, " DNSOverTLS=no")
    assert isinstance(answer, Answered)
    assert answer.notes == ((Note.ENCRYPTED_DNS,) if on else ())


def test_own_addresses_but_the_loopbacks():
    made = ["own 2001:db8::9"]
    rows = ["own 192.0.2.7", "own 127.0.0.1", f"own {'0' * 31}1", "own 20010db8" + "0" * 23 + "7"]
    answer = read_resolvers((part("addresses", made, *rows),), CONTEXT)
    assert isinstance(answer, Answered)
    own = [one.address for one in answer.observations if isinstance(one, OwnAddress)]
    assert own[1:-1] == ["192.0.2.7", "2001:db8::7"]


@pytest.mark.parametrize("row", ["192.0.2.7", "own x", "own 2001"])
def test_an_own_address_of_another_shape_is_none(row: str):
    answer = read_resolvers((part("addresses", ["own 2001:db8::9"], row),), CONTEXT)
    assert isinstance(answer, Unanswered)
    assert answer.reason is Unread.UNPARSABLE


def policies(*lines: str) -> Answer:
    return read_proxy((part("policies", MADE_POLICY, *lines),), CONTEXT)


def test_policies_that_lead_elsewhere_are_read_and_block_lists_are_not():
    document = {
        "URLBlocklist": ["c2.bad.example"],
        "ProxyServer": "proxy.example:3128",
        "ProxySettings": {"ProxyMode": "fixed_servers", "ProxyServer": "other.example:1"},
        "DnsOverHttpsTemplates": ["https://doh.example/q", 7],
        "policies": {"Proxy": {"HTTPProxy": "third.example:2", "Locked": True}},
    }
    lines = (f" {line}" for line in json.dumps(document, indent=1).split("\n"))
    found = texts(policies(">/etc/p.json", *lines))
    told = [(one.where.partition("!")[2], one.text) for one in found][1:-1]
    assert told == [
        ("ProxyServer", "proxy.example:3128"),
        ("ProxySettings.ProxyMode", "fixed_servers"),
        ("ProxySettings.ProxyServer", "other.example:1"),
        ("DnsOverHttpsTemplates", "https://doh.example/q"),
        ("DnsOverHttpsTemplates", "7"),
        ("policies.Proxy.HTTPProxy", "third.example:2"),
        ("policies.Proxy.Locked", "true"),
    ]


@pytest.mark.parametrize(
    ("document", "on"),
    [
        ({"DnsOverHttpsMode": "secure"}, True),
        ({"DnsOverHttpsMode": "off"}, False),
        ({"policies": {"DNSOverHTTPS": {"Enabled": True}}}, True),
        ({"policies": {"DNSOverHTTPS": {"Enabled": False}}}, False),
    ],
)
def test_browsers_that_look_up_over_https_are_noted(document: object, *, on: bool):
    answer = policies(">/etc/p.json", f" {json.dumps(document)}")
    assert isinstance(answer, Answered)
    assert answer.notes == ((Note.ENCRYPTED_DNS,) if on else ())


@pytest.mark.parametrize("before", ["{", "[" * 100_000, '{"URLBlocklist": ["d.bad.example"],'])
def test_a_policy_that_is_no_json_shows_what_its_keys_are_set_to(before: str):
    answer = policies(">/etc/p.json", f" {before}", '  "ProxyServer": "c2.bad.example:1",')
    assert isinstance(answer, Answered)
    assert answer.notes == (Note.ODD_ROWS,)
    assert [one.names for one in texts(answer)][1:-1] == [("c2.bad.example",)]


def test_a_lease_that_was_cut_off_may_be_over():
    answer = read_resolvers(
        (part("configured", MADE, ">/var/lib/dhcp/a.leases", LEASE, status="cut"),), CONTEXT
    )
    assert isinstance(answer, Unanswered)
    assert [one.in_force for one in texts(answer)] == [False, False, False]


def test_a_policy_nested_too_deep_is_left_whole():
    found = texts(
        policies(">/p.json", ' {"ProxySettings": {"a": {"b": {"c": {"d": "x.example"}}}}}')
    )
    assert found[1].names == ("x.example",)


@pytest.mark.parametrize(
    "lines",
    [
        (">/etc/dconf/db/local.d/p", " autoconfig-url='http://pac.example/p.pac'"),
        (">/etc/profile.d/p.sh", " export auto_proxy=1"),
        (">/etc/dconf/db/local.d/p", " autoconfig-url=''"),
    ],
)
def test_a_proxy_script_of_the_desktop_leaves_the_proxies_unread(lines: tuple[str, ...]):
    answer = read_proxy((part("settings", [" made_proxy=x"], *lines),), CONTEXT)
    assert isinstance(answer, Unanswered if "pac.example" in lines[1] else Answered)


def test_a_proxy_script_of_a_policy_leaves_the_proxies_unread():
    for document in ({"ProxyPacUrl": "http://p.example/"}, {"ProxySettings": {"ProxyPacUrl": "x"}}):
        answer = policies(">/etc/p.json", f" {json.dumps(document)}")
        assert isinstance(answer, Unanswered)
        assert answer.reason is Unread.PAC_UNREAD
        assert len(texts(answer)) == 3


def test_no_section_is_no_answer():
    assert read_proxy((), CONTEXT) == Unanswered(reason=Unread.EMPTY, detail="no section")


def described(files: dict[str, str]) -> dict[str, dict[str, object]]:
    made = json.loads((record.MACHINES / "ubuntu-resolved.json").read_text("utf-8"))
    return {**made, "files": made["files"] | files}


def answers_of(made: dict[str, dict[str, object]], tmp_path: Path) -> dict[str, Answer]:
    path = tmp_path / "made.json"
    path.write_text(json.dumps(made), "utf-8")
    raw = record.record_machine(path, record.fused(Family.POSIX))
    reading = read_answers(raw, nonce=NONCE, family=Family.POSIX, checks=CHECKS, remote=True)
    assert reading.complete
    return dict(reading.answers)


@pytest.mark.parametrize(
    "place",
    [
        "/etc/systemd/resolved.conf",
        "/etc/NetworkManager/system-connections/a.nmconnection",
        "/etc/netplan/01.yaml",
        "/var/lib/dhcp/dhclient.leases",
    ],
)
def test_a_folder_where_a_setting_should_be_is_not_read(place: str, tmp_path: Path):
    answer = answers_of(described({f"{place}/part": "x"}), tmp_path)["resolvers"]
    assert isinstance(answer, Unanswered)
    assert answer.reason is Unread.FAILED


def test_a_password_beside_a_setting_is_never_printed(tmp_path: Path):
    made = described(
        {
            "/etc/NetworkManager/system-connections/a": "[wifi-security]\npsk=do-not-print\n"
            "[ipv4]\ndns=192.0.2.1;\n",
            "/etc/netplan/01.yaml": "wifis:\n  password: do-not-print\n  nameservers:\n"
            "    addresses: [192.0.2.2]\n",
        }
    )
    path = tmp_path / "made.json"
    path.write_text(json.dumps(made), "utf-8")
    raw = record.record_machine(path, record.fused(Family.POSIX))
    assert b"do-not-print" not in raw
    assert b"192.0.2.1" in raw
    assert b"192.0.2.2" in raw


def test_settings_over_the_cap_are_not_read_to_their_end(tmp_path: Path):
    long = "# filler of a lease file\n" * 180_000
    answer = answers_of(described({"/var/lib/dhcp/a.leases": long}), tmp_path)["resolvers"]
    assert isinstance(answer, Unanswered)
    assert answer.reason is Unread.FAILED


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Yield a folder that any user may enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.parametrize("hidden", ["a.nmconnection", "."], ids=["file", "folder"])
def test_settings_that_only_root_may_read_are_told_and_take_nothing_away(
    open_folder: Path, hidden: str
):
    root, tools = open_folder / "root", open_folder / "bin"
    place = "/etc/NetworkManager/system-connections"
    record.lay_out(described({f"{place}/a.nmconnection": "[ipv4]\ndns=192.0.2.1;\n"}), root, tools)
    (root / place.lstrip("/") / hidden).chmod(0)
    done = subprocess.run(
        ["/bin/sh", "-s", "--", NONCE, str(root)],
        input=record.fused(Family.POSIX),
        env={"PATH": str(tools)},
        user=65534 if os.geteuid() == 0 else None,
        capture_output=True,
        check=True,
    )
    (root / place.lstrip("/") / hidden).chmod(0o755)
    reading = read_answers(
        done.stdout, nonce=NONCE, family=Family.POSIX, checks=CHECKS, remote=True
    )
    answer = reading.answers["resolvers"]
    assert done.stderr == b""
    assert isinstance(answer, Answered)
    assert Note.SETTINGS_UNREAD in answer.notes


def test_a_damaged_list_of_addresses_is_said(tmp_path: Path):
    answer = answers_of(described({"/proc/net/fib_trie/part": "x"}), tmp_path)["resolvers"]
    assert isinstance(answer, Unanswered)
    assert answer.reason is Unread.FAILED
