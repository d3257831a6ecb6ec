from pathlib import Path

import pytest

from orchestrator.errors import InventoryError
from orchestrator.inventory import Inventory, load, match, select
from tests.inventory.trees import HEAD, write

FILES = {
    "group_vars/all.yml": HEAD,
    "a.yml": """
phuc_xa:
  vars: {ward: Phúc Xá}
  children:
    th_x: {vars: {unit: {name: Trường Tiểu học Hoa Sen, type: primary_school}}, hosts: {x-1: }}
    mn_x: {vars: {unit: {name: Trường Mầm non Hoa Sen, type: kindergarten}}, hosts: {m-1: }}
truc_bach:
  vars: {ward: Trúc Bạch}
  children:
    th_y: {vars: {unit: {name: Trường Tiểu học Sao Mai, type: primary_school}}, hosts: {y-1: }}
dao:
  vars: {area: {name: Đảo Xa, level: commune}}
  children:
    th_z: {vars: {unit: {name: Trường Tiểu học Sao Mai, type: primary_school}}, hosts: {z-1: }}
""",
}


@pytest.fixture(name="inventory", scope="module")
def _inventory(tmp_path_factory: pytest.TempPathFactory) -> Inventory:
    return load([write(tmp_path_factory.mktemp("inv"), FILES)])


@pytest.mark.parametrize(
    ("limit", "hosts"),
    [
        ("Phúc Xá", ("x-1", "m-1")),
        ("Phường Phúc Xá", ("x-1", "m-1")),
        ("phuc xa", ("x-1", "m-1")),
        ("P. Phúc Xá, Trúc Bạch", ("x-1", "m-1", "y-1")),
        ("!Phúc Xá", ("y-1", "z-1")),
        ("phuc_xa,&Trường Tiểu học Hoa Sen", ("x-1",)),
        ("Trường TH Hoa Sen", ("x-1",)),
        ("Đảo Xa", ("z-1",)),
        ("th_x", ("x-1",)),
        ("th_*:!th_x", ("y-1", "z-1")),
        ("x-1,Đảo Xa", ("x-1", "z-1")),
    ],
)
def test_units_and_bodies_may_stand_by_their_names(
    inventory: Inventory, limit: str, hosts: tuple[str, ...]
):
    assert select(inventory, "all", limit=limit) == hosts
    assert match(inventory, "all", limit=limit).hosts == hosts


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ("Phúc Xo", "Phúc Xá"),
        ("Trường Tiểu học Sao Mai", "th_y, th_z"),
        ("Hoa Hồng Đỏ", "inventory graph"),
        ("Phúc Xá,Trúc Bạk", "Trúc Bạch"),
    ],
)
def test_a_name_that_is_nobodys_or_of_several_is_refused(
    inventory: Inventory, limit: str, said: str
):
    with pytest.raises(InventoryError) as caught:
        select(inventory, "all", limit=limit)
    (problem,) = caught.value.problems
    assert said in str(problem)


def test_a_group_keeps_its_meaning_before_a_name(tmp_path: Path):
    text = FILES["a.yml"] + "phuc xa 2:\n  hosts: {x-1: }\n"
    inventory = load([write(tmp_path, {**FILES, "a.yml": text})])
    assert select(inventory, "all", limit="phuc_xa") == ("x-1", "m-1")


def test_without_a_limit_nothing_changes(inventory: Inventory):
    assert select(inventory, "th_y") == ("y-1",)
