"""Rows of posture sections to traits: bits, numbers and times that no language changes."""

from datetime import UTC, datetime

import pytest

from orchestrator.checks import (
    antivirus,
    campaign_tool,
    firewall_profiles,
    identity,
    os_support,
    smb1,
)
from orchestrator.checks.base import Check, Context, Part
from orchestrator.checks.campaign_tool.profiles import PROFILES, as_powershell
from orchestrator.model.answer import Answer, Answered, NotApplicable, Unanswered, Unread
from orchestrator.model.observation import (
    Antivirus,
    Connection,
    ConnectionState,
    Detection,
    FirewallProfile,
    FirewallService,
    Half,
    Identifier,
    Patched,
    Posture,
    Protection,
    ScanOutcome,
    Smb1,
    System,
    ToolTrace,
    Trait,
)

NOW = datetime(2026, 11, 24, 3, 15, tzinfo=UTC)


def part(name: str, *rows: str, status: str = "ok", source: str = "test") -> Part:
    body = "".join(f"{row}\n" for row in rows).encode()
    return Part(name=name, source=source, status=status, body=body)


def read(check: Check, *parts: Part) -> Answer:
    return check.read_windows(parts, Context(clock=NOW))


def traits(answer: Answer) -> tuple[Trait, ...]:
    assert isinstance(answer, Answered | Unanswered)
    return tuple(seen.trait for seen in answer.observations if isinstance(seen, Posture))


def connections(answer: Answer) -> tuple[Connection, ...]:
    assert isinstance(answer, Answered | Unanswered)
    return tuple(seen for seen in answer.observations if isinstance(seen, Connection))


@pytest.mark.parametrize(
    ("state", "protection", "outdated"),
    [
        (0x61100, Protection.ON, False),
        (0x41010, Protection.ON, True),
        (0x60100, Protection.OFF, False),
        (0x62100, Protection.SNOOZED, False),
        (0x53010, Protection.EXPIRED, True),
        (0x6F100, Protection.UNKNOWN, False),
    ],
)
def test_the_bits_of_product_state(state: int, protection: Protection, outdated: bool):  # noqa: FBT001
    answer = read(antivirus.CHECK, part("products", f"Bkav\t{state}"))
    assert traits(answer) == (Antivirus(name="Bkav", protection=protection, outdated=outdated),)


def test_a_product_without_a_state_is_there_and_no_more():
    answer = read(antivirus.CHECK, part("products", "Bkav\t"))
    assert traits(answer) == (Antivirus(name="Bkav", protection=Protection.UNKNOWN),)


@pytest.mark.parametrize(
    ("row", "protection"),
    [
        ("Microsoft Defender\t1\t1\t20261124050300.000000+420\tNormal", Protection.ON),
        ("Microsoft Defender\t1\t0\t20261124050300.000000+420\tNormal", Protection.OFF),
        ("Microsoft Defender\t0\t0\t20261124050300.000000+420\tNot running", Protection.OFF),
        ("Microsoft Defender\t1\t0\t20261124050300.000000+420\tPassive Mode", Protection.UNKNOWN),
        ("Microsoft Defender\t1\t1\t2026-11-23T22:03:00Z\t", Protection.ON),
    ],
)
def test_defender_says_how_it_stands(row: str, protection: Protection):
    (defender,) = traits(read(antivirus.CHECK, part("defender", row)))
    assert isinstance(defender, Antivirus)
    assert defender.protection is protection
    assert defender.signed_at == datetime(2026, 11, 23, 22, 3, tzinfo=UTC)


def test_a_detection_names_its_resources_and_what_stands_in_them():
    row = (
        "7\tTrojan\t20261118101500.000000+420\t102\tC:\\a.exe\tfile:_C:\\b>http://c2.bad.example/x"
    )
    answer = read(antivirus.CHECK, part("detections", row))
    assert traits(answer) == (
        Detection(
            threat="Trojan",
            found_at=datetime(2026, 11, 18, 3, 15, tzinfo=UTC),
            handled=False,
            resources=("file:_C:\\b", "http://c2.bad.example/x"),
            process="C:\\a.exe",
        ),
    )
    assert isinstance(answer, Answered)
    assert "c2.bad.example" in answer.observations[0].names


