"""Whatever a person writes, the answer is a playbook or a PlaybookError, a value or a sentence."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.checks import ALL
from orchestrator.errors import PlaybookError
from orchestrator.plan.expression_values import BadValueError
from orchestrator.plan.playbook_reader import read_playbook
from orchestrator.plan.templating import MachineVariables, Templar
from tests.plan.test_playbook import GOOD

SCRAPS = st.sampled_from([
    "", ":", "- ", "  ", "\t", "{", "}", "[", "]", "{{", "}}", "{% if %}", "&a", "*a", "!x", "|\n",
    "'", '"', "#", "null", "1", "~", "<<: ", "? ", "\n", "---\n", "hosts: all\n", "é\u0301", "\x00",
    "\ufeff", "connections:\n", "2026-13-01", "0x", "!!python/object:os.system x",
])  # fmt: skip
WORDS = st.sampled_from([
    "a", "b.c", "'x'", "1", "[1, 2]", "{'k': a}", "a[0]", "|", "default(1)", "is defined", "and",
    "not", "==", "+", "*", "~", "%", "(", ")", "if", "else", "length", "bool", "a.upper()", "none",
    "a.__class__", "join(a)", "-", "//", "in", ".", ",", "{%", "%}", "lipsum", "self", "range(9)",
])  # fmt: skip


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("books") / "book.yml"


@given(cuts=st.lists(st.tuples(st.integers(0, len(GOOD)), st.integers(0, 30), SCRAPS), max_size=4))
def test_a_damaged_playbook_is_read_or_refused(
    file: Path, cuts: list[tuple[int, int, str]]
) -> None:
    text = GOOD
    for at, length, scrap in cuts:
        text = text[:at] + scrap + text[at + length :]
    file.write_text(text, encoding="utf-8")
    with contextlib.suppress(PlaybookError):
        read_playbook(file, ALL)


@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    with contextlib.suppress(PlaybookError):
        read_playbook(file, ALL)


@given(words=st.lists(WORDS, max_size=8))
def test_an_expression_gives_a_value_or_a_sentence(words: list[str]) -> None:
    scope = MachineVariables(Templar(), ({"a": "x", "b": {"c": [1]}, "none": None},))
    for text in ("{{ " + " ".join(words) + " }}", "x {{ " + " ".join(words) + " }}"):
        with contextlib.suppress(BadValueError):
            scope.render(text)
    with contextlib.suppress(BadValueError):
        scope.holds(" ".join(words))
