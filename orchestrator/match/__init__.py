"""Observations and an IocSet to hits; pure."""
