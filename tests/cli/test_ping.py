"""What `ping` prints: machines in order, each cause once, lines ready to paste, exit codes."""

import json
import os
import signal
import socket
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from orchestrator.cli.main import main
from orchestrator.cli.ping import screen
from orchestrator.doctor import Errand, askable, checkups_as_json, groups, remedies
from orchestrator.model.answer import Facts
from orchestrator.model.diagnosis import (
    Cause,
    Checkup,
    Diagnosis,
    Door,
    Found,
    Http,
    HungUp,
    Mute,
    Noise,
    OldTls,
    Reached,
    Shut,
    Ssh,
    Symptoms,
    Tls,
)
from orchestrator.model.district import Machine, Unit, UnitType
from orchestrator.model.outcome import OK, Ended, Outcome
from orchestrator.model.plan import Family, Target, Via
from orchestrator.text.catalogue import catalogue
from tests.doctor import servers
from tests.inventory.trees import HEAD, write
from tests.transport.jobs import password, target

UNITS = tuple(
    Unit(code=code, name=f"Trường {code}", type=UnitType.PRIMARY_SCHOOL)
    for code in ("th_a", "th_b")
)
ERRAND = Errand(inventory=("inv",), state=Path("state"))
LOST = (Cause.OFF, Cause.PUBLIC_PROFILE)


def checkup(
    name: str,
    *causes: Cause,
    state: Reached = Reached.FAILED,
    unit: Unit = UNITS[0],
    where: Target | None = None,
    found: Found | None = None,
    **seen: object,
) -> Checkup:
    to = replace(where or target(5986, via=Via.WINRM), machine=name)
    family = Family.POSIX if to.via is Via.SSH else Family.WINDOWS
    symptoms = Symptoms(target=to, family=family, outcome=Outcome(ended=Ended.UNREACHABLE))
    return Checkup(
        unit=unit,
        machine=Machine(name=name, unit=unit.code),
        diagnosis=Diagnosis(state=state, causes=causes, found=found),
        symptoms=replace(symptoms, **seen),  # type: ignore[arg-type]
        principal="audit (password)",
        source="192.0.2.1",
    )


WELL = checkup(
    "w-1",
    state=Reached.LOGGED_ON,
    outcome=OK,
    facts=Facts(os="Windows 10 Pro", shell="PowerShell 5.1", elevated=True),  # noqa: S604
    clock_offset_s=2.0,
)


def shown_in(found, errand: Errand, lang: str) -> str:
    return screen(found, errand, catalogue(lang))


def json_in(found, errand: Errand, lang: str):
    return checkups_as_json(found, errand, catalogue(lang))


def test_machines_with_the_same_ills_are_one_group_the_largest_first():
    found = (checkup("a", Cause.HUNG), checkup("b", *LOST), WELL, checkup("c", *LOST))
    assert [(ills, [c.machine.name for c in ill]) for ills, ill in groups(found)] == [
        (LOST, ["b", "c"]),
        ((Cause.HUNG,), ["a"]),
    ]


def test_each_cause_is_one_remedy_for_all_who_may_have_it():
    found = (checkup("a", *LOST), checkup("b", Cause.OFF), checkup("c", *LOST))
    named = {remedy.cause: remedy for remedy in remedies(found, ERRAND)}
    assert named[Cause.OFF].machines == ("a", "b", "c")
    assert [p.text for p in named[Cause.OFF].pastes] == ["orchestrator ping a,b,c -i inv"]
    assert named[Cause.PUBLIC_PROFILE].machines == ("a", "c")


def test_of_many_machines_the_units_are_named():
    found = tuple(checkup(f"m-{n}", Cause.OFF, unit=UNITS[n % 2]) for n in range(12))
    (remedy,) = remedies(found, ERRAND)
    assert [p.text for p in remedy.pastes] == ["orchestrator ping th_a,th_b -i inv"]


def test_lines_that_differ_by_machine_say_for_whom_they_are():
    found = (
        checkup("a", Cause.WRONG_PORT, found=Found(via=Via.WINRM, port=5985)),
        checkup("b", Cause.WRONG_PORT, found=Found(via=Via.WINRM, port=5987)),
        checkup("c", Cause.WRONG_PORT, found=Found(via=Via.WINRM, port=5985)),
    )
    (remedy,) = remedies(found, ERRAND)
    assert [(p.text, p.machines) for p in remedy.pastes] == [
        ("ansible_port: 5985", ("a", "c")),
        ("ansible_port: 5987", ("b",)),
    ]


