"""One folder per check; one line each in ALL."""

from orchestrator.checks import (
    connections,
    dns_cache,
    dns_events,
    hosts_file,
    identity,
    os_support,
    persistence,
    proxy,
    resolvers,
)
from orchestrator.checks.base import Check

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
)
