"""The one place that sees all rooms: it hands the value of one to the next, and reads the clock.

    inventory, playbook, lists ──> prepare ──> running ──> store ──> judging ──> SweepResult

`judging` reads nothing but the store, so every report can be made again without a machine.
"""

from orchestrator.sweep.clock import now
from orchestrator.sweep.judging import judge
from orchestrator.sweep.prepare import Prepared, Request, prepare
from orchestrator.sweep.running import Observer, resume, run

__all__ = ["Observer", "Prepared", "Request", "judge", "now", "prepare", "resume", "run"]
