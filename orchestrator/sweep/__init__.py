"""The one place that sees all rooms: it hands the value of one to the next, and reads the clock.

    inventory, playbook, lists ──> prepare ──> running ──> store ──> judging ──> SweepResult

`judging` reads nothing but the store, so every report can be made again without a machine.
"""

from orchestrator.findings import exit_code
from orchestrator.plan import Defaults, describe, write_scripts
from orchestrator.report import write_reports
from orchestrator.sweep.clock import now
from orchestrator.sweep.json_events import Event, end_event, machine_event, start_event
from orchestrator.sweep.judging import judge, judged
from orchestrator.sweep.laps import LapsFile
from orchestrator.sweep.ping import PingRequest, PlannedPing, ping, plan_ping
from orchestrator.sweep.planning import (
    PlannedSweep,
    SweepRequest,
    demo_request,
    list_tasks,
    plan_sweep,
)
from orchestrator.sweep.preparing import PrepareRequest, prepare_windows
from orchestrator.sweep.running import Beginning, Observer, beginning, resume, run

__all__ = [
    "Beginning",
    "Defaults",
    "Event",
    "LapsFile",
    "Observer",
    "PingRequest",
    "PlannedPing",
    "PlannedSweep",
    "PrepareRequest",
    "SweepRequest",
    "beginning",
    "demo_request",
    "describe",
    "end_event",
    "exit_code",
    "judge",
    "judged",
    "list_tasks",
    "machine_event",
    "now",
    "ping",
    "plan_ping",
    "plan_sweep",
    "prepare_windows",
    "resume",
    "run",
    "start_event",
    "write_reports",
    "write_scripts",
]
