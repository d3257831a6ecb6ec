"""Every problem that a test meets can be said in Vietnamese, too."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest

from orchestrator.errors import InputError, Problem, UsageError
from orchestrator.text.catalogue import catalogue
from orchestrator.text.message import Message


@contextmanager
def every_problem_is_said(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Look at the end through all problems that were raised."""
    seen: list[Problem] = []
    keep = InputError.__init__

    def record(self: InputError, problems: Iterable[Problem]) -> None:
        found = tuple(problems)
        if not isinstance(self, UsageError):  # the command line's own have no ids yet
            seen.extend(found)
        keep(self, found)

    monkeypatch.setattr(InputError, "__init__", record)
    yield
    for problem in seen:
        for text in (problem.what, problem.mend):
            assert isinstance(text, Message), problem
            assert catalogue("vi").text(text) != text
