"""One folder per check; one line each in ALL."""

from orchestrator.checks import connections, dns_cache, hosts_file, resolvers
from orchestrator.checks.base import Check

ALL: tuple[Check, ...] = (
    connections.CHECK,
    dns_cache.CHECK,
    hosts_file.CHECK,
    resolvers.CHECK,
)
