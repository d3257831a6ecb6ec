"""The exit code of a judged sweep; it judges the machines that were selected."""

from orchestrator.model.result import SweepResult, Verdict

COMPLIANT = 0
NON_COMPLIANT = 3
NOT_FULLY_ASSESSED = 4


def exit_code(result: SweepResult) -> int:
    """Return 3 if a selected machine fails, else 4 if one is not assessed or none was, else 0.

    What a weak list means for a unit stands in the reports; it makes no machine unread.
    """
    verdicts = [m.verdict for u in result.units for m in u.machines if m.scope.selected]
    if Verdict.FAIL in verdicts:
        return NON_COMPLIANT
    if Verdict.NOT_ASSESSED in verdicts or Verdict.PASS not in verdicts or not result.finished:
        return NOT_FULLY_ASSESSED
    return COMPLIANT
