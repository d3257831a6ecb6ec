"""Controls over many looks: those of state from the newest look, those of hits from findings."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from orchestrator.findings.coverage import counts
from orchestrator.findings.judging_time import JudgingTime
from orchestrator.model.act import EvidenceClass
from orchestrator.model.campaign import CheckStanding, Finding
from orchestrator.model.look import Look, LookControl
from orchestrator.model.plan import ControlRule
from orchestrator.model.result import AnswerKind, ControlResult, ControlVerdict, Status
from orchestrator.model.rules import Rules

_CONTACT = (Status.CONNECTED, Status.ATTEMPTED, Status.SINKHOLED, Status.CONFIGURED)
_OF_HITS = (ControlRule.CONTACT, ControlRule.OWN_HITS)


def stand_controls(
    looks: tuple[Look, ...],
    checks: Iterable[CheckStanding],
    findings: Iterable[Finding],
    rules: Rules,
    now: JudgingTime,
) -> tuple[ControlResult, ...]:
    """Return one result a control, sorted by its word.

    Args:
        looks: Those that may carry coverage, oldest first.
        checks: How each check stands.
        findings: All findings of the machine.
        rules: How long a reading is good, and a look-up may be open.
        now: When.
    """
    newest: dict[str, tuple[Look, LookControl]] = {}
    decided: dict[str, tuple[Look, LookControl]] = {}
    told: tuple[LookControl, ...] = ()
    for look in reversed(looks):
        if look.controls is told and newest.keys() == decided.keys():
            continue  # the very same words as of a newer look, which decided all
        told = look.controls
        for one in told:
            name = one.result.control
            newest.setdefault(name, (look, one))
            if name not in decided and _decides(look, one):
                decided[name] = look, one
    rows = tuple(checks)
    met = tuple(one for one in findings if one.is_open)
    return tuple(
        _with_findings(
            _base(*decided.get(name, last), rows, rules, now), last[1], met, rules, now.now
        )
        for name, last in sorted(newest.items())
    )


def _base(
    look: Look,
    newest: LookControl,
    checks: tuple[CheckStanding, ...],
    rules: Rules,
    now: JudgingTime,
) -> ControlResult:
    """Return what a control comes to without a finding, by the newest look that decides it."""
    result = newest.result
    if newest.rules and all(rule in _OF_HITS for rule in newest.rules):
        return _unseen(result, _of_reading(newest, checks))
    good = result.verdict is ControlVerdict.FAIL or counts(look, rules, now)
    return result if good else _unseen(result, ControlVerdict.NOT_ASSESSED)


def _unseen(result: ControlResult, verdict: ControlVerdict) -> ControlResult:
    """Return a control with another verdict, and without what was seen; mostly it is that."""
    if result.verdict is verdict and not result.seen:
        return result
    return replace(result, verdict=verdict, seen=())


def _decides(look: Look, one: LookControl) -> bool:
    """Whether a look says something of a control: that it is broken, or all that it asks."""
    if one.result.verdict is ControlVerdict.FAIL:
        return True
    said = (look.answers.get(check) for check in one.result.checks)
    return all(answer is not None and answer.kind is not AnswerKind.UNANSWERED for answer in said)


def _of_reading(one: LookControl, checks: tuple[CheckStanding, ...]) -> ControlVerdict:
    """Return whether what a control of hits asks was read: its required checks carry it."""
    asked = tuple(row for row in checks if row.check in one.result.checks)
    carried = tuple(row for row in asked if row.required) or asked
    if ControlRule.CONTACT in one.rules:
        carried = (*carried, *(row for row in checks if row.required))
    if not all(row.counts for row in carried):
        return ControlVerdict.NOT_ASSESSED
    if all(row.said.kind is AnswerKind.NOT_APPLICABLE for row in carried):
        return ControlVerdict.NOT_APPLICABLE
    return ControlVerdict.PASS


def _with_findings(
    base: ControlResult, one: LookControl, met: tuple[Finding, ...], rules: Rules, now: datetime
) -> ControlResult:
    """Return the control with the open findings that are about it.

    A look-up leaves it undecided for some days: time to handle it.
    """
    about = tuple(finding for finding in met if _is_about(finding, one))
    if not about:
        return base
    overdue = base.verdict is ControlVerdict.FAIL or any(_fails(f, rules, now) for f in about)
    told = dict.fromkeys((*base.seen, *(m.observed for finding in about for m in finding.met)))
    verdict = ControlVerdict.FAIL if overdue else ControlVerdict.NOT_ASSESSED
    return replace(base, verdict=verdict, seen=tuple(told))


def _is_about(finding: Finding, one: LookControl) -> bool:
    if ControlRule.CONTACT in one.rules and any(met.status in _CONTACT for met in finding.met):
        return True
    return any(met.check in one.result.checks for met in finding.met)


def _fails(finding: Finding, rules: Rules, now: datetime) -> bool:
    if finding.key.klass is not EvidenceClass.LOOKUP:
        return True
    return now >= finding.first.lo + rules.lookup_grace


def grace_ends(findings: Iterable[Finding], rules: Rules) -> Iterator[datetime]:
    """Yield the moments at which open look-ups make their control fail."""
    for one in findings:
        if one.is_open and one.key.klass is EvidenceClass.LOOKUP:
            yield one.first.lo + rules.lookup_grace
