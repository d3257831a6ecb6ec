"""What a judged check and a judged unit say of themselves."""

import pytest

from orchestrator.model.answer import Unread
from orchestrator.model.result import AnswerKind, CheckResult, UnitVerdict
from tests.report.builders import assessed, excluded, row, unit
from tests.report.samples import district


@pytest.mark.parametrize("required", [True, False])
@pytest.mark.parametrize("answer", list(AnswerKind))
def test_a_check_is_missed_if_it_was_needed_and_not_read(answer: AnswerKind, *, required: bool):
    check = CheckResult(check="smb1", answer=answer, required=required, reason=Unread.FAILED)
    assert check.missed is (required and answer is AnswerKind.UNANSWERED)


def test_an_excluded_machine_counts_nowhere():
    there, gone = assessed(row("a", "u")), excluded(row("b", "u"))
    made = unit("u", "Trường A", UnitVerdict.PASS, there, gone)
    assert made.machines_in_scope == (there,)
    assert (made.in_scope, made.assessed) == (1, 1)


def test_all_machines_of_a_sweep_come_unit_by_unit():
    first = unit("a", "A", UnitVerdict.PASS, assessed(row("PC-01", "a")))
    second = unit(
        "b", "B", UnitVerdict.PASS, assessed(row("PC-02", "b")), excluded(row("PC-03", "b"))
    )
    swept = district(first, second)
    assert [one.scope.machine for one in swept.machines] == ["PC-01", "PC-02", "PC-03"]
