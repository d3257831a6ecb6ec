"""Each cause once, whom it concerns, lines ready to paste; and whether all can be asked."""

import dataclasses
from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator.doctor import askable, groups, prescribe
from orchestrator.model.diagnosis import (
    Cause,
    Found,
    Reached,
)
from orchestrator.model.plan import Via
from tests.doctor.checkups import ERRAND, LOST, UNITS, WELL, checkup
from tests.transport.jobs import password, target


def test_machines_with_the_same_ills_are_one_group_the_largest_first():
    found = (checkup("a", Cause.HUNG), checkup("b", *LOST), WELL, checkup("c", *LOST))
    assert [(ills, [c.machine.name for c in ill]) for ills, ill in groups(found)] == [
        (LOST, ["b", "c"]),
        ((Cause.HUNG,), ["a"]),
    ]


def test_each_cause_is_one_remedy_for_all_who_may_have_it():
    found = (checkup("a", *LOST), checkup("b", Cause.OFF), checkup("c", *LOST))
    named = {remedy.cause: remedy for remedy in prescribe(found, ERRAND)}
    assert named[Cause.OFF].machines == ("a", "b", "c")
    assert [p.text for p in named[Cause.OFF].pastes] == ["orchestrator ping a,b,c -i inv"]
    assert named[Cause.PUBLIC_PROFILE].machines == ("a", "c")


def test_of_many_machines_the_units_are_named():
    found = tuple(checkup(f"m-{n}", Cause.OFF, unit=UNITS[n % 2]) for n in range(12))
    (remedy,) = prescribe(found, ERRAND)
    assert [p.text for p in remedy.pastes] == ["orchestrator ping th_a,th_b -i inv"]


def test_of_many_units_what_was_typed_is_typed_again():
    units = tuple(replace(UNITS[0], code=f"th_{n}") for n in range(6))
    found = tuple(checkup(f"m-{n}", Cause.OFF, unit=unit) for n, unit in enumerate(units))
    (remedy,) = prescribe(found, replace(ERRAND, pattern="all:!offline", typed=("-l", "Phúc Xá")))
    (paste,) = remedy.pastes
    assert paste.text == "orchestrator ping 'all:!offline' -i inv -l 'Phúc Xá'"


def test_whoever_logged_on_by_a_typed_password_types_it_again():
    (remedy,) = prescribe((checkup("a", Cause.OFF),), replace(ERRAND, typed=("-u", "x y", "-k")))
    assert [p.text for p in remedy.pastes] == ["orchestrator ping a -i inv -u 'x y' -k"]


@pytest.mark.parametrize("cause", [Cause.WRONG_PASSWORD, Cause.PAUSED, Cause.HELD])
def test_an_account_is_sent_again_when_a_person_says_that_it_was_mended(cause: Cause):
    where = replace(target(5986, via=Via.WINRM), credential=password(user="EDU\\audit"))
    (remedy,) = prescribe((checkup("a", cause, where=where),), replace(ERRAND, actor="Tổ A"))
    assert [p.text for p in remedy.pastes] == [
        "orchestrator ping a -i inv --forget-rejections 'EDU\\audit' --by 'Tổ A'"
    ]


@pytest.mark.parametrize(
    ("variables", "typed", "asked"),
    [
        ({}, (), " -u kiemtra-ioc -k"),
        ({"ansible_user": "ra-soat"}, (), " -k"),
        ({}, ("-u", "audit"), " -u audit -k"),
    ],
)
def test_an_account_that_is_named_is_given_its_password_alone(
    variables: dict[str, object], typed: tuple[str, ...], asked: str
):
    found = checkup("a", Cause.NO_CREDENTIAL)
    found = replace(found, machine=dataclasses.replace(found.machine, variables=variables))
    (remedy,) = prescribe((found,), replace(ERRAND, typed=typed))
    assert [p.text for p in remedy.pastes] == [f"orchestrator ping a -i inv{asked}"]


def test_lines_that_differ_by_machine_say_for_whom_they_are():
    found = (
        checkup("a", Cause.WRONG_PORT, found=Found(via=Via.WINRM, port=5985)),
        checkup("b", Cause.WRONG_PORT, found=Found(via=Via.WINRM, port=5987)),
        checkup("c", Cause.WRONG_PORT, found=Found(via=Via.WINRM, port=5985)),
    )
    (remedy,) = prescribe(found, ERRAND)
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
    (remedy,) = prescribe((checkup("a", Cause.LOCKED, where=where),), ERRAND)
    assert line in remedy.pastes[0].text


def test_linux_gets_a_shells_line_and_its_known_host_is_named_with_its_port():
    there = (checkup("a", Cause.HUNG, Cause.REINSTALLED, where=target(2222)),)
    lines = {remedy.cause: remedy.pastes[0].text for remedy in prescribe(there, ERRAND)}
    assert lines[Cause.HUNG] == "sudo systemctl restart ssh"
    known = str(Path("state") / "known_hosts")
    assert lines[Cause.REINSTALLED] == f"ssh-keygen -f {known} -R '[127.0.0.1]:2222'"


def test_a_machine_that_was_not_dialled_has_a_remedy_too():
    bare = replace(checkup("a", Cause.UNSUPPORTED), symptoms=None)
    (remedy,) = prescribe((bare,), ERRAND)
    assert remedy.pastes[0].text == "orchestrator inventory check -i inv"


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
