"""One unit's verdict from its machines and the list that they were judged by."""

from orchestrator.model.district import Unit
from orchestrator.model.result import ListInfo, MachineResult, UnitResult, UnitVerdict, Verdict

TEST_ONLY = "list_test_only"
_BLOCKING = (
    *("list_stale", "list_shrunk", "list_taken_back", "list_update_failed", "list_not_fetched"),
    *("list_urls_only", TEST_ONLY),
)


def judge_unit(
    unit: Unit, machines: tuple[MachineResult, ...], list_info: ListInfo, *, demo: bool
) -> UnitResult:
    """Return what is known of one unit.

    Args:
        unit: The unit.
        machines: All its machines, judged, in any order.
        list_info: The list that they were judged by.
        demo: The pretend district, whose list holds test indicators on purpose.

    Returns:
        `fail` if a machine fails; else `insufficient` if a machine in scope is not assessed,
        none is in scope, or the list is stale, shrunken, made up, of URLs only or its source in
        doubt; else `pass`.
    """
    ordered = tuple(sorted(machines, key=lambda machine: machine.scope.machine))
    result = UnitResult(unit=unit, verdict=UnitVerdict.INSUFFICIENT, machines=ordered)
    return UnitResult(unit=unit, verdict=_verdict(result, list_info, demo=demo), machines=ordered)


def _verdict(result: UnitResult, list_info: ListInfo, *, demo: bool) -> UnitVerdict:
    if result.count(Verdict.FAIL):
        return UnitVerdict.FAIL
    blocked = any(
        word in _BLOCKING and not (demo and word == TEST_ONLY)
        for word, _, _ in (warning.partition(" ") for warning in list_info.warnings)
    )
    if blocked or not result.in_scope or result.count(Verdict.NOT_ASSESSED):
        return UnitVerdict.INSUFFICIENT
    return UnitVerdict.PASS
