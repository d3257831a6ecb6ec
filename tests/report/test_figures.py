import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.model.result import Verdict
from orchestrator.report.figures import Share, bar, count, machine_parts, share
from tests.report import samples


def tenths(text: str) -> int:
    return int(text.removesuffix("%").replace(".", ""))


def parts(numbers: list[int]) -> tuple[Share, ...]:
    shapes = machine_parts(count(()))
    return tuple(Share(sign=part.sign, n=n) for part, n in zip(shapes, numbers, strict=True))


@given(st.lists(st.integers(0, 100_000), min_size=3, max_size=3), st.integers(0, 30))
def test_a_bar_is_filled_exactly_and_hides_no_share(numbers: list[int], least: int):
    segments = bar(parts(numbers), least)
    assert len(segments) == sum(n > 0 for n in numbers)
    at = 0
    for segment in segments:
        assert tenths(segment.x) == at
        assert tenths(segment.width) >= least
        at += tenths(segment.width)
    assert at == (1000 if segments else 0)


def test_one_machine_of_two_hundred_stays_visible():
    segments = bar(parts([199, 1, 0]), 10)
    assert [segment.sign for segment in segments] == ["pass", "fail"]
    assert segments[1].width == "1.0%"


@pytest.mark.parametrize(
    ("n", "whole", "width"), [(0, 9, "0.0%"), (1, 900, "2.8%"), (9, 9, "100.0%")]
)
def test_a_single_bar(n: int, whole: int, width: str):
    assert share(n, whole, 28) == width


def test_figures_add_up_for_the_whole_sample():
    machines = [machine for unit in samples.sample_units() for machine in unit.machines]
    figures = count(machines)
    assert figures.machines == len(machines)
    assert figures.in_scope == len(machines) - figures.excluded
    assert figures.unread == figures.not_assessed - figures.not_selected
    assert figures.passed == sum(machine.verdict is Verdict.PASS for machine in machines)
