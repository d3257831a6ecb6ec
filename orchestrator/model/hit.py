"""A hit: an observation that an indicator matches."""

from dataclasses import dataclass
from enum import StrEnum

from orchestrator.model.indicator import Allowed, Indicator
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


class Weakness(StrEnum):
    """Why a hit is shown and fails nobody."""

    EXPIRED = "expired"  # what was seen is later than the indicator's validity
    NOT_YET_VALID = "not_yet_valid"
    NOT_IN_FORCE = "not_in_force"  # a setting that is there and switched off
    OTHER_PORT = "other_port"  # listed with another port
    URL_HOST = "url_host"  # the host of a listed URL, of which the rest was not seen
    SHARED_ADDRESS = "shared_address"  # of many sites, and no listed name was met beside it


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One observation met one indicator.

    `observed` is the name or address that matched, as seen (raw, not defanged). `weakness` is
    None for a hit that counts, and so is `allowed`, the entry of an allow list that excuses it.
    """

    indicator: Indicator
    rule: Rule
    status: Status
    check: str
    observed: str
    observation: Observation
    weakness: Weakness | None = None
    allowed: Allowed | None = None

    @property
    def weak(self) -> bool:
        """Whether this hit is shown only."""
        return self.weakness is not None

    @property
    def fails(self) -> bool:
        """Whether this hit makes its machine fail."""
        return not self.weak and self.allowed is None and self.status is not Status.HOSTS_BLOCK
