"""The exit code of a judged sweep; it judges the machines that were selected."""

from orchestrator.model.result import SweepResult, UnitVerdict, Verdict

COMPLIANT = 0
NON_COMPLIANT = 3
NOT_FULLY_ASSESSED = 4


def exit_code(result: SweepResult) -> int:
    """Return 3 if a selected machine fails, else 4 if one is not assessed or the list is weak."""
    verdicts = {m.verdict for u in result.units for m in u.machines if m.scope.selected}
    if Verdict.FAIL in verdicts:
        return NON_COMPLIANT
    if Verdict.NOT_ASSESSED in verdicts or not result.finished or not _grounds(result):
        return NOT_FULLY_ASSESSED
    return COMPLIANT


def _grounds(result: SweepResult) -> bool:
    """Tell whether any unit could pass at all: a weak list or an empty scope proves nothing."""
    if not result.units or (result.list.warnings and not result.demo):
        return False
    selected = [u for u in result.units if all(m.scope.selected for m in u.machines)]
    return all(u.verdict is not UnitVerdict.INSUFFICIENT for u in selected)
