"""Strict YAML and JSON with positions, the reader of mappings, atomic writes, bounded reads."""

from orchestrator.files.atomic import prove_writable, write_all, write_atomic, write_in_turn
from orchestrator.files.bounded import read_bounded, regular_stream

__all__ = [
    "prove_writable",
    "read_bounded",
    "regular_stream",
    "write_all",
    "write_atomic",
    "write_in_turn",
]
