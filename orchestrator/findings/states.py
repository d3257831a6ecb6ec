"""The state of a finding: a fold of its sightings and acts, in an order that decides."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from msgspec import Struct

from orchestrator.findings.clearing import Clearing, Proof, refutes
from orchestrator.findings.judging_time import JudgingTime, excuses, proves
from orchestrator.model.act import (
    UNDOABLE,
    AcceptedRisk,
    Act,
    Assigned,
    Attributed,
    FalsePositive,
    Handled,
    Triaged,
    Undone,
)
from orchestrator.model.campaign import Finding, FindingKey, FindingState
from orchestrator.model.look import DroppedBy, Excuse, Met, Span

_Kind = TypeVar("_Kind")


def in_force(acts: Iterable[Act]) -> tuple[Act, ...]:
    """Return the acts that hold, each once, oldest first: what was undone is left out.

    What undoes, and what says who a machine is, cannot be undone.
    """
    told = {act.id: act for act in acts}
    undone = {act.ref for act in told.values() if isinstance(act, Undone)}
    held = (a for a in told.values() if not (a.id in undone and isinstance(a, UNDOABLE)))
    return tuple(sorted(held, key=lambda act: (act.recorded, act.id)))


def concerns(act: Act, key: FindingKey) -> bool:
    """Whether an act on the finding's machine or unit is about this finding.

    One about all of a machine is about what it showed, not about what it may show one day: see
    `_handlings`.
    """
    if not isinstance(act, (*UNDOABLE, Attributed)):
        return False
    return act.value is None or (act.value, act.klass) == (key.value, key.klass)


class _Case(Struct, frozen=True, kw_only=True):
    """What decides about one finding.

    `live` are sightings whose indicator is still listed; an entry of the district's allow list
    excuses those in `allowed`, and none those that are `counting`. `standing` are handlings that
    no sighting refutes.
    """

    seen: tuple[Met, ...]
    live: tuple[Met, ...]
    counting: tuple[Met, ...]
    allowed: tuple[Excuse, ...]
    acts: tuple[Act, ...]
    handlings: tuple[Handled, ...]
    standing: tuple[Handled, ...]
    cleared: tuple[Clearing, ...]
    excusing: tuple[FalsePositive, ...]
    risks: tuple[AcceptedRisk, ...]
    proof: Proof

    @property
    def done(self) -> Clearing | None:
        """The first handling that a look verifies."""
        return next((one for one in self.cleared if one.done), None)

    @property
    def is_excused(self) -> bool:
        """Whether all that is still seen is excused here."""
        return not self.counting or bool(self.excusing)


def fold(
    key: FindingKey, met: Iterable[Met], acts: Iterable[Act], proof: Proof, now: JudgingTime
) -> Finding:
    """Return a finding as it stands.

    Args:
        key: What it is.
        met: Its sightings, one at least, weak ones left out.
        acts: What was recorded of its machine or unit, and holds.
        proof: What looks can prove.
        now: When exceptions end.
    """
    case = _case(key, met, acts, proof, now)
    state = _state(case)
    done = case.done
    last = case.seen[-1].span if not case.live else case.live[-1].span
    assigned = _newest(case.acts, Assigned)
    handled = _newest(case.acts, Handled)
    waiting = min(case.cleared, key=lambda one: one.next_look, default=None)
    return Finding(
        key=key,
        state=state,
        met=case.seen,
        first=case.seen[0].span,
        last=last,
        looks_seen=len({one.evidence for one in case.seen}),
        reopened=_times_reopened(case),
        not_seen_since=proof.unseen_at(max(one.span.hi for one in case.seen), case.seen),
        next_look=_next_look(state, case, waiting),
        wanting=waiting.wanting if waiting and state is FindingState.VERIFYING else (),
        owner=assigned.owner if assigned else None,
        due=assigned.due if assigned else None,
        remedy=handled.remedy if handled else None,
        remedy_shown=proof.remedy_shown(handled) if handled else None,
        until=_until(state, case),
        verified_by=done.evidence if done and state is FindingState.CLOSED_VERIFIED else None,
        acts=case.acts,
    )


def _case(
    key: FindingKey, met: Iterable[Met], acts: Iterable[Act], proof: Proof, now: JudgingTime
) -> _Case:
    seen = tuple(sorted(met, key=_in_time))
    live = tuple(one for one in seen if one.dropped is None)
    counting = tuple(one for one in live if not is_excused(one, now))
    own = tuple(act for act in acts if concerns(act, key))
    handlings = _handlings(own, seen)
    standing = tuple(h for h in handlings if not any(refutes(one, h) for one in live))
    statuses = {one.status for one in counting}
    exceptions = tuple(a for a in own if isinstance(a, FalsePositive) and excuses(a, now))
    return _Case(
        seen=seen,
        live=live,
        counting=counting,
        allowed=tuple(one.excuse for one in live if one.excuse and is_excused(one, now)),
        acts=own,
        handlings=handlings,
        standing=standing,
        cleared=tuple(proof.clearing(one, live) for one in standing) if live else (),
        excusing=tuple(a for a in exceptions if statuses <= set(a.covers)),
        risks=tuple(a for a in own if isinstance(a, AcceptedRisk) and _is_running(a, now)),
        proof=proof,
    )


def _is_running(act: AcceptedRisk, now: JudgingTime) -> bool:
    return now.of(act.recorded) < act.until


def _in_time(met: Met) -> tuple[Span, int, str, str]:
    return met.span, met.evidence, met.check, met.observed


def is_excused(met: Met, now: JudgingTime) -> bool:
    """Whether an entry of the district's own allow list excuses a sighting now."""
    return met.excuse is not None and now.of_excuse(met, met.excuse) < met.excuse.until


