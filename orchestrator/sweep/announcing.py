"""`unit set`: what an operator declares of a unit, with who and when.

Not in the room's face: only `unit` declares anything.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.errors import UsageError
from orchestrator.findings.act_refusals import Prepared
from orchestrator.findings.announcements import prepare_announcement
from orchestrator.findings.targets import NoTarget, TargetFault
from orchestrator.model.deed import Signed
from orchestrator.sweep.acting import claim, keep, kept_acts, no_target, refusal
from orchestrator.sweep.finding_list import act_as_json
from orchestrator.sweep.standing import standing
from orchestrator.sweep.unit_names import code_meant


class AnnounceRequest(Struct, frozen=True, kw_only=True):
    """What was typed: the unit, the day, the document, who was reached, and who says so."""

    unit: str
    announced: str
    document: str
    reached: str
    actor: str
    reason: str


def announce(state: Path, request: AnnounceRequest, now: datetime) -> Prepared:
    """Keep that the campaign was announced to a unit; the same words twice are one act.

    Args:
        state: The state folder.
        request: What was typed.
        now: Now (aware UTC).

    Raises:
        UsageError: There is no such unit, or something speaks against it; nothing is kept.
        StateError: There is no such folder, it is damaged, or it cannot be written.
    """
    judged, acts = standing(state, now), kept_acts(state)
    known = tuple(one.unit.code for one in judged.units)
    meant = code_meant(request.unit, (one.unit for one in judged.units))
    request = replace(request, unit=meant)
    if request.unit not in known:
        raise no_target(NoTarget(fault=TargetFault.NO_UNIT, given=request.unit, known=known))
    signed = Signed(
        actor=request.actor,
        reason=request.reason or request.document,
        claim=claim(request.announced, now),
    )
    done = prepare_announcement(
        judged, acts, request.unit, request.document, request.reached, signed
    )
    if not isinstance(done, Prepared):
        raise UsageError(tuple({str(one): one for one in map(refusal, done)}.values()))
    keep(state, () if done.known else (done.act,))
    return done


def as_json(done: Prepared) -> Mapping[str, object]:
    """Return what `unit set --json` prints."""
    return {"new": not done.known, "act": act_as_json(done.act)}
