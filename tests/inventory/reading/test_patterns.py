from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.errors import InventoryError
from orchestrator.inventory import Inventory, load, match, select
from tests.inventory.trees import write

TREE = """
east:
  children:
    school_a: {hosts: {"a-[01:04]": , shared.example: }}
    school_b: {hosts: {"b-[1:3]": }}
west:
  children:
    school_c: {hosts: {"c-[1:2]": , shared.example: }}
offline: {hosts: {a-02: , c-1: }}
empty_group:
"""


@pytest.fixture(scope="module")
def inventory(tmp_path_factory: pytest.TempPathFactory) -> Inventory:
    return load([write(tmp_path_factory.mktemp("inv"), {"x.yml": TREE})])


A = ("a-01", "a-02", "a-03", "a-04", "shared.example")
B = ("b-1", "b-2", "b-3")


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("school_a", A),
        ("a-03", ("a-03",)),
        ("school_b:school_a", (*B, *A)),
        ("school_b,school_a", (*B, *A)),
        (" school_b , a-01 ", (*B, "a-01")),
        ("east:!offline", ("a-01", "a-03", "a-04", "shared.example", *B)),
        ("!offline:east", ("a-01", "a-03", "a-04", "shared.example", *B)),
        ("east:&west", ("shared.example",)),
        ("east:&west:!shared.example", ()),
        ("!east", ("c-1", "c-2")),
        ("&offline", ("a-02", "c-1")),
        ("school_?:!east", ("c-1", "c-2")),
        ("a-0[13]*", ("a-01", "a-03")),  # without the star, [13] would be an index
        ("*.example", ("shared.example",)),
        ("~[bc]-1$", ("b-1", "c-1")),
        ("~^(a|b)-0?1", ("a-01", "b-1")),
        ("school_a[0]", ("a-01",)),
        ("school_a[-1]", ("shared.example",)),
        ("school_a[1:2]", ("a-02", "a-03")),
        ("school_a[3:]", ("a-04", "shared.example")),
        ("school_a[0:0]", ("a-01",)),
        ("a-*[1]", ("a-02",)),
        ("school_a[9:12]", ()),
        ("empty_group", ()),
        ("ungrouped", ()),
    ],
)
def test_selects(inventory: Inventory, pattern: str, names: tuple[str, ...]):
    assert select(inventory, pattern) == names


def test_all_is_everything_once(inventory: Inventory):
    names = select(inventory, "all")
    assert set(names) == set(inventory.hosts)
    assert len(names) == len(inventory.hosts) == 10
    assert select(inventory, "*") == names


def test_a_limit_narrows_and_keeps_the_order(inventory: Inventory):
    assert select(inventory, "school_b:school_a", limit="a-01,b-3") == ("b-3", "a-01")


def test_a_limit_can_stand_in_a_file(inventory: Inventory, tmp_path: Path):
    (tmp_path / "limit").write_text("b-1\na-0*\n\n!offline\n", encoding="utf-8")
    limited = select(inventory, "east", limit=f"@{tmp_path / 'limit'}")
    assert limited == ("a-01", "a-03", "a-04", "b-1")


@pytest.mark.parametrize(
    ("pattern", "meant"),
    [("scool_a", "school_a"), ("all:!ofline", "offline"), ("east:&wset", "west"), ("A-01", "a-01")],
)
def test_a_part_that_names_nothing_is_refused(inventory: Inventory, pattern: str, meant: str):
    with pytest.raises(InventoryError, match=f"Did you mean `{meant}`"):
        select(inventory, pattern)


def test_an_unknown_limit_is_refused(inventory: Inventory):
    with pytest.raises(InventoryError, match="`nobody` names no group and no machine"):
        select(inventory, "all", limit="nobody")


def test_the_lenient_way_goes_on_and_says_so(inventory: Inventory):
    selection = match(inventory, "school_b:scool_a")
    assert selection.hosts == B
    assert [problem.mend for problem in selection.unknown] == ["did you mean `school_a`?"]


def test_localhost_is_implied_for_the_lenient_alone(inventory: Inventory):
    assert match(inventory, "localhost").hosts == ("localhost",)
    with pytest.raises(InventoryError):
        select(inventory, "localhost")


@pytest.mark.parametrize("pattern", ["~(", "school_a[7]", "all:@x"])
def test_a_pattern_without_a_meaning_is_refused(inventory: Inventory, pattern: str):
    with pytest.raises(InventoryError):
        select(inventory, pattern)


GROUPS = ["all", "east", "west", "school_a", "school_b", "school_c", "offline", "a-01", "c-2"]


@given(
    st.lists(st.sampled_from(GROUPS), min_size=1, max_size=3),
    st.lists(st.sampled_from(GROUPS), max_size=2),
    st.lists(st.sampled_from(GROUPS), max_size=2),
    st.randoms(),
)
def test_patterns_are_algebra_of_sets(
    inventory: Inventory, plus: list[str], both: list[str], minus: list[str], random: object
):
    def of(name: str) -> set[str]:
        return set(select(inventory, name))

    parts = [*plus, *(f"&{name}" for name in both), *(f"!{name}" for name in minus)]
    getattr(random, "shuffle")(parts)  # noqa: B009 - hypothesis gives no type for it
    expected = set.union(*map(of, plus))
    for name in both:
        expected &= of(name)
    for name in minus:
        expected -= of(name)
    found = select(inventory, ":".join(parts))
    assert set(found) == expected
    assert len(set(found)) == len(found)
