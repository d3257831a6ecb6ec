"""A hit: an observation that an indicator matches."""

from dataclasses import dataclass
from enum import StrEnum

from orchestrator.model.indicator import Indicator
from orchestrator.model.observation import Observation


class Rule(StrEnum):
    """How the indicator matched."""

    EXACT = "exact"
    PARENT = "parent"
    RANGE = "range"


class Status(StrEnum):
    """What a hit means; `HOSTS_BLOCK` is a defence, every other one is a failure."""

    CONNECTED = "CONNECTED"
    ATTEMPTED = "ATTEMPTED"
    SINKHOLED = "SINKHOLED"
    RESOLVED = "RESOLVED"
    LOOKED_UP_NOT_RESOLVED = "LOOKED_UP_NOT_RESOLVED"
    LOOKED_UP_BLOCKED = "LOOKED_UP_BLOCKED"
    CONFIGURED = "CONFIGURED"
    HOSTS_REDIRECT = "HOSTS_REDIRECT"
    HOSTS_BLOCK = "HOSTS_BLOCK"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One observation met one indicator.

    `observed` is the name or address that matched, as seen (raw, not defanged). `weak`: shown,
    and fails nobody.
    """

    indicator: Indicator
    rule: Rule
    status: Status
    check: str
    observed: str
    observation: Observation
    weak: bool = False

    @property
    def fails(self) -> bool:
        """Whether this hit makes its machine fail."""
        return not self.weak and self.status is not Status.HOSTS_BLOCK