def test_a_running_service_does_not_say_that_it_protects():
    answer = read(antivirus.CHECK, part("services", "ekrn\t1", "WinDefend\t0"))
    assert [trait.protection for trait in traits(answer) if isinstance(trait, Antivirus)] == [
        Protection.UNKNOWN,
        Protection.OFF,
    ]


def test_a_machine_that_never_had_any_source_is_not_applicable():
    parts = tuple(part(name, status="absent") for name in ("products", "defender", "detections"))
    assert isinstance(read(antivirus.CHECK, *parts), NotApplicable)


def test_an_empty_register_is_noted_and_an_empty_list_of_services_is_not():
    answer = read(antivirus.CHECK, part("products", "canary\t0"), part("services", "canary\t0"))
    assert isinstance(answer, Answered)
    assert answer.notes == ("no_product",)
    server = read(antivirus.CHECK, part("services", "canary\t0"))
    assert isinstance(server, Answered)
    assert server.notes == ()


ORDINARY = "adapter\t2c:f0:5d:31:9a:7e\tcard"


@pytest.mark.parametrize(
    "row",
    [
        "hardware\t03000200-0400-0500-0006-000700080009\t",
        "hardware\tffffffff-ffff-ffff-ffff-ffffffffffff\t",
        "adapter\t02:F0:5D:31:9A:7E\tWi-Fi Direct",
        "adapter\t00:00:00:00:00:00\tlo",
        "name\t\t",
        "colour\tblue\t",
    ],
)
def test_what_recognises_no_machine_is_left_out(row: str):
    answer = read(identity.CHECK, part("adapters", ORDINARY, row))
    assert [trait.value for trait in traits(answer) if isinstance(trait, Identifier)] == [
        "2C:F0:5D:31:9A:7E"
    ]


CELLS = ("on", "in", "out", "dropped", "allowed")


def profile(**said: tuple[str, str]) -> str:
    pairs = (said.get(cell, ("", "")) for cell in CELLS)
    return "\t".join(("domain", "DomainProfile", *(value for pair in pairs for value in pair)))


@pytest.mark.parametrize(
    ("policy", "local", "on", "by_policy"),
    [
        ("", "1", True, False),
        ("", "0", False, False),
        ("0", "1", False, True),
        ("1", "0", True, True),
        ("", "", None, False),
        ("2", "", None, True),
    ],
)
def test_a_policy_wins_over_the_machine(
    policy: str,
    local: str,
    on: bool | None,  # noqa: FBT001 - cells of the table
    by_policy: bool,  # noqa: FBT001
):
    answer = read(firewall_profiles.CHECK, part("profiles", profile(on=(policy, local))))
    (found,) = traits(answer)
    assert isinstance(found, FirewallProfile)
    assert (found.on, found.by_policy) == (on, by_policy)


HEAD = (
    "#Offset: 420",
    "#Version: 1.5",
    "#Fields: date time action protocol src-ip dst-ip src-port dst-port path",
)


def test_a_profile_of_a_network_that_windows_does_not_have_says_nothing():
    answer = read(firewall_profiles.CHECK, part("profiles", profile().replace("domain", "guest")))
    assert isinstance(answer, Answered)
    assert answer.observations == ()


@pytest.mark.parametrize(("start", "disabled"), [("2", False), ("4", True)])
def test_a_service_is_disabled_by_its_start(start: str, disabled: bool):  # noqa: FBT001 - a cell
    answer = read(firewall_profiles.CHECK, part("service", f"MpsSvc\t{start}"))
    assert traits(answer) == (FirewallService(name="MpsSvc", disabled=disabled),)


def test_a_service_without_a_start_says_nothing():
    assert traits(read(firewall_profiles.CHECK, part("service", "MpsSvc\t"))) == ()


@pytest.mark.parametrize(
    ("check", "section", "row"),
    [
        (antivirus.CHECK, "products", "Bkav"),
        (antivirus.CHECK, "defender", "Microsoft Defender\t1\t1"),
        (firewall_profiles.CHECK, "profiles", "domain\tDomainProfile\t1"),
        (identity.CHECK, "names", "name\tPC"),
        (os_support.CHECK, "system", "19045\t5555"),
        (campaign_tool.CHECK, "files", "kvrt\tx"),
        (smb1.CHECK, "registry", "server"),
    ],
)
def test_a_row_of_another_width_breaks_its_table(check: Check, section: str, row: str):
    answer = read(check, part(section, row))
    assert isinstance(answer, Unanswered)
    assert (answer.reason, answer.detail) == (Unread.UNPARSABLE, row)


