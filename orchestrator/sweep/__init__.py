"""The one place that sees all rooms: it hands the value of one to the next, and reads the clock.

    inventory, playbook, lists ──> planning ──> running ──> store ──> judging ──> SweepResult

`judging` reads nothing but the store, so every report can be made again without a machine.

This face is the sweep's. What another command asks of several rooms stands beside it, and only that
command imports it: `lists` (of `ioc`), `ping`, `opening_scripts` (of `prepare`), `sheet_export`.
"""

from typing import TYPE_CHECKING

from orchestrator.lazy_face import lazy_face

if TYPE_CHECKING:
    from orchestrator.findings import exit_code, standing_code
    from orchestrator.plan import Defaults, describe, write_scripts
    from orchestrator.sweep.campaign_result import (
        KeptCampaign,
        kept_at,
        kept_campaign,
        with_trend,
    )
    from orchestrator.sweep.clock import now
    from orchestrator.sweep.judging import judge, judged
    from orchestrator.sweep.laps_file import LapsFile
    from orchestrator.sweep.observing import (
        Event,
        Observer,
        end_event,
        machine_event,
        start_event,
    )
    from orchestrator.sweep.planning import (
        PlannedSweep,
        SweepRequest,
        demo_request,
        list_tasks,
        plan_sweep,
    )
    from orchestrator.sweep.reporting import Reported, Reports
    from orchestrator.sweep.retrying import wanted
    from orchestrator.sweep.running import resume, run
    from orchestrator.sweep.selection import Beginning, beginning
else:
    __getattr__ = lazy_face(
        __name__,
        {
            "findings": "exit_code standing_code",
            "plan": "Defaults describe write_scripts",
            "sweep.campaign_result": "KeptCampaign kept_at kept_campaign with_trend",
            "sweep.clock": "now",
            "sweep.judging": "judge judged",
            "sweep.laps_file": "LapsFile",
            "sweep.observing": "Event Observer end_event machine_event start_event",
            "sweep.planning": "PlannedSweep SweepRequest demo_request list_tasks plan_sweep",
            "sweep.reporting": "Reported Reports",
            "sweep.retrying": "wanted",
            "sweep.running": "resume run",
            "sweep.selection": "Beginning beginning",
        },
    )

__all__ = [
    "Beginning",
    "Defaults",
    "Event",
    "KeptCampaign",
    "LapsFile",
    "Observer",
    "PlannedSweep",
    "Reported",
    "Reports",
    "SweepRequest",
    "beginning",
    "demo_request",
    "describe",
    "end_event",
    "exit_code",
    "judge",
    "judged",
    "kept_at",
    "kept_campaign",
    "list_tasks",
    "machine_event",
    "now",
    "plan_sweep",
    "resume",
    "run",
    "standing_code",
    "start_event",
    "wanted",
    "with_trend",
    "write_scripts",
]
