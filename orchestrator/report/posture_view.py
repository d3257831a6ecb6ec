"""How a machine stands, in a few words for each check: what a person looks for in a table."""

from collections.abc import Callable, Iterable, Mapping

from orchestrator.model.observation import (
    Antivirus,
    Detection,
    FirewallProfile,
    FirewallService,
    Half,
    Identifier,
    IdKind,
    Network,
    Patched,
    Protection,
    Smb1,
    System,
    ToolTrace,
    Trait,
)
from orchestrator.model.result import CheckResult
from orchestrator.text.catalogue import Catalogue

_MOST = 3  # of products, profiles or traces in one cell
_LONGEST = 120  # characters of one of them: a machine may call its antivirus what it likes

_Words = Callable[[tuple[Trait, ...], Catalogue], tuple[str, ...]]


def summary(check: CheckResult, say: Catalogue) -> tuple[str, ...]:
    """Return what the check showed, a few words each; nothing for a check without traits."""
    words = _WORDS.get(check.check)
    said = words(check.traits, say)[:_MOST] if words else ()
    old = (say("stands.old_table", day=say.day(check.old_table)),) if check.old_table else ()
    return tuple(text[:_LONGEST] for text in (*said, *old))


def _identity(traits: tuple[Trait, ...], _say: Catalogue) -> tuple[str, ...]:
    """Return the name alone: the numbers are for `report.json`."""
    known = (trait for trait in traits if isinstance(trait, Identifier))
    return tuple(trait.value for trait in known if trait.kind is IdKind.NAME)


def _os_support(traits: tuple[Trait, ...], say: Catalogue) -> tuple[str, ...]:
    return tuple(_system(trait, say) for trait in traits if isinstance(trait, System | Patched))


def _system(trait: System | Patched, say: Catalogue) -> str:
    if isinstance(trait, Patched):
        return say("stands.patched", day=say.day(trait.at) if trait.at else "?")
    if trait.ends is None:
        return say("stands.not_in_table", name=trait.name, day=say.day(trait.table_dated))
    return say("stands.supported", name=trait.name, day=say.day(trait.ends))


def _antivirus(traits: tuple[Trait, ...], say: Catalogue) -> tuple[str, ...]:
    """Return the products that are on, or all where none is, and how much was detected."""
    products = tuple(trait for trait in traits if isinstance(trait, Antivirus))
    on = tuple(product for product in products if product.protection is Protection.ON)
    named = dict.fromkeys(_product(product, say) for product in (on or products)[:_MOST])
    found = sum(isinstance(trait, Detection) for trait in traits)
    detections = (say("stands.detections", n=found),) if found else ()
    return (*(named or (say("stands.no_product"),)), *detections)


def _product(product: Antivirus, say: Catalogue) -> str:
    state = say.word("protection", product.protection)
    outdated = (say("stands.outdated"),) if product.outdated else ()
    return f"{product.name}: {', '.join((state, *outdated))}"


def _firewall(traits: tuple[Trait, ...], say: Catalogue) -> tuple[str, ...]:
    """Return the networks whose profile is not on, or that all are."""
    services = tuple(trait for trait in traits if isinstance(trait, FirewallService))
    profiles = tuple(trait for trait in traits if isinstance(trait, FirewallProfile))
    if any(service.disabled for service in services):
        return (say("stands.service_disabled"),)
    if {profile.network for profile in profiles if profile.on} == set(Network):
        return (say("stands.all_on"),)
    return tuple(
        f"{say.word('network', profile.network)}: {_switch(profile.on, say)}"
        for profile in profiles
        if not profile.on
    )


def _smb1(traits: tuple[Trait, ...], say: Catalogue) -> tuple[str, ...]:
    halves = tuple(trait for trait in traits if isinstance(trait, Smb1))
    if {half.half for half in halves if half.on is False} == set(Half):
        return (say("stands.off"),)
    return tuple(
        f"{say.word('half', half.half)}: {_switch(half.on, say)}"
        for half in halves
        if half.on is not False
    )


def _switch(on: bool | None, say: Catalogue) -> str:  # noqa: FBT001 - the value itself, no flag
    return say({True: "stands.on", False: "stands.off", None: "stands.untold"}[on])


def _campaign_tool(traits: tuple[Trait, ...], say: Catalogue) -> tuple[str, ...]:
    traces = tuple(_trace(trait, say) for trait in _newest(traits))
    return traces or (say("stands.no_trace"),)


def _newest(traits: Iterable[Trait]) -> tuple[ToolTrace, ...]:
    """Return the newest trace of each tool, the newest tool first."""
    traces = (trait for trait in traits if isinstance(trait, ToolTrace))
    newest: dict[str, ToolTrace] = {}
    for trace in sorted(traces, key=_when, reverse=True):
        newest.setdefault(trace.tool, trace)
    return tuple(newest.values())


def _when(trace: ToolTrace) -> float:
    return trace.when.timestamp() if trace.when else 0.0


def _trace(trace: ToolTrace, say: Catalogue) -> str:
    when = say.day(trace.when) if trace.when else "?"
    said = say.word("outcome", trace.outcome) if trace.ran else say("stands.only_there")
    return f"{trace.tool} {when}: {said}"


_WORDS: Mapping[str, _Words] = {
    "identity": _identity,
    "os_support": _os_support,
    "antivirus": _antivirus,
    "firewall_profiles": _firewall,
    "smb1": _smb1,
    "campaign_tool": _campaign_tool,
}
