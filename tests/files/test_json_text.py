"""Every document of this program says the number of its form, and says it first."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.files.json_text import json_text
from orchestrator.files.typed_json import indented_json


@pytest.mark.parametrize(
    ("indent", "text"),
    [
        (None, '{"schema": 3, "tên": ["Hoa Sen"]}\n'),
        (1, '{\n "schema": 3,\n "tên": [\n  "Hoa Sen"\n ]\n}\n'),
    ],
)
def test_the_schema_stands_first_and_nothing_is_escaped(indent: int | None, text: str):
    assert json_text(3, {"tên": ["Hoa Sen"]}, indent=indent) == text
    assert json.loads(text) == {"schema": 3, "tên": ["Hoa Sen"]}


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters())
    | st.sampled_from(["\ud800", "\x00", '"\\/', "\u2028", "\U0001d4b3"]),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(VALUES, st.sampled_from([1, 2]))
def test_what_is_indented_is_what_python_writes(value: object, indent: int):
    assert indented_json(value, indent) == json.dumps(value, ensure_ascii=False, indent=indent)
