"""Hits and answers to verdicts and coverage; pure."""

from orchestrator.findings.verdicts import exit_code, judge_machine, judge_unit

__all__ = ["exit_code", "judge_machine", "judge_unit"]
