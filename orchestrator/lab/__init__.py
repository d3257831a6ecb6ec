"""The pretend district: machines on loopback over real SSH and real WinRM."""

from orchestrator.lab.stage import Lab, start
from orchestrator.lab.story import played_time
from orchestrator.lab.story_truth import story_differences
from orchestrator.lab.truth import TRUTH, differences, unit_verdicts

__all__ = [
    "TRUTH",
    "Lab",
    "differences",
    "played_time",
    "start",
    "story_differences",
    "unit_verdicts",
]
