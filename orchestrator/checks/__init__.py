"""One folder per check; one line each in ALL."""

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
from orchestrator.model.plan import ControlRule, ControlRules

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

RULES = ControlRules(
    by_check={check.id: check.rule for check in ALL if check.rule is not None},
    contact=frozenset(
        check.control for check in ALL if check.control and check.rule is ControlRule.CONTACT
    ),
)
"""The rule of each check, and which controls are about contact."""
