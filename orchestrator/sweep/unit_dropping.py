"""`campaign machines --drop-unit`: a unit leaves the scope by a person's word.

Not in the room's face: only `campaign machines` drops any.
"""

from contextlib import closing
from datetime import datetime
from pathlib import Path

from orchestrator import evidence
from orchestrator.errors import UsageError
from orchestrator.findings.acting import Prepared
from orchestrator.findings.dropped_units import prepare_drop
from orchestrator.findings.targets import NoTarget, TargetFault
from orchestrator.model.deed import Signed
from orchestrator.sweep.acting import keep, kept_acts, no_target, refusal
from orchestrator.sweep.scope import scope_of
from orchestrator.sweep.standing import standing
from orchestrator.text.message import say
from orchestrator.text.visible import visible


def drop_unit(state: Path, unit: str, signed: Signed, now: datetime) -> Prepared:
    """Keep that a unit is in scope no more; its machines are told of as removed.

    Args:
        state: The state folder.
        unit: Its code.
        signed: Who says so, and why.
        now: Now (aware UTC).

    Raises:
        UsageError: There is no such unit, a campaign's inventory decides about it, it is out
            already, or something speaks against it; nothing is kept.
        StateError: There is no such folder, it is damaged, or it cannot be written.
    """
    judged, acts = standing(state, now), kept_acts(state)
    with closing(evidence.open_store(state, create=False)) as store:
        scope, sweeps = scope_of(store), store.newest_sweeps()
        has_file = store.scope_in_force() is not None
    known = tuple(one.code for one in scope.units if one.code not in scope.left)
    if unit in scope.left:
        what = say("identity.unit_out", unit=visible(unit))
        raise UsageError.one(what, say("identity.mend.unit_out"))
    if unit not in known:
        raise no_target(NoTarget(fault=TargetFault.NO_UNIT, given=unit, known=known))
    if has_file:
        what = say("identity.unit_of_campaign", unit=visible(unit))
        raise UsageError.one(what, say("identity.mend.unit_of_campaign"))
    done = prepare_drop(judged, acts, unit, sweeps[unit], signed)
    if not isinstance(done, Prepared):
        raise UsageError(tuple({str(one): one for one in map(refusal, done)}.values()))
    keep(state, () if done.known else (done.act,))
    return done
