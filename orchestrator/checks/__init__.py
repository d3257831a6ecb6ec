"""One folder per check; one line each in ALL."""

from collections.abc import Mapping

from orchestrator.checks import (
    antivirus,
    campaign_tool,
    connections,
    dns_cache,
    dns_events,
    firewall_profiles,
    hosts_file,
    identity,
    os_support,
    persistence,
    proxy,
    resolvers,
    smb1,
)
from orchestrator.checks.base import Check
from orchestrator.model.plan import ControlRule

ALL: tuple[Check, ...] = (
    connections.CHECK,
    dns_cache.CHECK,
    hosts_file.CHECK,
    resolvers.CHECK,
    dns_events.CHECK,
    proxy.CHECK,
    persistence.CHECK,
    identity.CHECK,
    os_support.CHECK,
    antivirus.CHECK,
    firewall_profiles.CHECK,
    smb1.CHECK,
    campaign_tool.CHECK,
)

RULES: Mapping[str, ControlRule] = {check.id: check.rule for check in ALL if check.rule is not None}
"""The rule of each check by its id; one that is not here cannot be judged."""