@pytest.mark.parametrize(
    ("user", "line"),
    [
        ("kiemtra", "[ADSI]('WinNT://./' + 'kiemtra' + ',user')"),
        (".\\kiemtra", "[ADSI]('WinNT://./' + 'kiemtra' + ',user')"),
        ("a\\kiemtra", "[ADSI]('WinNT://./' + 'kiemtra' + ',user')"),
        ("EDU\\kiemtra", "Unlock-ADAccount -Identity 'kiemtra'"),
        ("kiemtra@edu.example", "Unlock-ADAccount -Identity 'kiemtra'"),
    ],
)
def test_a_domains_account_is_unlocked_in_the_domain(user: str, line: str):
    where = target(5986, password(user=user), via=Via.WINRM)
    (remedy,) = remedies((checkup("a", Cause.LOCKED, where=where),), ERRAND)
    assert line in remedy.pastes[0].text


def test_linux_gets_a_shells_line_and_its_known_host_is_named_with_its_port():
    there = (checkup("a", Cause.HUNG, Cause.REINSTALLED, where=target(2222)),)
    lines = {remedy.cause: remedy.pastes[0].text for remedy in remedies(there, ERRAND)}
    assert lines[Cause.HUNG] == "sudo systemctl restart ssh"
    known = str(Path("state") / "known_hosts")
    assert lines[Cause.REINSTALLED] == f"ssh-keygen -f {known} -R '[127.0.0.1]:2222'"


def test_a_machine_that_was_not_dialled_has_a_remedy_too():
    bare = replace(checkup("a", Cause.UNSUPPORTED), symptoms=None)
    (remedy,) = remedies((bare,), ERRAND)
    assert remedy.pastes[0].text == "orchestrator inventory check -i inv"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_screen_names_every_machine_and_every_cause_once(lang: str):
    found = (checkup("a-1", *LOST), checkup("a-2", *LOST), WELL)
    shown = shown_in(found, ERRAND, lang)
    assert [row.split()[1] for row in shown.splitlines()[2:5]] == ["a-1", "a-2", "w-1"]
    assert "PowerShell 5.1" in shown
    title = {"vi": "đang tắt (2 máy)", "en": "off (2 machines)"}[lang]
    assert shown.count(title) == 1
    summary = {
        "vi": "2 máy: đang tắt hoặc mạng đặt là Public",
        "en": "2 machines: off or network profile is Public",
    }[lang]
    assert summary in shown


def test_a_machine_that_is_well_says_who_where_and_how_fast():
    shown = shown_in((replace(WELL, connect_s=0.012, seconds=0.25),), ERRAND, "vi")
    told = "audit; Windows 10 Pro; PowerShell 5.1; quyền quản trị; lệch giờ 2 giây; kết nối 12 ms"
    assert f"{told}; 0,2 giây" in shown


def test_a_doubt_is_marked_as_one():
    doubted = Diagnosis(state=Reached.LOGGED_ON, causes=(Cause.TOKEN_FILTER, Cause.NOT_ADMIN))
    shown = shown_in((replace(WELL, diagnosis=doubted),), ERRAND, "vi")
    assert shown.count("lưu ý: quyền quản trị bị lọc hoặc không phải quản trị viên") == 2


def test_where_the_service_was_found_is_said():
    at = Found(via=Via.WINRM, port=5985)
    shown = shown_in((checkup("a", Cause.WRONG_PORT, found=at),), ERRAND, "vi")
    assert "sai cổng (winrm 5985)" in shown
    assert "    ansible_port: 5985" in shown


def test_lines_that_differ_for_many_machines_are_cut_short_on_the_screen():
    found = tuple(
        checkup(f"m-{n}", Cause.WRONG_PORT, found=Found(via=Via.WINRM, port=6000 + n))
        for n in range(5)
    )
    shown = shown_in(found, ERRAND, "vi")
    assert "ansible_port: 6002" in shown
    assert "ansible_port: 6003" not in shown
    assert "… và 2 dòng tương tự; xem đủ bằng --json" in shown
    (remedy,) = json_in(found, ERRAND, "vi")["remedies"]
    assert len(remedy["lines"]) == 5


def test_what_a_machine_says_is_never_printed_raw():
    evil = "\x1b[2J\u202eabc"
    bad = replace(WELL.symptoms, facts=Facts(os=evil, shell=evil, name=evil))
    shown = shown_in((replace(WELL, symptoms=bad),), ERRAND, "vi")
    assert all(line.isprintable() for line in shown.splitlines())
    seen = (Ssh(software=evil), Http(status=200, server=evil, offers=(evil,)), Noise(start=b"\x1b"))
    doors = tuple(Door(port=22, seen=what) for what in seen)
    outcome = Outcome(ended=Ended.PROTOCOL_ERROR, detail=evil)
    ill = checkup("a", Cause.PROTOCOL, doors=doors, outcome=outcome, facts=Facts(os=evil))
    printed = json.dumps(json_in((ill,), ERRAND, "vi"), ensure_ascii=False)
    assert printed.isprintable()
    assert "\\u001b" not in printed


