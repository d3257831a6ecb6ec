"""How a machine stands, judged check by check: a rule for each, over the traits it showed."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta

from msgspec import Struct

from orchestrator.findings.canaries import Canaries
from orchestrator.model.answer import Answer, Answered, NotApplicable, Note
from orchestrator.model.observation import (
    Antivirus,
    FirewallProfile,
    FirewallService,
    Half,
    Network,
    Patched,
    Posture,
    Protection,
    ScanOutcome,
    Smb1,
    System,
    ToolTrace,
    Trait,
)
from orchestrator.model.plan import ControlRule
from orchestrator.model.result import ControlVerdict

Said = tuple[ControlVerdict, tuple[str, ...]]
"""A verdict, and in raw words what it rests on where that is no pass."""

PATCHED_WITHIN = timedelta(days=60)
SIGNED_WITHIN = timedelta(days=7)
TOOL_RUN_WITHIN = timedelta(days=30)
TABLE_GOOD_FOR = timedelta(days=365)
_PASS: Said = (ControlVerdict.PASS, ())
_UNKNOWN: Said = (ControlVerdict.NOT_ASSESSED, ())


class Case(Struct, frozen=True, kw_only=True):
    """What a rule may look at: traits without the made rows, and the time of the question."""

    traits: tuple[Trait, ...]
    notes: tuple[Note, ...]
    arguments: Mapping[str, object]
    at: datetime | None


def traits_of(answer: Answer, canaries: Canaries) -> tuple[Trait, ...]:
    """Return the traits that a check showed, also where it was not read to its end."""
    if isinstance(answer, NotApplicable):
        return ()
    shown = (seen for seen in answer.observations if isinstance(seen, Posture))
    return tuple(seen.trait for seen in shown if not canaries.is_made(seen))


def old_table(traits: Iterable[Trait], at: datetime | None) -> date | None:
    """Return the day of a table that is too old to say that a system is still mended.

    Args:
        traits: What the machine showed of its system.
        at: When it was asked (aware UTC).

    Returns:
        None where the table is new enough, or nothing was told by one.
    """
    tables = (trait.table_dated for trait in traits if isinstance(trait, System))
    return next((dated for dated in tables if at and _is_old(dated, at)), None)


def _is_old(dated: date, at: datetime) -> bool:
    return at.date() - dated > TABLE_GOOD_FOR


def judge_posture(
    rule: ControlRule | None,
    answer: Answer,
    canaries: Canaries,
    *,
    arguments: Mapping[str, object],
    at: datetime | None,
) -> Said | None:
    """Return what a check's rule says of how a machine stands; None for a rule of another kind.

    Args:
        rule: The check's.
        answer: What became of it, canaries already proven. What was seen of a half-read source
            counts: a missing log does not hide an open firewall.
        canaries: The sweep's.
        arguments: The task's.
        at: When the machine was asked (aware UTC); without it nothing that ages passes.
    """
    judge = judge_of(rule)
    if judge is None:
        return None
    if isinstance(answer, NotApplicable):
        return ControlVerdict.NOT_APPLICABLE, ()
    notes = answer.notes if isinstance(answer, Answered) else ()
    traits = traits_of(answer, canaries)
    return judge(Case(traits=traits, notes=notes, arguments=arguments, at=at))


def judge_of(rule: ControlRule | None) -> Callable[[Case], Said] | None:
    """Return what judges a case by a rule; None for a rule of another kind."""
    match rule:
        case ControlRule.OS_SUPPORT:
            return judge_os_support
        case ControlRule.ANTIVIRUS:
            return judge_antivirus
        case ControlRule.FIREWALL:
            return judge_firewall
        case ControlRule.SMB1:
            return judge_smb1
        case ControlRule.CAMPAIGN_TOOL:
            return judge_campaign_tool
        case (
            ControlRule.CONTACT
            | ControlRule.OWN_HITS
            | ControlRule.APPROVED_RESOLVERS
            | ControlRule.HOSTS_INTACT
            | None
        ):
            return None


def judge_os_support(case: Case) -> Said:
    """Judge whether the system is still mended, and was updated lately."""
    system = next((trait for trait in case.traits if isinstance(trait, System)), None)
    if system is None or case.at is None:
        return _UNKNOWN
    today = case.at.date()
    if system.ends is None:
        return ControlVerdict.NOT_ASSESSED, (f"{system.name} {system.version}".strip(),)
    if system.ends < today:
        return ControlVerdict.FAIL, (f"{system.name}: {system.ends}",)
    if _is_old(system.table_dated, case.at):
        return ControlVerdict.NOT_ASSESSED, (f"support.json: {system.table_dated}",)
    return _patched(case.traits, case.at)


def _patched(traits: Iterable[Trait], at: datetime) -> Said:
    updates = (trait for trait in traits if isinstance(trait, Patched))
    newest = max((update.at for update in updates if update.at is not None), default=None)
    if newest is None:
        return _UNKNOWN
    if at - newest > PATCHED_WITHIN:
        return ControlVerdict.FAIL, (f"{newest:%Y-%m-%d}",)
    return _PASS


def judge_antivirus(case: Case) -> Said:
    """Judge by the best product: one that is on and fresh protects, whatever else is installed."""
    products = tuple(trait for trait in case.traits if isinstance(trait, Antivirus))
    if not products:
        return (
            (ControlVerdict.FAIL, ("AntiVirusProduct: 0",))
            if Note.NO_PRODUCT in case.notes
            else _UNKNOWN
        )
    verdicts = {product.name: _product(product, case.at) for product in products}
    if ControlVerdict.PASS in verdicts.values():
        return _PASS
    unknown = ControlVerdict.NOT_ASSESSED in verdicts.values()
    verdict = ControlVerdict.NOT_ASSESSED if unknown else ControlVerdict.FAIL
    return verdict, tuple(map(_product_seen, products))


def _product(product: Antivirus, at: datetime | None) -> ControlVerdict:
    if product.protection is Protection.UNKNOWN:
        return ControlVerdict.NOT_ASSESSED
    if product.protection is not Protection.ON or product.outdated:
        return ControlVerdict.FAIL
    if product.signed_at is not None and at is not None:
        fresh = at - product.signed_at <= SIGNED_WITHIN
        return ControlVerdict.PASS if fresh else ControlVerdict.FAIL
    return ControlVerdict.NOT_ASSESSED if product.outdated is None else ControlVerdict.PASS


def _product_seen(product: Antivirus) -> str:
    signed = f", {product.signed_at:%Y-%m-%d}" if product.signed_at else ""
    outdated = ", outdated" if product.outdated else ""
    return f"{product.name}: {product.protection}{outdated}{signed}"


def judge_firewall(case: Case) -> Said:
    """Judge by the profiles of all kinds of network: each must be on, and the service too."""
    services = tuple(trait for trait in case.traits if isinstance(trait, FirewallService))
    profiles = tuple(trait for trait in case.traits if isinstance(trait, FirewallProfile))
    off = tuple(str(profile.network) for profile in profiles if profile.on is False)
    disabled = tuple(service.name for service in services if service.disabled)
    if disabled or off:
        return ControlVerdict.FAIL, (*disabled, *off)
    all_on = {profile.network for profile in profiles if profile.on} == set(Network)
    return _PASS if all_on and services else _UNKNOWN


def judge_smb1(case: Case) -> Said:
    """Judge both halves: one that is on fails, and only two that are off pass."""
    halves = tuple(trait for trait in case.traits if isinstance(trait, Smb1))
    on = tuple(str(half.half) for half in halves if half.on)
    if on:
        return ControlVerdict.FAIL, on
    off = {half.half for half in halves if half.on is False}
    return _PASS if off == set(Half) else _UNKNOWN


def judge_campaign_tool(case: Case) -> Said:
    """Judge the newest dated run of each tool that counts; no trace proves nothing."""
    counted = case.arguments.get("tools") or ()
    newest: dict[str, ToolTrace] = {}
    for trait in case.traits:
        if isinstance(trait, ToolTrace) and trait.ran and _counts(trait, counted):
            newest[trait.tool] = max(newest.get(trait.tool, trait), trait, key=_when)
    left = tuple(_trace_seen(run) for run in newest.values() if run.outcome is ScanOutcome.LEFT)
    if left:
        return ControlVerdict.FAIL, left
    if any(_is_recent(run, case.at) for run in newest.values()):
        return _PASS
    return ControlVerdict.NOT_ASSESSED, tuple(map(_trace_seen, newest.values()))


def _counts(trace: ToolTrace, counted: object) -> bool:
    if isinstance(counted, list | tuple) and counted:
        return trace.tool in counted
    return not trace.routine


def _when(trace: ToolTrace) -> float:
    return trace.when.timestamp() if trace.when else 0.0


def _is_recent(run: ToolTrace, at: datetime | None) -> bool:
    if run.when is None or at is None or run.outcome is ScanOutcome.FAILED:
        return False
    return at - run.when <= TOOL_RUN_WITHIN


def _trace_seen(run: ToolTrace) -> str:
    return f"{run.tool} {run.when:%Y-%m-%d}" if run.when else run.tool
