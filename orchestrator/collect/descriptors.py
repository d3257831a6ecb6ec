"""How many connections the operating system lets this process have."""

import sys
from dataclasses import replace
from pathlib import Path

from orchestrator.collect.pace import Limits

MOST_SOCKETS = 448
"""Connections on their way at once: more are of no use, and Windows waits for 512 at most."""

_RESERVED = 16  # what the program opens besides: the store and its log, key files, an agent
_OF_SESSION = 2  # a connection, and the second descriptor of one with TLS
_ALL_OPEN = 24  # by a process whose open descriptors nobody counts


def within_limit(limits: Limits) -> Limits:
    """Return limits that the process can keep: with few descriptors fewer machines are asked."""
    return fitted(limits, _left())


def fitted(limits: Limits, left: int) -> Limits:
    """Return limits that need no more than `left` descriptors, or the least that there can be.

    Three quarters are for machines that are asked, the rest is for connections on their way.
    """
    spare = max(0, left - _RESERVED)
    forks = max(1, min(limits.forks, spare * 3 // 4 // _OF_SESSION))
    sockets = max(1, min(limits.sockets, spare - _OF_SESSION * forks))
    return replace(limits, forks=forks, sockets=sockets)


def _left() -> int:
    """Return how many more descriptors the process may open."""
    if sys.platform == "win32":
        return 2 * MOST_SOCKETS + _RESERVED
    import resource  # noqa: PLC0415 - Windows has none

    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if limit == resource.RLIM_INFINITY:
        return sys.maxsize
    return limit - _open_now()


def _open_now() -> int:
    try:
        return sum(1 for _ in Path("/dev/fd").iterdir())
    except OSError:
        return _ALL_OPEN
