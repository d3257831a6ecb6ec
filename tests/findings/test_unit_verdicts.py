"""A unit passes only when all its machines in scope were assessed, by a list that holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.bodies import unit_type
from orchestrator.findings import judge_unit
from orchestrator.model.district import Unit
from orchestrator.model.outcome import OK
from orchestrator.model.result import (
    ListInfo,
    MachineResult,
    Reason,
    ScopeRow,
    UnitVerdict,
    Verdict,
)

UNIT = Unit(code="u1", name="Trường Hoa Sen", type=unit_type("primary_school"))
PASS, FAIL, NOT, OUT = Verdict.PASS, Verdict.FAIL, Verdict.NOT_ASSESSED, Verdict.EXCLUDED


def machine(number: int, verdict: Verdict) -> MachineResult:
    return MachineResult(
        scope=ScopeRow(machine=f"m{number:02}", unit="u1"),
        verdict=verdict,
        reason=Reason.PARTIAL if verdict is NOT else None,
        outcome=OK,
    )


def machines(verdicts: list[Verdict]) -> tuple[MachineResult, ...]:
    return tuple(machine(n, verdict) for n, verdict in enumerate(verdicts))


def listed(*warnings: str) -> ListInfo:
    return ListInfo(sha256="0" * 64, indicators=1, dated="2026-11-01", warnings=warnings)


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([PASS, PASS], UnitVerdict.PASS),
        ([PASS, OUT], UnitVerdict.PASS),
        ([PASS, FAIL, NOT], UnitVerdict.FAIL),
        ([PASS, NOT], UnitVerdict.INSUFFICIENT),
        ([NOT], UnitVerdict.INSUFFICIENT),
        ([OUT], UnitVerdict.INSUFFICIENT),
        ([], UnitVerdict.INSUFFICIENT),
    ],
)
def test_machines_decide(verdicts: list[Verdict], expected: UnitVerdict):
    assert judge_unit(UNIT, machines(verdicts), listed(), demo=False).verdict is expected


@pytest.mark.parametrize(
    ("warning", "demo", "expected"),
    [
        ("list_stale", False, UnitVerdict.INSUFFICIENT),
        ("list_stale", True, UnitVerdict.INSUFFICIENT),
        ("list_shrunk", False, UnitVerdict.INSUFFICIENT),
        ("list_shrunk", True, UnitVerdict.INSUFFICIENT),
        ("list_shrunk ncsc", False, UnitVerdict.INSUFFICIENT),
        ("list_taken_back ncsc", False, UnitVerdict.INSUFFICIENT),
        ("list_source_gone letter.txt", False, UnitVerdict.PASS),
        ("list_update_failed ncsc", True, UnitVerdict.INSUFFICIENT),
        ("list_not_fetched ncsc", False, UnitVerdict.INSUFFICIENT),
        ("list_urls_only", True, UnitVerdict.INSUFFICIENT),
        ("list_test_only", False, UnitVerdict.INSUFFICIENT),
        ("list_test_only", True, UnitVerdict.PASS),
        ("list_mostly_unread ban.txt", True, UnitVerdict.INSUFFICIENT),
        ("allow_expired", False, UnitVerdict.PASS),
        ("list_truncated", False, UnitVerdict.INSUFFICIENT),
        ("list_stael", True, UnitVerdict.INSUFFICIENT),
        ("", False, UnitVerdict.INSUFFICIENT),
    ],
)
def test_a_list_that_does_not_hold_blocks_pass(
    warning: str,
    demo: bool,  # noqa: FBT001 - a column of the table
    expected: UnitVerdict,
):
    assert judge_unit(UNIT, machines([PASS]), listed(warning), demo=demo).verdict is expected
    failed = judge_unit(UNIT, machines([FAIL]), listed(warning), demo=demo)
    assert failed.verdict is UnitVerdict.FAIL


def test_machines_are_sorted_by_name():
    result = judge_unit(UNIT, machines([PASS, FAIL, NOT])[::-1], listed(), demo=False)
    assert [one.scope.machine for one in result.machines] == ["m00", "m01", "m02"]
    assert result.unit is UNIT


def test_a_doubt_about_the_list_counts_among_others_that_bar_nothing():
    doubts = listed("another_word", "list_stale ncsc 2026-01-01", "list_test_only")
    assert judge_unit(UNIT, machines([PASS]), doubts, demo=True).verdict is UnitVerdict.INSUFFICIENT


@given(st.lists(st.sampled_from(Verdict), max_size=30))
def test_totals_add_up(verdicts: list[Verdict]):
    result = judge_unit(UNIT, machines(verdicts), listed(), demo=False)
    excluded = result.count(OUT)
    assert len(verdicts) == result.assessed + result.count(NOT) + excluded
    assert result.in_scope == len(verdicts) - excluded
    if result.verdict is UnitVerdict.PASS:
        assert result.assessed == result.in_scope > 0
        assert not result.count(FAIL)


def test_assessed_are_the_machines_that_passed_or_failed():
    result = judge_unit(UNIT, machines([PASS, FAIL, FAIL, NOT, OUT]), listed(), demo=False)
    assert (result.assessed, result.in_scope) == (3, 4)
