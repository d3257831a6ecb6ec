"""What the program wrote comes back by type; anything else is an error that names its place."""

import json
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct, field

from orchestrator.evidence.codec import to_json
from orchestrator.files.typed_json import compact_json, read_json


class Colour(StrEnum):
    RED = "red"


class Pair(NamedTuple):
    left: str
    right: int | None = None


class Leaf(Struct, frozen=True, kw_only=True):
    name: str
    colour: Colour = Colour.RED
    size: int | None = None


class Tree(Struct, frozen=True, kw_only=True):
    leaves: tuple[Leaf, ...]
    by_name: dict[str, Leaf] = field(default_factory=dict)
    free: Mapping[str, object] = field(default_factory=dict)
    pair: Pair | None = None
    day: date | None = None


LEAVES = st.builds(
    Leaf, name=st.text(st.characters(exclude_categories=())), size=st.none() | st.integers(0, 2**40)
)


@given(st.builds(Tree, leaves=st.lists(LEAVES).map(tuple),
                 by_name=st.dictionaries(st.text(), LEAVES), day=st.none()))  # fmt: skip
def test_what_was_written_comes_back(tree: Tree):
    assert read_json(to_json(tree), Tree) == tree
    assert read_json(to_json(tree).encode("utf-8", "surrogatepass"), Tree) == tree


@given(st.builds(Tree, leaves=st.lists(LEAVES).map(tuple),
                 by_name=st.dictionaries(st.text(), LEAVES),
                 free=st.dictionaries(st.text(), st.integers()),
                 day=st.none() | st.dates()))  # fmt: skip
def test_what_was_written_compactly_comes_back(tree: Tree):
    assert read_json(compact_json(tree), Tree) == tree


def test_compact_leaves_out_what_the_type_says_by_default():
    tree = Tree(leaves=(Leaf(name="a"), Leaf(name="b", size=0)), free=MappingProxyType({"x": 1}))
    assert compact_json(tree) == '{"leaves":[{"name":"a"},{"name":"b","size":0}],"free":{"x":1}}'
    with pytest.raises(TypeError, match="bytes"):
        compact_json(b"")


def test_dates_arrays_and_free_values_come_back():
    free = {"approved": ["192.0.2.53"], "deep": {"unknown": 1}}
    written = {"leaves": [], "free": free, "pair": ["x", 3], "day": "2026-11-24"}
    text = json.dumps(written)
    found = read_json(text, Tree)
    assert found == Tree(leaves=(), free=free, pair=Pair("x", 3), day=date(2026, 11, 24))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Expecting value"),
        ("[]", "Expected `object`"),
        ("{}", "missing required field `leaves`"),
        ('{"leaves": [{"name": 5}]}', "got `int` - at `$.leaves[0].name`"),
        ('{"leaves": [{"name": "x", "size": "5"}]}', "got `str`"),
        ('{"leaves": [{"name": "x", "size": true}]}', "got `bool`"),
        ('{"leaves": [{"name": "x", "colour": "blue"}]}', "Invalid enum value 'blue'"),
        ('{"leaves": [{"name": "x"}, {"name": "y", "hue": 1}]}', "at `$.leaves[1].hue`"),
        ('{"leaves": [], "by_name": {"q": {"name": "x", "hue": 1}}}', "at `$.by_name.q.hue`"),
        ('{"leaves": [], "more": 1}', "an unknown field - at `$.more`"),
        ('{"leaves": [], "pair": ["x", 3, 4]}', "length 1 to 2"),
        ('{"leaves": ' + "[" * 100_000, "nested too deeply"),
    ],
)
def test_anything_else_is_an_error_with_its_place(text: str, said: str):
    with pytest.raises(ValueError, match=r".+") as caught:
        read_json(text, Tree)
    assert said in str(caught.value)


def test_bytes_that_are_no_text_are_an_error():
    with pytest.raises(ValueError, match="decode"):
        read_json(b"\xff", Tree)