def log(*rows: str) -> Answer:
    return read(firewall_profiles.CHECK, part("log", *HEAD, *rows))


def test_what_was_sent_or_let_in_is_told_and_a_knock_is_not():
    answer = log(
        "2026-11-24 08:30:13 DROP TCP 192.168.1.5 203.0.113.67 49813 80 SEND",
        "2026-11-24 08:30:14 ALLOW UDP 192.168.1.5 203.0.113.68 49814 53 SEND",
        "2026-11-24 08:30:15 ALLOW TCP 203.0.113.69 192.168.1.5 4444 3389 RECEIVE",
        "2026-11-24 08:30:16 DROP TCP 203.0.113.70 192.168.1.5 4444 445 RECEIVE",
    )
    assert [(row.remote_address, row.remote_port, row.state) for row in connections(answer)] == [
        ("203.0.113.67", 80, ConnectionState.SYN_SENT),
        ("203.0.113.68", 53, ConnectionState.NONE),
        ("203.0.113.69", 4444, ConnectionState.NONE),
    ]
    assert isinstance(answer, Answered)
    assert answer.window.start == datetime(2026, 11, 24, 1, 30, 13, tzinfo=UTC)
    assert answer.rows == 3


def test_a_beacon_is_one_observation_with_its_first_and_last_time():
    (row,) = connections(
        log(
            "2026-11-24 08:30:13 DROP TCP 192.168.1.5 203.0.113.67 49813 80 SEND",
            "2026-11-24 09:30:13 DROP TCP 192.168.1.5 203.0.113.67 49999 80 SEND",
        )
    )
    assert row.sight.seen_from == datetime(2026, 11, 24, 1, 30, 13, tzinfo=UTC)
    assert row.sight.seen_to == datetime(2026, 11, 24, 2, 30, 13, tzinfo=UTC)


def test_columns_are_read_by_name_and_may_change_inside_a_log():
    answer = log(
        "#Fields: time date action protocol dst-ip dst-port src-ip src-port pid path",
        "08:30:13 2026-11-24 DROP TCP 203.0.113.67 80 192.168.1.5 49813 77 SEND",
    )
    (row,) = connections(answer)
    assert (row.remote_address, row.remote_port, str(row.process)) == ("203.0.113.67", 80, "PID 77")


@pytest.mark.parametrize(
    "row",
    [
        "2026-11-24 08:30:13 DROP TCP 192.168.1.5 203.0.113.67",
        "2026-13-24 08:30:13 DROP TCP 192.168.1.5 203.0.113.67 49813 80 SEND",
        "0001-01-01 00:00:00 DROP TCP 192.168.1.5 203.0.113.67 49813 80 SEND",
    ],
)
def test_a_row_that_is_not_understood_breaks_the_log(row: str):
    answer = log("2026-11-24 08:30:13 DROP TCP 192.168.1.5 203.0.113.66 49813 80 SEND", row)
    assert isinstance(answer, Unanswered)
    assert answer.reason is Unread.UNPARSABLE
    known, *odd = connections(answer)
    assert (known.remote_address, known.state) == ("203.0.113.66", ConnectionState.SYN_SENT)
    assert "203.0.113.67" in {found.remote_address for found in odd}
    assert {found.state for found in odd} == {ConnectionState.NONE}


@pytest.mark.parametrize("offset", ["", "#Offset: x", "#Offset: 99999"])
def test_without_the_offset_no_local_time_is_taken_for_another(offset: str):
    rows = (offset, HEAD[-1], "2026-11-24 08:30:13 DROP TCP 192.168.1.5 203.0.113.67 1 80 SEND")
    answer = read(firewall_profiles.CHECK, part("log", *rows))
    assert isinstance(answer, Unanswered)
    assert answer.reason is Unread.UNPARSABLE


