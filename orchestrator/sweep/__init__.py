"""The one place that sees all rooms: it hands the value of one to the next, and reads the clock.

    inventory, playbook, lists ──> prepare ──> running ──> store ──> judging ──> SweepResult

`judging` reads nothing but the store, so every report can be made again without a machine.
"""

from orchestrator.sweep.clock import now
from orchestrator.sweep.judging import judge
from orchestrator.sweep.laps import LapsFile
from orchestrator.sweep.ping import PingRequest, PlannedPing, ping, plan_ping
from orchestrator.sweep.planning import PlannedSweep, SweepRequest, plan_sweep
from orchestrator.sweep.running import Observer, resume, run

__all__ = [
    "LapsFile",
    "Observer",
    "PingRequest",
    "PlannedPing",
    "PlannedSweep",
    "SweepRequest",
    "judge",
    "now",
    "ping",
    "plan_ping",
    "plan_sweep",
    "resume",
    "run",
]
