"""Agentless audit controller: finds, handles and reports machines that talk to listed addresses."""

__version__ = "0.1.0"