def test_a_row_without_both_ends_is_no_contact():
    answer = log(
        "2026-11-24 08:30:13 DROP ICMP - 203.0.113.67 - - SEND",
        "2026-11-24 08:30:14 DROP TCP 192.168.1.5 - 1 80 SEND",
    )
    assert isinstance(answer, Answered)
    assert connections(answer) == ()


def test_a_port_that_is_none_is_told_as_nought():
    (row,) = connections(log("2026-11-24 08:30:13 ALLOW ICMP 192.168.1.5 203.0.113.67 - - SEND"))
    assert (row.protocol, row.local_port, row.remote_port, row.process) == ("icmp", 0, 0, None)


def test_west_of_greenwich_is_later():
    rows = ("#Offset: -300", HEAD[-1])
    row = "2026-11-24 08:30:13 DROP TCP 192.168.1.5 203.0.113.67 1 80 SEND"
    (found,) = connections(read(firewall_profiles.CHECK, part("log", *rows, row)))
    assert found.created_at == datetime(2026, 11, 24, 13, 30, 13, tzinfo=UTC)


def halves(
    switch: str, driver: str, *features: str, status: str = "ok"
) -> tuple[Answer, dict[Half, bool | None]]:
    answer = read(
        smb1.CHECK,
        part("registry", "made\tx", f"server\t{switch}", f"client\t{driver}"),
        part("feature", *(("made\tx", *features) if status == "ok" else ()), status=status),
    )
    real = (trait for trait in traits(answer) if isinstance(trait, Smb1) and trait.by != "made")
    return answer, {half.half: half.on for half in real}


@pytest.mark.parametrize(
    ("switch", "driver", "features", "server", "client"),
    [
        ("0", "4", ("SMB1Protocol\t1",), False, False),
        ("1", "2", ("SMB1Protocol\t1",), True, True),
        ("", "none", ("SMB1Protocol\t2",), False, False),
        ("", "3", ("SMB1Protocol\t1",), True, True),
        ("", "3", ("SMB1Protocol\t1", "SMB1Protocol-Server\t2"), False, True),
        ("", "3", ("SMB1Protocol\t1", "SMB1Protocol-Client\t3"), True, False),
        ("", "3", (), True, True),
    ],
)
def test_switch_driver_and_feature(
    switch: str,
    driver: str,
    features: tuple[str, ...],
    server: bool,  # noqa: FBT001 - cells of the table
    client: bool,  # noqa: FBT001
):
    answer, found = halves(switch, driver, *features)
    assert found == {Half.SERVER: server, Half.CLIENT: client}
    assert isinstance(answer, Answered)


def test_before_the_feature_existed_a_server_without_a_switch_is_on():
    answer, found = halves("", "3", status="absent")
    assert found == {Half.SERVER: True, Half.CLIENT: True}
    assert isinstance(answer, Answered)


def test_the_feature_matters_only_where_the_registry_is_silent():
    settled, _ = halves("0", "4", status="denied")
    assert isinstance(settled, Answered)
    silent, found = halves("", "4", status="denied")
    assert isinstance(silent, Unanswered)
    assert found[Half.SERVER] is None


def test_one_half_of_the_sources_of_smb1_is_shown_and_judges_nothing():
    for section in ("registry", "feature"):
        answer = read(smb1.CHECK, part(section, "made\tx", "server\t0"))
        assert [trait.by for trait in traits(answer) if isinstance(trait, Smb1)] == ["made"]
    assert read(smb1.CHECK, part("elsewhere", "x")) == Unanswered(
        reason=Unread.EMPTY, detail="no section"
    )


def test_a_client_without_a_driver_row_is_not_told():
    answer = read(smb1.CHECK, part("registry", "made\tx", "server\t0"), part("feature", "made\tx"))
    found = {trait.half: trait.on for trait in traits(answer) if isinstance(trait, Smb1)}
    assert found[Half.CLIENT] is None


UBUNTU = ("ID=made", 'ID="ubuntu"', "VERSION_ID='22.04'", 'PRETTY_NAME="Ubuntu 22.04.5 LTS"')
CONTEXT = Context(clock=NOW)


