"""Every document of this program says the number of its form, and says it first."""

import json

import pytest

from orchestrator.files.json_text import json_text


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
