"""The one place that sees all rooms: it hands the value of one to the next, and reads the clock.

    inventory, playbook, lists ──> planning ──> running ──> store ──> judging ──> SweepResult

`judging` reads nothing but the store, so every report can be made again without a machine.
"""

from orchestrator.findings import exit_code
from orchestrator.ioc.sets.difference import Difference
from orchestrator.ioc.updating.update_rows import SourceUpdate, UpdateStanding, updates_as_json
from orchestrator.match import Match
from orchestrator.match.scan import Sighting
from orchestrator.plan import Defaults, describe, write_scripts
from orchestrator.report import write_reports
from orchestrator.sweep.clock import now
from orchestrator.sweep.judging import judge, judged
from orchestrator.sweep.laps import LapsFile
from orchestrator.sweep.list_lookup import ValueLookup, look_up, lookups_as_json
from orchestrator.sweep.lists import (
    ListsSeen,
    accept_list,
    compare_lists,
    load_lists,
    look_into_lists,
    return_list,
    update_lists,
)
from orchestrator.sweep.log_scan import LogRead, LogScan, sighting_as_json
from orchestrator.sweep.opening_scripts import PrepareRequest, prepare_windows
from orchestrator.sweep.ping import PingRequest, PlannedPing, ping, plan_ping
from orchestrator.sweep.planning import (
    PlannedSweep,
    SweepRequest,
    demo_request,
    list_tasks,
    plan_sweep,
)
from orchestrator.sweep.running import (
    Beginning,
    Event,
    Observer,
    beginning,
    end_event,
    machine_event,
    resume,
    run,
    start_event,
)

__all__ = [
    "Beginning",
    "Defaults",
    "Difference",
    "Event",
    "LapsFile",
    "ListsSeen",
    "LogRead",
    "LogScan",
    "Match",
    "Observer",
    "PingRequest",
    "PlannedPing",
    "PlannedSweep",
    "PrepareRequest",
    "Sighting",
    "SourceUpdate",
    "SweepRequest",
    "UpdateStanding",
    "ValueLookup",
    "accept_list",
    "beginning",
    "compare_lists",
    "demo_request",
    "describe",
    "end_event",
    "exit_code",
    "judge",
    "judged",
    "list_tasks",
    "load_lists",
    "look_into_lists",
    "look_up",
    "lookups_as_json",
    "machine_event",
    "now",
    "ping",
    "plan_ping",
    "plan_sweep",
    "prepare_windows",
    "resume",
    "return_list",
    "run",
    "sighting_as_json",
    "start_event",
    "update_lists",
    "updates_as_json",
    "write_reports",
    "write_scripts",
]
