"""Hits and answers to verdicts and coverage; pure."""
