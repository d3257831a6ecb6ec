"""Plan -> trips: the pool, its deadlines and the lock-out guard; knows no library of a wire."""

from orchestrator.collect.collector import Collector, Settings
from orchestrator.collect.order import shuffled, silent_last

__all__ = ["Collector", "Settings", "shuffled", "silent_last"]
