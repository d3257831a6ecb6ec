"""What can be read off a hit without judging it: its process, its listed values, its window."""

from collections.abc import Iterator

from orchestrator.model.hit import Hit
from orchestrator.model.observation import (
    CachedName,
    ConfiguredText,
    Connection,
    HostsLine,
    LookedUp,
    Observation,
    Posture,
    Process,
    ResolverSetting,
)
from orchestrator.model.result import SweepResult


def process_of(hit: Hit) -> Process | None:
    """Return who held the connection or asked for the name; None where none was read."""
    seen = hit.observation
    return seen.process if isinstance(seen, Connection | LookedUp) else None


def listed_values(result: SweepResult) -> Iterator[str]:
    """Yield every name and address that must be defanged: what was hit, and where it led to."""
    for unit in result.units:
        for machine in unit.machines:
            for hit in (*machine.hits, *machine.suppressed):
                yield hit.observed
                yield hit.indicator.value
                yield from (citation.published for citation in hit.indicator.citations)
                yield from _ends(hit.observation)


def _ends(observation: Observation) -> tuple[str, ...]:
    match observation:
        case Connection():
            return (observation.remote_address,)
        case CachedName():
            return tuple(filter(None, (observation.name, observation.address, observation.target)))
        case HostsLine():
            return (observation.address, *observation.names)
        case ResolverSetting():
            return (observation.address,)
        case LookedUp():
            return (observation.name, *observation.addresses, *observation.targets)
        case ConfiguredText() | Posture():
            return (*observation.names, *observation.addresses)
