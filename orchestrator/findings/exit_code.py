"""The exit code of a judged sweep; it judges the machines that were selected."""

from orchestrator.errors import ExitCode
from orchestrator.model.result import SweepResult, Verdict


def exit_code(result: SweepResult) -> ExitCode:
    """Return the code that the verdicts on the selected machines come to.

    One that fails wins over one that is not assessed. What a weak list means for a unit stands in
    the reports; it makes no machine unread.
    """
    verdicts = [m.verdict for u in result.units for m in u.machines if m.scope.selected]
    if Verdict.FAIL in verdicts:
        return ExitCode.FOUND
    if Verdict.NOT_ASSESSED in verdicts or Verdict.PASS not in verdicts or not result.finished:
        return ExitCode.INCOMPLETE
    return ExitCode.DONE
