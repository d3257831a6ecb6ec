"""Which jump hosts a plan finds in the variables of machines."""

from pathlib import Path

import pytest

from orchestrator.errors import InventoryError
from orchestrator.model.district import Machine
from orchestrator.model.plan import Agent, JumpHost, KeyFile, Password
from orchestrator.model.secret import Secret
from orchestrator.plan.connection import Defaults
from orchestrator.plan.description import describe
from orchestrator.text.catalogue import catalogue
from tests.plan.books import book
from tests.plan.districts import LOGON, WINRM, machine
from tests.plan.test_compile import SWEEP, asked, plan_of

GATE = {"ansible_host": "192.0.2.1", "ansible_user": "gac", "ansible_password": "của cổng"}
OF_GATE = JumpHost(
    name="gate",
    address="192.0.2.1",
    port=22,
    credential=Password(user="gac", secret=Secret("của cổng")),
)


def gate(**more: object) -> Machine:
    return machine("gate", **{**GATE, **more})


def hops(folder: Path, *machines: Machine, **more: object) -> tuple[JumpHost, ...]:
    return asked(plan_of(book(folder, SWEEP), *machines, **more), "m").target.jump  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "variables",
    [
        {"jump": "gate"},
        {"jump": ["gate"]},
        {"jump": "gac@gate"},
        {"jump": "{{ way }}", "way": "gate"},
        {"ansible_ssh_common_args": "-J gate"},
        {"ansible_ssh_extra_args": "-o ProxyJump=gate"},
        {"ansible_ssh_common_args": "", "ansible_ssh_extra_args": "-J gac@gate"},
    ],
)
def test_a_machine_of_the_inventory_brings_its_own_credential(
    tmp_path: Path, variables: dict[str, object]
) -> None:
    assert hops(tmp_path, gate(), machine("m", **LOGON, **variables)) == (OF_GATE,)


def test_winrm_goes_through_it_too(tmp_path: Path) -> None:
    assert hops(tmp_path, gate(), machine("m", **WINRM, jump="gate")) == (OF_GATE,)


def test_jump_wins_over_arguments_of_ssh(tmp_path: Path) -> None:
    row = machine("m", **WINRM, jump="gate", ansible_ssh_common_args="-J other")
    assert hops(tmp_path, gate(), row) == (OF_GATE,)


def test_one_that_lies_behind_another_is_reached_through_it(tmp_path: Path) -> None:
    inner = machine("inner", **LOGON, ansible_host="10.0.0.2", jump="gate")
    found = hops(tmp_path, gate(), inner, machine("m", **LOGON, jump="inner"))
    assert [hop.name for hop in found] == ["gate", "inner"]


def test_several_are_taken_in_their_order(tmp_path: Path) -> None:
    inner = machine("inner", **LOGON, ansible_port=2222)
    found = hops(tmp_path, gate(), inner, machine("m", **LOGON, jump=["gate", "inner:22"]))
    assert [(hop.name, hop.port) for hop in found] == [("gate", 22), ("inner", 22)]


def test_a_stranger_gets_the_key_of_the_run_and_never_the_machines_password(
    tmp_path: Path,
) -> None:
    row = machine("m", **LOGON, jump="ops@192.0.2.9:2200")
    (hop,) = hops(tmp_path, row, defaults=Defaults(private_key="/k"))
    assert hop == JumpHost(
        name="ops@192.0.2.9",
        address="192.0.2.9",
        port=2200,
        credential=KeyFile(user="ops", path="/k"),
    )
    (hop,) = hops(tmp_path, row, defaults=Defaults(agent=True))
    assert hop.credential == Agent(user="ops")


@pytest.mark.parametrize(
    ("rows", "variables", "said"),
    [
        ((), {"jump": "gate"}, "no machine of the inventory"),
        ((), {"jump": "ops@192.0.2.9"}, "nothing opens the jump host"),
        ((), {"jump": "a b"}, "which is no jump host"),
        ((), {"jump": [["a"]]}, "must be a text"),
        ((gate(),), {"jump": "ops@gate"}, "with another user"),
        ((gate(ansible_password=""),), {"jump": "gate"}, "nothing opens the jump host"),
        ((gate(ansible_connection="winrm"),), {"jump": "gate"}, "is not reached by SSH"),
        ((gate(jump="gate"),), {"jump": "gate"}, "leads through itself"),
        ((gate(),), {"jump": ["gate", "gate"]}, "leads through itself"),
        ((gate(),), {"jump": ["gate", "m"]}, "leads through itself"),
        ((gate(jump="m"),), {"jump": "gate"}, "leads through itself"),
        ((gate(),), {"ansible_ssh_common_args": "-J gate -v"}, "not followed here"),
        ((gate(),), {"ansible_ssh_common_args": "-J a/b"}, "which is no jump host"),
        (
            (gate(),),
            {"ansible_ssh_common_args": "-J gate", "ansible_ssh_extra_args": "-J gate"},
            "both in",
        ),
        (
            (gate(),),
            {"ansible_connection": "winrm", "ansible_ssh_common_args": "-J gate"},
            "says nothing to WinRM",
        ),
    ],
)
def test_what_cannot_be_used_is_refused(
    tmp_path: Path, rows: tuple[Machine, ...], variables: dict[str, object], said: str
) -> None:
    with pytest.raises(InventoryError, match=said) as error:
        hops(tmp_path, *rows, machine("m", **LOGON, **variables))
    assert all(problem.place for problem in error.value.problems)


def test_the_plan_shows_the_way(tmp_path: Path) -> None:
    plan = plan_of(book(tmp_path, SWEEP), gate(), machine("m", **LOGON, jump="gate"))
    shown = describe(plan, {}, catalogue("en"))
    assert "through gate (192.0.2.1:22)" in shown
    assert "của cổng" not in shown
