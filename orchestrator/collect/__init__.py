"""Plan -> trips: the pool, its deadlines and the lock-out guard; knows no library of a wire."""

from orchestrator.collect.asking_order import shuffled, silent_last
from orchestrator.collect.collector import Collector, Settings

__all__ = ["Collector", "Settings", "shuffled", "silent_last"]
