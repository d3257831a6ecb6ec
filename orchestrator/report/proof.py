"""What a pass rests on: without it, no program may take `pass` for one."""

from orchestrator.model.answer import Unread
from orchestrator.model.campaign import MachineStanding
from orchestrator.model.result import AnswerKind, CheckResult, MachineResult, Verdict
from orchestrator.report.shown import Shown
from orchestrator.text.catalogue import iso, iso_day


def proof_as_json(
    machine: MachineResult, standing: MachineStanding | None, shown: Shown
) -> dict[str, object] | None:
    """Return what `report.json` says of a pass beside its checks; None for any other verdict.

    `list` is the digest of the list that nothing was met of. A pass holds until `good_until`,
    and `last_valid_day` is that day in Vietnam; one sweep alone says nothing of after its end.
    """
    if machine.verdict is not Verdict.PASS:
        return None
    until = standing.good_until if standing else None
    last = until or shown.result.ended_at
    return {
        "list": shown.result.list.sha256,
        "good_until": iso(last),
        "last_valid_day": iso_day(last),
    }


def canary_as_json(check: CheckResult) -> bool | None:
    """Return whether the check's made row came back and was met; None where nothing was read.

    An answer whose row was lost is no answer (`findings/canaries.py`), so one that is has it.
    """
    if check.answer is AnswerKind.ANSWERED:
        return True
    return False if check.reason is Unread.CANARY else None
