"""Hits and answers to verdicts and coverage; pure."""

from orchestrator.findings.verdicts import (
    exit_code,
    hits_of_all,
    is_finished,
    judge_machine,
    judge_unit,
    list_bars_pass,
)

__all__ = [
    "exit_code",
    "hits_of_all",
    "is_finished",
    "judge_machine",
    "judge_unit",
    "list_bars_pass",
]
