"""The only judge of a campaign: looks, acts and attempts of one machine to where it stands."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from orchestrator.findings.clearing import MachineProof, clears_by_itself, is_whole
from orchestrator.findings.coverage import (
    carriers,
    check_standings,
    least_sure,
    surest,
    why_missing,
)
from orchestrator.findings.identity import MachineIdentity, identify
from orchestrator.findings.judging_time import JudgingTime, wrong_dates
from orchestrator.findings.standing_controls import grace_ends, stand_controls
from orchestrator.findings.states import fold, in_force
from orchestrator.findings.verdicts import reason_of
from orchestrator.model.act import AcceptedRisk, Act, Attributed, EvidenceClass, FalsePositive
from orchestrator.model.campaign import (
    CheckStanding,
    Doubt,
    Finding,
    FindingKey,
    FindingState,
    MachineScope,
    MachineStanding,
)
from orchestrator.model.look import JoinedBy, Look, MachineTry, Met, Trust
from orchestrator.model.result import Reason, Verdict
from orchestrator.model.rules import Rules


class _Known(Struct, frozen=True, kw_only=True):
    """What is known of one machine before it is judged."""

    scope: MachineScope
    identity: MachineIdentity
    attempts: tuple[MachineTry, ...]
    checks: tuple[CheckStanding, ...]
    findings: tuple[Finding, ...]
    rules: Rules
    now: JudgingTime


def stand(
    *,
    looks: Iterable[Look],
    met: Iterable[Met],
    acts: Iterable[Act],
    attempts: Iterable[MachineTry],
    scope: MachineScope,
    rules: Rules,
    now: datetime,
) -> MachineStanding:
    """Return where one machine stands, whatever order its rows come in.

    Args:
        looks: All looks under its rows, those of its box under other names, and what devices of
            its unit told (`machine` None).
        met: What those looks met, closed rows included.
        acts: All acts on its rows.
        attempts: All tries to ask it.
        scope: Its row as the inventory has it now.
        rules: What a verdict rests on.
        now: When; a clock that went back behind the newest row says that row's time, but for rows
            that are known to be misdated (`dated`).

    Returns:
        `fail` for any open finding, whatever the inventory says of the machine; else `excluded`,
        unless a finding is excused by a word that still awaits its look; else `not_assessed`
        with the first reason that holds; else `pass` until `good_until`.
    """
    rows, held = tuple(met), in_force(acts)
    tries = tuple(sorted(attempts, key=lambda one: one.at))
    identity = identify(looks, held, scope)
    by = JudgingTime(
        _latest(now, identity, held, tries), wrong_dates(identity.about.values(), held, tries)
    )
    findings = _findings(identity, rows, held, tries, scope, rules, by)
    known = _Known(
        scope=scope,
        identity=identity,
        attempts=tries,
        checks=check_standings(identity.carrying, rules, by),
        findings=findings,
        rules=rules,
        now=by,
    )
    verdict, reason = _verdict(known)
    as_of = _as_of(known)
    rests_on = _rests_on(known, verdict)
    newest_first = identity.carrying[::-1]
    clearing = next((look for look in newest_first if clears_by_itself(look, rules)), None)
    return MachineStanding(
        scope=scope,
        verdict=verdict,
        reason=reason,
        as_of=as_of,
        good_until=as_of + rules.good_for if as_of else None,
        next_change=min(_changes(known, held, rows), default=None),
        trust=rests_on.trust if rests_on else None,
        carrier=rests_on.carrier if rests_on else None,
        read_whole=bool(clearing) or any(is_whole(look, rules) for look in newest_first),
        whole_at=clearing.span.lo if clearing else None,
        checks=known.checks,
        findings=findings,
        controls=stand_controls(identity.carrying, known.checks, findings, rules, by),
        last_attempt=tries[-1] if tries else None,
        doubts=tuple(_doubts(known)),
    )


def _latest(
    now: datetime,
    identity: MachineIdentity,
    acts: tuple[Act, ...],
    attempts: tuple[MachineTry, ...],
) -> datetime:
    """Return the time, never before what is known to have happened: nothing becomes young.

    All rows are in the order of their times.
    """
    looked = (look.span.lo for look in tuple(identity.about.values())[-1:])
    told = (*(act.recorded for act in acts[-1:]), *(one.at for one in attempts[-1:]))
    return max(now, *looked, *told, now)


def _findings(
    identity: MachineIdentity,
    met: Iterable[Met],
    acts: tuple[Act, ...],
    attempts: tuple[MachineTry, ...],
    scope: MachineScope,
    rules: Rules,
    now: JudgingTime,
) -> tuple[Finding, ...]:
    """Return the machine's findings: open ones first, then by value."""
    own = tuple(act for act in acts if act.machine in identity.numbers)
    seen: defaultdict[tuple[str, EvidenceClass], list[Met]] = defaultdict(list)
    for one in met:
        if one.counts and _accuses(one, identity, own):
            seen[one.value, one.klass].append(one)
    if not seen:
        return ()
    proof = MachineProof.of(identity, rules, attempts)
    folded = (
        fold(_key(identity, scope, value, klass), rows, own, proof, now)
        for (value, klass), rows in seen.items()
    )
    return tuple(sorted(folded, key=finding_order))


