"""How far back a resolver cache can see."""

from datetime import timedelta

from orchestrator.checks.base import Context
from orchestrator.model.answer import Window


def reach(context: Context, max_ttl: timedelta) -> Window:
    """Return the window of a cache that keeps nothing longer than `max_ttl` nor over a boot."""
    if context.clock is None:
        return Window(start=context.booted_at)
    start = context.clock - max_ttl
    if context.booted_at is not None:
        start = max(start, context.booted_at)
    return Window(start=start, end=context.clock)
