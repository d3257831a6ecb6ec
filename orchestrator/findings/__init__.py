"""Hits and answers to verdicts and coverage; looks, acts and time to standings; pure."""

from orchestrator.findings.look_details import checks_of_look, detail_of
from orchestrator.findings.looks import look_of, mets_of
from orchestrator.findings.standing import stand
from orchestrator.findings.unit_standing import judged_basis, stand_unit
from orchestrator.findings.verdicts import (
    exit_code,
    hits_of_all,
    is_finished,
    judge_machine,
    judge_unit,
    list_bars_pass,
    standing_code,
)

__all__ = [
    "checks_of_look",
    "detail_of",
    "exit_code",
    "hits_of_all",
    "is_finished",
    "judge_machine",
    "judge_unit",
    "judged_basis",
    "list_bars_pass",
    "look_of",
    "mets_of",
    "stand",
    "stand_unit",
    "standing_code",
]
