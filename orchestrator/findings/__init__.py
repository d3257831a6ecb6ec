"""Hits and answers to verdicts and coverage; pure."""

from orchestrator.findings.machine import judge_machine
from orchestrator.findings.unit import judge_unit

__all__ = ["judge_machine", "judge_unit"]