def test_a_distribution_is_found_in_the_table_by_its_id_and_version():
    answer = os_support.CHECK.read_posix((part("os_release", *UBUNTU),), CONTEXT)
    (_, system) = traits(answer)
    assert isinstance(system, System)
    assert (system.name, system.version) == ("Ubuntu 22.04.5 LTS", "22.04")
    assert system.ends is not None
    assert system.ends_source.startswith("https://")
    unknown = os_support.CHECK.read_posix((part("os_release", "ID=made", "NAME=X"),), CONTEXT)
    assert [(trait.name, trait.ends) for trait in traits(unknown) if isinstance(trait, System)] == [
        ("", None),
        ("X", None),
    ]


UPGRADE = "2026-11-03 06:12:40 upgrade libc6:amd64 2.35-0ubuntu3.1 2.35-0ubuntu3.8"


def test_an_upgrade_is_told_by_the_day():
    answer = os_support.CHECK.read_posix((part("upgrades", UPGRADE),), CONTEXT)
    assert traits(answer) == (Patched(update="libc6:amd64", at=datetime(2026, 11, 3, tzinfo=UTC)),)


@pytest.mark.parametrize("row", ["2026-11-03 06:12:40 upgrade", "2026-13-03 06:12:40 upgrade x 1"])
def test_a_line_that_names_no_upgrade_breaks_the_log(row: str):
    answer = os_support.CHECK.read_posix((part("upgrades", UPGRADE, row),), CONTEXT)
    assert isinstance(answer, Unanswered)
    assert answer.reason is Unread.UNPARSABLE
    assert len(answer.observations) == 1


def test_a_windows_without_a_build_says_nothing():
    answer = read(os_support.CHECK, part("system", "\t\tWindows 10 Pro\t\t\t"))
    assert isinstance(answer, Answered)
    assert answer.observations == ()


def msrt(*lines: str) -> tuple[ToolTrace, ...]:
    found = traits(read(campaign_tool.CHECK, part("msrt", "offset 420", *lines)))
    return tuple(trace for trace in found if isinstance(trace, ToolTrace))


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("0x0", ScanOutcome.NOTHING_FOUND),
        ("0x2", ScanOutcome.FAILED),
        ("0x6", ScanOutcome.LEFT),
        ("0xA", ScanOutcome.LEFT),
        ("0xff", ScanOutcome.UNTOLD),
    ],
)
def test_the_codes_of_msrt(code: str, outcome: ScanOutcome):
    (run,) = msrt("bất kỳ lời nào Wed Jan 15 09:14:55 2020", f"Mã trả về: 1 ({code})")
    assert run.outcome is outcome
    assert run.when == datetime(2020, 1, 15, 2, 14, 55, tzinfo=UTC)


def test_each_code_closes_its_own_run():
    first, second, third = msrt(
        "Started On Wed Jan 15 09:11:20 2020",
        "Finished On Wed Jan 15 09:14:55 2020",
        "Return code: 0 (0x0)",
        "Return code: 0 (0x0)",
        "Finished On Th2 Feb 31 09:14:55 2020",
        "Return code: 0 (0x0)",
    )
    assert first.when is not None
    assert (second.when, third.when) == (None, None)


@pytest.mark.parametrize(
    "when",
    ["Xyz 15 09:14:55 2020", "Feb 31 09:14:55 2020", "Jan  1 00:00:00 0001", "Jan 15 09:14 2020"],
)
def test_a_time_that_is_none_dates_no_run(when: str):
    (run,) = msrt(f"Finished On Wed {when}", "Return code: 0 (0x0)")
    assert run.when is None


def test_a_trace_of_an_unknown_pattern_proves_no_run():
    (found,) = traits(read(campaign_tool.CHECK, part("files", "kvrt\t*\tx\t2026-11-20T00:00:00Z")))
    assert isinstance(found, ToolTrace)
    assert not found.ran


def test_a_machine_without_a_trace_is_answered_with_nothing():
    answer = read(campaign_tool.CHECK, part("files", "made\tx\t\t"), part("registry", "made\tx\t"))
    assert isinstance(answer, Answered)
    assert answer.rows == 0


def test_the_script_looks_where_the_profiles_say():
    assert as_powershell(PROFILES) in campaign_tool.CHECK.windows
    assert len({tool.id for tool in PROFILES}) == len(PROFILES)
    for tool in PROFILES:
        for glob in tool.globs:
            assert "'" not in glob
            assert glob.isascii()
