"""What is kept of people's look-ups, and for how long: a dry run first, and no verdict changes."""

from collections.abc import Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from msgspec import Struct

from orchestrator import evidence
from orchestrator.errors import UsageError
from orchestrator.evidence.prune import Prunable
from orchestrator.findings.targets import NoTarget, TargetFault
from orchestrator.model.campaign import FindingState, Judged
from orchestrator.sweep.acting import no_target
from orchestrator.sweep.clock import now
from orchestrator.sweep.judging import RULES_IN_FORCE
from orchestrator.sweep.reading_again import bring_up_if_free
from orchestrator.sweep.standing import judge_all
from orchestrator.sweep.unit_names import code_meant
from orchestrator.text.message import say

_DIGITS = 5
_BEYOND = timedelta(days=30)  # a list may come late: it must still meet what carries a pass


class PruneRequest(Struct, frozen=True, kw_only=True):
    """What to drop: raw answers older than some days, of one unit or of all."""

    older_than: timedelta
    unit: str | None = None


def prune(state: Path, request: PruneRequest, *, really: bool) -> Prunable:
    """Return what goes; with `really` it is gone when this returns, and the file has shrunk.

    Raises:
        UsageError: The time is too short: what carries a pass must stay to meet later lists; or
            there is no such unit.
        StateError: There is no such state folder, it is in use, or it cannot be written.
    """
    least = RULES_IN_FORCE.good_for + _BEYOND
    if request.older_than < least:
        raise UsageError.one(say("prune.too_short", days=least.days), say("prune.name_time"))
    at = now()
    with closing(evidence.open_store(state, create=False)) as store:
        bring_up_if_free(store, state, at)
        judged = judge_all(store, at)
        unit = None if request.unit is None else _unit(request.unit, judged)
        before = at - request.older_than
        if not really:
            return store.prunable(before, unit, _clearing(judged))
        with evidence.writer_lock(state):
            found = store.prunable(before, unit, _clearing(judged))
            store.prune(found.evidence, at)
    return found


def forget_actor(state: Path, name: str, role: str) -> int:
    """Put a role in the place of a person's name in all that was recorded; return how often."""
    with closing(evidence.open_store(state, create=False)) as store, evidence.writer_lock(state):
        return store.forget_actor(name, role)


def _unit(given: str, judged: Judged) -> str:
    """Return the code of the unit that is meant; UsageError where there is none."""
    known = tuple(one.unit.code for one in judged.units)
    meant = code_meant(given, (one.unit for one in judged.units))
    if meant not in known:
        raise no_target(NoTarget(fault=TargetFault.NO_UNIT, given=given, known=known))
    return meant


def _clearing(judged: Judged) -> frozenset[int]:
    """Return the evidence that shows of closed findings that they are gone."""
    return frozenset(
        one.verified_by
        for unit in judged.units
        for machine in (*unit.machines, *unit.removed)
        for one in machine.findings
        if one.state is FindingState.CLOSED_VERIFIED and one.verified_by is not None
    )


def days(text: str) -> timedelta:
    """Return the time that `90d` or `90` says.

    Raises:
        UsageError: It is no number of days.
    """
    number = text.removesuffix("d")
    if not number.isascii() or not number.isdigit() or len(number) > _DIGITS:
        raise UsageError.one(say("prune.no_days", word=repr(text)), say("prune.name_time"))
    return timedelta(days=int(number))


def as_json(found: Prunable, *, done: bool) -> Mapping[str, object]:
    """Return what programs are told of what goes, or went."""
    return {
        "done": done,
        "evidence": len(found.evidence),
        "bytes": found.size_bytes,
        "machines": found.machines,
        "held": dict(sorted(found.held.items())),
    }
