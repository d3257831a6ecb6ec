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

BY_CHECK = {check.id: check.rule for check in ALL if check.rule is not None}
"""What a control that asks a check rests on, by the check's id."""

_ABOUT_CONTACT = (
    ControlRule.CONTACT,
    ControlRule.OWN_HITS,
    ControlRule.APPROVED_RESOLVERS,
    ControlRule.HOSTS_INTACT,
)
CONTACT_CHECKS = frozenset(check.id for check in ALL if check.rule in _ABOUT_CONTACT)
"""The checks about contact: a playbook that asks none of them gives control results alone."""