def finding_order(one: Finding) -> tuple[bool, str, str]:
    """Return the order of findings: open ones first, then by value and kind."""
    return not one.is_open, one.key.value, one.key.klass


def _key(
    identity: MachineIdentity, scope: MachineScope, value: str, klass: EvidenceClass
) -> FindingKey:
    return FindingKey(machine=identity.number, unit=scope.row.unit, value=value, klass=klass)


def _accuses(met: Met, identity: MachineIdentity, acts: tuple[Act, ...]) -> bool:
    """Whether a sighting is about the machine.

    What a device told without naming a machine is, once a person named it, up to that time; of a
    look that is nowhere to be found nobody can say that it is not.
    """
    look = identity.about.get(met.evidence)
    if look is None:
        return met.evidence not in identity.elsewhere
    if look.machine is not None:
        return True
    return any(names(act, met) for act in acts)


def names(act: Act, met: Met) -> bool:
    """Whether an act says whose a sighting is that named no machine."""
    return (
        isinstance(act, Attributed)
        and (act.value, act.klass) == (met.value, met.klass)
        and met.span.lo <= act.recorded
    )


def _verdict(known: _Known) -> tuple[Verdict, Reason | None]:
    if any(one.is_open for one in known.findings):
        return Verdict.FAIL, None
    awaits = any(one.awaits_look for one in known.findings)
    if known.scope.row.excluded is not None and not awaits:
        return Verdict.EXCLUDED, None
    reason = _reason(known)
    return (Verdict.PASS, None) if reason is None else (Verdict.NOT_ASSESSED, reason)


def _reason(known: _Known) -> Reason | None:
    """Return why a machine is not assessed, None if it is: the first reason that holds.

    What is declared under its name carries nothing while it is not decided whose it is.
    """
    counted = (one.look for one in known.checks if one.counts and one.look is not None)
    looks = (*counted, *(look for look in known.identity.carrying if look.dated is not None))
    in_doubt = known.scope.in_doubt and any(one.trust is Trust.DECLARED for one in looks)
    if known.identity.other_answers or in_doubt:
        return Reason.IDENTITY
    if known.scope.concerned:
        return Reason.REJUDGING
    if any(one.awaits_look for one in known.findings):
        return Reason.AWAITING_LOOK
    if not any(one.required and one.counts for one in known.checks):
        return _unreached(known) or why_missing(known.checks, known.rules)
    return why_missing(known.checks, known.rules)


def _unreached(known: _Known) -> Reason | None:
    """Return why the newest try brought no look, where no look counts at all."""
    if known.attempts and (reason := reason_of(known.attempts[-1].outcome)) is not None:
        return reason
    return None if known.identity.carrying else Reason.NOT_RUN


def _as_of(known: _Known) -> datetime | None:
    """Return the oldest reading that a pass rests on, None if not all is read."""
    if why_missing(known.checks, known.rules) is not None:
        return None
    return min(look.span.lo for look in carriers(known.checks))


def _rests_on(known: _Known, verdict: Verdict) -> Look | None:
    """Return the look whose worth the verdict has: a pass's least sure one, the surest accuser."""
    match verdict:
        case Verdict.PASS:
            return least_sure(carriers(known.checks))
        case Verdict.FAIL:
            seen = (met.evidence for one in known.findings if one.is_open for met in one.met)
            looks = (known.identity.about.get(evidence) for evidence in seen)
            return surest(look for look in looks if look is not None)
        case Verdict.NOT_ASSESSED | Verdict.EXCLUDED:
            return None


def _changes(known: _Known, acts: tuple[Act, ...], met: Iterable[Met]) -> Iterator[datetime]:
    """Yield the moments to come at which something ends by itself."""
    ends = [
        *(act.until for act in acts if isinstance(act, FalsePositive | AcceptedRisk)),
        *(one.excuse.until for one in met if one.excuse is not None),
        *grace_ends(known.findings, known.rules),
        *(look.span.lo + known.rules.good_for for look in known.identity.carrying),
    ]
    return (end for end in ends if end >= known.now.now)


def _doubts(known: _Known) -> Iterator[Doubt]:
    yield from known.identity.doubts
    if known.now.wrong:
        yield Doubt.MISDATED
    yield from _of_brought(known)
    for one in known.findings:
        if one.state is FindingState.FALSE_POSITIVE and _is_still_seen(one, known):
            yield Doubt.EXCUSED_SEEN
            return


def _of_brought(known: _Known) -> Iterator[Doubt]:
    """Yield what is to be known of whose the answers are that were brought."""
    if known.scope.in_doubt:
        yield Doubt.WAITING
    own = known.identity.own
    sure = {look.box for look in own if look.joined_by is None or look.joined_by.is_sure}
    brought = tuple(look for look in own if look.joined_by is not None)
    if any(look.joined_by is JoinedBy.CHOICE and look.box not in sure for look in brought):
        yield Doubt.CHOSEN
    if any(look.joined_by is JoinedBy.HAND for look in brought):
        yield Doubt.BY_HAND


def _is_still_seen(one: Finding, known: _Known) -> bool:
    """Whether what was called none is seen by the newest look."""
    newest = known.identity.own[-1] if known.identity.own else None
    return newest is not None and any(met.evidence == newest.evidence for met in one.met)
