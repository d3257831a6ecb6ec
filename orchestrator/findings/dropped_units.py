"""Units that a person took out of scope: they leave the denominator, and never what they showed."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from orchestrator.findings.act_content import tidy, with_id
from orchestrator.findings.act_refusals import Prepared, RefusedAct, signature_refusals
from orchestrator.model.act import Act, UnitDropped
from orchestrator.model.campaign import Judged
from orchestrator.model.deed import Signed


def prepare_drop(
    judged: Judged, acts: Iterable[Act], unit: str, sweep: str, signed: Signed
) -> Prepared | tuple[RefusedAct, ...]:
    """Return the act that takes a unit out of scope, or all that speaks against it.

    Args:
        judged: All that is known; its time is when the act is recorded.
        acts: All that was recorded before.
        unit: The code of a unit in scope.
        sweep: The newest sweep that had it.
        signed: Who says so, and why.
    """
    told = tuple(acts)
    if refused := tuple(signature_refusals(judged, told, signed)):
        return refused
    act = UnitDropped(
        id="",
        unit=unit,
        claimed=min(signed.claim.at, judged.at),
        recorded=judged.at,
        actor=tidy(signed.actor),
        reason=tidy(signed.reason),
        list=judged.list.sha256,
        sweep=sweep,
    )
    named = with_id(act, unit, signed)
    return Prepared(act=named, known=any(one.id == named.id for one in told))


def dropped_units(acts: Iterable[Act], newest: Mapping[str, str]) -> Mapping[str, datetime]:
    """Return the units that are out of scope, each since when.

    Args:
        acts: All that was recorded.
        newest: Of each unit the newest sweep that had it in scope.
    """
    return {
        act.unit: act.recorded
        for act in sorted(acts, key=lambda one: (one.recorded, one.id), reverse=True)
        if isinstance(act, UnitDropped) and newest.get(act.unit) == act.sweep
    }
