"""`inventory check` names a jump host that nobody knows, where it is written."""

from pathlib import Path

import pytest

from orchestrator.errors import InventoryError
from orchestrator.inventory.checking import check_inventory
from orchestrator.vault import Vault
from tests.inventory.trees import HEAD, write

UNIT = "th_x:\n  vars: {unit: {name: Trường X, type: primary_school}}\n  hosts:\n    cong: {}\n"


def checked(folder: Path, machine: str) -> str:
    write(folder, {"i/group_vars/all.yml": HEAD, "i/a.yml": f"{UNIT}    x-1: {{{machine}}}\n"})
    try:
        check_inventory([str(folder / "i")], Vault())
    except InventoryError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    ("machine", "name"),
    [
        ("jump: con", "con"),
        ("jump: 'cong,xa'", "xa"),
        ("jump: [cong, xa]", "xa"),
        ("ansible_ssh_common_args: -J xa", "xa"),
        ("ansible_ssh_extra_args: '-o ProxyJump=xa:2222'", "xa"),
    ],
)
def test_a_jump_host_that_nobody_knows_is_named_in_its_place(
    tmp_path: Path, machine: str, name: str
):
    said = checked(tmp_path, machine)
    assert f"a.yml:5:{len('    x-1: {') + machine.index(':') + 3}:" in said
    assert f"`{name}`" in said


def test_a_slip_of_a_name_is_told(tmp_path: Path):
    assert "`cong`" in checked(tmp_path, "jump: conh").partition(". ")[2]


@pytest.mark.parametrize(
    "machine",
    [
        "jump: cong",
        "jump: 'cong:2222'",
        "jump: audit@gate.example",
        "jump: '{{ gate }}'",
        "ansible_ssh_common_args: '-J audit@gate.example,cong'",
        "ansible_ssh_common_args: ''",
    ],
)
def test_what_a_sweep_may_follow_is_sound(tmp_path: Path, machine: str):
    assert checked(tmp_path, machine) == ""
