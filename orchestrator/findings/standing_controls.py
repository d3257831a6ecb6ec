"""Controls over many looks: those of state from the newest look, those of hits from findings."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.findings.coverage import counts
from orchestrator.findings.judging_time import JudgingTime
from orchestrator.model.act import EvidenceClass
from orchestrator.model.campaign import CheckStanding, Finding
from orchestrator.model.look import Look, LookControl
from orchestrator.model.plan import ControlRule
from orchestrator.model.result import AnswerKind, ControlResult, ControlVerdict, Status
from orchestrator.model.rules import Rules

_CONTACT = (Status.CONNECTED, Status.ATTEMPTED, Status.SINKHOLED, Status.CONFIGURED)
_OF_HITS = frozenset((ControlRule.CONTACT, ControlRule.OWN_HITS))


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
        if look.controls is told and len(newest) == len(decided):
            continue  # the very same words as of a newer look, which decided all
        told, said = look.controls, _told_of(look)
        for one in told:
            name = one.result.control
            newest.setdefault(name, (look, one))
            if name not in decided and _decides(one, said):
                decided[name] = look, one
    by_check = {row.check: row for row in checks}
    read = _Read(by_check, tuple([row for row in by_check.values() if row.required]))
    met = tuple([one for one in findings if one.is_open])
    bases = (
        (last[1], _base(*decided.get(name, last), read, rules, now))
        for name, last in sorted(newest.items())
    )
    return tuple([_with_findings(base, one, met, rules, now.now) for one, base in bases])


class _Read(Struct, frozen=True):
    """How each check stands, by its name, and those that are required."""

    by_check: Mapping[str, CheckStanding]
    required: tuple[CheckStanding, ...]


def _base(
    look: Look,
    newest: LookControl,
    read: _Read,
    rules: Rules,
    now: JudgingTime,
) -> ControlResult:
    """Return what a control comes to without a finding, by the newest look that decides it."""
    result = newest.result
    if newest.rules and _OF_HITS.issuperset(newest.rules):
        return _unseen(result, _of_reading(newest, read))
    good = result.verdict is ControlVerdict.FAIL or counts(look, rules, now)
    return result if good else _unseen(result, ControlVerdict.NOT_ASSESSED)


def _unseen(result: ControlResult, verdict: ControlVerdict) -> ControlResult:
    """Return a control with another verdict, and without what was seen; mostly it is that."""
    if result.verdict is verdict and not result.seen:
        return result
    return replace(result, verdict=verdict, seen=())


def _told_of(look: Look) -> frozenset[str]:
    """Return the checks of which a look has an answer, or that there is no source."""
    said = look.answers
    return frozenset([one for one in said if said[one].kind is not AnswerKind.UNANSWERED])


def _decides(one: LookControl, said: frozenset[str]) -> bool:
    """Whether a look says something of a control: that it is broken, or all that it asks."""
    return one.result.verdict is ControlVerdict.FAIL or said.issuperset(one.result.checks)


def _of_reading(one: LookControl, read: _Read) -> ControlVerdict:
    """Return whether what a control of hits asks was read: its required checks carry it."""
    asked = [read.by_check[name] for name in one.result.checks if name in read.by_check]
    carried = [row for row in asked if row.required] or asked
    if ControlRule.CONTACT in one.rules:
        carried.extend(read.required)
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
    about = tuple([finding for finding in met if _is_about(finding, one)])
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
