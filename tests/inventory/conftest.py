"""Every problem that the tests of the inventory meet can be said in Vietnamese."""

from collections.abc import Iterable, Iterator

import pytest

from orchestrator.errors import InputError, Problem, UsageError
from orchestrator.text.catalogue import catalogue
from orchestrator.text.message import Message

# The tests of all that `inventory check` finds in groups, hosts, variables, units and machines.
_SPOKEN = frozenset(
    f"test_{name}.py"
    for name in ("cli", "edit", "host", "loading", "own", "patterns", "ranges", "schema", "strict")
)


@pytest.fixture(autouse=True)
def every_problem_is_said_in_both_languages(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    seen: list[Problem] = []
    keep = InputError.__init__

    def record(self: InputError, problems: Iterable[Problem]) -> None:
        found = tuple(problems)
        if not isinstance(self, UsageError):  # the command line's own have no ids yet
            seen.extend(found)
        keep(self, found)

    monkeypatch.setattr(InputError, "__init__", record)
    yield
    if request.path.name not in _SPOKEN:
        return
    for problem in seen:
        for text in (problem.what, problem.mend):
            assert isinstance(text, Message), problem
            assert catalogue("vi").text(text) != text
