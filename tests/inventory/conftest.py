"""Every problem that the tests of the inventory meet can be said in Vietnamese."""

from collections.abc import Iterator

import pytest

from tests.inventory.both_languages import every_problem_is_said

# The tests of all that `inventory check` finds in groups, hosts, variables, units and machines.
_SPOKEN = frozenset(
    f"test_{name}.py"
    for name in ("edit", "host", "loading", "own", "patterns", "ranges", "schema", "strict")
)


@pytest.fixture(autouse=True)
def every_problem_is_said_in_both_languages(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    if request.path.name not in _SPOKEN:
        yield
        return
    with every_problem_is_said(monkeypatch):
        yield
