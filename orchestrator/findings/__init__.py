"""Hits and answers to verdicts and coverage; pure."""

from orchestrator.findings.verdicts import judge_machine, judge_unit

__all__ = ["judge_machine", "judge_unit"]
