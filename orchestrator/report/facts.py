"""What can be read off a hit without judging it: its process, its listed values, its window."""

from collections.abc import Iterator

from orchestrator.model.hit import Hit
from orchestrator.model.observation import (
    CachedName,
    Connection,
    HostsLine,
    Observation,
    Process,
    ResolverSetting,
)
from orchestrator.model.result import SweepResult


def process_of(hit: Hit) -> Process | None:
    """Return the owner of the connection that was hit; None where there is or was read none."""
    return hit.observation.process if isinstance(hit.observation, Connection) else None


def listed_values(result: SweepResult) -> Iterator[str]:
    """Yield every name and address that must be defanged: what was hit, and where it led to."""
    for unit in result.units:
        for machine in unit.machines:
            for hit in machine.hits:
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