def test_json_holds_doors_of_every_kind():
    kinds = (
        Shut.REFUSED,
        Mute(),
        HungUp(),
        Ssh(software="x"),
        Http(status=401, winrm=True),
        Noise(start=b"x"),
        Tls(inside=Http(status=401)),
        Tls(),
        OldTls(),
    )
    doors = tuple(Door(port=port, seen=what) for port, what in enumerate(kinds))
    said = json_in((checkup("a", Cause.PROTOCOL, doors=doors), WELL), ERRAND, "en")
    text = json.loads(json.dumps(said))
    assert text["schema"] == 1
    assert [door["seen"] for door in text["machines"][0]["doors"]] == [
        "refused", "mute", "hung_up", "ssh", "http", "other", "tls", "tls", "old_tls",
    ]  # fmt: skip
    assert text["counts"]["logged_on"] == 1
    assert text["remedies"][0]["cause"] == "protocol"
    assert "mat-khau-thu" not in json.dumps(said)


@pytest.mark.parametrize(
    ("states", "code"),
    [
        ((Reached.LOGGED_ON, Reached.EXCLUDED), 0),
        ((Reached.DOOR_OPEN,), 0),
        ((Reached.LOGGED_ON, Reached.FAILED), 4),
        ((Reached.EXCLUDED,), 4),
        ((), 4),
        ((Reached.LOGGED_ON, Reached.UNKNOWN), 130),
    ],
)
def test_exit_codes(states: tuple[Reached, ...], code: int):
    assert askable(tuple(checkup("a", state=state) for state in states)) == code


# --- the whole command


def inventory(folder: Path, machines: str, more: str = "") -> str:
    unit = (
        f"th_x:\n  vars: {{unit: {{name: Trường X, type: primary_school}}}}\n  hosts:\n{machines}"
    )
    return write(folder, {"group_vars/all.yml": HEAD + more, "a.yml": unit})


def test_excluded_machines_are_not_touched(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out = "{reason: thanh lý, approver: UBND, date: '2026-01-02'}"
    with servers.speaking(servers.SSH) as port:
        rows = f"    x-1: {{ansible_host: 127.0.0.1, ansible_port: {port}, excluded: {out}}}\n"
        source = inventory(tmp_path / "i", rows)
        code = main(["ping", "-i", source, "--state", str(tmp_path / "s"), "--json"])
    said = json.loads(capsys.readouterr().out)
    assert (code, said["machines"][0]["state"]) == (4, "excluded")
    assert "doors" not in said["machines"][0]


def test_bad_input_is_told_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    source = inventory(tmp_path / "i", "    x-1: {ansible_connection: wirnm}\n")
    assert main(["ping", "-i", source, "--state", str(tmp_path / "s")]) == 2
    told = capsys.readouterr().err
    assert "có phải ý là `winrm`?" in told
    assert "a.yml:" in told
    way = "ansible_connection: winrm, ansible_winrm_transport: basic, ansible_winrm_scheme: http"
    rows = "".join(f"    x-{n}: {{{way}, ansible_port: {9000 + n}}}\n" for n in range(3))
    assert main(["ping", "-i", inventory(tmp_path / "j", rows)]) == 2
    assert "basic needs https" in capsys.readouterr().err
    assert main(["ping", "nobody", "-i", source, "--state", str(tmp_path / "s")]) == 2
    assert not (tmp_path / "s").exists()


def test_machines_behind_one_address_are_not_taken_for_each_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    with servers.speaking(servers.hang_up) as one, servers.speaking(servers.hang_up) as other:
        rows = "".join(
            f"    x-{n}: {{ansible_host: 127.0.0.1, ansible_port: {port}}}\n"
            for n, port in enumerate((one, other))
        )
        source = inventory(tmp_path / "i", rows)
        words = [
            "ping",
            "x-0",
            "-i",
            source,
            "--state",
            str(tmp_path / "s"),
            "--no-logon",
            "--json",
        ]
        assert main(words) == 4
    said = json.loads(capsys.readouterr().out)
    assert [door["port"] for door in said["machines"][0]["doors"]] == [one]


@pytest.mark.skipif(os.name == "nt", reason="no signal can be sent to oneself there")
def test_ctrl_c_shows_what_is_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    before, pressed = signal.getsignal(signal.SIGINT), threading.Lock()

    def interrupts(sock: socket.socket) -> None:
        if pressed.acquire(blocking=False):
            os.kill(os.getpid(), signal.SIGINT)
        servers.mute(sock)

    with servers.speaking(interrupts) as port:
        row = f"    x-1: {{ansible_host: 127.0.0.1, ansible_port: {port}, ansible_user: a}}\n"
        words = ["-i", inventory(tmp_path / "i", row), "-e", "ansible_password=x"]
        try:
            assert main(["ping", *words, "--state", str(tmp_path / "s")]) == 130
        finally:
            signal.signal(signal.SIGINT, before)
    assert "chưa thử" in capsys.readouterr().out
