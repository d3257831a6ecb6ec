"""What many machines tell together and none of them alone; pure."""

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from orchestrator.doctor.diagnose import CLOCK_LIMIT_S
from orchestrator.model.checkup import Checkup
from orchestrator.model.diagnosis import Cause

MIN_CLOCKS = 3
"""So many clocks must agree before ours is the likelier one to be wrong."""


def weigh(found: Sequence[Checkup]) -> tuple[Checkup, ...]:
    """Put the controller's own clock first where most machines' clocks are off from it."""
    offsets = [c.symptoms.clock_offset_s for c in found if c.symptoms is not None]
    known = [offset for offset in offsets if offset is not None]
    if len(known) < MIN_CLOCKS or abs(median(known)) <= CLOCK_LIMIT_S:
        return tuple(found)
    return tuple(_ours_first(checkup) for checkup in found)


def _ours_first(checkup: Checkup) -> Checkup:
    causes = checkup.diagnosis.causes
    if Cause.CONTROLLER_CLOCK not in causes or Cause.MACHINE_CLOCK not in causes:
        return checkup
    rest = tuple(cause for cause in causes if cause is not Cause.CONTROLLER_CLOCK)
    at = rest.index(Cause.MACHINE_CLOCK)
    ordered = (*rest[:at], Cause.CONTROLLER_CLOCK, *rest[at:])
    return replace(checkup, diagnosis=replace(checkup.diagnosis, causes=ordered))