def _handlings(acts: tuple[Act, ...], seen: tuple[Met, ...]) -> tuple[Handled, ...]:
    """Return the handlings of a finding; one of a whole machine is of what was there by then."""
    found = (act for act in acts if isinstance(act, Handled) and proves(act))
    return tuple(
        one for one in found if one.value is not None or not all(refutes(m, one) for m in seen)
    )


def _state(case: _Case) -> FindingState:
    """Return the first state that holds, in the order of their precedence."""
    if not case.live:
        return FindingState.IOC_WITHDRAWN
    if case.done is not None:
        return FindingState.CLOSED_VERIFIED
    if case.is_excused:
        return FindingState.FALSE_POSITIVE
    if case.risks:
        return FindingState.ACCEPTED_RISK
    return _open_state(case)


def _open_state(case: _Case) -> FindingState:
    if case.standing:
        tried = any(case.proof.tried_after(one.recorded) for one in case.standing)
        return FindingState.VERIFYING if tried else FindingState.HANDLED
    if case.handlings:
        return FindingState.REOPENED
    if _newest(case.acts, Assigned) is not None:
        return FindingState.ASSIGNED
    return FindingState.TRIAGED if _newest(case.acts, Triaged) is not None else FindingState.NEW


def _newest(acts: tuple[Act, ...], kind: type[_Kind]) -> _Kind | None:
    return next((act for act in reversed(acts) if isinstance(act, kind)), None)


def _times_reopened(case: _Case) -> int:
    """Return how often it came back: handlings between which nothing was seen are one."""
    first = (
        next((one for one in case.live if refutes(one, handled)), None)
        for handled in case.handlings
    )
    return len({one.span for one in first if one is not None})


def _next_look(state: FindingState, case: _Case, waiting: Clearing | None) -> datetime | None:
    """Return the moment after which a look is waited for, None where none is."""
    match state:
        case FindingState.IOC_WITHDRAWN:
            return _unseen_since(case, _withdrawn_here(case))
        case FindingState.FALSE_POSITIVE:
            return _excuse_unseen(case)
        case FindingState.HANDLED | FindingState.VERIFYING:
            return waiting.next_look if waiting else None
        case _:
            return None


def _withdrawn_here(case: _Case) -> datetime | None:
    """Return when a person took the indicator off a list; the authority's word needs no look."""
    here = (m.dropped.at for m in case.seen if m.dropped and m.dropped.by is DroppedBy.HERE)
    return max(here, default=None)


def _unseen_since(case: _Case, moment: datetime | None) -> datetime | None:
    if moment is None or case.proof.whole_after(moment, case.seen):
        return None
    return moment


def _excuse_unseen(case: _Case) -> datetime | None:
    """Return since when an excuse waits for a whole look, None if it had one."""
    allowed = max((entry.since for entry in case.allowed), default=None)
    if (waits := _unseen_since(case, allowed)) is not None:
        return waits
    told = tuple(act.recorded for act in case.excusing) if case.counting else ()
    if not told or any(case.proof.whole_after(one, case.seen) for one in told):
        return None
    return min(told)


def _until(state: FindingState, case: _Case) -> datetime | None:
    """Return when the exception ends that holds now."""
    match state:
        case FindingState.FALSE_POSITIVE:
            ends = (act.until for act in case.excusing if case.counting)
            return max((*ends, *(entry.until for entry in case.allowed)), default=None)
        case FindingState.ACCEPTED_RISK:
            return max(act.until for act in case.risks)
        case _:
            return None
